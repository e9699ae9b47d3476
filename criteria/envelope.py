"""
What the ground of a zone cost between two dates, and what its free land would still cost.

Areas of artificialised soil in the sense of the annex to R101-1, on two vintages of a land cover;
both bounds of :func:`criteria.landcover.artificialised` are carried to the end.
"""

from typing import Final

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series
from shapely.geometry.base import BaseGeometry

from criteria.landcover import BUILT, artificialised, near
from land.crs import require_metric
from land.measures.covered import area_covered, areas_covered

WHOLE: Final = 0.999
"""Share of a place under the cover from which all of it is known."""

GRID_M: Final = 0.001
"""Differences of two vintages are cut to the millimetre: thinner slivers are nothing. [m]"""


def artificialised_m2(places: GeoSeries, cover: GeoDataFrame) -> DataFrame:
    """
    Artificialised ground of each place.

    Parameters
    ----------
    places : GeoSeries
        Polygons: zones, land units, options. [projected, m]
    cover : GeoDataFrame
        Role ``land_cover``. [projected, m]

    Returns
    -------
    DataFrame
        ``low``, ``high`` [m²], indexed as ``places``; NaN where the cover says nothing. Where it
        leaves a part out, that part may be either.

    References
    ----------
    .. [1] Code de l'urbanisme, annex to art. R101-1 (décret n° 2023-1096 du 27 novembre 2023).

    Examples
    --------
    Half of a plot of one hectare is a car park.

    >>> from shapely import box
    >>> plots = GeoSeries({"A": box(0, 0, 100, 100)}, crs=2154)
    >>> cover = GeoDataFrame(
    ...     {"cover_code": ["CS1.1.1.2", "CS2.1.1.1"], "use_code": ["US3", "US1.2"]},
    ...     geometry=[box(0, 0, 50, 100), box(50, 0, 100, 100)], crs=2154)
    >>> artificialised_m2(plots, cover).to_dict("records")
    [{'low': 5000.0, 'high': 5000.0}]
    """
    require_metric(places, cover)
    around = near(places, cover)
    side = artificialised(around)
    parts = {name: around.geometry[side[name].to_numpy(bool)] for name in ("sure", "possible")}
    areas = areas_covered(places, {"seen": around.geometry} | parts)
    seen, sure, most = areas["seen"], areas["sure"], areas["possible"]
    unseen = (places.area - seen).where(seen < WHOLE * places.area, 0.0)
    table = DataFrame({"low": sure, "high": np.maximum(most + unseen, sure)}, index=places.index)
    return table.where(seen > 0)


def consumption(places: GeoSeries, before: GeoDataFrame, after: GeoDataFrame) -> DataFrame:
    """
    Ground artificialised and given back between two vintages, and how much of it was densified.

    Parameters
    ----------
    places : GeoSeries
        Polygons: zones. [projected, m]
    before, after : GeoDataFrame
        Land cover of the two vintages. [projected, m]

    Returns
    -------
    DataFrame
        Indexed as ``places``, all in m² but the last: ``before_low``, ``before_high``,
        ``after_low``, ``after_high`` (stock); ``gained_low``, ``gained_high`` (newly
        artificialised); ``returned_low``, ``returned_high`` (the other way); ``built`` (ground
        newly under buildings) and ``densification_share``, the share of it that was artificialised
        already [0-1], NaN where nothing was built.

    Notes
    -----
    Newly artificialised for sure: surely so after, not even possibly before; at most: possibly so
    after, not surely before. Ground that is undecided at both dates counts as unchanged. Two
    vintages drawn with other care differ where nothing moved.

    Examples
    --------
    A field of one hectare becomes a car park of 4,000 m² and a meadow.

    >>> from shapely import box
    >>> zone = GeoSeries({"Z": box(0, 0, 100, 100)}, crs=2154)
    >>> field = GeoDataFrame({"cover_code": ["CS2.2.1"], "use_code": ["US1.1"]},
    ...                      geometry=[box(0, 0, 100, 100)], crs=2154)
    >>> now = GeoDataFrame({"cover_code": ["CS1.1.1.2", "CS2.2.1"], "use_code": ["US3", "US1.1"]},
    ...                    geometry=[box(0, 0, 40, 100), box(40, 0, 100, 100)], crs=2154)
    >>> consumption(zone, field, now)[["gained_low", "gained_high", "built"]].to_dict("records")
    [{'gained_low': 4000.0, 'gained_high': 4000.0, 'built': 0.0}]
    """
    require_metric(places, before, after)
    stock = {"before": artificialised_m2(places, before), "after": artificialised_m2(places, after)}
    old, new = (_sides(places, cover) for cover in (before, after))
    built = shapely.difference(new["built"], old["built"])
    was, is_ = (shapely.difference(x["possible"], x["sure"]) for x in (old, new))
    vague = shapely.intersection(was, is_)
    parts = {
        "gained_low": shapely.difference(new["sure"], old["possible"]),
        "gained_high": shapely.difference(shapely.difference(new["possible"], old["sure"]), vague),
        "returned_low": shapely.difference(old["sure"], new["possible"]),
        "returned_high": shapely.difference(
            shapely.difference(old["possible"], new["sure"]), vague
        ),
        "built": built,
    }
    table = DataFrame(
        {f"{when}_{bound}": stock[when][bound] for when in stock for bound in ("low", "high")}
    )
    for name, shape in parts.items():
        table[name] = _inside(places, shape)
    dense = _inside(places, shapely.intersection(built, old["sure"]))
    known = table[["before_low", "after_low"]].notna().all(axis=1)
    table["densification_share"] = dense / table["built"].where(table["built"] > 0)
    return table.where(known)


def _sides(places: GeoSeries, cover: GeoDataFrame) -> dict[str, BaseGeometry]:
    """Ground of a vintage that is surely and possibly artificialised, and built; one shape each."""
    around = near(places, cover)
    side = artificialised(around)
    flags = {
        "sure": side["sure"],
        "possible": side["possible"],
        "built": around["cover_code"] == BUILT,
    }
    shapes = np.asarray(around.geometry.array, dtype=object)
    return {name: shapely.union_all(shapes[flag.to_numpy(bool)]) for name, flag in flags.items()}


def _inside(places: GeoSeries, shape: BaseGeometry) -> Series:
    """Area of a shape inside each place. [m²]"""
    pieces = shapely.get_parts(shapely.set_precision(shape, GRID_M))
    ground = pieces[shapely.area(pieces) > 0]
    return area_covered(places, GeoSeries(ground, crs=places.crs)).round(6)


def natural_ground_m2(units: GeoSeries, cover: GeoDataFrame) -> DataFrame:
    """
    Ground of each unit that is not artificialised yet: what building all of it would cost.

    Parameters
    ----------
    units : GeoSeries
        Available land units. [projected, m]
    cover : GeoDataFrame
        Role ``land_cover``, the latest vintage. [projected, m]

    Returns
    -------
    DataFrame
        ``low``, ``high`` [m²], indexed as ``units``; NaN where the cover says nothing.

    Examples
    --------
    >>> from shapely import box
    >>> plots = GeoSeries({"A": box(0, 0, 100, 100)}, crs=2154)
    >>> wood = GeoDataFrame({"cover_code": ["CS2.1.1.1"], "use_code": ["US1.2"]},
    ...                     geometry=[box(0, 0, 100, 100)], crs=2154)
    >>> natural_ground_m2(plots, wood).to_dict("records")
    [{'low': 10000.0, 'high': 10000.0}]
    """
    taken = artificialised_m2(units, cover)
    return DataFrame({"low": units.area - taken["high"], "high": units.area - taken["low"]}).clip(
        lower=0
    )
