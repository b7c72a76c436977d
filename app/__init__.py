"""A city's economic indicators, with the words behind every number."""

__version__ = "0.1.0"
