"""
Agreements between parties on one of many options: what is efficient, what is fair, in which sense.

Options are rows, parties are columns; a cell says what the option is worth to the party. Nothing
here recommends an agreement: four rules of fairness, with their axioms, give each its own answer,
and the parties see what each of them would gain and give up.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from land.errors import Message, Parts, SchemaError
from land.ids import require_unique

ROUNDING: Final = 12
"""Decimals kept of a worth: below, two options are equal."""


def pareto_efficient(worths: DataFrame) -> Series:
    """
    Whether no other option is better for one party and worse for none.

    Parameters
    ----------
    worths : DataFrame
        One row an option, one column a party. [any scale, more is better]

    Returns
    -------
    Series of bool
        Indexed as ``worths``. Options of equal worth to all are efficient together.

    Examples
    --------
    The last is worse than the second for one, and no better for the other.

    >>> options = DataFrame({"economy": [3, 2, 1], "energy": [1, 2, 2]}, index=list("ABC"))
    >>> pareto_efficient(options).to_dict()
    {'A': True, 'B': True, 'C': False}
    """
    table = np.round(worths.to_numpy(float), ROUNDING)
    points, place = np.unique(table, axis=0, return_inverse=True)
    # What dominates a point comes after it in the order of a dictionary: the last decide first.
    kept = np.zeros(len(points), dtype=bool)
    front, size = np.empty_like(points), 0
    for i in range(len(points) - 1, -1, -1):
        if not (front[:size] >= points[i]).all(axis=1).any():
            kept[i], front[size], size = True, points[i], size + 1
    return Series(kept[np.ravel(place)], index=worths.index, name="pareto_efficient")


def rational(worths: DataFrame, disagreement: Series) -> Series:
    """
    Whether no party does worse than without agreement.

    Parameters
    ----------
    worths : DataFrame
        One row an option, one column a party.
    disagreement : Series
        What each party has if none is found, indexed by party.

    Returns
    -------
    Series of bool
        Indexed as ``worths``.

    Raises
    ------
    SchemaError
        If a party has no worth, or no worth without agreement.

    Examples
    --------
    >>> options = DataFrame({"economy": [3, 2], "energy": [1, 2]}, index=list("AB"))
    >>> rational(options, Series({"economy": 1, "energy": 2})).to_dict()
    {'A': False, 'B': True}
    """
    gains = _gains(worths, disagreement)
    return (gains >= 0).all(axis=1).rename("rational")


def utilitarian(gains: DataFrame, _possible: Series) -> Series:
    """
    Sum of the gains: the most for all together, whoever has it.

    Parameters
    ----------
    gains : DataFrame
        What each party gains over the disagreement.
    _possible : Series
        Largest gain of each party; this rule does not look at it.

    Returns
    -------
    Series
        The sums.

    Notes
    -----
    Needs worths that can be compared between parties, and may leave one of them with nothing.

    Examples
    --------
    >>> utilitarian(DataFrame({"economy": [0.5], "energy": [0.2]}), Series()).tolist()
    [0.7]
    """
    return gains.sum(axis=1)


def nash(gains: DataFrame, _possible: Series) -> Series:
    """
    Product of the gains.

    Parameters
    ----------
    gains : DataFrame
        What each party gains over the disagreement.
    _possible : Series
        Largest gain of each party; this rule does not look at it.

    Returns
    -------
    Series
        The products.

    Notes
    -----
    The scale of a party does not matter, nor options that nobody chose; but a party may lose when
    a better option appears for it.

    References
    ----------
    .. [1] Nash, J. (1950). The bargaining problem. Econometrica 18(2), 155-162.

    Examples
    --------
    >>> nash(DataFrame({"economy": [0.5], "energy": [0.2]}), Series()).tolist()
    [0.1]
    """
    return gains.prod(axis=1)


def kalai_smorodinsky(gains: DataFrame, possible: Series) -> DataFrame:
    """
    Each gain as a share of what the party could gain at most, the worst served first.

    Parameters
    ----------
    gains : DataFrame
        What each party gains over the disagreement.
    possible : Series
        Largest gain of each party among the rational options.

    Returns
    -------
    DataFrame
        Shares of each option from the smallest on: compared one after the other.

    Notes
    -----
    On a list of options equal shares are seldom there; the option whose smallest share is largest
    takes their place, then the second smallest (the rule of Imai for sets that are not convex).
    The scale of a party does not matter. If options are added that leave the largest gains as they
    are, the smallest share does not fall.

    References
    ----------
    .. [1] Kalai, E., Smorodinsky, M. (1975). Other solutions to Nash's bargaining problem.
           Econometrica 43(3), 513-518.
    .. [2] Imai, H. (1983). Individual monotonicity and lexicographic maxmin solution.
           Econometrica 51(2), 389-401.

    Examples
    --------
    >>> gains = DataFrame({"economy": [0.5], "energy": [0.1]})
    >>> kalai_smorodinsky(gains, Series({"economy": 0.5, "energy": 0.4})).to_numpy().tolist()
    [[0.25, 1.0]]
    """
    # A party that can gain nothing whatever is chosen has all that it can have.
    shares = gains.div(possible.where(possible > 0), axis=1).fillna(1.0)
    return _from_smallest(shares)


def egalitarian(gains: DataFrame, _possible: Series) -> DataFrame:
    """
    The gains, the smallest first.

    Parameters
    ----------
    gains : DataFrame
        What each party gains over the disagreement.
    _possible : Series
        Largest gain of each party; this rule does not look at it.

    Returns
    -------
    DataFrame
        Gains of each option from the smallest on: compared one after the other.

    Notes
    -----
    Needs worths that can be compared between parties.

    References
    ----------
    .. [1] Kalai, E. (1977). Proportional solutions to bargaining situations: interpersonal utility
           comparisons. Econometrica 45(7), 1623-1630.

    Examples
    --------
    >>> egalitarian(DataFrame({"economy": [0.5], "energy": [0.2]}), Series()).to_numpy().tolist()
    [[0.2, 0.5]]
    """
    return _from_smallest(gains)


RULES: Final[dict[str, Callable[[DataFrame, Series], Series | DataFrame]]] = {
    "utilitarian": utilitarian,
    "nash": nash,
    "kalai_smorodinsky": kalai_smorodinsky,
    "egalitarian": egalitarian,
}
"""Rules by name: each says what the parties together reach; the most is agreed on."""


def agreements(worths: DataFrame, disagreement: Series) -> Series:
    """
    Option that each rule agrees on.

    Parameters
    ----------
    worths : DataFrame
        One row an option, one column a party.
    disagreement : Series
        What each party has if none is found, indexed by party.

    Returns
    -------
    Series
        Label of the option, indexed by the name of the rule, in the order of ``RULES``. Missing
        where no option is rational. Between options that a rule holds equal, the one with the
        larger sum of gains, then the first of the table.

    Raises
    ------
    SchemaError
        If a party has no worth, or no worth without agreement.
    IdentifierError
        If two options share a label.

    See Also
    --------
    land.veto_core.veto_core : options that no group could have refused.

    Examples
    --------
    Nine and one, six and three, four and four: the largest sum is not the fairest share.

    >>> options = DataFrame({"economy": [9, 6, 4], "energy": [1, 3, 4]}, index=list("ABC"))
    >>> agreements(options, Series({"economy": 0, "energy": 0})).to_dict()
    {'utilitarian': 'A', 'nash': 'B', 'kalai_smorodinsky': 'B', 'egalitarian': 'C'}
    """
    require_unique(worths, name="options")
    gains = _gains(worths, disagreement)
    # An efficient rational option is better than any other by every rule.
    gains = gains[(gains >= 0).all(axis=1)]
    gains = gains[pareto_efficient(gains)]
    possible = gains.max()
    chosen = {
        name: _best(rule(gains, possible), gains) if len(gains) else None
        for name, rule in RULES.items()
    }
    return Series(chosen, dtype=object, name="option")


def settlement(worths: DataFrame, disagreement: Series, option: int | str) -> DataFrame:
    """
    What an option gives each party, and what it asks of it.

    Parameters
    ----------
    worths : DataFrame
        One row an option, one column a party.
    disagreement : Series
        What each party has if none is found, indexed by party.
    option : int or str
        Label of the option.

    Returns
    -------
    DataFrame
        One row a party: ``worth``; ``gain`` over the disagreement; ``best``, what it could have
        had at most among the rational options; ``regret``, what it lacks to this; ``given_up``,
        the share of its possible gain that it does without. [0-1] ``given_up`` is missing where
        there was nothing to gain.

    Raises
    ------
    SchemaError
        If a party has no worth, no worth without agreement, or the option is unknown.

    Examples
    --------
    >>> options = DataFrame({"economy": [9, 6], "energy": [1, 3]}, index=list("AB"))
    >>> said = settlement(options, Series({"economy": 3, "energy": 1}), "B")
    >>> said.loc["economy"].to_dict()
    {'worth': 6.0, 'gain': 3.0, 'best': 9.0, 'regret': 3.0, 'given_up': 0.5}
    """
    gains = _gains(worths, disagreement)
    if option not in gains.index:
        raise SchemaError("unknown option « {option} »", option=option)
    possible = gains[(gains >= 0).all(axis=1)].max()
    gain, start = gains.loc[option], disagreement.reindex(worths.columns).astype(float)
    best = start + possible
    return DataFrame(
        {
            "worth": start + gain,
            "gain": gain,
            "best": best,
            "regret": possible - gain,
            "given_up": ((possible - gain) / possible).where(possible > 0),
        }
    )


def _gains(worths: DataFrame, disagreement: Series) -> DataFrame:
    absent = [p for p in worths.columns if p not in disagreement.index]
    faults = [Message("« {party} »: no worth without agreement", party=p) for p in absent]
    unknown = [p for p in worths.columns if worths[p].isna().any()]
    faults += [
        Message(
            "« {party} »: {count} option(s) without a worth, e.g. {few}",
            party=p,
            count=int(worths[p].isna().sum()),
            few=[str(i) for i in worths.index[worths[p].isna()][:3]],
        )
        for p in unknown
    ]
    if faults:
        raise SchemaError("{faults}", faults=Parts(faults, between="\n"))
    return (worths - disagreement.reindex(worths.columns)).astype(float).round(ROUNDING)


def _from_smallest(table: DataFrame) -> DataFrame:
    return DataFrame(np.sort(table.to_numpy(float), axis=1), index=table.index)


def _best(reached: Series | DataFrame, gains: DataFrame) -> object:
    """Label of the row that comes first: by what is reached, by the sum of gains, by place."""
    frame = pd.concat([DataFrame(reached), gains.sum(axis=1)], axis=1).round(ROUNDING)
    order = np.lexsort(-frame.to_numpy(float).T[::-1])
    label: object = frame.index[order[0]]
    return label
