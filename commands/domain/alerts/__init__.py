"""Alerts of others: the Common Alerting Protocol, whether one touches the incident, and what is told of it."""
