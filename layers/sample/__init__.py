"""A fictional commune, drawn by a seeded generator."""

from layers.sample.town import Sample, commune

__all__ = ["Sample", "commune"]
