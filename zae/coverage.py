"""
Where a layer looks: outside the communes that it covers, it says nothing.

A file of one city holds no monument of the next one because it was not asked, not because there
is none. Sites outside what a layer says that it covers are unknown to the facts built on it.
"""

from collections.abc import Mapping
from dataclasses import replace

from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from criteria.facts import Facts
from zae.study import LayerEntry


def covered(places: GeoDataFrame, entries: Mapping[str, LayerEntry]) -> dict[str, Series]:
    """
    Whether each site lies in a commune that a role covers.

    Parameters
    ----------
    places : GeoDataFrame
        Sites, with ``commune_insee``.
    entries : mapping of str to LayerEntry
        Entries of the study by name of layer.

    Returns
    -------
    dict of str to Series
        For each role of which every layer says what it covers, one flag a site. A role with a
        layer that does not say is taken to cover everything, and is left out.
    """
    communes: dict[str, set[str]] = {}
    whole = {entry.role for entry in entries.values() if not entry.covers}
    for entry in entries.values():
        communes.setdefault(entry.role, set()).update(entry.covers)
    return {
        role: places["commune_insee"].isin(codes)
        for role, codes in communes.items()
        if role not in whole
    }


def within_cover(facts: Facts, looked: Mapping[str, Series]) -> Facts:
    """
    Facts in which a site outside the cover of a role is unknown to what the role says.

    Parameters
    ----------
    facts : Facts
        Facts whose origins name roles.
    looked : mapping of str to Series
        What :func:`covered` gave.

    Returns
    -------
    Facts
        The same facts; those that do not apply stay so.
    """
    blind = {
        fact: ~DataFrame({r: looked[r] for r in roles if r in looked}).all(axis=1)
        for fact, roles in facts.origin.items()
        if any(r in looked for r in roles)
    }
    low, high, status = {}, {}, {}
    for fact, outside in blind.items():
        hidden = outside & facts.status[fact].ne("not_applicable")
        low[fact], high[fact] = facts.low[fact].mask(hidden), facts.high[fact].mask(hidden)
        status[fact] = facts.status[fact].mask(hidden, "unknown")
    return replace(
        facts,
        low=facts.low.assign(**low),
        high=facts.high.assign(**high),
        status=facts.status.assign(**status),
    )
