"""Land units (unités foncières): contiguous parcels in the same hands."""

from typing import Final

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from land.crs import require_metric
from land.errors import SchemaError
from land.ids import require_unique
from land.shape import require_valid

_SHARED_M: Final = 0.001
_ALONG: Final = 20
_OWNER_COLUMNS: Final = ("owner_account", "owner")


def land_units(
    parcels: GeoDataFrame, *, owner: str | None = None, tolerance_m: float = 0.05
) -> GeoDataFrame:
    """
    Land units: contiguous parcels of one owner, as one piece of land.

    Parameters
    ----------
    parcels : GeoDataFrame
        Parcels, their ids in the index; ``cadastral_area_m2``, ``owner_type`` and
        ``commune_insee`` are carried over where present. [projected, m]
    owner : str or None
        Column that tells owners apart. By default ``owner_account`` where it has a value,
        else ``owner``; with neither, one parcel is one unit.
    tolerance_m : float
        Widest gap between two digitised outlines that is still the same line; 0 for none. [m]

    Returns
    -------
    GeoDataFrame
        Indexed by ``unit_id``, the smallest parcel id of the unit. ``parcels`` (ids joined by
        ``|``), ``parcel_count``, ``owner_known``, ``area_m2`` [m²], ``cadastral_area_m2`` [m²]
        (NaN unless every parcel has one), ``commune_insee``, ``owner_type``, ``geometry``.

    Raises
    ------
    CRSError
        If the CRS is absent or not a legal metric one.
    SchemaError
        If ``owner`` is no column of ``parcels``.
    IdentifierError
        If a parcel id stands twice.
    GeometryError
        If a parcel is missing or invalid; names it.

    Notes
    -----
    Contiguous means sharing a line, not a point. Across a gap no wider than ``tolerance_m``
    the line must be twenty times as long as the gap, so that corners do not pass for lines.
    A parcel whose owner is missing is a unit of its own. ``commune_insee`` is that of the
    smallest parcel id; ``owner_type`` is ``unknown`` where the parcels of a unit disagree.

    References
    ----------
    .. [1] Conseil d'État, 27 juin 2005, n° 264667, commune de Chambéry: « îlot d'un seul tenant
       composé d'une ou plusieurs parcelles appartenant à un même propriétaire ou à la même
       indivision ».

    Examples
    --------
    Three plots in a row; the first two belong to the same owner.

    >>> from shapely import box
    >>> parcels = GeoDataFrame(
    ...     {"owner": ["Ville", "Ville", None]},
    ...     index=["253540000A0001", "253540000A0002", "253540000A0003"],
    ...     geometry=[box(0, 0, 10, 10), box(10, 0, 30, 10), box(30, 0, 40, 10)],
    ...     crs=2154,
    ... )
    >>> units = land_units(parcels)
    >>> units[["parcel_count", "owner_known", "area_m2"]].to_dict("index")
    {'253540000A0001': {'parcel_count': 2, 'owner_known': True, 'area_m2': 300.0},
     '253540000A0003': {'parcel_count': 1, 'owner_known': False, 'area_m2': 100.0}}
    """
    require_metric(parcels)
    require_unique(parcels, name="parcels")
    require_valid(parcels.geometry, name="parcels", missing=True)
    parcels = parcels.sort_index()
    hands = _owners(parcels, owner)
    shapes = np.asarray(parcels.geometry.array, dtype=object)
    unit = _components(shapes, hands.to_numpy(), tolerance_m)
    table = _columns(parcels, unit)
    table["owner_known"] = hands.notna().groupby(unit).first().to_numpy()
    outlines = GeoSeries(_dissolved(shapes, unit, tolerance_m), index=table.index, crs=parcels.crs)
    table["area_m2"] = outlines.area
    return GeoDataFrame(table[_ordered(table)], geometry=outlines, crs=parcels.crs)


def contiguous(units: GeoSeries, *, tolerance_m: float = 0.05) -> DataFrame:
    """
    Pairs of units that share a line.

    Parameters
    ----------
    units : GeoSeries
        Polygons, uniquely indexed. [projected, m]
    tolerance_m : float
        As for :func:`land_units`. [m]

    Returns
    -------
    DataFrame
        ``a`` and ``b``: ids, each pair once.

    Raises
    ------
    CRSError
        If the CRS is absent or not a legal metric one.
    IdentifierError
        If an id stands twice.
    GeometryError
        If a unit is missing or invalid; names it.

    Examples
    --------
    A row of two, and one that only meets a corner.

    >>> from shapely import box
    >>> row = GeoSeries({"A": box(0, 0, 9, 9), "B": box(9, 0, 20, 9), "C": box(20, 9, 30, 20)},
    ...     crs=2154)
    >>> contiguous(row).to_dict("records")
    [{'a': 'A', 'b': 'B'}]
    """
    require_metric(units)
    require_unique(units, name="units")
    require_valid(units, name="units", missing=True)
    shapes = np.asarray(units.array, dtype=object)
    left, right = _near_pairs(shapes, np.zeros(len(shapes), dtype=int), tolerance_m)
    joined = _share_a_line(shapes[left], shapes[right], tolerance_m)
    ids = units.index.to_numpy()
    return DataFrame({"a": ids[left[joined]], "b": ids[right[joined]]})


def _owners(parcels: GeoDataFrame, owner: str | None) -> Series:
    if owner is not None and owner not in parcels:
        raise SchemaError(
            "parcels: no column {name!r}; name the one that holds the owner", name=owner
        )
    wanted = [owner] if owner else [c for c in _OWNER_COLUMNS if c in parcels]
    hands = Series(None, index=parcels.index, dtype="object")
    for column in wanted:
        text = parcels[column].astype("str").str.strip()
        said = parcels[column].notna() & (text != "")
        # An account and a name that read alike are still two owners.
        hands = hands.where(hands.notna(), (column + ":" + text).where(said, None))
    return hands


def _components(shapes: np.ndarray, hands: np.ndarray, tolerance_m: float) -> np.ndarray:
    """Number of the unit of each parcel; numbers follow the first parcel of each unit."""
    code, _ = pd.factorize(hands)
    left, right = _near_pairs(shapes, code, tolerance_m)
    joined = _share_a_line(shapes[left], shapes[right], tolerance_m)
    left, right = left[joined], right[joined]
    links = coo_matrix((np.ones(len(left)), (left, right)), shape=(len(shapes), len(shapes)))
    label = connected_components(links, directed=False)[1]
    return np.asarray(pd.factorize(label)[0])


def _near_pairs(
    shapes: np.ndarray, code: np.ndarray, tolerance_m: float
) -> tuple[np.ndarray, np.ndarray]:
    owned = np.flatnonzero(code >= 0)
    west, south, east, north = shapely.bounds(shapes[owned]).reshape(-1, 4).T
    grown = shapely.box(
        west - tolerance_m, south - tolerance_m, east + tolerance_m, north + tolerance_m
    )
    left, right = shapely.STRtree(shapes[owned]).query(grown)
    left, right = owned[left], owned[right]
    same = (left < right) & (code[left] == code[right])
    return left[same], right[same]


def _share_a_line(left: np.ndarray, right: np.ndarray, tolerance_m: float) -> np.ndarray:
    joined = shapely.length(shapely.intersection(left, right)) > _SHARED_M
    if tolerance_m > 0:
        rest = np.flatnonzero(~joined)
        rest = rest[shapely.dwithin(left[rest], right[rest], tolerance_m)]
        strip = shapely.buffer(right[rest], tolerance_m)
        along = shapely.length(shapely.intersection(shapely.boundary(left[rest]), strip))
        joined[rest] = along > _ALONG * tolerance_m
    return np.asarray(joined)


def _dissolved(shapes: np.ndarray, unit: np.ndarray, tolerance_m: float) -> np.ndarray:
    first, count = np.unique(unit, return_index=True, return_counts=True)[1:]
    outlines = shapes[first]
    several = count > 1
    rows = np.flatnonzero(several[unit])
    rows = rows[np.argsort(unit[rows], kind="stable")]
    group = np.unique(unit[rows], return_inverse=True)[1]
    together = np.asarray(shapely.geometrycollections(shapes[rows], indices=group))
    outlines[several] = shapely.union_all(together[:, None], axis=1)
    gaping = several & (shapely.get_num_geometries(outlines) > 1)
    outlines[gaping] = _closed(outlines[gaping], tolerance_m)
    return np.asarray(outlines)


def _closed(outlines: np.ndarray, gap_m: float) -> np.ndarray:
    grown = shapely.buffer(outlines, gap_m * 0.51, join_style="mitre")
    return np.asarray(shapely.buffer(grown, -gap_m * 0.51, join_style="mitre"))


def _columns(parcels: GeoDataFrame, unit: np.ndarray) -> DataFrame:
    ids = Series(parcels.index.astype("str"), index=parcels.index)
    groups = ids.groupby(unit)
    table = DataFrame({"parcels": groups.first(), "parcel_count": groups.size()})
    several = table["parcel_count"].gt(1).to_numpy()[unit]  # most units are one parcel
    listed = ids[several].groupby(unit[several]).agg("|".join)
    table.loc[listed.index, "parcels"] = listed
    if "cadastral_area_m2" in parcels:
        stated = parcels["cadastral_area_m2"].astype(float).groupby(unit)
        table["cadastral_area_m2"] = stated.sum().where(stated.count() == table["parcel_count"])
    if "commune_insee" in parcels:
        table["commune_insee"] = parcels["commune_insee"].groupby(unit).nth(0).to_numpy()
    else:
        table["commune_insee"] = groups.first().str[:5].to_numpy()
    if "owner_type" in parcels:
        types = parcels["owner_type"].astype("object").fillna("unknown").groupby(unit)
        alike = types.nunique() == 1  # noqa: PD101
        table["owner_type"] = types.first().where(alike, "unknown").astype("str")
    table.index = pd.Index(parcels.index[np.unique(unit, return_index=True)[1]], name="unit_id")
    return table


def _ordered(table: DataFrame) -> list[str]:
    order = (
        "parcels", "parcel_count", "owner_known", "area_m2", "cadastral_area_m2",
        "commune_insee", "owner_type",
    )  # fmt: skip
    return [c for c in order if c in table]
