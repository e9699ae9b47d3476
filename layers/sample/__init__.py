"""A fictional commune, drawn by a seeded generator, and parcels by the million."""

from layers.sample.grid import grid_buildings, grid_parcels
from layers.sample.repeated import repeated
from layers.sample.town import Sample, commune
from layers.sample.write import FILES, write

__all__ = ["FILES", "Sample", "commune", "grid_buildings", "grid_parcels", "repeated", "write"]
