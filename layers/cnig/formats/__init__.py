"""Formats in which a delivery is written and read."""
