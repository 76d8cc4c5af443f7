"""What many nouns share: whose a thing is, who may, what is told to whom, what gets into the log."""
