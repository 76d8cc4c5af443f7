"""What forms, packets and the after-action report say, field by field."""
