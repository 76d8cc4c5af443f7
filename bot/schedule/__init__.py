"""What is said or made by the clock."""
