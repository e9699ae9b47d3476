"""Ground of the fictional commune: outline, districts, streets, water, railway and lots."""

# ruff: noqa: PLR2004 (odds and sizes of an invented town)

from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.random import Generator
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from layers.sample.lots import bisect, cadastre
from layers.sample.plan import (
    CRS,
    DISTRICTS,
    FIELDS,
    OUTLINE,
    RAILWAY,
    RIVER,
    STREAM,
    District,
    Sheet,
)  # fmt: skip
from layers.sample.streets import corridors, join_up, noded, street_lines

_SMOOTH = ("centre", "hamlet", "faubourg", "wood", "meadow")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """
    What stands before anybody builds.

    ``lots`` has ``geometry``, ``kind`` and ``district``; ``streets`` is noded; ``areas`` holds
    each district's polygon by name, and they partition ``outline``. [EPSG:2154]
    """

    sheet: Sheet
    outline: Polygon
    areas: dict[str, BaseGeometry]
    streets: GeoDataFrame
    roads: BaseGeometry
    river: BaseGeometry
    stream: BaseGeometry
    railway: BaseGeometry
    lots: GeoDataFrame

    @property
    def public(self) -> BaseGeometry:
        """Ground outside the cadastre: what no lot covers."""
        return self.outline.difference(shapely.coverage_union_all(self.lots.geometry.array))


def lay_out(sheet: Sheet, rng: Generator, *, parcels: int) -> Ground:
    """
    Lay out the commune.

    Parameters
    ----------
    sheet : Sheet
        The bent plan.
    rng : Generator
        Source of chance.
    parcels : int
        Number of lots wanted; met within some percent.

    Returns
    -------
    Ground
        The ground.
    """
    outline = sheet.area(0.95 * np.array(OUTLINE))
    areas = _areas(sheet, outline)
    drawn = join_up(street_lines(sheet, areas, DISTRICTS, rng))
    roads = corridors(drawn).intersection(outline)
    river = sheet.line(RIVER, step_m=12).buffer(13, quad_segs=4).intersection(outline)
    stream = sheet.line(STREAM, step_m=12).buffer(2.5).intersection(outline).difference(river)
    railway = sheet.line(RAILWAY).buffer(8).intersection(outline)
    taken = shapely.union_all([roads, river, stream, railway])
    return Ground(
        sheet=sheet,
        outline=outline,
        areas=areas,
        streets=noded(drawn, outline),
        roads=roads,
        river=river,
        stream=stream,
        railway=railway,
        lots=_lots(areas, taken, rng, parcels),
    )


def _areas(sheet: Sheet, outline: Polygon) -> dict[str, BaseGeometry]:
    left: BaseGeometry = outline
    areas: dict[str, BaseGeometry] = {}
    for d in DISTRICTS:
        drawn = sheet.area(d.points, smooth=d.kind in _SMOOTH)
        areas[d.name] = _polygonal(drawn.intersection(left))
        left = left.difference(areas[d.name])
    return {**areas, FIELDS.name: _polygonal(left)}


def _polygonal(shape: BaseGeometry) -> BaseGeometry:
    """Polygons of a shape, without the lines along which districts touch."""
    parts = shapely.get_parts(shape)
    return shapely.union_all(parts[shapely.area(parts) > 0])


def _lots(
    areas: dict[str, BaseGeometry], taken: BaseGeometry, rng: Generator, parcels: int
) -> GeoDataFrame:
    districts: tuple[District, ...] = (*DISTRICTS, FIELDS)
    free = shapely.difference([areas[d.name] for d in districts], taken)
    blocks, district = shapely.get_parts(free, return_index=True)
    keep = shapely.area(blocks) > 80
    blocks, district = blocks[keep], district[keep]
    wanted = np.array([d.lot_m2 for d in districts])[district]
    lots = cadastre(bisect(blocks, wanted, rng, count=parcels))
    district = district[lots["root"]]
    columns = {
        "kind": np.array([d.kind for d in districts])[district],
        "district": np.array([d.name for d in districts])[district],
        "block": lots["root"].to_numpy(),
    }
    return GeoDataFrame(columns, geometry=lots["geometry"].to_numpy(), crs=CRS)
