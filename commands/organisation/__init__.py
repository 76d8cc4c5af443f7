"""How the incident is organised: positions, periods, shifts, linked rooms, and how the bridge is."""
