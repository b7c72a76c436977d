"""The pages, one file a noun: each asks the API and fills a template."""
