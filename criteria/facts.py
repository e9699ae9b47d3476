"""
Facts: what is known of each site, with its interval and its status.

Three aligned frames, one row a site and one column a fact. A known value has ``low == high``;
zero is only ever a measured zero; the unknown is never 0, 99 or NaN alone: it has a status.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas import CategoricalDtype, DataFrame, Index, Series

from criteria.sharing import held_once

STATUSES: Final = (
    "measured",  # read from a layer that covers the site
    "declared",  # said by the project or by a producer, not measured
    "estimated",  # bounded or modelled; the interval says how far
    "none_found",  # looked for, nothing within reach: an answer
    "unknown",  # not looked for, or no data
    "not_applicable",  # the question has no sense here
)

STATUS: Final = CategoricalDtype([*STATUSES])
"""Type of the columns of statuses: a byte a site, where the same in text takes seventeen."""

_SIDES: Final = ("low", "high", "status")
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """
    Facts of a set of sites for one project.

    Parameters
    ----------
    low, high : DataFrame
        Bounds in the unit of each fact, one row a site, one column a fact. NaN where the
        status is ``unknown`` or ``not_applicable``.
    status : DataFrame
        One of ``STATUSES`` for each, of type ``STATUS``: a cell is equal to its text.
    origin : mapping
        For each fact, the names of the layers (or ``project``) that it was taken from.
    """

    low: DataFrame
    high: DataFrame
    status: DataFrame
    origin: Mapping[str, tuple[str, ...]]

    @property
    def sites(self) -> Index:
        """Ids of the sites."""
        return self.low.index


def known(values: Series, status: str = "measured") -> DataFrame:
    """
    Fact whose value is known; a missing value is unknown.

    Parameters
    ----------
    values : Series
        One value a site, in the unit of the fact.
    status : str
        Status of the values that are present.

    Returns
    -------
    DataFrame
        Columns ``low``, ``high``, ``status``, on the index of ``values``.

    Examples
    --------
    >>> known(Series({"A": 0.0, "B": float("nan")}))
       low  high    status
    A  0.0   0.0  measured
    B  NaN   NaN   unknown
    """
    return between(values, values, status)


def between(low: Series, high: Series, status: str = "estimated") -> DataFrame:
    """
    Fact known between two bounds; unknown where either bound is missing.

    Parameters
    ----------
    low, high : Series
        Bounds on one index, in the unit of the fact.
    status : str
        Status where both bounds are present.

    Returns
    -------
    DataFrame
        Columns ``low``, ``high``, ``status``.

    Raises
    ------
    ValueError
        If a lower bound lies above its upper bound (names the first site), the two are not of the
        same sites, or the status is none of ``STATUSES``.

    Examples
    --------
    >>> between(Series({"A": 10.0}), Series({"A": 25.0}))
        low  high     status
    A  10.0  25.0  estimated
    """
    if not low.index.equals(high.index):
        raise ValueError("lower and upper bounds are not of the same sites")
    lower, upper = low.to_numpy(float, na_value=np.nan), high.to_numpy(float, na_value=np.nan)
    upside_down = lower > upper + _ROUNDING * np.maximum(np.abs(upper), 1)
    if upside_down.any():
        first = DataFrame({"low": low, "high": high})[upside_down].head(1)
        raise ValueError(f"lower bound above upper bound:\n{first}")
    missing = np.isnan(lower) | np.isnan(upper)
    # Two ways to add up the same areas may differ in the last bit.
    upper = np.where(lower > upper, lower, upper)
    return DataFrame(
        {
            "low": np.where(missing, np.nan, lower),
            "high": np.where(missing, np.nan, upper),
            "status": _statuses(status, missing),
        },
        index=low.index,
    )


def _statuses(status: str, missing: npt.NDArray[np.bool_]) -> pd.Categorical:
    """A status for all but those that are missing; one that is none of ``STATUSES`` is refused."""
    if status not in STATUSES:
        raise ValueError(f"no status « {status} »; one of {', '.join(STATUSES)}")
    there, unknown = STATUSES.index(status), STATUSES.index("unknown")
    return pd.Categorical.from_codes(np.where(missing, unknown, there), dtype=STATUS)


def blank(sites: Index, status: str = "unknown") -> DataFrame:
    """
    Fact of which nothing is known (or that does not apply).

    Examples
    --------
    >>> blank(Index(["A"]))
       low  high   status
    A  NaN   NaN  unknown
    """
    nan = np.full(len(sites), np.nan)
    everywhere = _statuses(status, np.zeros(len(sites), bool))
    return DataFrame({"low": nan, "high": nan, "status": everywhere}, index=sites)


def constant(value: float | None, sites: Index, status: str = "declared") -> DataFrame:
    """
    Fact that is the same for all sites, as a project declares it; None is unknown.

    Examples
    --------
    >>> constant(20.0, Index(["A"]))
        low  high    status
    A  20.0  20.0  declared
    """
    return blank(sites) if value is None else known(Series(float(value), index=sites), status)


def assemble(
    parts: Mapping[str, DataFrame], origin: Mapping[str, tuple[str, ...]], sites: Index
) -> Facts:
    """
    Wide, aligned facts from one small frame per fact.

    Parameters
    ----------
    parts : mapping of str to DataFrame
        For each fact, its ``low``, ``high``, ``status`` frame.
    origin : mapping of str to tuple of str
        For each fact, where it was taken from; absent means nowhere.
    sites : Index
        Ids of the sites; every part must have exactly these.

    Returns
    -------
    Facts
        The facts.

    Raises
    ------
    ValueError
        If a part misses a site or has one too many, or a status is none of ``STATUSES``; names
        the fact.

    Examples
    --------
    >>> facts = assemble({"slope": known(Series({"A": 3.0}))}, {"slope": ("dem",)}, Index(["A"]))
    >>> facts.low.loc["A", "slope"], facts.origin["slope"]
    (np.float64(3.0), ('dem',))
    """
    for key, part in parts.items():
        if not part.index.equals(sites):
            raise ValueError(f"fact {key}: its sites are not those asked for")
    low, high = (
        DataFrame({k: p[side] for k, p in parts.items()}, index=sites) for side in ("low", "high")
    )
    status = DataFrame({k: _coded(p["status"], k) for k, p in parts.items()}, index=sites)
    return Facts(
        low=low, high=high, status=status, origin={k: tuple(origin.get(k, ())) for k in parts}
    )


def _coded(status: Series, key: str) -> Series:
    if status.dtype == STATUS:
        return status
    other = sorted({*map(str, status.unique())} - {*STATUSES})
    if other:
        raise ValueError(f"fact {key}: no status « {other[0]} »; one of {', '.join(STATUSES)}")
    return status.astype(STATUS)


def joined(parts: Sequence[Facts], sites: Index) -> Facts:
    """
    Facts of some sites and of others, as facts of all of them.

    Parameters
    ----------
    parts : sequence of Facts
        One or more; together they have every site once, and all the same facts.
    sites : Index
        Ids of the sites, in the order wanted.

    Returns
    -------
    Facts
        In that order; a fact comes from wherever one of the parts says that it does.

    Raises
    ------
    ValueError
        If the parts do not have these sites, each once.

    Examples
    --------
    >>> one, two = (
    ...     assemble({"slope": constant(x, Index([site]))}, {"slope": ("dem",)}, Index([site]))
    ...     for site, x in (("B", 2.0), ("A", 1.0))
    ... )
    >>> joined([one, two], Index(["A", "B"])).low["slope"].to_dict()
    {'A': 1.0, 'B': 2.0}
    """
    if len(parts) == 1 and parts[0].sites.equals(sites):
        return parts[0]
    whole = parts[0].sites.append([p.sites for p in parts[1:]])
    place = whole.get_indexer(sites)
    if len(whole) != len(sites) or (place < 0).any():
        raise ValueError("the parts do not have the sites asked for, each once")
    wide = {side: _laid([getattr(p, side) for p in parts], place, sites) for side in _SIDES}
    origin: dict[str, tuple[str, ...]] = {}
    for key in dict.fromkeys(key for part in parts for key in part.origin):
        said = sorted((p.origin.get(key, ()) for p in parts), key=len, reverse=True)
        origin[key] = tuple(dict.fromkeys(name for names in said for name in names))
    return Facts(**wide, origin=origin)


def _laid(frames: Sequence[DataFrame], place: npt.NDArray[np.intp], sites: Index) -> DataFrame:
    """Frames one after the other, in the order of the sites; column by column, to hold no two."""
    columns = {}
    for key in frames[0]:
        column = pd.concat([frame[key] for frame in frames], ignore_index=True)
        columns[key] = column.take(place).set_axis(sites)
    return DataFrame(columns, index=sites, columns=frames[0].columns, copy=False)


def sharing(facts: Facts, earlier: Sequence[Facts] = ()) -> Facts:
    """
    The same facts, with what they say like others held once.

    Parameters
    ----------
    facts : Facts
        Facts of the sites for one project.
    earlier : sequence of Facts
        Facts of the same sites for other projects; most facts are changed by none.

    Returns
    -------
    Facts
        The same; bounds that are equal and columns of the earlier ones take no room.

    Examples
    --------
    >>> site = Index(["A"])
    >>> one, two = (assemble({"slope": constant(3.0, site)}, {}, site) for _ in range(2))
    >>> lean = sharing(two, [one])
    >>> np.shares_memory(lean.high["slope"].to_numpy(), one.low["slope"].to_numpy())
    True
    """
    low = held_once(facts.low, *(e.low for e in earlier))
    return Facts(
        low=low,
        high=held_once(facts.high, low, *(e.high for e in earlier)),
        status=held_once(facts.status, *(e.status for e in earlier)),
        origin=facts.origin,
    )


def with_values(facts: Facts, site: object, values: Mapping[str, float]) -> Facts:
    """
    Facts as they would be once a change is made.

    Parameters
    ----------
    facts : Facts
        Facts of the sites; they are left as they are.
    site : label
        Id of the site that changes.
    values : mapping of str to float
        New values by key of the fact, in its unit.

    Returns
    -------
    Facts
        The same, with these facts declared for that site.

    Examples
    --------
    >>> now = assemble({"slope": constant(3.0, Index(["A"]))}, {}, Index(["A"]))
    >>> with_values(now, "A", {"slope": 1.0}).low.loc["A", "slope"], now.low.loc["A", "slope"]
    (np.float64(1.0), np.float64(3.0))
    """
    low, high, status = facts.low.copy(), facts.high.copy(), facts.status.copy()
    for key, value in values.items():
        low.loc[site, key] = high.loc[site, key] = value
        status.loc[site, key] = "declared"
    return Facts(low=low, high=high, status=status, origin=facts.origin)


def is_known(facts: Facts) -> DataFrame:
    """
    True where a fact has a value or bounds; False where unknown or not applicable.

    Examples
    --------
    >>> seen = known(Series({"A": 3.0, "B": float("nan")}))
    >>> is_known(assemble({"slope": seen}, {}, Index(["A", "B"])))["slope"].tolist()
    [True, False]
    """
    return ~facts.status.isin(["unknown", "not_applicable"])


def long(facts: Facts) -> DataFrame:
    """
    One row per site and fact: ``site_id``, ``fact``, bounds, ``status`` and ``origin``.

    Examples
    --------
    >>> facts = assemble({"slope": constant(3.0, Index(["A"]))}, {"slope": ("dem",)}, Index(["A"]))
    >>> long(facts)
      site_id   fact  low  high    status origin
    0       A  slope  3.0   3.0  declared    dem
    """
    status = facts.status.astype("str").rename_axis(index="site_id", columns="fact")
    tidy = DataFrame({"status": status.stack()})  # noqa: PD013
    for side, frame in (("low", facts.low), ("high", facts.high)):
        tidy[side] = frame.to_numpy().ravel()
    tidy = tidy.reset_index()
    tidy["origin"] = tidy["fact"].map({k: "|".join(v) for k, v in facts.origin.items()})
    return tidy[["site_id", "fact", "low", "high", "status", "origin"]]
