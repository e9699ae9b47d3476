"""Formats of outside data: each module turns one kind of file into a frame, and nothing more."""
