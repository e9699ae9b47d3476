"""Checks of a delivery, one module a subject."""
