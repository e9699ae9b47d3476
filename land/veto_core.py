"""Options that no group of parties could have refused, each group with its share of vetoes."""

from itertools import combinations
from typing import Final

import numpy as np
from pandas import DataFrame, Series

from land.errors import SchemaError
from land.negotiation import ROUNDING

MOST_PARTIES: Final = 12
"""Every group of parties is looked at: their number doubles with each party."""

BLOCK: Final = 256


def veto_core(worths: DataFrame) -> Series:
    """
    Whether no group of parties can do better by refusing its share of the options.

    Parameters
    ----------
    worths : DataFrame
        One row an option, one column a party; only its order matters. [more is better]

    Returns
    -------
    Series of bool
        Indexed as ``worths``; at least one option is in.

    Raises
    ------
    SchemaError
        If there are more than ``MOST_PARTIES`` parties.

    Notes
    -----
    Among m options, t parties of n may refuse ceil(m t / n) - 1 of them, whichever they choose. A
    group blocks an option if, having refused these, each of its members likes every option that
    is left better. What no group blocks is the proportional veto core: it is never empty. One
    party alone can thus never be left with its very worst options, and no worth need be compared
    between parties.

    References
    ----------
    .. [1] Moulin, H. (1981). The proportional veto principle. Review of Economic Studies 48(3),
           407-416.

    Examples
    --------
    Two parties that want the opposite of each other may each refuse one option of three.

    >>> options = DataFrame({"economy": [3, 2, 1], "housing": [1, 2, 3]}, index=list("ABC"))
    >>> veto_core(options).to_dict()
    {'A': False, 'B': True, 'C': False}
    """
    parties = worths.shape[1]
    if parties > MOST_PARTIES:
        raise SchemaError(
            "{count} parties are too many for the veto core; {most} at most",
            count=parties,
            most=MOST_PARTIES,
        )
    table = np.round(worths.to_numpy(float), ROUNDING)
    kept = np.ones(len(table), dtype=bool)
    for size in range(1, parties + 1):
        refused = -(-len(table) * size // parties) - 1
        for group in combinations(range(parties), size):
            kept &= _better_for_all(table[:, group]) < len(table) - refused
    return Series(kept, index=worths.index, name="veto_core")


def _better_for_all(table: np.ndarray) -> np.ndarray:
    """Count, for each option, those that every column likes strictly better."""
    counts = [
        (table[None] > table[start : start + BLOCK, None]).all(axis=2).sum(axis=1)
        for start in range(0, len(table), BLOCK)
    ]
    return np.concatenate(counts) if counts else np.zeros(0, dtype=int)
