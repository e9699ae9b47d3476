"""What the vetoes of a site say, in one text."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas import Series

from criteria.grid import Grid
from criteria.vetoes import STATES, wide_states
from zae.assessment import Run
from zae.messages import translator
from zae.publish.fields import code_label, codes, text

GRAVITY: Final = {"interdit": 2, "reserve": 1, "alerte": 0}
"""Order of the levels: the gravest is told first."""

_AT_ONCE: Final = 14
"""Columns of states that an integer holds beside the number of a row."""


def veto_words(run: Run, grid: Grid, lang: str) -> Series:
    """
    Vetoes of each site in one text, the gravest first; what many sites say is made once.

    Parameters
    ----------
    run : Run
        The run of one project.
    grid : Grid
        Names the vetoes.
    lang : str
        Language.

    Returns
    -------
    Series
        Texts on the index of the sites, empty where no veto speaks.
    """
    said, between = codes("level", lang=lang), translator(lang)(": ")
    keys, sites = [v.key for v in grid.vetoes], run.facts.sites
    words: dict[tuple[int, int], str] = {}
    order: dict[tuple[int, int], tuple[int, str]] = {}
    for place, veto in enumerate(grid.vetoes):
        for state, name in enumerate(STATES[1:], 1):
            shown = "" if name == "fired" else f" ({code_label(name, lang=lang)})"
            told = f"{said[veto.level].capitalize()}{shown}{between}{text(veto.label, lang)}"
            words[place, state], order[place, state] = told, (-GRAVITY[veto.level], name)
    kinds, place_of = distinct_rows(wide_states(run.scores.vetoes, sites, keys))
    listed = []
    for kind in kinds.tolist():
        rules = sorted(((i, s) for i, s in enumerate(kind) if s), key=order.__getitem__)
        listed.append(" ; ".join(words[rule] for rule in rules))
    return Series(Series(listed, dtype="str").array.take(place_of), index=sites)


def distinct_rows(table: npt.NDArray[np.int8]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.intp]]:
    """
    Rows of a table of states without repeats, and the place among them of each row.

    Examples
    --------
    >>> kinds, place = distinct_rows(np.array([[1, 2], [0, 0], [1, 2]], dtype=np.int8))
    >>> kinds.tolist(), place.tolist()
    ([[1, 2], [0, 0]], [0, 1, 0])
    """
    key = np.zeros(len(table), dtype=np.int64)
    for place, column in enumerate(table.T, 1):
        key = key * len(STATES) + column
        if place % _AT_ONCE == 0:
            key = pd.factorize(key)[0].astype(np.int64)
    kind_of, kinds = pd.factorize(key)
    first = np.zeros(len(kinds), dtype=np.intp)
    first[kind_of[::-1]] = np.arange(len(table))[::-1]
    return table[first], kind_of
