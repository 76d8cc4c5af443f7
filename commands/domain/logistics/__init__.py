"""Requests for resources (ICS 213RR): what they are, and who approves them."""
