"""Groups of neighbours of a zone whose pooling saves most land, money or trips."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from criteria.project import Project
from land.measures.streets import street_graph
from land.measures.walk_pairs import walk_pairs
from land.pooling import Pooling, greedy_pairs, pooling, requirement
from zae.mutualisation.profiles import Objective, profiles
from zae.mutualisation.reading import CatalogueError
from zae.mutualisation.zones import workplaces

REACH_M: Final = 300.0
"""Longest walk between two members of a group. [m] *assumed*"""

LARGEST: Final = 4
"""Members of the largest group: as many as agree around one table. *assumed*"""

OBJECTIVES: Final[tuple[Objective, ...]] = ("land", "money", "trips")
_WORTH: Final = {"land": "land_m2", "money": "eur_per_year", "trips": "trips_per_week"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """
    What is looked for.

    Parameters
    ----------
    needs : tuple of str
        Keys of the needs that are pooled together.
    objective : str
        ``land``, ``money`` or ``trips``.
    reach_m : float
        Longest walk between two members. [m]
    most : int
        Largest group.
    cost : float
        What setting up a group costs, in the unit of the objective.
    seconds : float
        Time of the solver.
    """

    needs: tuple[str, ...] = ("parking",)
    objective: Objective = "land"
    reach_m: float = REACH_M
    most: int = LARGEST
    cost: float = 0.0
    seconds: float = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    What was found.

    Parameters
    ----------
    search : Search
        What was looked for.
    members : GeoDataFrame
        One row a plot with establishments (or one establishment, without parcels): ``zone_id``,
        ``establishments``, ``activities`` (keys, the one of most jobs first), ``jobs``, ``group``
        (missing for those alone); places.
        [projected, m]
    groups : GeoDataFrame
        Indexed by number: ``zone_id``, ``size``, ``jobs``, ``walk_m`` (longest walk inside),
        ``saved_<need>``, its ``_low`` and ``_high`` over both ends of the headcounts, ``land_m2``,
        ``eur_per_year``, ``trips_per_week``; outlines.
    left_out : dict of str to int
        Establishments that could not be counted, by reason.
    pooling : Pooling
        Worth, bound and gap.
    pairs_worth : float
        What greedy pairing would reach.
    along_streets : bool
        False where no street layer is there: walks are then as the crow flies.
    """

    search: Search
    members: GeoDataFrame
    groups: GeoDataFrame
    left_out: Mapping[str, int]
    pooling: Pooling
    pairs_worth: float
    along_streets: bool

    def of_zones(self) -> DataFrame:
        """Sum of what is saved in each zone: ``groups``, land, money and trips."""
        worths = list(_WORTH.values())
        sums: DataFrame = self.groups.groupby("zone_id")[worths].sum()
        sums.insert(0, "groups", self.groups.groupby("zone_id").size())
        return sums


def find(frames: Mapping[str, Any], search: Search | None = None) -> Finding:
    """
    Look for groups in the zones of a study.

    Parameters
    ----------
    frames : mapping of str to GeoDataFrame
        Layers by role: ``zone`` and ``establishment``; ``parcel`` and ``street`` where they are
        there. [projected, m]
    search : Search, optional
        What is looked for: parking and land if none.

    Returns
    -------
    Finding
        The groups.

    Raises
    ------
    CatalogueError
        If a layer lacks, or no need of the search counts for its objective.
    """
    search = search or Search()
    _require(frames, search)
    everyone = workplaces(frames["establishment"], frames["zone"]).at_work
    inside = everyone[everyone["zone_id"].notna()]
    counted = inside["activity"].notna() & inside["jobs"].notna()
    left_out = {
        "no_headcount": int(inside["jobs"].isna().sum()),
        "no_activity": int((inside["activity"].isna() & inside["jobs"].notna()).sum()),
    }
    rows, members = members_of(inside[counted], frames.get("parcel"))
    near = near_members(members, frames.get("street"), search.reach_m)
    book = profiles()
    needs = [book.need_of(k, rows, "jobs", search.objective) for k in search.needs]
    found = pooling(needs, near, most=search.most, cost=search.cost, seconds=search.seconds)
    members["group"] = found.group_of.reindex(members.index)
    return Finding(
        search=search, members=members, groups=_groups(found, members, rows, near, search),
        left_out=left_out, pooling=found,
        pairs_worth=greedy_pairs(needs, near, cost=search.cost).worth,
        along_streets=frames.get("street") is not None,
    )  # fmt: skip


def with_land_saved(project: Project, area_m2: float) -> Project:
    """
    A project that needs less land because it pools with neighbours.

    Parameters
    ----------
    project : Project
        The project; ``plot_m2`` is what it needs alone.
    area_m2 : float
        Land that its share of the pool saves. [m²]

    Returns
    -------
    Project
        The same with a smaller plot: the criteria of land sobriety (jobs per hectare, land
        needed) then read the land that is left.

    Raises
    ------
    CatalogueError
        If the plot is unknown, or not larger than what is saved.

    Examples
    --------
    >>> from criteria.project import reference_projects
    >>> office = reference_projects()["tertiaire"]
    >>> office.plot_m2 - with_land_saved(office, 500).plot_m2
    500.0
    """
    if project.plot_m2 is None or project.plot_m2 <= area_m2:
        raise CatalogueError(
            "the plot of the project ({plot} m²) is not larger than the {area} m² to be saved",
            plot=project.plot_m2, area=area_m2,
        )  # fmt: skip
    return project.model_copy(update={"plot_m2": project.plot_m2 - area_m2})


def _require(frames: Mapping[str, Any], search: Search) -> None:
    absent = [r for r in ("zone", "establishment") if frames.get(r) is None]
    if absent:
        raise CatalogueError("the study has no layer of the role {roles}", roles=absent)
    if search.objective not in OBJECTIVES:
        raise CatalogueError(
            "unknown objective « {objective} »; one of {known}",
            objective=search.objective, known=[*OBJECTIVES],
        )  # fmt: skip
    if not any(profiles().need(key).worth(search.objective) > 0 for key in search.needs):
        raise CatalogueError(
            "none of {needs} counts for « {objective} »; take another need or objective",
            needs=[*search.needs], objective=search.objective,
        )  # fmt: skip


def members_of(
    establishments: GeoDataFrame, parcels: GeoDataFrame | None
) -> tuple[GeoDataFrame, GeoDataFrame]:
    """
    Plots with their establishments: those on one parcel of a zone share already.

    Parameters
    ----------
    establishments : GeoDataFrame
        As :func:`zae.mutualisation.zones.workplaces` gives them, headcount and activity known.
    parcels : GeoDataFrame or None
        Parcels; without them, each establishment is a member. [projected, m]

    Returns
    -------
    GeoDataFrame
        The establishments with their ``member``.
    GeoDataFrame
        The members, as in :class:`Finding` without groups.
    """
    rows = establishments.assign(member=_plots(establishments, parcels))
    return rows, _members(rows)


def _plots(rows: GeoDataFrame, parcels: GeoDataFrame | None) -> Series:
    """Parcel that each establishment stands on, within its zone; itself where there is none."""
    names = Series(rows.index.astype(str), index=rows.index, dtype=object)
    if parcels is None or rows.empty:
        return names
    row, parcel = parcels.sindex.query(rows.geometry, predicate="intersects")
    first = Series(parcel, index=row).groupby(level=0).min()
    held = parcels.index.astype(str).to_numpy()[first.to_numpy()]
    zone = rows["zone_id"].astype(str).to_numpy()[first.index]
    names.iloc[first.index] = [f"{p}|{z}" for p, z in zip(held, zone, strict=True)]
    return names


def _members(rows: GeoDataFrame) -> GeoDataFrame:
    groups = rows.groupby("member")
    jobs = rows.groupby(["member", "activity"])["jobs"].sum().sort_values(ascending=False)
    kinds = jobs.reset_index().groupby("member")["activity"].agg(", ".join)
    x, y = (Series(v, index=rows.index).groupby(rows["member"]).mean()
            for v in shapely.get_coordinates(shapely.centroid(rows.geometry.array)).T)  # fmt: skip
    table = DataFrame(
        {
            "zone_id": groups["zone_id"].first(),
            "establishments": groups.size(),
            "activities": kinds,
            "jobs": groups["jobs"].sum(),
        }
    )
    return GeoDataFrame(table, geometry=shapely.points(x, y), crs=rows.crs)


def near_members(members: GeoDataFrame, streets: GeoDataFrame | None, reach_m: float) -> DataFrame:
    """
    Pairs of members of the same zone within a walk.

    Parameters
    ----------
    members : GeoDataFrame
        Points with their ``zone_id``. [projected, m]
    streets : GeoDataFrame or None
        Streets; as the crow flies without them.
    reach_m : float
        Longest walk. [m]

    Returns
    -------
    DataFrame
        ``a``, ``b`` and ``distance_m``.
    """
    if streets is not None:
        pairs = walk_pairs(members.geometry, street_graph(streets.geometry), reach_m=reach_m)
    else:
        a, b = members.sindex.query(members.geometry, predicate="dwithin", distance=reach_m)
        a, b = a[a < b], b[a < b]
        metres = shapely.distance(members.geometry.array[a], members.geometry.array[b])
        pairs = DataFrame({"a": members.index[a], "b": members.index[b], "distance_m": metres})
    zone = members["zone_id"]
    same = zone.reindex(pairs["a"]).to_numpy() == zone.reindex(pairs["b"]).to_numpy()
    found: DataFrame = pairs[same].reset_index(drop=True)
    return found


def _groups(
    found: Pooling, members: GeoDataFrame, rows: DataFrame, near: DataFrame, search: Search
) -> GeoDataFrame:
    held = members[members["group"].notna()]
    of_group = held.groupby("group")
    table = DataFrame(
        {
            "zone_id": of_group["zone_id"].first(),
            "size": of_group.size(),
            "jobs": of_group["jobs"].sum(),
            "walk_m": _longest(near, members["group"]),
        },
        index=found.groups.index,
    )
    table[[*_WORTH.values()]] = 0.0
    for key in search.needs:
        kind = profiles().need(key)
        for column in (f"apart_{key}", f"pooled_{key}", f"saved_{key}"):
            table[column] = found.groups[column]
        ends = [
            _saved_at(key, rows, members["group"], bound) for bound in ("jobs_low", "jobs_high")
        ]
        ends = [e.reindex(table.index) for e in ends] + [table[f"saved_{key}"]]
        table[f"saved_{key}_low"] = np.minimum.reduce(ends)
        table[f"saved_{key}_high"] = np.maximum.reduce(ends)
        for objective in OBJECTIVES:
            table[_WORTH[objective]] += kind.worth(objective) * table[f"saved_{key}"]
    outlines = held.geometry.groupby(held["group"]).agg(lambda g: _outline(g.array))
    shapes = GeoSeries(outlines.reindex(table.index), crs=members.crs)
    return GeoDataFrame(table, geometry=shapes, crs=members.crs)


def _longest(near: DataFrame, group: Series) -> Series:
    one, two = (group.reindex(near[c]).to_numpy() for c in ("a", "b"))
    inside = pd.notna(one) & pd.notna(two)
    inside[inside] = one[inside] == two[inside]
    found: Series = near["distance_m"][inside].groupby(one[inside].astype(int)).max()
    return found


def _saved_at(key: str, rows: DataFrame, group: Series, jobs: str) -> Series:
    """What the same groups save with the headcounts at one end of their brackets."""
    kind = profiles().need(key)
    hours = profiles().need_of(key, rows, jobs, "land").profiles
    apart = Series(requirement(hours.to_numpy(), kind.counted), index=hours.index)
    of = group.reindex(hours.index)
    sums = hours.groupby(of).sum()
    pooled = Series(requirement(sums.to_numpy(), kind.counted), index=sums.index)
    saved: Series = apart.groupby(of).sum() - pooled
    return saved


def _outline(places: Sequence[Any]) -> Any:
    return shapely.buffer(shapely.convex_hull(shapely.union_all(places)), 12.0)
