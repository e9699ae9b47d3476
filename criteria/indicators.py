"""
Which function answers each question, and what it needs.

The table is the only place that knows both; :func:`measure` calls each with the layers that are
there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
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
    cover_shares,
    ecology,
    employment,
    energy,
    freight,
    landcover,
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
from land.measures.network import ACCESS_M

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
    base : str
        Table of :data:`BASES` that it builds on.
    """

    function: Callable[..., DataFrame]
    needs: tuple[str, ...]
    by_commune: bool = False
    after: Mapping[str, str] | None = None
    model: str = ""
    dated: bool = False
    base: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """
    What several facts build on and no project changes, measured once for all of them.

    Parameters
    ----------
    function : callable
        Takes the sites, then layers as keyword arguments; returns one row a site.
    needs : tuple of str
        Roles of the layers that it looks at.
    every : bool
        Whether it needs all of them, or takes those that are there.
    """

    function: Callable[..., DataFrame]
    needs: tuple[str, ...]
    every: bool = True


BASES: Final[Mapping[str, Base]] = {
    "seekers": Base(function=employment.seekers_in_reach, needs=("commune", "labour")),
    "neighbours": Base(
        function=nuisances.neighbour_distances, needs=("building", "facility"), every=False
    ),
    "shares": Base(function=cover_shares.cover_shares, needs=("land_cover",)),
    "spare": Base(function=traffic.spare_capacity, needs=("street",)),
}
"""Tables behind several facts, by the argument that takes them."""


def _i(function: Callable[..., DataFrame], *needs: str, **rest: Any) -> Indicator:
    return Indicator(function=function, needs=needs, **rest)


_SOIL: Final = ("land_cover", "imperviousness", "building")
_AFTER_SOIL: Final = {"artificialised": "artificialised_share"}
_LOAD: Final[Mapping[str, Any]] = {"after": {"match": "job_match"}, "model": "centrality"}

INDICATORS: Final[Mapping[str, Indicator]] = {
    "artificialised_share": _i(sobriety.artificialised_share, *_SOIL, base="shares"),
    "job_density": _i(sobriety.job_density, PROJECT),
    "ecological_sensitivity": _i(ecology.ecological_sensitivity, "natural_area"),
    "hazard_class": _i(ecology.hazard_class, "hazard"),
    "open_ground": _i(sobriety.open_ground, PROJECT),
    "receptor_distance": _i(
        nuisances.receptor_distance, "building", "facility", PROJECT, base="neighbours"
    ),
    "commuting_ghg": _i(mobility.commuting_ghg, "commune", "flow", by_commune=True),
    "transit_walk": _i(mobility.transit_walk, "stop", "street"),
    "renewable_energy": _i(energy.renewable_energy, "facility", PROJECT),
    "job_match": _i(employment.job_match, "commune", "labour", PROJECT, base="seekers"),
    "recruitment_tension": _i(employment.recruitment_tension, "tension", PROJECT),
    "job_seeker_access": _i(employment.job_seeker_access, "commune", "labour"),
    "jobs_balance": _i(employment.jobs_balance, "commune", by_commune=True),
    "housing_load": _i(capacity.housing_load, "commune", PROJECT, by_commune=True, **_LOAD),
    "childcare_coverage": _i(
        capacity.childcare_coverage, "commune", PROJECT, by_commune=True, **_LOAD
    ),
    "school_load": _i(capacity.school_load, "commune", PROJECT, by_commune=True, **_LOAD),
    "transport_load": _i(traffic.transport_load, "street", PROJECT, base="spare", **_LOAD),
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
    "job_dissimilarity": _i(
        employment.job_dissimilarity, "commune", "labour", PROJECT, base="seekers"
    ),
    "job_seeker_access_20": _i(access.access_in_20_minutes, "commune", "labour"),
    "job_seeker_access_45": _i(access.access_in_45_minutes, "commune", "labour"),
    "jobs_per_seeker": _i(access.jobs_per_seeker, "commune", "labour", PROJECT),
    "canopy_share": _i(soil.canopy_share, "land_cover", base="shares"),
    "built_density": _i(programme.built_density, PROJECT),
    "services_shared": _i(programme.services_shared, PROJECT),
    "farmland_share": _i(soil.farmland_share, "land_cover", base="shares"),
    "siding_distance": _i(freight.siding_distance, "facility", PROJECT),
}
"""The indicator of every fact of the default grid, by key, and of those that a grid may add."""

REACH_M: Final[Mapping[str, float]] = {
    "building": nuisances.REACH_M,
    "facility": max(freight.REACH_M, nuisances.REACH_M, energy.HEAT_REACH_M),
    "friche": 0.0,
    "hazard": 0.0,
    "heritage": 0.0,
    "land_cover": landcover.AROUND_M,
    "natural_area": 0.0,
    "planning_zone": 0.0,
    "stop": mobility.REACH_M + ACCESS_M,
    "street": mobility.REACH_M + 2 * ACCESS_M,
    "zone": 0.0,
}
"""
How far from a site each layer may still say something of it, as :data:`INDICATORS` read it. [m]

Layers that are not here are looked at whole: communes (the reach to job seekers is theirs, and the
median is the territory's) and tables.
"""

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
    (facts,) = facts_by_project(sites, available, [project])
    return facts


def facts_by_project(
    sites: GeoDataFrame,
    available: Frames,
    projects: Sequence[Project],
    *,
    recall: Recall = straight,
) -> Iterator[Facts]:
    """
    All facts of the sites, project after project: what no project changes is measured once.

    Parameters
    ----------
    sites : GeoDataFrame
        Polygons, uniquely indexed. [projected, m]
    available : mapping of str to frame
        Frames by role.
    projects : sequence of Project
        What would settle.
    recall : callable
        How to come by each fact.

    Yields
    ------
    Facts
        One column per key of ``INDICATORS``, in their order.

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
    >>> both = [reference_projects()[v] for v in ("tertiaire", "logistique")]
    >>> [f.low.loc["A", "job_density"].round(1) for f in facts_by_project(sites, {}, both)]
    [np.float64(60.0), np.float64(18.8)]
    """
    require_metric(sites)
    require_unique(sites.geometry, name="sites")
    asked = _Asked(sites, available, recall)
    shared = asked.facts({k: i for k, i in INDICATORS.items() if PROJECT not in i.needs})
    chosen = {k: i for k, i in INDICATORS.items() if PROJECT in i.needs}
    for project in projects:
        own = asked.facts(chosen, project, shared)
        parts = {k: _part(own if k in own.origin else shared, k) for k in INDICATORS}
        yield assemble(parts, {**shared.origin, **own.origin}, sites.index)


def _part(facts: Facts, key: str) -> DataFrame:
    return DataFrame({"low": facts.low[key], "high": facts.high[key], "status": facts.status[key]})


class _Asked:
    """Sites and layers of which facts are asked, and the tables that several of these share."""

    def __init__(self, sites: GeoDataFrame, available: Frames, recall: Recall) -> None:
        # Texts of Arrow are made Python's once here, not at each of a thousand alignments.
        self.index = sites.index.astype(object)
        self.sites, self.available = sites, available
        self.places = sites.geometry.set_axis(self.index)
        self.recall = recall
        self.commune_of = located(sites, available.get("commune")).set_axis(self.index)
        self.bases: dict[str, DataFrame] = {}

    def facts(
        self,
        chosen: Mapping[str, Indicator],
        project: Project | None = None,
        known: Facts | None = None,
    ) -> Facts:
        """Facts of some indicators: those of a project, or those that none changes."""
        parts: dict[str, DataFrame] = {}
        origin: dict[str, tuple[str, ...]] = {}
        for key, indicator in chosen.items():
            builds_on = indicator.after or {}
            before = {
                name: _before(fact, parts, known).set_axis(self.index)
                for name, fact in builds_on.items()
            }
            given = self._given(indicator, project) | before
            compute = partial(indicator.function, self.places, **given)
            part = self.recall(key, {"sites": self.places, **given}, compute)
            if part.index.equals(self.index):
                part = part.set_axis(self.sites.index)
            if "geometry_status" in self.sites:
                whole = project is not None and project.takes_whole_site
                outline = self.sites["geometry_status"]
                part = trusted(part, key, outline, takes_whole_site=whole)
            parts[key] = part
            said = (part["status"] != "unknown").any()
            there = [n for n in indicator.needs if n in self.available or n == PROJECT]
            for fact in builds_on.values():
                earlier = origin[fact] if fact in origin else known.origin[fact] if known else ()
                there += [n for n in earlier if n not in there]
            origin[key] = tuple(there) if said else ()
        return assemble(parts, origin, self.sites.index)

    def _given(self, indicator: Indicator, project: Project | None) -> dict[str, Any]:
        """Arguments of an indicator, save the facts that it builds on."""
        given = self._layers(indicator.needs)
        if PROJECT in indicator.needs:
            given["project"] = project
        if indicator.by_commune:
            given["commune_of"] = self.commune_of
        parameters = self.available.get(PARAMETERS, {})
        if indicator.model in parameters:
            given["overrides"] = parameters[indicator.model]
        if indicator.dated:
            given["on"] = self.available.get(DAY)
        if indicator.base and self._there(BASES[indicator.base]):
            given[indicator.base] = self._base(indicator.base)
        return given

    def _layers(self, roles: tuple[str, ...]) -> dict[str, Any]:
        return {ARGUMENTS[role]: self.available[role] for role in roles if role in self.available}

    def _there(self, base: Base) -> bool:
        return not base.every or all(role in self.available for role in base.needs)

    def _base(self, name: str) -> DataFrame:
        if name not in self.bases:
            base = BASES[name]
            given = self._layers(base.needs)
            compute = partial(base.function, self.places, **given)
            self.bases[name] = self.recall(name, {"sites": self.places, **given}, compute)
        return self.bases[name]


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
