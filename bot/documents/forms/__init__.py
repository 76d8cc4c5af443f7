"""The printed forms: a Typst template for each, filled with the data of a Document."""
