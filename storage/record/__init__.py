"""The incident's record as the commands ask for it: a file for each family."""
