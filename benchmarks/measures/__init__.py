"""Measures of land against the peers, each in a process of its own, on the same seeded data."""
