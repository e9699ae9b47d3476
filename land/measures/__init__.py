"""Measures: geometry in, Series out, on the same index; nothing mutated."""
