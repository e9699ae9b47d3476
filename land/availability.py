"""
What is free on a land unit, and whether it can be had: bare, densifiable, built up, friche,
committed.

The class of a unit follows from a few measures and thresholds, and comes with its reason.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from geopandas import GeoSeries
from pandas import DataFrame, Series

from land.available import available_table, clip_units_to_zones
from land.crs import require_metric
from land.errors import SchemaError
from land.ids import require_unique
from land.measures.blocks import blocks, hilbert_order, in_threads
from land.measures.covered import area_covered
from land.measures.united import Layers, areas_under
from land.shape import largest_piece, require_valid, usable_width_m

__all__ = [
    "AVAILABILITIES",
    "REASONS",
    "Thresholds",
    "availability_class",
    "available_table",
    "clip_units_to_zones",
    "free_areas",
    "free_geometry",
    "free_part",
]

AVAILABILITIES: Final = ("bare", "densifiable", "built_up", "friche", "committed")

REASONS: Final = (
    "committed_declared",
    "friche_declared",
    "free_piece_too_small",
    "free_piece_too_narrow",
    "built_share_below",
    "free_piece_large_enough",
    "not_measured",
)
_ARC_SEGMENTS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """
    Bars between the classes of availability.

    Parameters
    ----------
    bare_built_share : float
        A unit is bare while its built share is at most this. [0-1] Default 0.02, *assumed*: a
        shed or a transformer does not make a plot built.
    free_area_m2 : float
        Smallest free piece that can be used. [m²] Default 500, *assumed*: the plot of a small
        workshop with its yard.
    usable_width_m : float
        Narrowest free piece that can be used. [m] Default 15, *assumed*: a workshop 10 m deep
        and its access.
    """

    bare_built_share: float = 0.02
    free_area_m2: float = 500.0
    usable_width_m: float = 15.0


def free_geometry(units: GeoSeries, buildings: GeoSeries, *, setback_m: float = 5.0) -> GeoSeries:
    """
    What is left of each land unit outside buildings and a strip around them.

    Parameters
    ----------
    units : GeoSeries
        Polygons, one per land unit, uniquely indexed. [projected, m]
    buildings : GeoSeries
        Footprints, in the CRS of ``units``; may overlap, may be empty. [projected, m]
    setback_m : float
        Width of the strip around each building, neighbours' buildings included. [m] The
        default, 5 m, is *assumed*.

    Returns
    -------
    GeoSeries
        Polygons, indexed as ``units``; empty where nothing is left, missing where the unit is.

    Raises
    ------
    CRSError
        If a CRS is absent, is not a legal metric one, or the two differ.
    GeometryError
        If a unit or a building is invalid; names it.
    IdentifierError
        If an id stands on several units.

    Examples
    --------
    A building 20 m deep across the whole width of a plot 100 m deep: 75 m are left behind it.

    >>> from shapely import box
    >>> plot = GeoSeries({"A": box(0, 0, 30, 100)}, crs=2154)
    >>> house = GeoSeries([box(-10, 0, 40, 20)], crs=2154)
    >>> free_geometry(plot, house).area.to_dict()
    {'A': 2250.0}
    """
    shapes, footprints = _checked(units, buildings)
    tree = shapely.STRtree(footprints)

    def left(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return rows, _left(shapes[rows], footprints, tree, setback_m)

    free = shapes.copy()
    for rows, parts in in_threads(left, blocks(hilbert_order(shapes))):
        free[rows] = parts
    return GeoSeries(free, index=units.index, crs=units.crs, name="geometry")


def _checked(units: GeoSeries, buildings: GeoSeries) -> tuple[np.ndarray, np.ndarray]:
    """Shapes of units and of buildings, in one metric CRS, valid, units uniquely indexed."""
    require_metric(units, buildings)
    require_unique(units, name="units")
    require_valid(units, name="units")
    require_valid(buildings, name="buildings")
    return np.asarray(units.array, dtype=object), np.asarray(buildings.array, dtype=object)


def _left(
    shapes: np.ndarray, footprints: np.ndarray, tree: shapely.STRtree, setback_m: float
) -> np.ndarray:
    """Shapes without the strips around the footprints."""
    unit, building = tree.query(shapes, predicate="dwithin", distance=setback_m)
    near, met = np.unique(building, return_inverse=True)
    strips = shapely.buffer(footprints[near], setback_m, quad_segs=_ARC_SEGMENTS)[met]
    free = shapes.copy()
    alone = np.bincount(unit, minlength=len(shapes))[unit] == 1
    shapely.prepare(shapes)
    hole = alone & _is_plain(shapes)[unit] & _is_plain(strips)
    hole[hole] = shapely.contains_properly(shapes[unit[hole]], strips[hole])
    shapely.destroy_prepared(shapes)
    # A strip that lies inside the unit is a hole of it: there is nothing to compute.
    shells = shapely.get_exterior_ring(shapes[unit[hole]])
    free[unit[hole]] = shapely.polygons(shells, shapely.get_exterior_ring(strips[hole])[:, None])
    lone = alone & ~hole
    free[unit[lone]] = shapely.difference(shapes[unit[lone]], strips[lone])
    if not alone.all():
        held, group = np.unique(unit[~alone], return_inverse=True)
        order = np.argsort(group, kind="stable")
        gathered = shapely.geometrycollections(strips[~alone][order], indices=group[order])
        taken = shapely.union_all(np.asarray(gathered)[:, None], axis=1)
        free[held] = shapely.difference(shapes[held], taken)
    return free


def _is_plain(shapes: np.ndarray) -> np.ndarray:
    is_polygon = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    return np.asarray(is_polygon & (shapely.get_num_interior_rings(shapes) == 0))


def free_part(units: GeoSeries, buildings: GeoSeries, *, setback_m: float = 5.0) -> DataFrame:
    """
    How much of each land unit is built, and how much is free and usable.

    Parameters
    ----------
    units : GeoSeries
        Polygons, one per land unit, uniquely indexed. [projected, m]
    buildings : GeoSeries
        Footprints, in the CRS of ``units``; may overlap, may be empty. [projected, m]
    setback_m : float
        Width of the strip around each building that is not free. [m]

    Returns
    -------
    DataFrame
        Indexed as ``units``: ``built_m2`` [m²], ``built_share`` [0-1], ``free_m2`` [m²],
        ``largest_free_m2`` [m²] and ``usable_width_m`` [m] of the largest free piece (0 where
        nothing is free). NaN where the unit is missing or has no area.

    Raises
    ------
    CRSError
        If a CRS is absent, is not a legal metric one, or the two differ.
    GeometryError
        If a unit or a building is invalid; names it.
    IdentifierError
        If an id stands on several units.

    See Also
    --------
    free_geometry : the free part itself.

    Examples
    --------
    >>> from shapely import box
    >>> plot = GeoSeries({"A": box(0, 0, 30, 100)}, crs=2154)
    >>> house = GeoSeries([box(-10, 0, 40, 20)], crs=2154)
    >>> free_part(plot, house).round(1).to_dict("records")
    [{'built_m2': 600.0, 'built_share': 0.2, 'free_m2': 2250.0, 'largest_free_m2': 2250.0,
      'usable_width_m': 30.0}]
    """
    shapes, footprints = _checked(units, buildings)
    tree = shapely.STRtree(footprints)

    def measured(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        free = GeoSeries(_left(shapes[rows], footprints, tree, setback_m), crs=units.crs)
        largest = largest_piece(free)
        areas = shapely.area(free.array), shapely.area(largest.array)
        return rows, np.column_stack([*areas, usable_width_m(largest).fillna(0.0)])

    # What is free is drawn block after block, and let go once measured.
    found = np.zeros((len(shapes), 3))
    for rows, sizes in in_threads(measured, blocks(hilbert_order(shapes))):
        found[rows] = sizes
    free_m2, *rest = (Series(column, index=units.index) for column in found.T)
    table = _built_and_free(units, area_covered(units, buildings), free_m2)
    table["largest_free_m2"], table["usable_width_m"] = rest
    return table.where(table["built_m2"].notna())


def free_areas(units: GeoSeries, buildings: GeoSeries, *, setback_m: float = 5.0) -> DataFrame:
    """
    How much of each land unit is built, and how much is free, without looking at its pieces.

    Parameters
    ----------
    units : GeoSeries
        Polygons, one per land unit, uniquely indexed. [projected, m]
    buildings : GeoSeries
        Footprints, in the CRS of ``units``; may overlap, may be empty. [projected, m]
    setback_m : float
        Width of the strip around each building that is not free. [m]

    Returns
    -------
    DataFrame
        Indexed as ``units``: ``built_m2`` [m²], ``built_share`` [0-1] and ``free_m2`` [m²]. NaN
        where the unit is missing or has no area.

    Raises
    ------
    CRSError
        If a CRS is absent, is not a legal metric one, or the two differ.
    GeometryError
        If a unit or a building is invalid; names it.
    IdentifierError
        If an id stands on several units.

    See Also
    --------
    free_part : the largest free piece and its width too.

    Examples
    --------
    >>> from shapely import box
    >>> plot = GeoSeries({"A": box(0, 0, 30, 100)}, crs=2154)
    >>> free_areas(plot, GeoSeries([box(-10, 0, 40, 20)], crs=2154)).to_dict("records")
    [{'built_m2': 600.0, 'built_share': 0.2, 'free_m2': 2250.0}]
    """
    shapes, footprints = _checked(units, buildings)
    tree = shapely.STRtree(footprints)

    def taken(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return rows, _taken(shapes[rows], footprints, tree, setback_m)

    areas = np.zeros((len(shapes), 2))
    for rows, found in in_threads(taken, blocks(hilbert_order(shapes))):
        areas[rows] = found
    built, strips = (Series(column, index=units.index) for column in areas.T)
    return _built_and_free(units, built, Series(shapely.area(shapes), index=units.index) - strips)


def _taken(
    shapes: np.ndarray, footprints: np.ndarray, tree: shapely.STRtree, setback_m: float
) -> np.ndarray:
    """Areas of shapes under footprints, and under these and the strips around them."""
    around = shapely.bounds(shapes) + setback_m * np.array([-1, -1, 1, 1])
    near = footprints[np.unique(tree.query(shapely.box(*around.T))[1])]
    strips = shapely.buffer(near, setback_m, quad_segs=_ARC_SEGMENTS)
    return areas_under(shapes, Layers.of([near, strips]))


def _built_and_free(units: GeoSeries, built_m2: Series, free_m2: Series) -> DataFrame:
    area = Series(shapely.area(units.array), index=units.index)
    area = area.where(area > 0)
    built = built_m2.where(area.notna())
    share = (built / area).clip(upper=1.0)
    free = free_m2.where(area.notna())
    return DataFrame({"built_m2": built, "built_share": share, "free_m2": free})


def availability_class(
    units_measured: DataFrame,
    *,
    friche: Series,
    committed: Series,
    thresholds: Thresholds | None = None,
) -> DataFrame:
    """
    Class of availability of each land unit, and why.

    Parameters
    ----------
    units_measured : DataFrame
        ``built_share`` [0-1], ``largest_free_m2`` [m²] and ``usable_width_m`` [m], one row per
        land unit, as ``free_part`` gives them.
    friche : Series of bool
        Whether the unit is a friche, on the same index.
    committed : Series of bool
        Whether a project is under way on it, on the same index.
    thresholds : Thresholds or None
        Bars between the classes; None for the defaults.

    Returns
    -------
    DataFrame
        Indexed as ``units_measured``. ``availability``, the first that applies of
        ``committed``, ``friche``, ``built_up`` (no free piece is large and wide enough),
        ``bare`` (hardly built), ``densifiable`` (built, with a usable free piece), and
        ``unknown`` for a unit that was not measured; ``reason``, one of ``REASONS``;
        ``reason_value`` and ``reason_threshold``, the two numbers that were compared (NaN where
        the reason compares none).

    Raises
    ------
    SchemaError
        If a column is absent, or a flag is not on the index of the units or is missing.

    Examples
    --------
    >>> units = DataFrame(
    ...     {"built_share": [0.0, 0.3, 0.6], "largest_free_m2": [4000.0, 900.0, 80.0],
    ...      "usable_width_m": [40.0, 20.0, 6.0]}, index=["A", "B", "C"])
    >>> no = Series(False, index=units.index)
    >>> availability_class(units, friche=no, committed=no)[["availability", "reason"]]
      availability                   reason
    A         bare        built_share_below
    B  densifiable  free_piece_large_enough
    C     built_up     free_piece_too_small
    """
    bars = thresholds or Thresholds()
    columns = ("built_share", "largest_free_m2", "usable_width_m")
    _require_columns(units_measured, columns)
    built, free, width = (units_measured[c].astype(float) for c in columns)
    rules: tuple[tuple[str, str, Series, Series | float, float], ...] = (
        ("committed", "committed_declared", _flag(committed, built, "committed"), np.nan, np.nan),
        ("friche", "friche_declared", _flag(friche, built, "friche"), np.nan, np.nan),
        ("unknown", "not_measured", built.isna() | free.isna() | width.isna(), np.nan, np.nan),
        ("built_up", "free_piece_too_small", free < bars.free_area_m2, free, bars.free_area_m2),
        (
            "built_up",
            "free_piece_too_narrow",
            width < bars.usable_width_m,
            width,
            bars.usable_width_m,
        ),
        (
            "bare",
            "built_share_below",
            built <= bars.bare_built_share,
            built,
            bars.bare_built_share,
        ),
        ("densifiable", "free_piece_large_enough", free.notna(), free, bars.free_area_m2),
    )
    tests = [rule[2].to_numpy(dtype=bool) for rule in rules]
    values = [np.broadcast_to(np.asarray(rule[3], dtype=float), len(built)) for rule in rules]
    return DataFrame(
        {
            "availability": _first_of(tests, [rule[0] for rule in rules]),
            "reason": _first_of(tests, [rule[1] for rule in rules]),
            "reason_value": np.select(tests, values, np.nan),
            "reason_threshold": np.select(tests, [rule[4] for rule in rules], np.nan),
        },
        index=units_measured.index,
    )


def _first_of(tests: list[np.ndarray], names: list[str]) -> list[str]:
    return [str(name) for name in np.select(tests, names, "unknown")]


def _require_columns(table: DataFrame, columns: tuple[str, ...]) -> None:
    absent = [c for c in columns if c not in table]
    if absent:
        raise SchemaError("units: no column {absent}", absent=[repr(c) for c in absent])


def _flag(flag: Series, rows: Series, name: str) -> Series:
    if not flag.index.equals(rows.index):
        raise SchemaError(
            "{name}: its rows are not those of the units; reindex it to them", name=name
        )
    if flag.isna().any():
        first = flag.index[flag.isna()][0]
        raise SchemaError(
            "{name}: neither true nor false for {first!r}; say which", name=name, first=first
        )
    return flag.astype(bool)
