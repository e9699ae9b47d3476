"""How far a project is from a siding where goods could come and go by rail."""

from typing import Final

import pandas as pd
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame

from criteria.facts import blank, known
from criteria.project import Project
from land.measures.nearest import nearest_distance

MOVES_GOODS: Final = ("logistique", "industrie")

REACH_M: Final = 10_000.0
"""Farther away a siding is of no use, and is not looked for (*assumed*). [m]"""


def siding_distance(
    sites: GeoSeries, *, project: Project, facilities: GeoDataFrame | None = None
) -> DataFrame:
    """
    Distance to the nearest freight siding (installation terminale embranchée). [km]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    project : Project
        Its vocation: only logistics and industry move goods by rail.
    facilities : GeoDataFrame, optional
        Points with ``facility_kind``, among them ``freight_siding``.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``; 10 km and ``none_found`` beyond; does not apply to other
        vocations; unknown where the layer holds no siding at all.

    Notes
    -----
    Straight line from the outline. 1 km: Mutafriches v1.11 (ADEME, Cerema). Whether the siding is
    in service, and for sale, is not known.

    Examples
    --------
    >>> from shapely import Point, box
    >>> sites = GeoSeries({"A": box(0, 0, 100, 100)}, crs=2154)
    >>> siding = GeoDataFrame(
    ...     {"facility_kind": ["freight_siding"]}, geometry=[Point(1600, 50)], crs=2154
    ... )
    >>> depot = Project(key="p", label={"fr": "p"}, vocation="logistique")
    >>> siding_distance(sites, project=depot, facilities=siding)["low"].to_dict()
    {'A': 1.5}
    """
    if project.vocation not in MOVES_GOODS:
        return blank(sites.index, "not_applicable")
    if facilities is None:
        return blank(sites.index)
    sidings = facilities.geometry[facilities["facility_kind"] == "freight_siding"]
    if not len(sidings):
        return blank(sites.index)
    found = nearest_distance(sites, sidings, reach_m=REACH_M)
    part = known(pd.to_numeric(found["distance_m"]).fillna(REACH_M) / 1000)
    return part.assign(status=part["status"].where(found["found"], "none_found"))
