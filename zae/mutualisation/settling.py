"""A project that settles beside neighbours: what it could use of theirs, and its score then."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Any, Final

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from criteria.facts import Facts
from criteria.project import Project
from criteria.scores import Scores
from land.pooling import requirement
from zae.assess import Ground, by_role, ground, projects_of, scored, silent
from zae.mutualisation.finder import Search, members_of, near_members, with_land_saved
from zae.mutualisation.profiles import profiles
from zae.mutualisation.reading import CatalogueError
from zae.mutualisation.zones import workplaces
from zae.study import Study

ACTIVITY_OF: Final = {
    "artisanat": "artisanat", "industrie": "industrie", "logistique": "logistique",
    "tertiaire": "bureaux", "commerce": "commerce",
}  # fmt: skip
"""Activity, for its hours, of each vocation. *assumed*"""

LOOKED_AT: Final = 40
"""Neighbours among which the best few are looked for, those that save most alone. *assumed*"""

BLOCK: Final = 20_000
"""Sets of neighbours that are held in memory at a time: some 30 MB at eight around the table."""

_NEWCOMER: Final = "newcomer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Facts and scores of a site for one project."""

    facts: Facts
    scores: Scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """
    A project on a site, alone and with its neighbours.

    Parameters
    ----------
    site : str
        Id of the site.
    alone, shared : Project
        The project as it is, and with the plot that is left once it shares.
    neighbours : DataFrame
        Plots that it would share with (index): ``activities``, ``jobs``, ``walk_m``.
    needs : DataFrame
        Indexed by need: ``alone`` (what the project must build for itself), ``shared`` (what is
        left once it uses what the neighbours leave empty) and ``land_m2`` saved.
    saved_m2 : float
        Land saved in all.
    before, after : Scored
        Facts and scores of the site.
    """

    site: str
    alone: Project
    shared: Project
    neighbours: DataFrame
    needs: DataFrame
    saved_m2: float
    before: Scored
    after: Scored

    def families(self) -> DataFrame:
        """Central score of each family and of the whole, ``before`` and ``after``. [0-100]"""
        sides = {}
        for name, scores in (("before", self.before.scores), ("after", self.after.scores)):
            parts = scores.families["central"].loc[self.site]
            sides[name] = pd.concat([parts, Series({"": scores.table["score"][self.site]})])
        return DataFrame(sides)

    def moved(self) -> DataFrame:
        """Criteria whose value changes: ``before`` and ``after`` (middle of the bounds)."""
        criteria = self.before.scores.marks.central.columns
        middles = [
            (s.facts.low.loc[self.site] + s.facts.high.loc[self.site])[criteria] / 2
            for s in (self.before, self.after)
        ]
        both = DataFrame({"before": middles[0], "after": middles[1]}).astype(float)
        return both[(both["before"] - both["after"]).abs() > 1e-9]  # noqa: PLR2004


def spare(hours: np.ndarray) -> np.ndarray:
    """
    What is empty at each hour where there is just as much as the largest hour needs.

    Parameters
    ----------
    hours : array, shape (…, hours)
        Needs.

    Returns
    -------
    array, of the same shape
        Largest hour less each hour.

    Examples
    --------
    >>> spare(np.array([8.0, 2.0, 0.0])).tolist()
    [0.0, 6.0, 8.0]
    """
    return np.asarray(hours.max(axis=-1, keepdims=True) - hours)


def left_to_build(newcomer: np.ndarray, empty: np.ndarray) -> np.ndarray:
    """
    What a newcomer must still build once it uses what is empty at its hours.

    Parameters
    ----------
    newcomer : array, shape (hours,)
        Its needs.
    empty : array, shape (…, hours)
        What neighbours leave empty, summed up.

    Returns
    -------
    array, shape (…)
        Largest hour of what is not covered.

    Examples
    --------
    A gym of 50 places in the evening beside an office whose 80 are then empty needs none; by day,
    its 10 places are not to be had there.

    >>> gym, office = np.array([10.0, 50.0]), np.array([80.0, 0.0])
    >>> float(left_to_build(gym, spare(office)))
    10.0
    """
    return np.asarray(np.maximum(newcomer - empty, 0.0).max(axis=-1))


def best_set(
    worth: Callable[[np.ndarray], np.ndarray], members: Sequence[int], size: int, *,
    block: int = BLOCK,
) -> tuple[tuple[int, ...], float]:  # fmt: skip
    """
    Set of members that is worth most, every set of a size being tried.

    Parameters
    ----------
    worth : callable
        Worth of each row of an array of members, shape (sets, size).
    members : sequence of int
        Members, at least ``size``.
    size : int
        Members of a set, at least 1.
    block : int
        Sets that are held in memory at a time; the answer does not depend on it.

    Returns
    -------
    tuple of int
        The set; the first of the best, in the order of the members.
    float
        What it is worth.

    Examples
    --------
    >>> best_set(lambda sets: sets.sum(axis=1), [5, 1, 4], 2)
    ((5, 4), 9.0)
    """
    best: tuple[int, ...] = ()
    reached = -np.inf
    sets = combinations(members, size)
    while rows := list(islice(sets, block)):
        worths = worth(np.array(rows))
        top = int(np.argmax(worths))
        if worths[top] > reached:
            best, reached = rows[top], float(worths[top])
    return best, float(reached)


def settle(
    study: Study, site: str, *, project: str = "", search: Search | None = None,
    progress: Callable[[str], None] = silent,
) -> Settling:  # fmt: skip
    """
    Score a project on a site, alone and sharing with neighbours.

    Parameters
    ----------
    study : Study
        The study, with establishments.
    site : str
        Id of a site.
    project : str
        Key of the project; the first of the study if none.
    search : Search, optional
        Needs, reach and size of the group, the newcomer counted; parking if none.
    progress : callable
        Told the name of each step before it starts.

    Returns
    -------
    Settling
        Neighbours, land saved, scores before and after.

    Raises
    ------
    CatalogueError
        If the site or project is unknown, the project has no jobs or no plot, or no layer tells
        of establishments.
    StudyError
        If a layer cannot be read.

    Notes
    -----
    Neighbours are taken to have just what their own largest hour needs (*assumed*), in the zone of
    the site or not: what they leave empty at the newcomer's hours, it need not build. The best
    few are found by trying every set of up to ``most - 1`` among the ``LOOKED_AT`` best.
    """
    search = search or Search()
    wanted = _project(study, project)
    known = ground(study, progress=progress)
    frames = by_role(known.layers)
    if frames.get("establishment") is None:
        raise CatalogueError("the study has no layer of the role {roles}", roles=["establishment"])
    place = _site(known, site)
    neighbours, hours = _around(frames, place, search)
    chosen, needs = _chosen(wanted, hours, search)
    saved = float(needs["land_m2"].sum())
    shared = with_land_saved(wanted, saved) if saved > 0 else wanted
    one = study.model_copy(update={"vocations": (), "projects": (wanted,)})
    other = study.model_copy(update={"vocations": (), "projects": (shared,)})
    before, after = (_scored(s, known, place, progress) for s in (one, other))
    return Settling(
        site=site, alone=wanted, shared=shared, neighbours=neighbours.loc[chosen], needs=needs,
        saved_m2=saved, before=before, after=after,
    )  # fmt: skip


def settling_rows(found: Settling) -> dict[str, Any]:
    """
    A settling as plain values for a machine.

    Returns
    -------
    dict
        ``site``, ``project``, ``neighbours``, ``needs``, ``saved_m2``, ``plot_m2``, ``families``
        and ``criteria`` before and after.
    """

    def plain(table: DataFrame, name: str) -> list[dict[str, Any]]:
        rows = table.astype(object).where(table.notna(), None).rename_axis(name).reset_index()
        return [{str(k): v for k, v in row.items()} for row in rows.to_dict("records")]

    return {
        "site": found.site, "project": found.alone.key, "saved_m2": found.saved_m2,
        "plot_m2": {"before": found.alone.plot_m2, "after": found.shared.plot_m2},
        "neighbours": plain(found.neighbours, "plot"), "needs": plain(found.needs, "need"),
        "families": plain(found.families(), "family"),
        "criteria": plain(found.moved(), "criterion"),
    }  # fmt: skip


def _project(study: Study, key: str) -> Project:
    known = projects_of(study)
    found = next((p for p in known if key in ("", p.key)), None)
    if found is None:
        raise CatalogueError(
            "no project « {project} »; there are: {known}",
            project=key, known=[p.key for p in known],
        )  # fmt: skip
    if not found.total_jobs or found.plot_m2 is None or found.takes_whole_site:
        raise CatalogueError(
            "project {project}: give its jobs and the plot that it needs alone", project=found.key
        )
    return found


def _site(known: Ground, site: str) -> GeoDataFrame:
    if site not in known.sites.index:
        raise CatalogueError(
            "no site « {site} »; there are: {known}",
            site=site, known=[str(s) for s in known.sites.index[:20]],
        )  # fmt: skip
    place: GeoDataFrame = known.sites.loc[[site]]
    return place


def _around(
    frames: Mapping[str, Any], place: GeoDataFrame, search: Search
) -> tuple[DataFrame, dict[str, DataFrame]]:
    """Plots within a walk of the site, and their needs hour by hour."""
    everyone = workplaces(frames["establishment"], place).at_work
    counted = everyone["activity"].notna() & everyone["jobs"].notna() & everyone["zone_id"].isna()
    rows, members = members_of(everyone[counted].assign(zone_id=""), frames.get("parcel"))
    centre = GeoDataFrame(
        {"zone_id": [""]}, index=[_NEWCOMER],
        geometry=[place.geometry.iloc[0].representative_point()], crs=place.crs,
    )  # fmt: skip
    close = members.sindex.query(centre.geometry.iloc[0], "dwithin", distance=search.reach_m)
    both = pd.concat([members.iloc[close], centre])
    pairs = near_members(both, frames.get("street"), search.reach_m)
    met = pairs[pairs["b"] == _NEWCOMER].set_index("a")["distance_m"]
    neighbours = members.loc[met.index, ["activities", "jobs"]].assign(walk_m=met)
    mine = rows[rows["member"].isin(met.index)]
    book = profiles()
    hours = {k: book.need_of(k, mine, "jobs", "land").profiles for k in search.needs}
    return DataFrame(neighbours), {k: h.reindex(met.index) for k, h in hours.items()}


def _chosen(
    project: Project, hours: Mapping[str, DataFrame], search: Search
) -> tuple[list[str], DataFrame]:
    """Neighbours that leave the least to build, and what that is, need by need."""
    book = profiles()
    kind = Series([ACTIVITY_OF[project.vocation]])
    jobs = Series([project.total_jobs])
    own = {k: book.hourly(k, kind, jobs).to_numpy()[0] for k in hours}
    worth = {k: book.need(k).land_m2 for k in hours}
    empty = {k: spare(h.to_numpy()) for k, h in hours.items()}

    def saved(sets: np.ndarray) -> dict[str, np.ndarray]:
        return {
            k: requirement(own[k]) - left_to_build(own[k], empty[k][sets].sum(axis=1)) for k in own
        }

    def land(sets: np.ndarray) -> np.ndarray:
        return np.asarray(sum(worth[k] * v for k, v in saved(sets).items()))

    ids = next(iter(hours.values())).index
    best: tuple[int, ...] = ()
    reached = 0.0
    if len(ids):
        single = land(np.arange(len(ids))[:, None])
        first = np.sort(np.argsort(-single, kind="stable")[:LOOKED_AT])
        for size in range(1, min(search.most - 1, len(first)) + 1):
            top, worth_of_top = best_set(land, first.tolist(), size)
            if worth_of_top > reached + 1e-9:
                best, reached = top, worth_of_top
    with_them = saved(np.array([best])) if best else {k: np.zeros(1) for k in own}
    table = {
        k: {"alone": float(requirement(own[k])),
            "shared": float(requirement(own[k]) - with_them[k][0]),
            "land_m2": float(worth[k] * with_them[k][0])}
        for k in own
    }  # fmt: skip
    return [str(ids[i]) for i in best], DataFrame.from_dict(table, orient="index")


def _scored(
    study: Study, known: Ground, place: GeoDataFrame, progress: Callable[[str], None]
) -> Scored:
    _project, facts, scores = next(scored(study, known, place, progress=progress))
    return Scored(facts=facts, scores=scores)
