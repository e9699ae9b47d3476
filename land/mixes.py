"""Mixes of uses that a site can hold: every way to share its area among uses, by steps."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import comb
from typing import Final

import numpy as np
from pandas import DataFrame

from land.errors import Message, Parts, SchemaError

MOST_MIXES: Final = 2_000_000
"""More than a table of mixes should hold; a coarser step is asked for beyond."""


def mixes(
    uses: Sequence[str],
    *,
    steps: int = 100,
    least: Mapping[str, float] | None = None,
    most: Mapping[str, float] | None = None,
    piece: Mapping[str, float] | None = None,
) -> DataFrame:
    """
    Every way to share a site among uses.

    Parameters
    ----------
    uses : sequence of str
        Names of the uses.
    steps : int
        Number of equal steps that the whole is cut into; 100 makes steps of 1 %.
    least, most : mapping of str to float
        Bounds on the share of some uses, of law or of nature. [0-1]
    piece : mapping of str to float
        Smallest share of a use that is there at all: it is absent, or this large. [0-1]

    Returns
    -------
    DataFrame
        One row a mix, one column a use; each row adds up to 1. [0-1]

    Raises
    ------
    SchemaError
        If a bound names no use, lies outside 0-1 or leaves nothing, or if there would be more
        than ``MOST_MIXES`` mixes; all faults at once.

    Examples
    --------
    Thirds of a site, of which one at least stays open ground.

    >>> mixes(["production", "open"], steps=3, least={"open": 1 / 3}).round(2).to_numpy().tolist()
    [[0.0, 1.0], [0.33, 0.67], [0.67, 0.33]]
    """
    bounds = {"least": least or {}, "most": most or {}, "piece": piece or {}}
    _require_sound(uses, steps, bounds)
    counts = _compositions(len(uses), steps)
    for name, bound in bounds.items():
        for use, share in bound.items():
            column = counts[:, uses.index(use)]
            # Bounds that are no multiple of a step hold all the same: 0.333 of 3 steps is one step.
            limit = share * steps
            if name == "most":
                kept = column <= np.floor(limit + 1e-6)
            else:
                kept = column >= np.ceil(limit - 1e-6)
            counts = counts[kept | (column == 0)] if name == "piece" else counts[kept]
    if not len(counts):
        raise SchemaError("no mix of uses meets the bounds {bounds}; loosen one", bounds=bounds)
    return DataFrame(counts / steps, columns=list(uses))


def _compositions(parts: int, total: int) -> np.ndarray:
    """Every row of ``parts`` whole numbers that adds up to ``total``, first number first."""
    places = list(combinations(range(total + parts - 1), parts - 1))
    bars = np.array(places, dtype=np.int64).reshape(len(places), parts - 1)
    edges = np.pad(bars, ((0, 0), (1, 1)), constant_values=((0, 0), (-1, total + parts - 1)))
    counts: np.ndarray = np.diff(edges, axis=1) - 1
    return counts


def _require_sound(
    uses: Sequence[str], steps: int, bounds: Mapping[str, Mapping[str, float]]
) -> None:
    faults = [
        Message("{bound} of « {use} »: not one of the uses {uses}", bound=b, use=u, uses=list(uses))
        for b, shares in bounds.items()
        for u in shares
        if u not in uses
    ]
    faults += [
        Message("{bound} of « {use} »: {share} is not a share between 0 and 1", **named)
        for b, shares in bounds.items()
        for u, s in shares.items()
        if not 0 <= s <= 1
        for named in ({"bound": b, "use": u, "share": s},)
    ]
    if len(set(uses)) < max(len(uses), 1):
        faults.append(Message("uses: each needs a name of its own; found {uses}", uses=list(uses)))
    elif steps < 1:
        faults.append(Message("steps: {steps} cannot cut a site; give 1 or more", steps=steps))
    elif (number := comb(steps + len(uses) - 1, len(uses) - 1)) > MOST_MIXES:
        faults.append(
            Message("{number} mixes are too many; take fewer steps or uses", number=number)
        )
    if faults:
        raise SchemaError("{faults}", faults=Parts(faults, between="\n"))
