"""The ground that is asked for: the communes of a territory, and what lies around them."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import shapely
from geopandas import GeoDataFrame
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from land.crs import LAMBERT_93, epsg_of


class Extent(NamedTuple):
    """A bounding box in a system whose first axis is x (east, longitude)."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """
    A territory on the ground.

    Parameters
    ----------
    communes : frozenset of str
        INSEE codes.
    outline : Polygon or MultiPolygon
        Union of the communes. [projected, m]
    crs : int
        EPSG code of the outline.
    """

    communes: frozenset[str]
    outline: BaseGeometry
    crs: int = LAMBERT_93

    def around(self, buffer_m: float) -> BaseGeometry:
        """Return the outline grown by a distance. [m]"""
        return self.outline.buffer(buffer_m) if buffer_m else self.outline

    def extent(self, crs: Any, *, buffer_m: float) -> Extent:
        """
        Bounding box of the grown outline in another system, x first whatever its axes say.

        Examples
        --------
        >>> from shapely import box
        >>> area = Area(communes=frozenset(), outline=box(700_000, 6_600_000, 701_000, 6_601_000))
        >>> [round(x, 2) for x in area.extent(4326, buffer_m=0)]
        [3.0, 46.5, 3.01, 46.51]
        """
        bounds = self.around(buffer_m).bounds
        bring = Transformer.from_crs(self.crs, CRS.from_user_input(crs), always_xy=True)
        return Extent(*bring.transform_bounds(*bounds, densify_pts=21))


def area_of(communes: GeoDataFrame) -> Area:
    """
    Area of the communes of a layer.

    Parameters
    ----------
    communes : GeoDataFrame
        Layer of the role ``commune``, indexed by INSEE code. [projected, m]

    Returns
    -------
    Area
        Their union.
    """
    return Area(
        communes=frozenset(map(str, communes.index)),
        outline=shapely.union_all(communes.geometry.to_numpy()),
        crs=epsg_of(communes.crs) or LAMBERT_93,
    )
