"""
Which function answers each question, and what it needs.

The table is the only place that knows both; :func:`measure` calls each with the layers that are
there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from criteria import (
    access,
    capacity,
    cost,
    ecology,
    employment,
    energy,
    freight,
    mobility,
    nuisances,
    planning,
    programme,
    sobriety,
    soil,
    traffic,
)
from criteria.facts import Facts, assemble
from criteria.outlines import trusted
from criteria.project import Project
from land.crs import require_metric
from land.ids import require_unique

PROJECT: Final = "project"

PARAMETERS: Final = "parameters"
"""Key of the frames under which parameters that the territory knows better stand, by model."""

DAY: Final = "day"
"""Key of the frames under which the day of the permit stands."""

ARGUMENTS: Final = {
    "building": "buildings", "commune": "communes", "facility": "facilities", "flow": "flows",
    "friche": "friches", "hazard": "hazards", "heritage": "heritage",
    "imperviousness": "imperviousness", "labour": "labour", "land_cover": "land_cover",
    "natural_area": "natural_areas", "planning_zone": "planning_zones", "stop": "stops",
    "street": "streets", "tension": "tension", "zone": "zones",
}  # fmt: skip
"""Argument of the indicators that takes the layers of each role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """
    The function behind a fact.

    Parameters
    ----------
    function : callable
        Takes the sites, then keyword arguments; returns ``low``, ``high``, ``status``.
    needs : tuple of str
        Roles of the layers that it looks at, and ``project``; one that is absent is not given.
    by_commune : bool
        Whether it asks in which commune each site lies.
    after : mapping of str to str
        Argument and key of a fact that it builds on: of the sites, or of the project and above
        it in the table.
    model : str
        Model whose parameters a territory may replace: it takes them as ``overrides``.
    dated : bool
        Whether it asks for the day ``on`` which the permit is applied for.
    """

    function: Callable[..., DataFrame]
    needs: tuple[str, ...]
    by_commune: bool = False
    after: Mapping[str, str] | None = None
    model: str = ""
    dated: bool = False


def _i(function: Callable[..., DataFrame], *needs: str, **rest: Any) -> Indicator:
    return Indicator(function=function, needs=needs, **rest)


_SOIL: Final = ("land_cover", "imperviousness", "building")
_AFTER_SOIL: Final = {"artificialised": "artificialised_share"}
_LOAD: Final[Mapping[str, Any]] = {"after": {"match": "job_match"}, "model": "centrality"}

INDICATORS: Final[Mapping[str, Indicator]] = {
    "artificialised_share": _i(sobriety.artificialised_share, *_SOIL),
    "job_density": _i(sobriety.job_density, PROJECT),
    "ecological_sensitivity": _i(ecology.ecological_sensitivity, "natural_area"),
    "hazard_class": _i(ecology.hazard_class, "hazard"),
    "open_ground": _i(sobriety.open_ground, PROJECT),
    "receptor_distance": _i(nuisances.receptor_distance, "building", "facility", PROJECT),
    "commuting_ghg": _i(mobility.commuting_ghg, "commune", "flow", by_commune=True),
    "transit_walk": _i(mobility.transit_walk, "stop", "street"),
    "renewable_energy": _i(energy.renewable_energy, "facility", PROJECT),
    "job_match": _i(employment.job_match, "commune", "labour", PROJECT),
    "recruitment_tension": _i(employment.recruitment_tension, "tension", PROJECT),
    "job_seeker_access": _i(employment.job_seeker_access, "commune", "labour"),
    "jobs_balance": _i(employment.jobs_balance, "commune", by_commune=True),
    "housing_load": _i(capacity.housing_load, "commune", PROJECT, by_commune=True, **_LOAD),
    "childcare_coverage": _i(
        capacity.childcare_coverage, "commune", PROJECT, by_commune=True, **_LOAD
    ),
    "school_load": _i(capacity.school_load, "commune", PROJECT, by_commune=True, **_LOAD),
    "transport_load": _i(traffic.transport_load, "street", PROJECT, **_LOAD),
    "public_cost": _i(
        cost.public_cost,
        PROJECT,
        after=_AFTER_SOIL | {"match": "job_match"},
        model="centrality",
    ),
    "wetland_m2": _i(ecology.wetland_m2, "natural_area"),
    "strict_protection_share": _i(ecology.strict_protection_share, "natural_area"),
    "natural_land_taken_m2": _i(sobriety.natural_land_taken_m2, PROJECT, after=_AFTER_SOIL),
    "open_ground_floor": _i(planning.open_ground_floor, "planning_zone", "zone"),
    "plot_fit": _i(sobriety.plot_fit, PROJECT),
    "planning_closed_share": _i(planning.planning_closed_share, "planning_zone"),
    "already_taken": _i(ecology.already_taken, "friche"),
    "known_pollution": _i(ecology.known_pollution, "friche"),
    "heritage_share": _i(ecology.heritage_share, "heritage"),
    "renewable_roof": _i(energy.renewable_roof, PROJECT),
    "renewable_roof_floor": _i(energy.renewable_roof_floor, PROJECT, dated=True),
    "job_dissimilarity": _i(employment.job_dissimilarity, "commune", "labour", PROJECT),
    "job_seeker_access_20": _i(access.access_in_20_minutes, "commune", "labour"),
    "job_seeker_access_45": _i(access.access_in_45_minutes, "commune", "labour"),
    "jobs_per_seeker": _i(access.jobs_per_seeker, "commune", "labour", PROJECT),
    "canopy_share": _i(soil.canopy_share, "land_cover"),
    "built_density": _i(programme.built_density, PROJECT),
    "services_shared": _i(programme.services_shared, PROJECT),
    "farmland_share": _i(soil.farmland_share, "land_cover"),
    "siding_distance": _i(freight.siding_distance, "facility", PROJECT),
}
"""The indicator of every fact of the default grid, by key, and of those that a grid may add."""

Frames = Mapping[str, Any]
"""
Frames by role, in the schema of the role; ``imperviousness`` is a frame of zonal means, and
``parameters`` a mapping of overrides by model (:mod:`criteria.parameters`), ``day`` a date.
"""


Recall = Callable[[str, Mapping[str, Any], Callable[[], DataFrame]], DataFrame]
"""
How to come by a fact: told its key, everything that its function is given, and how to compute it.
"""


def straight(_key: str, _given: Mapping[str, Any], compute: Callable[[], DataFrame]) -> DataFrame:
    """Compute the fact, and remember nothing."""
    return compute()


def measure(sites: GeoDataFrame, available: Frames, project: Project) -> Facts:
    """
    All facts of the sites for one project.

    Parameters
    ----------
    sites : GeoDataFrame
        Polygons, uniquely indexed; ``commune_insee`` may be missing, and ``geometry_status``
        where all outlines were surveyed. [projected, m]
    available : mapping of str to frame
        Frames by role.
    project : Project
        What would settle.

    Returns
    -------
    Facts
        One column per key of ``INDICATORS``; the origin names the roles that were there.

    Raises
    ------
    CRSError
        If a CRS is absent, is not a legal metric one, or two differ.
    IdentifierError
        If an id stands on several sites.

    Examples
    --------
    >>> from criteria.project import reference_projects
    >>> from shapely import box
    >>> sites = GeoDataFrame(geometry=[box(0, 0, 100, 100)], index=["A"], crs=2154)
    >>> facts = measure(sites, {}, reference_projects()["tertiaire"])
    >>> facts.low.loc["A", "job_density"].round(1), facts.status.loc["A", "hazard_class"]
    (np.float64(60.0), 'unknown')
    """
    return project_facts(sites, available, project, site_facts(sites, available))


def site_facts(sites: GeoDataFrame, available: Frames, *, recall: Recall = straight) -> Facts:
    """
    Facts that do not depend on the project, to be measured once for all projects.

    Parameters
    ----------
    sites : GeoDataFrame
        Polygons, uniquely indexed. [projected, m]
    available : mapping of str to frame
        Frames by role.
    recall : callable
        How to come by each fact.

    Returns
    -------
    Facts
        One column per indicator that does not need the project.
    """
    require_metric(sites)
    require_unique(sites.geometry, name="sites")
    chosen = {k: i for k, i in INDICATORS.items() if PROJECT not in i.needs}
    return _facts(sites, available, chosen, recall=recall)


def project_facts(
    sites: GeoDataFrame,
    available: Frames,
    project: Project,
    shared: Facts,
    *,
    recall: Recall = straight,
) -> Facts:
    """
    Facts of the sites for one project, those that do not depend on it included.

    Parameters
    ----------
    sites : GeoDataFrame
        Polygons, uniquely indexed. [projected, m]
    available : mapping of str to frame
        Frames by role.
    project : Project
        What would settle.
    shared : Facts
        What :func:`site_facts` gave for the same sites and frames.
    recall : callable
        How to come by each fact.

    Returns
    -------
    Facts
        One column per key of ``INDICATORS``, in their order.
    """
    chosen = {k: i for k, i in INDICATORS.items() if PROJECT in i.needs}
    own = _facts(sites, available, chosen, project, shared, recall=recall)
    parts = {k: _part(own if k in own.origin else shared, k) for k in INDICATORS}
    return assemble(parts, {**shared.origin, **own.origin}, sites.index)


def _part(facts: Facts, key: str) -> DataFrame:
    return DataFrame({"low": facts.low[key], "high": facts.high[key], "status": facts.status[key]})


def _facts(
    sites: GeoDataFrame,
    available: Frames,
    chosen: Mapping[str, Indicator],
    project: Project | None = None,
    known: Facts | None = None,
    *,
    recall: Recall,
) -> Facts:
    commune_of, places = located(sites, available.get("commune")), sites.geometry
    parts: dict[str, DataFrame] = {}
    origin: dict[str, tuple[str, ...]] = {}
    for key, indicator in chosen.items():
        given: dict[str, Any] = {
            ARGUMENTS[role]: available[role] for role in indicator.needs if role in available
        }
        if PROJECT in indicator.needs:
            given["project"] = project
        if indicator.by_commune:
            given["commune_of"] = commune_of
        builds_on = indicator.after or {}
        given |= {name: _before(fact, parts, known) for name, fact in builds_on.items()}
        if indicator.model in available.get(PARAMETERS, {}):
            given["overrides"] = available[PARAMETERS][indicator.model]
        if indicator.dated:
            given["on"] = available.get(DAY)
        compute = partial(indicator.function, places, **given)
        part = recall(key, {"sites": places, **given}, compute)
        if "geometry_status" in sites:
            whole = project is not None and project.takes_whole_site
            part = trusted(part, key, sites["geometry_status"], takes_whole_site=whole)
        parts[key] = part
        said = not parts[key]["status"].isin(["unknown"]).all()
        there = [n for n in indicator.needs if n in available or n == PROJECT]
        for fact in builds_on.values():
            before = origin[fact] if fact in origin else known.origin[fact] if known else ()
            there += [n for n in before if n not in there]
        origin[key] = tuple(there) if said else ()
    return assemble(parts, origin, sites.index)


def _before(key: str, parts: Mapping[str, DataFrame], known: Facts | None) -> DataFrame:
    """A fact measured earlier: of the project, or of the sites."""
    if key in parts or known is None:
        return parts[key]
    return _part(known, key)


def located(sites: GeoDataFrame, communes: GeoDataFrame | None) -> Series:
    """
    INSEE code of the commune of each site: as given, or else where most of it lies.

    Parameters
    ----------
    sites : GeoDataFrame
        Polygons; ``commune_insee`` may be absent or partly missing. [projected, m]
    communes : GeoDataFrame or None
        Polygons, indexed by INSEE code. [projected, m]

    Returns
    -------
    Series
        Codes, missing where no commune is found.

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoDataFrame(geometry=[box(0, 0, 10, 10)], index=["A"], crs=2154)
    >>> west, east = box(-90, 0, 4, 10), box(4, 0, 90, 10)
    >>> towns = GeoDataFrame(geometry=[west, east], index=["34001", "34002"], crs=2154)
    >>> located(sites, towns).to_dict()
    {'A': '34002'}
    """
    said = Series(None, index=sites.index, dtype=object)
    if "commune_insee" in sites:
        said = sites["commune_insee"].astype(object)
    if communes is None or not said.isna().any():
        return said
    return said.where(said.notna(), _most_of(sites.geometry[said.isna()], communes))


def _most_of(places: GeoSeries, communes: GeoDataFrame) -> Series:
    require_metric(places, communes)
    units, areas = places.to_numpy(), communes.geometry.to_numpy()
    place, commune = shapely.STRtree(areas).query(units, predicate="intersects")
    shared = DataFrame(
        {
            "commune": communes.index[commune],
            "area": shapely.area(shapely.intersection(units[place], areas[commune])),
        },
        index=places.index[place],
    )
    largest = shared.sort_values(["area", "commune"], ascending=[False, True])
    return largest[~largest.index.duplicated()]["commune"].reindex(places.index)
