"""What each family asks of memory: a page for each, with the kinds of records that it keeps."""
