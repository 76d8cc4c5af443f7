"""The values and rules by which people outside the rooms are reached."""
