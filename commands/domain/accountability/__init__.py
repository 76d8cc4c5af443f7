"""Check-ins, roll calls, emergencies, demobilization, and what is owed by a time."""
