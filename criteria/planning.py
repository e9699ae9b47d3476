"""What the planning document asks of a site, or refuses."""

from typing import Final

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from criteria.facts import between, blank
from land.crs import require_metric
from land.measures.covered import shares_covered
from land.measures.shared_pairs import shared_pairs
from land.shape import require_valid

CLOSED: Final = ("A", "N", "AUs")
"""Zone types where a business may not settle until the document is changed."""

TOUCHED: Final = 0.01
"""Share of a site over which a zone must lie to count: digitising leaves slivers (*assumed*)."""

_ROUNDING: Final = 1e-9


def planning_closed_share(
    sites: GeoSeries, *, planning_zones: GeoDataFrame | None = None
) -> DataFrame:
    """
    Share of each site zoned agricultural, natural, or to be built later (A, N, AUs). [%]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    planning_zones : GeoDataFrame, optional
        Polygons with ``zone_type``.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``. The part of a site that no zone covers may be closed or
        not; a site that no zone covers is unknown.

    Notes
    -----
    Code de l'urbanisme R151-20, R151-22, R151-24 (to be checked). Whether a U or AU zone admits
    the very activity is written in its rules, which are not read here.

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 100, 100)}, crs=2154)
    >>> plan = GeoDataFrame(
    ...     {"zone_type": ["N", "U"]}, geometry=[box(0, 0, 20, 100), box(20, 0, 90, 100)], crs=2154
    ... )
    >>> planning_closed_share(sites, planning_zones=plan).round(6)
        low  high     status
    A  20.0  30.0  estimated
    """
    if planning_zones is None:
        return blank(sites.index)
    zones = planning_zones.geometry
    closed = zones[planning_zones["zone_type"].isin(CLOSED)]
    shares = shares_covered(sites, {"seen": zones, "closed": closed})
    seen = shares["seen"]
    low = shares["closed"].where(seen > 0)
    high = (low + (1 - seen).where(seen < 1 - TOUCHED, 0.0)).clip(upper=1)
    part = between(low * 100, high * 100)
    return part.assign(status=part["status"].mask(part["low"] == part["high"], "measured"))


def open_ground_floor(
    sites: GeoSeries,
    *,
    planning_zones: GeoDataFrame | None = None,
    zones: GeoDataFrame | None = None,
) -> DataFrame:
    """
    Open ground that the rules ask for at the least. [% of the plot]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    planning_zones : GeoDataFrame, optional
        Zones of the planning document, ``open_ground_floor`` [0-1].
    zones : GeoDataFrame, optional
        Business zones with rules of their own, ``open_ground_floor`` [0-1].

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``; unknown where no rule is known.

    Raises
    ------
    CRSError
        If a CRS is absent, is not a legal metric one, or two differ.
    GeometryError
        If a site or a zone is invalid; names it.

    Notes
    -----
    The strictest rule that lies over more than 1 % of the site. Where one of the zones under
    the site does not say, the floor may be anything from the strictest known to 100. A known
    rule of the business zone holds where the planning document is silent; where both are
    known, the stricter.

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 100, 100)}, crs=2154)
    >>> plan = GeoDataFrame(
    ...     {"open_ground_floor": [0.2]}, geometry=[box(0, 0, 100, 100)], crs=2154
    ... )
    >>> open_ground_floor(sites, planning_zones=plan)["low"].to_dict()
    {'A': 20.0}
    """
    part = blank(sites.index)
    for layer in (zones, planning_zones):
        if layer is None or layer["open_ground_floor"].isna().all():
            continue
        here = _strictest(sites, layer)
        here = here.mask(here["status"] == "unknown", part)
        stricter = (part["status"] != "unknown") & (here["high"] < part["low"])
        part = here.mask(stricter, part)
    return part


def _strictest(sites: GeoSeries, layer: GeoDataFrame) -> DataFrame:
    require_metric(sites, layer)
    require_valid(sites, name="sites")
    require_valid(layer.geometry, name="zones")
    units = np.asarray(sites.array, dtype=object)
    shapes = np.asarray(layer.geometry.array, dtype=object)
    unit, zone, area = shared_pairs(units, shapes)
    kept = area > (TOUCHED + _ROUNDING) * shapely.area(units[unit])
    floors = layer["open_ground_floor"].to_numpy(dtype=float, na_value=np.nan)
    rules = Series(floors[zone[kept]] * 100).groupby(unit[kept])
    every = np.arange(len(sites))
    strictest = rules.max().round(6).reindex(every).set_axis(sites.index)
    said = (rules.count() == rules.size()).reindex(every).set_axis(sites.index)
    part = between(strictest, strictest.where(said.eq(other=True), 100.0).where(strictest.notna()))
    exact = part["low"] == part["high"]
    return part.assign(status=part["status"].mask(exact, "measured"))
