"""Functions of a session and words: get_x returns or raises, find_x returns a page."""
