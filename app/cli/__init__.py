"""The commands, one a file: `python -m app --help` lists them."""
