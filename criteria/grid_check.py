"""
Whole check of a grid file: every fault at once, whether of form, of coherence or of meaning.

Loading a grid stops at faults of form before it looks at coherence; here both are listed, and with
them what only the toolkit can know: that a criterion has an indicator, in the unit of the grid.
"""

import tomllib
from collections.abc import Mapping
from typing import Any

from criteria.grid import DEFAULT, Grid, RuleError, kind_of, parse, published
from criteria.indicators import INDICATORS
from criteria.use_grid import UseGrid, parse_uses
from land.errors import Message

AnyGrid = Grid | UseGrid


def parse_any(text: str, *, name: str = "grid") -> AnyGrid:
    """
    Grid of either kind from the text of a TOML file.

    Parameters
    ----------
    text : str
        Content of the file.
    name : str
        Name for messages.

    Returns
    -------
    Grid or UseGrid
        The grid.

    Raises
    ------
    RuleError
        If the grid is faulty.

    Examples
    --------
    >>> from criteria.grid import packaged
    >>> parse_any(packaged("implantation-1")).name
    'implantation-1'
    """
    return (parse_uses if kind_of(text) == "uses" else parse)(text, name=name)


def faults(text: str, *, name: str = "grid") -> list[str]:
    """
    Every fault of a grid file.

    Parameters
    ----------
    text : str
        Content of the file.
    name : str
        Name for messages.

    Returns
    -------
    list of str
        One sentence a fault, with its place; empty where the grid can be used.

    Examples
    --------
    >>> faults("name = ")
    ['grid grid: not valid TOML: Invalid value (at end of document)']
    """
    found: list[str] = []
    try:
        parse_any(text, name=name)
    except RuleError as error:
        found = list(error.faults)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return found
    told = " ".join(found)
    more = [] if kind_of(text) == "uses" else [*_incoherences(content), *_strangers(content)]
    return found + [fault for fault in more if fault not in told]


def _rows(content: Mapping[str, Any], part: str) -> list[Mapping[str, Any]]:
    """Tables of a list, as far as they are tables."""
    rows = content.get(part, [])
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _incoherences(content: Mapping[str, Any]) -> list[str]:
    """What the grid would be refused for once its form is mended."""
    criteria, vetoes = _rows(content, "criteria"), _rows(content, "vetoes")
    keys = [str(x.get("key")) for x in (*criteria, *_rows(content, "observations"))]
    families = [str(f.get("key")) for f in _rows(content, "families")]
    used = [str(c.get("family")) for c in criteria]
    found = _weight_fault(criteria)
    found += [
        Message("key used twice: {key}", key=k)
        for k in sorted({k for k in keys if keys.count(k) > 1})
    ]
    found += [
        Message("{key}: unknown family {family}", key=c.get("key"), family=c.get("family"))
        for c in criteria
        if str(c.get("family")) not in families
    ]
    found += [
        Message("family without criterion: {family}", family=f)
        for f in sorted(set(families) - set(used))
    ]
    named = [(v.get("key"), v.get(n)) for v in vetoes for n in ("fact", "threshold_fact")]
    named += [
        (v.get("key"), clause.get("fact"))
        for v in vetoes
        for part in ("only_if", "except_if")
        for clause in _rows(v, part)
    ]
    found += [
        Message("veto {veto}: unknown fact {fact}", veto=v, fact=fact)
        for v, fact in named
        if fact and fact not in keys
    ]
    twice = [str(v.get("key")) for v in vetoes]
    return found + [
        Message("veto used twice: {key}", key=k)
        for k in sorted({k for k in twice if twice.count(k) > 1})
    ]


def _weight_fault(criteria: list[Mapping[str, Any]]) -> list[str]:
    weights = [c.get("weight") for c in criteria]
    shares = [w.get("share") if isinstance(w, Mapping) else None for w in weights]
    numbers = [s for s in shares if isinstance(s, int | float)]
    if len(numbers) < len(shares):
        return []  # the form is told already, and a partial sum would mislead
    total = sum(numbers)
    if abs(total - 1) < 1e-9:  # noqa: PLR2004
        return []
    return [Message("weights sum to {total:.6g}, not 1", total=total)]


def _strangers(content: Mapping[str, Any]) -> list[str]:
    """Facts that no indicator measures, or measures in another unit; texts that say nothing."""
    grid = published(DEFAULT)
    units = {c.key: c.unit for c in grid.criteria} | {o.key: o.unit for o in grid.observations}
    rows = [*_rows(content, "criteria"), *_rows(content, "observations")]
    found: list[str] = [
        Message(
            "{key}: no indicator measures it; there are {known}",
            key=row.get("key"),
            known=sorted(INDICATORS),
        )
        for row in rows
        if row.get("key") not in INDICATORS
    ]
    found += [
        Message(
            "{key}: unit « {unit} », but it is measured in « {measured} »",
            key=row["key"],
            unit=row.get("unit"),
            measured=units[row["key"]],
        )
        for row in rows
        if row.get("key") in units and row.get("unit") != units[row["key"]]
    ]
    return found + [
        Message("{key}: {part} is empty", key=row.get("key"), part=part)
        for row in rows
        for part in ("unit", "formula", "reference", "followup")
        if row.get(part) == ""
    ]
