"""The live board: what the record says, in a browser; a process of its own, and what the program does for it."""
