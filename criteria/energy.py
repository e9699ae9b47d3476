"""Renewable energy of a project: its roof, and the heat network if there is one near."""

from datetime import date
from typing import Final

from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from criteria.facts import between, blank, constant, known
from criteria.law import floors, legal_floor
from criteria.project import Project
from land.measures.nearest import nearest_distance

HEAT_REACH_M: Final = 200.0
"""Heat network within reach (France Chaleur Urbaine: 200 m, 100 m in Paris). [m]"""

HEAT_POINTS: Final = 20.0
"""What a connection to a heat network adds (*assumed*). [points of %]"""

SMALL_ROOF_M2: Final = floors()["renewable_roof_from_m2"][0].value
"""Roofs up to this area are under no obligation (CCH L171-4, to be checked). [m²]"""


def renewable_energy(
    sites: GeoSeries, *, project: Project, facilities: GeoDataFrame | None = None
) -> DataFrame:
    """
    Roof under solar panels or the like, and 20 points more for a heat network. [%, at most 100]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    project : Project
        Its ``renewable_roof_share`` and whether it would connect to a ``heat_network``.
    facilities : GeoDataFrame, optional
        Among them ``heat_network``: points or lines of the network.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``. Where it would connect, or has not said, and no network
        is in the layer, both answers are kept.

    Notes
    -----
    CCH L171-4: 30 % of the roof from 1 July 2023, 40 % from 1 July 2026, 50 % from 1 July 2027.

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 9, 9)}, crs=2154)
    >>> project = Project(
    ...     key="p", label={"fr": "p"}, vocation="commerce",
    ...     renewable_roof_share=0.4, heat_network=True,
    ... )
    >>> renewable_energy(sites, project=project)
        low  high     status
    A  40.0  60.0  estimated
    """
    if project.renewable_roof_share is None:
        return blank(sites.index)
    roof = Series(round(project.renewable_roof_share * 100, 6), index=sites.index)
    if project.heat_network is False:
        return known(roof, "declared")
    with_heat = (roof + HEAT_POINTS).clip(upper=100)
    near = _near_network(sites, facilities)
    if near is None:
        return between(roof, with_heat)
    high = with_heat.where(near, roof)
    low = high if project.heat_network else roof
    return between(low, high, "declared" if project.heat_network else "estimated")


def _near_network(sites: GeoSeries, facilities: GeoDataFrame | None) -> Series | None:
    if facilities is None:
        return None
    network = facilities.geometry[facilities["facility_kind"] == "heat_network"]
    if not len(network):
        return None
    return nearest_distance(sites, network, reach_m=HEAT_REACH_M)["found"]


def renewable_roof(sites: GeoSeries, *, project: Project) -> DataFrame:
    """
    Share of the roof under solar panels or the like, as the law counts it. [%]

    Parameters
    ----------
    sites : GeoSeries
        Sites.
    project : Project
        Its ``renewable_roof_share`` and ``roof_m2``.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``; does not apply to roofs of 500 m² or less.

    Notes
    -----
    CCH L171-4 (500 m²: to be checked). Green roofs, which the law takes too, count when the
    project counts them.

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 9, 9)}, crs=2154)
    >>> kiosk = Project(key="p", label={"fr": "p"}, vocation="commerce", roof_m2=80)
    >>> renewable_roof(sites, project=kiosk)["status"].to_dict()
    {'A': 'not_applicable'}
    """
    if project.roof_m2 is not None and project.roof_m2 <= SMALL_ROOF_M2:
        return blank(sites.index, "not_applicable")
    share = project.renewable_roof_share
    return constant(None if share is None else round(share * 100, 6), sites.index)


def renewable_roof_floor(
    sites: GeoSeries, *, project: Project, on: date | None = None
) -> DataFrame:
    """
    Share of the roof that the law asks for on the day of the permit. [%]

    Parameters
    ----------
    sites : GeoSeries
        Sites.
    project : Project
        Its ``roof_m2``.
    on : date, optional
        Day of the application for the permit.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``; does not apply to roofs of 500 m² or less, nor before the
        first step. Without a day, from the lowest to the highest step.

    Notes
    -----
    CCH L171-4, by :func:`criteria.law.legal_floor`. Extensions and heavy renovations have days of
    their own, which are not looked at.

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 9, 9)}, crs=2154)
    >>> shed = Project(key="p", label={"fr": "p"}, vocation="logistique", roof_m2=9000)
    >>> renewable_roof_floor(sites, project=shed, on=date(2027, 7, 1))
        low  high    status
    A  50.0  50.0  measured
    """
    if project.roof_m2 is not None and project.roof_m2 <= SMALL_ROOF_M2:
        return blank(sites.index, "not_applicable")
    if on is None:
        steps = [step.value for step in floors()["renewable_roof"]]
        low, high = (constant(end, sites.index)["low"] for end in (min(steps), max(steps)))
        return between(low, high)
    floor = legal_floor("renewable_roof", on=on)
    if floor is None:
        return blank(sites.index, "not_applicable")
    return constant(floor.value, sites.index, "measured")
