"""Every table: a file for each family. The migrations import this alone."""
