"""The table of a negotiation: which options are efficient, and what five rules agree on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from land.negotiation import agreements, pareto_efficient, rational, settlement
from land.veto_core import veto_core
from zae.messages import N_
from zae.negotiation.case import Case, CaseError, Site
from zae.negotiation.options import (
    Options,
    labelled,
    mix_of,
    options_of,
    quantities_of,
    worths_of,
)

VETO_CORE: Final = "veto_core"

MOST_IN_CORE: Final = 6_000
"""Efficient options that the veto core is looked for among; every pair is compared."""

RULE_LABELS: Final = {
    "utilitarian": N_("Largest sum (utilitarian)"),
    "nash": N_("Largest product of gains (Nash)"),
    "kalai_smorodinsky": N_("Equal shares of the possible gain (Kalai-Smorodinsky)"),
    "egalitarian": N_("Largest smallest gain (egalitarian)"),
    VETO_CORE: N_("Core of vetoes, equal shares"),
}
"""Names of the rules for readers, in the order in which they are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """
    What is on the table for one site.

    Parameters
    ----------
    case : Case
        The case.
    options : Options
        The options, red lines kept.
    rational : Series of bool
        Options that leave no party worse off than without agreement.
    efficient : Series of bool
        Those of the rational options that no other betters for one without cost to another.
    core : Series of bool
        Those of the efficient options that no group could have refused.
    agreements : Series
        Option that each rule of ``RULE_LABELS`` agrees on; missing where there is none.
    """

    case: Case
    options: Options
    rational: Series
    efficient: Series
    core: Series
    agreements: Series

    def settlement(self, rule: str) -> DataFrame:
        """What the agreement of a rule gives each party, as :func:`land.negotiation.settlement`."""
        option = int(self.agreements[rule])
        return settlement(self.options.worths, self.options.without, option)

    def words(self, rule: str) -> str:
        """Name the mix of the agreement of a rule."""
        return labelled(self.case, self.options.shares.T[int(self.agreements[rule])])


def negotiate(case: Case, site: Site) -> Table:
    """
    Everything that can be said of a site before anybody sits down.

    Parameters
    ----------
    case : Case
        The case.
    site : Site
        One of its sites.

    Returns
    -------
    Table
        Options, efficient ones, and the agreement of each rule. None is recommended.

    Raises
    ------
    CaseError
        If red lines leave no option, or there are too many.
    """
    options = options_of(case, site)
    reasonable = rational(options.worths, options.without)
    among = options.worths[reasonable]
    efficient = pareto_efficient(among).reindex(options.worths.index, fill_value=False)
    core = _core(options, efficient)
    chosen = agreements(options.worths, options.without)
    narrowed = agreements(options.worths[core], options.without)
    return Table(
        case=case,
        options=options,
        rational=reasonable,
        efficient=efficient,
        core=core,
        agreements=pd.concat([chosen, Series({VETO_CORE: narrowed["kalai_smorodinsky"]})])
        .reindex(list(RULE_LABELS))
        .rename("option"),
    )


def _core(options: Options, efficient: Series) -> Series:
    """Core of the efficient options; none where they are too many to be compared in pairs."""
    among = options.worths[efficient]
    if len(among) > MOST_IN_CORE:
        return Series(data=False, index=options.worths.index)
    return veto_core(among).reindex(options.worths.index, fill_value=False)


def agreed(table: Table) -> DataFrame:
    """
    The agreements side by side.

    Parameters
    ----------
    table : Table
        The table.

    Returns
    -------
    DataFrame
        One row a rule that agrees on something: its shares, quantities, worths, gains and what
        each party gives up, columns named ``share_…``, ``quantity_…``, ``worth_…``, ``gain_…``
        and ``given_up_…``; ``in_core``, whether no group could have refused it.
    """
    rows = {}
    for rule, option in table.agreements.dropna().items():
        said = table.settlement(str(rule))
        parts = {
            "share": table.options.shares.loc[int(option)],
            "quantity": table.options.quantities.loc[int(option)],
            **{column: said[column] for column in ("worth", "gain", "given_up")},
        }
        rows[rule] = pd.concat([part.add_prefix(f"{name}_") for name, part in parts.items()])
    found = DataFrame.from_dict(rows, orient="index").rename_axis("rule")
    return found.assign(in_core=[bool(table.core[int(table.agreements[r])]) for r in found.index])


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """
    An offer, looked at by everybody.

    Parameters
    ----------
    worths : Series
        What it is worth to each party. [0-1]
    gains : Series
        The same over what each has without agreement.
    better : int
        How many options are better for one party at least, and worse for none.
    best_shares : Series or None
        Of those, the one that the rule of Kalai and Smorodinsky would take.
    """

    worths: Series
    gains: Series
    better: int
    best_shares: Series | None


def judged(table: Table, shares: Mapping[str, float]) -> Judged:
    """
    What an offer is worth to each, and whether all could have more.

    Parameters
    ----------
    table : Table
        The table.
    shares : mapping of str to float
        The offer, by use or ``period:use``. [0-1]

    Returns
    -------
    Judged
        Its worths, and the options that better it for some at no cost to others.

    Raises
    ------
    CaseError
        If a name is no use, or the shares do not add up to 1.
    """
    case, site = table.case, table.options.site
    mix = mix_of(case, shares)
    worths = worths_of(case, site, quantities_of(case, site, mix)).iloc[0].rename("worth")
    others = table.options.worths
    better = (others >= worths - 1e-9).all(axis=1) & (others > worths + 1e-9).any(axis=1)
    found = others[better]
    best = agreements(found, worths)["kalai_smorodinsky"] if better.any() else None
    return Judged(
        worths=worths,
        gains=worths - table.options.without,
        better=int(better.sum()),
        best_shares=None if best is None else table.options.shares.T[int(best)],
    )


def parsed_mix(text: str) -> dict[str, float]:
    """
    Mix written by a person: ``activite=45, sol_ouvert=35, services=20`` in percent.

    Parameters
    ----------
    text : str
        Uses and percentages.

    Returns
    -------
    dict of str to float
        Shares. [0-1]

    Raises
    ------
    CaseError
        If a part is not « use=percentage ».

    Examples
    --------
    >>> parsed_mix("activite=45, sol_ouvert = 55 %")
    {'activite': 0.45, 'sol_ouvert': 0.55}
    """
    found: dict[str, float] = {}
    for part in text.replace(";", ",").split(","):
        use, equals, share = part.partition("=")
        number = share.replace("%", "").replace("\u202f", "").strip()
        try:
            value = float(number)
        except ValueError:
            value = np.nan
        if not equals or not np.isfinite(value) or value < 0:
            raise CaseError(
                "« {part} » is not « use=percentage »; write for instance « {example} »",
                part=part.strip(), example="activite=45, sol_ouvert=55",
            )  # fmt: skip
        found[use.strip()] = value / 100
    return found
