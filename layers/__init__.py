"""Outside data, brought to the shape that land and criteria expect. All reading happens here."""

from layers.errors import ReadError
from layers.layer import Layer, Raster, Source
from layers.options import ReadOptions
from layers.read import read
from layers.schema import ROLES

__all__ = ["ROLES", "Layer", "Raster", "ReadError", "ReadOptions", "Source", "read"]
