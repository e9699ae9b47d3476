"""How firm a ranking is: who comes first under other weights, and what to measure first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from pandas import DataFrame, Series

from criteria.decisive import decisive
from criteria.facts import Facts
from criteria.grid import Grid
from criteria.next_data import next_data
from criteria.robustness import Robustness, smaa
from criteria.scores import Scores, among
from criteria.weightings import weights_in_order, weights_in_range
from land.errors import ZaeError

DRAWS: Final = 2000
"""Draws where the sites are few: a share of one half is then known to two points and a bit."""

LEADING: Final = 5000
"""Sites of a ranking, the first, of which the facts to learn first are looked for."""

_LEAST: Final = 200
_CELLS: Final = 5_000_000
"""Sites times draws, over which the draws become fewer: a study stays a matter of minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Firmness:
    """
    What the ranking of one project rests on.

    Parameters
    ----------
    robustness : Robustness
        Ranks over the admissible weightings and the unknowns; ``acceptability`` of rank 1 is the
        share of them that puts a site first. Never a probability of success.
    order : DataFrame
        Facts that are not settled, the most useful to learn first, as
        :func:`criteria.next_data.next_data` gives them; of the first ``LEADING`` sites.
    may_change : DataFrame
        What the unknowns may still change for each site, as
        :func:`criteria.decisive.decisive` gives it.
    """

    robustness: Robustness
    order: DataFrame
    may_change: DataFrame

    @property
    def first(self) -> Series:
        """Share of the draws that put each site first. [0-1]"""
        return self.robustness.acceptability[1].rename("first_share")

    def of_site(self, most: int) -> dict[str, DataFrame]:
        """The facts to learn first of each site, the most useful first; at most so many."""
        leading = self.order.groupby("site_id", sort=False).head(most)
        return {str(site): rows for site, rows in leading.groupby("site_id", sort=False)}

    def by_fact(self) -> DataFrame:
        """
        Facts to learn first over all sites.

        Returns
        -------
        DataFrame
            One row a fact, the most useful first: ``fact``; ``sites`` where it is open;
            ``unknown``, whether it is so on all of them; ``power`` in all; ``letters`` and
            ``admissions``, numbers of sites whose letter and admission it may be expected to
            change; ``first``, greatest chance that one site's value changes which site is
            first. [0-1]
        """
        blank = self.order.assign(blank=self.order["status"] == "unknown")
        found = blank.groupby("fact", sort=False).agg(
            sites=("site_id", "size"), unknown=("blank", "all"), power=("power", "sum"),
            letters=("letter", "sum"), admissions=("admission", "sum"), first=("first", "max"),
        )  # fmt: skip
        ranked = found.sort_values(
            ["power", "admissions", "letters"], ascending=False, kind="stable"
        )
        return ranked.rename_axis("fact").reset_index()


def draws_for(sites: int) -> int:
    """
    Draws that a number of sites allows.

    Examples
    --------
    >>> draws_for(100), draws_for(10_000), draws_for(100_000)
    (2000, 500, 200)
    """
    return int(np.clip(_CELLS // max(sites, 1), _LEAST, DRAWS))


class OrderError(ZaeError, ValueError):
    """An order of importance names neither all families nor all criteria of the grid."""


def importance(text: str, grid: Grid) -> tuple[str, ...]:
    """
    Order of importance from a line of text.

    Parameters
    ----------
    text : str
        Keys of all families, or of all criteria, parted by commas; nothing for no order.
    grid : Grid
        The grid.

    Returns
    -------
    tuple of str
        The keys.

    Raises
    ------
    OrderError
        If they are neither all families nor all criteria, once each; says which there are.

    Examples
    --------
    >>> from criteria.grid import published
    >>> importance("employment, land, ecology, centrality", published())
    ('employment', 'land', 'ecology', 'centrality')
    """
    keys = tuple(key.strip() for key in text.split(",") if key.strip())
    families = {f.key for f in grid.families}
    if keys and (len(set(keys)) < len(keys) or set(keys) not in (families, set(grid.by_key))):
        raise OrderError(
            "order « {order} »: name all families once each ({known}), or all criteria",
            order=text,
            known=[f.key for f in grid.families],
        )
    return keys


def weightings(
    grid: Grid, draws: int, *, seed: int = 0, order: Sequence[str] = ()
) -> npt.NDArray[np.float64]:
    """
    Admissible weights: within the spread of the grid, or under an order of importance.

    Parameters
    ----------
    grid : Grid
        The grid.
    draws : int
        How many.
    seed : int
        Seed of the draws.
    order : sequence of str
        Keys of all families or of all criteria, the most important first; empty for the spread.

    Returns
    -------
    array
        One row a draw, one column a criterion.
    """
    if order:
        return weights_in_order(grid, order, draws, seed=seed)
    return weights_in_range(grid, draws, seed=seed)


def firmness(
    facts: Facts,
    scores: Scores,
    grid: Grid,
    *,
    draws: int = 0,
    seed: int = 0,
    order: Sequence[str] = (),
) -> Firmness:
    """
    Say how firm the ranking of the sites is, and what would make it firmer.

    Parameters
    ----------
    facts : Facts
        Facts of the sites for one project.
    scores : Scores
        Scores made of them.
    grid : Grid
        The grid that made them.
    draws : int
        Weightings to draw; :func:`draws_for` the number of sites where 0.
    seed : int
        Seed of the draws: the same one gives the same answer.
    order : sequence of str
        Order of importance, as for :func:`weightings`.

    Returns
    -------
    Firmness
        Robustness, facts to learn first, and what may still change.

    Examples
    --------
    >>> from pandas import Index
    >>> from criteria.facts import assemble, constant
    >>> from criteria.grid import published
    >>> from criteria.scores import score
    >>> grid, ids = published(), Index(["A", "B"])
    >>> blind = assemble({k: constant(None, ids) for k in grid.fact_keys}, {}, ids)
    >>> found = firmness(blind, score(blind, grid), grid)
    >>> bool(abs(found.first["A"] - 0.5) < 0.05), sorted(found.of_site(2))
    (True, ['A', 'B'])
    """
    drawn = weightings(grid, draws or draws_for(len(facts.sites)), seed=seed, order=order)
    return Firmness(
        robustness=smaa(scores, grid, drawn, seed=seed),
        order=next_data(*_leading(facts, scores), grid),
        may_change=decisive(scores),
    )


def _leading(facts: Facts, scores: Scores) -> tuple[Facts, Scores]:
    """The first sites of a ranking, all where they are few: what to learn of the last is idle."""
    if len(facts.sites) <= LEADING:
        return facts, scores
    ids = facts.sites[facts.sites.isin(scores.table["rank"].nsmallest(LEADING).index)]
    few = among(scores, ids)
    return few.facts, few
