"""How firm a rank is, on the page: who comes first under other weights, what to measure first."""

from typing import Any, Final

import numpy as np

from criteria.grid import Grid
from zae.assessment import Run
from zae.publish.fields import text
from zae.publish.tables import MEASURES, fact_labels
from zae.publish.webmap.columns import Pack

NONE: Final = 255
"""Stands for no fact."""


def fact_names(grid: Grid, lang: str) -> list[str]:
    """
    What facts are called, in the order that the columns of the page count them.

    Parameters
    ----------
    grid : Grid
        The grid.
    lang : str
        Language.

    Returns
    -------
    list of str
        Its criteria, then its observations.
    """
    return [text(label, lang) for label in fact_labels(grid).values()]


def pack_firmness(pack: Pack, run: Run, grid: Grid, *, exact: bool) -> None:
    """
    Add the columns ``first`` and ``measure/<n>`` of a project.

    Parameters
    ----------
    pack : Pack
        Columns of the project.
    run : Run
        Its run.
    grid : Grid
        Names the facts.
    exact : bool
        Shares by the thousandth and the mean rank by the tenth; else shares by the hundredth, no
        mean rank, and one fact to measure instead of three: ten thousand sites have to fit.
    """
    firm, sites = run.firmness, run.facts.sites
    share = firm.first.reindex(sites).to_numpy(float)
    pack.steps("first", share, 0.001 if exact else 0.01)
    if exact:
        pack.steps("mean_rank", firm.robustness.mean_rank.reindex(sites).to_numpy(float), 0.1)
    places: dict[Any, int] = {key: i for i, key in enumerate(fact_labels(grid))}
    telling = firm.order[(firm.order[["first", "letter", "admission"]] > 0).any(axis=1)]
    turn = telling.groupby("site_id", sort=False).cumcount()
    for n in range(MEASURES if exact else 1):
        rows = telling[turn == n].set_index("site_id")["fact"].map(places).astype(float)
        pack.numbers(f"measure/{n}", rows.reindex(sites).fillna(NONE).to_numpy(np.int64), "u1")
