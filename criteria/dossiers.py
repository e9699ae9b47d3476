"""
The dossier of a criterion: everything that lets it be defended, in one place.

Formula, unit, reference, labels and follow-up come from the grid, the summary and the limits from
the docstring of the indicator, and the official files and the tests from ``dossiers.toml``.
"""

import inspect
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from criteria.faults import at_least, faults_of
from criteria.grid import Grid, RuleError, Text, ValueFunction, published
from criteria.indicators import INDICATORS
from land.errors import Message, Parts

_Filled = Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Datum(_Part):
    """An official file and the fields of it that are read."""

    file: _Filled
    field: _Filled


class Stated(_Part):
    """What a grid says of a criterion, weight and family apart."""

    code: _Filled
    label: Text
    unit: _Filled
    formula: _Filled
    reference: _Filled
    needs: tuple[str, ...]
    value: ValueFunction
    followup: _Filled


class Entry(_Part):
    """One table of ``dossiers.toml``."""

    data: Annotated[tuple[Datum, ...], at_least(1)]
    worked: _Filled
    property: _Filled
    optional: Stated | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """
    A criterion with all its parts.

    Parameters
    ----------
    key : str
        Key of its fact.
    stated : Stated
        Labels, formula, unit, reference, value function and follow-up.
    weight : float or None
        Share of the default grid; None for an optional criterion. [0-1]
    function : str
        The indicator, as module and name.
    summary, limits : str
        First line and notes of its docstring.
    data : tuple of Datum
        Official files and fields.
    tests : tuple of str
        Worked test and property test, as file and name.
    """

    key: str
    stated: Stated
    weight: float | None
    function: str
    summary: str
    limits: str
    data: tuple[Datum, ...]
    tests: tuple[str, str]

    @property
    def optional(self) -> bool:
        """Whether the default grid leaves it out."""
        return self.weight is None


@cache
def entries() -> Mapping[str, Entry]:
    """
    Tables of ``dossiers.toml``, by key.

    Raises
    ------
    RuleError
        If one is faulty; lists all faults.

    Examples
    --------
    >>> entries()["jobs_balance"].data[0].field
    'P22_EMPLT, P22_ACTOCC1564 (à vérifier)'
    """
    text = resources.files("criteria").joinpath("dossiers.toml").read_text(encoding="utf-8")
    found: dict[str, Entry] = {}
    faults: list[Message] = []
    for key, table in tomllib.loads(text).items():
        try:
            found[key] = Entry.model_validate(table)
        except ValidationError as error:
            faults += [Message("{key}.{fault}", key=key, fault=fault) for fault in faults_of(error)]
    if faults:
        raise RuleError("dossiers:\n  {faults}", faults=Parts(faults, between="\n  "))
    return found


def dossiers(grid: Grid | None = None) -> dict[str, Dossier]:
    """
    The dossier of every criterion of a grid, then of the optional ones.

    Parameters
    ----------
    grid : Grid, optional
        The default one where absent.

    Returns
    -------
    dict of str to Dossier
        By key of the fact.

    Raises
    ------
    RuleError
        If a criterion has no dossier, or no indicator; lists all.

    Examples
    --------
    >>> found = dossiers()
    >>> len(found), [d.stated.code for d in found.values() if d.optional]
    (23, ['O1', 'O2', 'O3', 'O4', 'O5'])
    """
    grid = grid or published()
    stated = {c.key: Stated.model_validate(_stated(c.model_dump())) for c in grid.criteria}
    stated |= {k: e.optional for k, e in entries().items() if e.optional and k not in stated}
    lacking = [k for k in stated if k not in entries() or k not in INDICATORS]
    if lacking:
        raise RuleError("no dossier or no indicator: {keys}", keys=lacking)
    weights = {c.key: c.weight.share for c in grid.criteria}
    return {key: _dossier(key, parts, weights.get(key)) for key, parts in stated.items()}


def _stated(criterion: dict[str, object]) -> dict[str, object]:
    return {name: criterion[name] for name in Stated.model_fields}


def _dossier(key: str, stated: Stated, weight: float | None) -> Dossier:
    function, entry = INDICATORS[key].function, entries()[key]
    text = inspect.getdoc(function) or ""
    return Dossier(
        key=key,
        stated=stated,
        weight=weight,
        function=f"{function.__module__}.{function.__name__}",
        summary=text.split("\n\n", maxsplit=1)[0].replace("\n", " "),
        limits=_section(text, "Notes"),
        data=entry.data,
        tests=(entry.worked, entry.property),
    )


def _section(text: str, name: str) -> str:
    """One section of a numpydoc docstring, without its title."""
    _, found, rest = text.partition(f"\n{name}\n{'-' * len(name)}\n")
    if not found:
        return ""
    for later in ("References", "Examples"):
        rest = rest.partition(f"\n{later}\n{'-' * len(later)}\n")[0]
    return rest.strip()
