"""Tables that ship with the program."""
