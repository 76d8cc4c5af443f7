"""How things stand: reports from the field, the situation report, the board."""
