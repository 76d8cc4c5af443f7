"""What is posted: one lane for each room."""
