"""What the incident needs from elsewhere: requests for resources (ICS 213RR)."""
