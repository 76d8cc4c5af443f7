"""The forms, each a file: ``commands.paper.sheets`` finds them here."""
