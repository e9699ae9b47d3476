"""Vetoes: rules that stand apart from the score and fire on known values only."""

import operator
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas import DataFrame, Series
from pydantic import BaseModel, ConfigDict, Field

from criteria.facts import Facts
from criteria.grid import Grid, Level, RuleError, Veto
from land.errors import Message, Parts

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]
Counts = npt.NDArray[np.int64]

RANK_OF_LEVEL: Final = {"admissible": 0, "alerte": 0, "reserve": 1, "interdit": 2}
"""Admission class of each level: classes rank one after the other, whatever the score."""

STATES: Final = ("clear", "to_check", "fired", "lifted")
"""What a veto says of a site."""

_CLEAR, _TO_CHECK, _FIRED, _LIFTED = range(4)

_COMPARE: Final[dict[str, Callable[[Any, Any], Any]]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}


class Lift(BaseModel):
    """
    A réserve lifted on one site: the condition that the grid states was met, and who says so.

    Parameters
    ----------
    site : str
        Id of the site.
    veto : str
        Key of the réserve.
    reason : str
        What met the condition: document, date, decision.
    author : str
        Who answers for it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    site: str
    veto: str
    reason: Annotated[str, Field(min_length=1)]
    author: str = ""


def vetoes(
    facts: Facts, grid: Grid, *, vocation: str = "", lifted: Iterable[Lift] = ()
) -> DataFrame:
    """
    Vetoes that fire, those that cannot be decided, and those that were lifted.

    Parameters
    ----------
    facts : Facts
        Facts of the sites.
    grid : Grid
        The grid and its vetoes.
    vocation : str
        Vocation of the project; vetoes reserved to other vocations are left out.
    lifted : iterable of Lift
        Réserves whose condition is met on a site. One that neither fires nor waits there changes
        nothing.

    Returns
    -------
    DataFrame
        One row per site and veto that fires, must be checked or was lifted: ``site_id``,
        ``veto``, ``level``, ``state`` (``fired``, ``to_check`` or ``lifted``), all categorical.

    Raises
    ------
    RuleError
        If a lift names an unknown site or veto, or a veto that is not a réserve: what the law
        forbids cannot be lifted, and an alerte excludes nobody. All are listed.
    """
    heard = _heard(grid, vocation)
    return _listed(_states(facts, heard, lifted_places(lifted, facts.sites, grid)), heard, facts)


def verdicts(
    facts: Facts, grid: Grid, *, vocation: str = "", lifted: Iterable[Lift] = ()
) -> tuple[DataFrame, DataFrame]:
    """
    What :func:`vetoes` finds and the :func:`admission` that follows, in one pass.

    Parameters
    ----------
    facts, grid, vocation, lifted
        As for :func:`vetoes`.

    Returns
    -------
    tuple of DataFrame
        Vetoes that fire, must be checked or were lifted; admission of every site.

    Raises
    ------
    RuleError
        As for :func:`vetoes`.
    """
    heard = _heard(grid, vocation)
    states = _states(facts, heard, lifted_places(lifted, facts.sites, grid))
    best, worst = np.zeros((2, len(facts.sites)), dtype=np.int64)
    for veto, state in zip(heard, states, strict=True):
        rank = RANK_OF_LEVEL[veto.level]
        np.maximum(best, rank * (state == _FIRED), out=best)
        np.maximum(worst, rank * ((state == _FIRED) | (state == _TO_CHECK)), out=worst)
    to_check = np.count_nonzero(states == _TO_CHECK, axis=0)
    return _listed(states, heard, facts), _admitted(best, worst, to_check, facts.sites)


def _heard(grid: Grid, vocation: str) -> list[Veto]:
    return [v for v in grid.vetoes if not v.vocations or vocation in v.vocations]


def _states(facts: Facts, heard: Sequence[Veto], lifted: Iterable[tuple[str, str]]) -> Codes:
    """State of each veto on each site, one row a veto."""
    states = np.full((len(heard), len(facts.sites)), _CLEAR, dtype=np.int8)
    for state, veto in zip(states, heard, strict=True):
        certain, possible = _speaking(facts, veto)
        state[possible], state[certain] = _TO_CHECK, _FIRED
    row = {veto.key: i for i, veto in enumerate(heard)}
    for site, key in lifted:
        place = row.get(key), facts.sites.get_loc(site)
        if place[0] is not None and states[place] != _CLEAR:
            states[place] = _LIFTED
    return states


def _listed(states: Codes, heard: Sequence[Veto], facts: Facts) -> DataFrame:
    """One row per site and veto that speaks, site after site."""
    site, row = np.nonzero(states.T != _CLEAR)
    return DataFrame(
        {
            "site_id": pd.Categorical.from_codes(site, categories=facts.sites, validate=False),
            "veto": _coded([v.key for v in heard], row),
            "level": _coded([v.level for v in heard], row),
            "state": _coded(STATES, states[row, site]),
        }
    )


def _coded(names: Sequence[str], places: npt.NDArray[np.integer]) -> "pd.Categorical[str]":
    """Name at each place, as codes: sites with several rows each are many, and names few."""
    kinds = sorted(set(names))
    code = np.array([kinds.index(name) for name in names], dtype=np.int16)
    return pd.Categorical.from_codes(code[places], categories=pd.Index(kinds))


def wide_states(found: DataFrame, sites: pd.Index, keys: Sequence[str]) -> Codes:
    """
    State of each veto on each site.

    Parameters
    ----------
    found : DataFrame
        What :func:`vetoes` returned.
    sites : Index
        Ids of all sites.
    keys : sequence of str
        Keys of vetoes.

    Returns
    -------
    array
        One row a site, one column a veto: its place in ``STATES``, 0 where it is clear.

    Examples
    --------
    >>> found = DataFrame({"site_id": ["B"], "veto": ["wetland"], "state": ["fired"]})
    >>> wide_states(found, pd.Index(["A", "B"]), ["wetland"]).tolist()
    [[0], [2]]
    """
    wide = np.zeros((len(sites), len(keys)), dtype=np.int8)
    site = sites.get_indexer(pd.Index(found["site_id"]))
    veto = pd.Categorical(found["veto"], categories=list(keys)).codes
    state = pd.Categorical(found["state"], categories=list(STATES)).codes
    asked = (site >= 0) & (veto >= 0)
    wide[site[asked], veto[asked]] = state[asked]
    return wide


def lifted_places(lifted: Iterable[Lift], sites: pd.Index, grid: Grid) -> list[tuple[str, str]]:
    """
    Site and veto of each lift, once all of them are checked.

    Parameters
    ----------
    lifted : iterable of Lift
        Lifts.
    sites : Index
        Ids of all sites.
    grid : Grid
        The grid.

    Returns
    -------
    list of (str, str)
        Site and key of the veto.

    Raises
    ------
    RuleError
        As for :func:`vetoes`.

    Examples
    --------
    >>> from criteria.grid import published
    >>> lift = Lift(site="A", veto="soil_pollution", reason="attestation of 2026-03-02")
    >>> lifted_places([lift], pd.Index(["A", "B"]), published())
    [('A', 'soil_pollution')]
    """
    lifts = list(lifted)
    levels = {v.key: v.level for v in grid.vetoes}
    faults = [fault for x in lifts for fault in _lift_faults(x, sites, levels)]
    if faults:
        raise RuleError("lifted vetoes: {faults}", faults=Parts(faults, between="; "))
    return [(x.site, x.veto) for x in lifts]


def _lift_faults(lift: Lift, sites: pd.Index, levels: dict[str, Level]) -> list[str]:
    faults: list[str] = []
    if lift.site not in sites:
        faults.append(Message("no site « {site} »", site=lift.site))
    level = levels.get(lift.veto)
    if level is None:
        faults.append(
            Message("no veto « {veto} »; one of {known}", veto=lift.veto, known=list(levels))
        )
    elif level == "interdit":
        faults.append(
            Message("« {veto} » is interdit: what the law forbids is not lifted", veto=lift.veto)
        )
    elif level == "alerte":
        faults.append(
            Message("« {veto} » is an alerte: it excludes nobody, nothing to lift", veto=lift.veto)
        )
    return faults


def lifts_table(lifted: Iterable[Lift], grid: Grid) -> DataFrame:
    """
    Lifted réserves as a register: what was asked, what met it, who says so.

    Parameters
    ----------
    lifted : iterable of Lift
        Lifts.
    grid : Grid
        The grid, which states the conditions.

    Returns
    -------
    DataFrame
        ``site_id``, ``veto``, ``condition_fr``, ``condition_en``, ``reason``, ``author``.
    """
    asked = {v.key: v.lifting for v in grid.vetoes}
    rows = [
        (x.site, x.veto, asked[x.veto]["fr"], asked[x.veto]["en"], x.reason, x.author)
        for x in lifted
    ]
    heads = ["site_id", "veto", "condition_fr", "condition_en", "reason", "author"]
    return DataFrame(rows, columns=heads)


def _speaking(facts: Facts, veto: Veto) -> tuple[Flags, Flags]:
    """Whether a veto fires for certain, and whether it may."""
    limit = veto.threshold_fact or float(veto.threshold or 0.0)
    certain, possible = _holds(facts, veto.fact, veto.operator, limit)
    surely, perhaps = _clauses(facts, veto)
    return certain & surely, possible & perhaps


def speaks(facts: Facts, veto: Veto) -> tuple["Series[bool]", "Series[bool]"]:
    """
    Whether the clauses of a veto let it speak on each site.

    Parameters
    ----------
    facts : Facts
        Facts of the sites.
    veto : Veto
        The veto.

    Returns
    -------
    tuple of Series of bool
        For certain, and perhaps.

    Examples
    --------
    >>> from criteria.facts import assemble, constant
    >>> from criteria.grid import Clause, published
    >>> dense = Clause(fact="job_density", operator=">=", threshold=60)
    >>> veto = published().vetoes[0].model_copy(update={"except_if": (dense,)})
    >>> facts = assemble({"job_density": constant(80, pd.Index(["A"]))}, {}, pd.Index(["A"]))
    >>> [bool(side["A"]) for side in speaks(facts, veto)]
    [False, False]
    """
    surely, perhaps = _clauses(facts, veto)
    return Series(surely, index=facts.sites), Series(perhaps, index=facts.sites)


def _clauses(facts: Facts, veto: Veto) -> tuple[Flags, Flags]:
    certain = possible = np.ones(len(facts.sites), bool)
    for clause in veto.only_if:
        surely, perhaps = _holds(facts, clause.fact, clause.operator, clause.threshold)
        certain, possible = certain & surely, possible & perhaps
    for clause in veto.except_if:
        surely, perhaps = _holds(facts, clause.fact, clause.operator, clause.threshold)
        certain, possible = certain & ~perhaps, possible & ~surely
    return certain, possible


def _holds(facts: Facts, key: str, comparison: str, limit: float | str) -> tuple[Flags, Flags]:
    """Whether a comparison holds for certain, and whether it may; never where it has no sense."""
    low, high, silent, unknown = _bounds(facts, key)
    t_low: Floats | float
    t_high: Floats | float
    if isinstance(limit, str):
        t_low, t_high, t_silent, t_unknown = _bounds(facts, limit)
        silent, unknown = silent | t_silent, unknown | t_unknown
    else:
        t_low = t_high = limit
    compare = _COMPARE[comparison]
    if comparison in (">=", ">"):
        certain, possible = compare(low, t_high), compare(high, t_low)
    else:
        certain, possible = compare(high, t_low), compare(low, t_high)
    return certain & ~unknown & ~silent, (possible | unknown) & ~silent


def _bounds(facts: Facts, key: str) -> tuple[Floats, Floats, Flags, Flags]:
    status = facts.status[key]
    silent, unknown = ((status == x).to_numpy(bool) for x in ("not_applicable", "unknown"))
    return facts.low[key].to_numpy(float), facts.high[key].to_numpy(float), silent, unknown


def admission(found: DataFrame, sites: pd.Index) -> DataFrame:
    """
    Admission of each site, and the classes it may end in once unknowns are settled.

    Parameters
    ----------
    found : DataFrame
        What :func:`vetoes` returned.
    sites : Index
        Ids of all sites.

    Returns
    -------
    DataFrame
        ``admission`` (``admissible``, ``reserve`` or ``interdit``), ``to_check`` (number of
        undecided vetoes), ``class_best`` and ``class_worst`` (0, 1 or 2).

    Examples
    --------
    >>> found = DataFrame(
    ...     {"site_id": ["A"], "veto": ["wetland"], "level": ["reserve"], "state": ["to_check"]}
    ... )
    >>> admission(found, pd.Index(["A", "B"])).loc["A"].to_dict()
    {'admission': 'admissible', 'to_check': 1, 'class_best': 0, 'class_worst': 1}
    """
    site = sites.get_indexer(pd.Index(found["site_id"]))
    here = site >= 0  # what is said of other sites is not of these
    found, site = found[here], site[here]
    rank = found["level"].map(RANK_OF_LEVEL).to_numpy(np.int64)
    fired = (found["state"] == "fired").to_numpy(bool)
    open_ = (found["state"] == "to_check").to_numpy(bool)
    best, worst = np.zeros((2, len(sites)), dtype=np.int64)
    np.maximum.at(best, site[fired], rank[fired])
    np.maximum.at(worst, site[fired | open_], rank[fired | open_])
    return _admitted(best, worst, np.bincount(site[open_], minlength=len(sites)), sites)


def _admitted(best: Counts, worst: Counts, to_check: Counts, sites: pd.Index) -> DataFrame:
    return DataFrame(
        {
            "admission": named(["admissible", "reserve", "interdit"], best),
            "to_check": to_check,
            "class_best": best,
            "class_worst": worst,
        },
        index=sites,
    )


def named(names: Sequence[str], codes: npt.NDArray[np.integer]) -> pd.api.extensions.ExtensionArray:
    """
    Text of each code, as a column of text; missing where the code is -1.

    Examples
    --------
    >>> list(named(["A", "B"], np.array([1, 0])))
    ['B', 'A']
    """
    return Series(list(names), dtype="str").array.take(codes, allow_fill=True)
