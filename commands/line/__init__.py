"""A typed line becomes the arguments of a verb: words, keys, times, persons. And back: usage lines, help and forms."""
