"""What was heard and said, the rooms, the copies and posts that are on their way, and single facts."""
