"""The Medical Incident Report: an incident within an incident, told to few."""
