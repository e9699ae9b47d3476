"""Options of a site: every mix of uses that it can hold, and what each brings to each service."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from land.errors import Message, Parts
from land.mixes import MOST_MIXES, mixes
from zae.negotiation.case import Case, CaseError, Party, RedLine, Site
from zae.publish.numerals import percent

HECTARE: Final = 10_000.0
TOLERANCE: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """
    What can be done with a site.

    Parameters
    ----------
    site : Site
        The site.
    shares : DataFrame
        One row an option that no rule and no red line excludes, one column a use of a period
        (``use``, or ``period:use`` where there are several). [0-1]
    quantities : DataFrame
        What each option brings over the site, means over the years. [unit of the quantity]
    worths : DataFrame
        What each option is worth to each party. [0-1]
    without : Series
        What each party has without agreement. [0-1]
    account : DataFrame
        How the options were come by: ``party``, ``reason``, ``refused`` and ``left``, one row a
        rule, in the order in which they were applied.
    """

    site: Site
    shares: DataFrame
    quantities: DataFrame
    worths: DataFrame
    without: Series
    account: DataFrame


def options_of(case: Case, site: Site) -> Options:
    """
    Options of a site: what planning and smallest pieces allow, red lines kept.

    Parameters
    ----------
    case : Case
        The case.
    site : Site
        One of its sites.

    Returns
    -------
    Options
        The options, and an account of those that were refused and by whom.

    Raises
    ------
    CaseError
        If no option is left; names the red line that took the last ones. If there are too many;
        asks for fewer steps.
    """
    shares = _all_mixes(case, site)
    rows = [("", site.rule, 0, len(shares))]
    quantities = quantities_of(case, site, shares)
    for party in case.parties:
        for line in party.red_lines:
            kept = within(quantities[line.quantity], line)
            rows.append(
                (party.key, line.reason or line.quantity, int((~kept).sum()), int(kept.sum()))
            )
            shares, quantities = shares[kept], quantities[kept]
            if shares.empty:
                raise CaseError(
                    "site {site}: the red line of « {party} » on {quantity} leaves no option; "
                    "discuss it before all else",
                    site=site.id, party=party.key, quantity=line.quantity,
                )  # fmt: skip
    shares = shares.reset_index(drop=True).rename_axis("option")
    quantities = quantities.set_axis(shares.index)
    return Options(
        site=site,
        shares=shares,
        quantities=quantities,
        worths=worths_of(case, site, quantities),
        without=without_agreement(case, site),
        account=DataFrame(rows, columns=["party", "reason", "refused", "left"]),
    )


def columns_of(case: Case) -> list[str]:
    """
    Names of the columns of a table of shares: uses, after their period where there are several.

    Parameters
    ----------
    case : Case
        The case.

    Returns
    -------
    list of str
        The names.
    """
    if len(case.periods) == 1:
        return [use.key for use in case.uses]
    return [f"{period.key}:{use.key}" for period in case.periods for use in case.uses]


def _all_mixes(case: Case, site: Site) -> DataFrame:
    """Every mix of every period; uses that last do not shrink."""
    uses = [use.key for use in case.uses]
    pieces = {u.key: min(u.piece_m2 / site.area_m2, 1.0) for u in case.uses if u.piece_m2}
    one = mixes(uses, steps=case.steps, least=site.least, most=site.most, piece=pieces)
    if len(one) ** len(case.periods) > MOST_MIXES:
        raise CaseError(
            "site {site}: {count} mixes in each of {periods} periods are too many; "
            "take fewer steps",
            site=site.id, count=len(one), periods=len(case.periods),
        )  # fmt: skip
    places = np.indices((len(one),) * len(case.periods)).reshape(len(case.periods), -1)
    table = one.to_numpy()
    lasting = [i for i, use in enumerate(case.uses) if use.lasting]
    kept = reduce(
        np.logical_and,
        (
            (table[later][:, lasting] >= table[earlier][:, lasting] - TOLERANCE).all(axis=1)
            for earlier, later in pairwise(places)
        ),
        np.ones(places.shape[1], dtype=bool),
    )
    parts = [table[place[kept]] for place in places]
    return DataFrame(np.hstack(parts), columns=columns_of(case))


def quantities_of(case: Case, site: Site, shares: DataFrame) -> DataFrame:
    """
    What mixes bring over a site.

    Parameters
    ----------
    case : Case
        The case.
    site : Site
        The site.
    shares : DataFrame
        One row a mix, columns as :func:`columns_of`. [0-1]

    Returns
    -------
    DataFrame
        One column a quantity: sums over uses, means over years. [unit of the quantity]
    """
    years = np.array([period.years for period in case.periods])
    mean = np.tensordot(
        years / years.sum(), shares.to_numpy(float).reshape(len(shares), len(years), -1), (0, 1)
    )
    per_ha = np.array([[use.per_ha.get(q.key, 0.0) for q in case.quantities] for use in case.uses])
    found = mean @ per_ha * (site.area_m2 / HECTARE)
    return DataFrame(found, index=shares.index, columns=[q.key for q in case.quantities])


def worths_of(case: Case, site: Site, quantities: DataFrame) -> DataFrame:
    """
    What quantities over a site are worth to each party.

    Parameters
    ----------
    case : Case
        The case.
    site : Site
        The site.
    quantities : DataFrame
        As :func:`quantities_of` gives them.

    Returns
    -------
    DataFrame
        One column a party: weighted mean of the worth of its interests. [0-1]
    """
    per_ha = quantities / (site.area_m2 / HECTARE)
    return DataFrame({party.key: _worth(party, per_ha) for party in case.parties})


def _worth(party: Party, per_ha: DataFrame) -> Series:
    total = sum(interest.weight for interest in party.interests)
    found = Series(0.0, index=per_ha.index)
    for interest in party.interests:
        x, y = np.array(interest.points, dtype=float).T
        found += interest.weight / total * np.interp(per_ha[interest.quantity], x, y)
    return found


def without_agreement(case: Case, site: Site) -> Series:
    """
    What each party has on a site if none is found.

    Parameters
    ----------
    case : Case
        The case.
    site : Site
        The site; its mix without agreement, kept over all periods, comes before what the parties
        say.

    Returns
    -------
    Series
        Indexed by party. [0-1]
    """
    if site.without is None:
        return Series({p.key: p.without for p in case.parties}, dtype=float)
    mix = mix_of(case, site.without)
    return worths_of(case, site, quantities_of(case, site, mix)).iloc[0]


def mix_of(case: Case, shares: Mapping[str, float]) -> DataFrame:
    """
    One mix as a table of shares, the same in every period unless periods are named.

    Parameters
    ----------
    case : Case
        The case.
    shares : mapping of str to float
        By use, or by ``period:use``; what is not named is absent. [0-1]

    Returns
    -------
    DataFrame
        One row.

    Raises
    ------
    CaseError
        If a name is no use, or the shares of a period do not add up to 1; all faults at once.
    """
    columns = columns_of(case)
    known = {use.key for use in case.uses}
    strangers = [name for name in shares if name not in columns and name not in known]
    if strangers:
        raise CaseError(
            "unknown use {unknown}; one of {known}", unknown=strangers, known=sorted(known)
        )
    row = {c: shares.get(c, shares.get(c.rpartition(":")[2], 0.0)) for c in columns}
    sums = np.array(list(row.values())).reshape(len(case.periods), -1).sum(axis=1)
    if (np.abs(sums - 1) > 1e-6).any():  # noqa: PLR2004
        raise CaseError(
            "the shares add up to {sums}, not to 1", sums=[round(float(s), 6) for s in sums]
        )
    return DataFrame([row])


def within(values: Series, line: RedLine) -> Series:
    """
    Whether values keep a red line.

    Parameters
    ----------
    values : Series
        Values of its quantity.
    line : RedLine
        The line; a value on it keeps it.

    Returns
    -------
    Series of bool
        Indexed as ``values``.

    Examples
    --------
    >>> within(Series([1.9, 2.0]), RedLine(quantity="open_ha", least=2)).tolist()
    [False, True]
    """
    low = -np.inf if line.least is None else line.least
    high = np.inf if line.most is None else line.most
    drawn = [abs(bound) for bound in (line.least, line.most) if bound is not None]
    slack = TOLERANCE * max(1.0, *drawn)
    return values.between(low - slack, high + slack)


def broken_lines(case: Case, site: Site, shares: Mapping[str, float]) -> list[Message]:
    """
    Red lines and planning rules that a mix would break.

    Parameters
    ----------
    case : Case
        The case.
    site : Site
        The site.
    shares : mapping of str to float
        The mix. [0-1]

    Returns
    -------
    list of Message
        One per line that is broken; empty where it is feasible.

    Raises
    ------
    CaseError
        As :func:`mix_of`.
    """
    mix = mix_of(case, shares)
    amounts = quantities_of(case, site, mix).iloc[0]
    labels = {q.key: f"{q.label} ({q.unit})" if q.unit else q.label for q in case.quantities}
    found = [
        Message(
            "{party}: {quantity} would be {value}, the red line asks for {bound}",
            party=party.label,
            quantity=labels[line.quantity],
            value=round(float(amounts[line.quantity]), 2),
            bound=_bound(line),
        )
        for party in case.parties
        for line in party.red_lines
        if not within(amounts[[line.quantity]], line).all()
    ]
    for column in columns_of(case):
        use = column.rpartition(":")[2]
        share = float(mix[column].iloc[0])
        low, high = site.least.get(use, 0.0), site.most.get(use, 1.0)
        if not low - TOLERANCE <= share <= high + TOLERANCE:
            found.append(
                Message(
                    "{use}: {share:.0%} of the site, planning asks for {low:.0%} to {high:.0%}",
                    use=use,
                    share=share,
                    low=low,
                    high=high,
                )
            )
    return found


def _bound(line: RedLine) -> Parts:
    parts = [Message("≥ {bound}", bound=line.least)] if line.least is not None else []
    parts += [Message("≤ {bound}", bound=line.most)] if line.most is not None else []
    return Parts(parts, between=", ")


def labelled(case: Case, shares: Series) -> str:
    """
    A mix in words: the uses that are there, the largest first.

    Parameters
    ----------
    case : Case
        The case.
    shares : Series
        Shares, indexed as :func:`columns_of`. [0-1]

    Returns
    -------
    str
        Such as « Activité 45 %, sol ouvert 35 %, services 20 % ».
    """
    names = {use.key: use.label for use in case.uses}
    said = []
    for period in case.periods:
        head = f"{period.key}:" if len(case.periods) > 1 else ""
        part = sorted(((float(shares[head + key]), names[key]) for key in names), reverse=True)
        words = ", ".join(
            f"{name} {percent(share, case.lang)}" for share, name in part if share > TOLERANCE
        )
        said.append(f"{period.label} : {words}" if head else words)
    return " ; ".join(said)


def in_columns(frames: Mapping[str, DataFrame]) -> DataFrame:
    """Frames side by side, each column after the name of its frame: ``share_activity``."""
    return pd.concat([f.add_prefix(f"{name}_") for name, f in frames.items()], axis=1)
