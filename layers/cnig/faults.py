"""Faults of a delivery: where each stands, what was found, what to do, which rule speaks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
from pandas import DataFrame

from land.errors import Message, Translate
from layers.cnig.rules import RULES, Level, Rule

COLUMNS: Final = (
    "level", "file", "table", "row", "id", "field", "found", "to_do", "rule", "source",
)  # fmt: skip
"""Columns of a list of faults."""

_SHOWN: Final = 80
_EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """
    One fault.

    Attributes
    ----------
    rule : str
        Key of the rule that speaks, in ``RULES``.
    to_do : Message
        What to do about it.
    file, table : str
        Name of the file, official name of the class.
    row : int
        Line of a text table, number of a feature; 0 where the fault is of the whole table.
    id : str
        Identifier of the row, as found.
    field : str
        Official name of the field, or of the column of the file.
    found : str
        What the cell holds.
    """

    rule: str
    to_do: Message
    file: str = ""
    table: str = ""
    row: int = 0
    id: str = ""
    field: str = ""
    found: str = ""

    @property
    def speaks(self) -> Rule:
        """The rule itself."""
        return RULES[self.rule]

    @property
    def level(self) -> Level:
        """How grave it is."""
        return self.speaks.level

    @property
    def message(self) -> Message:
        """The fault in one sentence."""
        return Message(
            "{place}: found « {found} »; {to_do} (rule {rule}: {says}; {source})",
            place=self.place,
            found=_short(self.found),
            to_do=self.to_do,
            rule=self.rule,
            says=self.speaks.says,
            source=self.speaks.source,
        )

    @property
    def place(self) -> Message:
        """File, class, row, id and field."""
        if not self.row:
            return Message(
                "{file}, {table}, {field}",
                file=self.file,
                table=self.table or "—",
                field=self.field or "—",
            )
        return Message(
            "{file}, {table}, row {row}, id {id}, {field}",
            file=self.file,
            table=self.table,
            row=self.row,
            id=self.id or "—",
            field=self.field or "—",
        )


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Faults that one rule has with one field of a table, as one line of a summary."""

    rule: str
    file: str
    table: str
    field: str
    count: int
    to_do: Message
    examples: tuple[str, ...]

    @property
    def level(self) -> Level:
        """How grave its rule is."""
        return RULES[self.rule].level

    @property
    def message(self) -> Message:
        """The group in one sentence."""
        if not any(self.examples):
            return Message(
                "{file}, {table}, {field}: {count} faults; {to_do} (rule {rule}: {says}; {source})",
                file=self.file, table=self.table or "—", field=self.field or "—",
                count=self.count, to_do=self.to_do, rule=self.rule,
                says=RULES[self.rule].says, source=RULES[self.rule].source,
            )  # fmt: skip
        return Message(
            "{file}, {table}, {field}: {count} faults; {to_do}; for instance {examples} "
            "(rule {rule}: {says}; {source})",
            file=self.file,
            table=self.table or "—",
            field=self.field or "—",
            count=self.count,
            to_do=self.to_do,
            examples=list(self.examples),
            rule=self.rule,
            says=RULES[self.rule].says,
            source=RULES[self.rule].source,
        )


def frame(faults: Iterable[Fault], translate: Translate = str) -> DataFrame:
    """
    Faults as a table, one row each.

    Parameters
    ----------
    faults : iterable of Fault
        The faults.
    translate : callable
        Says ``to_do`` and the rule in the language of a reader.

    Returns
    -------
    DataFrame
        Columns ``COLUMNS``.

    Examples
    --------
    >>> fault = Fault(rule="value.required", to_do=Message("fill it"), row=2, field="site_nom")
    >>> frame([fault])[["level", "field", "to_do"]].iloc[0].tolist()
    ['error', 'site_nom', 'fill it']
    """
    rows = [
        (f.level, f.file, f.table, f.row, f.id, f.field, f.found, f.to_do.said(translate),
         f.speaks.says.said(translate), f"{f.rule} ({f.speaks.source})")
        for f in faults
    ]  # fmt: skip
    return DataFrame(rows, columns=list(COLUMNS))


def summary(faults: Sequence[Fault]) -> list[Group]:
    """
    Faults by table, field and rule, most frequent first: ten thousand of them on a page.

    Parameters
    ----------
    faults : sequence of Fault
        The faults.

    Returns
    -------
    list of Group
        One line each, with the first places as examples.

    Examples
    --------
    >>> many = [Fault(rule="value.date", to_do=Message("write it"), row=n) for n in range(2, 9)]
    >>> [(g.count, len(g.examples)) for g in summary(many)]
    [(7, 3)]
    """
    groups: dict[tuple[str, ...], list[Fault]] = {}
    for fault in faults:
        groups.setdefault((fault.file, fault.table, fault.field, fault.rule), []).append(fault)
    made = [_group(listed) for listed in groups.values()]
    return sorted(made, key=lambda g: (_GRAVITY[RULES[g.rule].level], -g.count))


_GRAVITY: Final = {"error": 0, "warning": 1, "note": 2}


def _group(faults: list[Fault]) -> Group:
    first = faults[0]
    examples = [f"{f.row}: {_short(f.found)}" if f.row else _short(f.found) for f in faults]
    return Group(
        rule=first.rule,
        file=first.file,
        table=first.table,
        field=first.field,
        count=len(faults),
        to_do=first.to_do,
        examples=tuple(examples[:_EXAMPLES]),
    )


def on_rows(
    where: "pd.Series[bool]", cells: pd.Series, ids: pd.Series
) -> Iterator[tuple[int, str, str]]:
    """
    Row, id and cell of the rows that are marked.

    Parameters
    ----------
    where : Series of bool
        The rows.
    cells : Series
        What they hold, on the same index, which is the place in the file.
    ids : Series of str
        Their identifiers, on the same index.

    Yields
    ------
    int, str, str
        Place, identifier, cell as text.
    """
    marked = where.to_numpy(dtype=bool)
    for row, key, cell in zip(
        cells.index[marked], ids.to_numpy()[marked], cells.to_numpy()[marked], strict=True
    ):
        yield int(row), str(key), "" if cell is None else str(cell)
