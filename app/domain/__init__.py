"""Plain Python, no framework: what the words of the data mean."""
