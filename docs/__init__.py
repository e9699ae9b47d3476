"""The documentation: its pages, what prints them from the code, and what builds the site."""
