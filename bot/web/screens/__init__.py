"""What each screen of the live board shows, read from the record as these groups may read it."""
