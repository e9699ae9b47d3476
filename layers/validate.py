"""The declared schema of a role, applied: types cast, values checked, all faults told at once."""

from typing import Final

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from land.errors import Message, Parts, SchemaError
from layers.account import Account, Reason, counts
from layers.schema import Column, Role
from layers.text import as_boolean, as_number, as_text, is_unsaid, restore_insee, restore_parcels

FAULTS_SHOWN: Final = 20

DTYPES: Final[dict[str, str]] = {
    "text": "str",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "date": "datetime64[ns]",
}
"""pandas type of each kind of column."""

_WANTED: Final = {
    "integer": Message("a whole number"),
    "number": Message("a number"),
    "boolean": Message("yes or no"),
    "date": Message("a date"),
}
_EVERY_ROW: Final = Message("every row")

Fault = tuple[str | Message, str, str | Message, str | Message]
"""Row, column, what was found, what was expected."""


def checked(frame: pd.DataFrame, role: Role, *, label: str, account: Account) -> pd.DataFrame:
    """
    Columns of a role, in their order and types; all faults of the table at once.

    Parameters
    ----------
    frame : DataFrame
        Columns under the names of the role, indexed by id; some may be absent.
    role : Role
        The role.
    label : str
        Name of the file, for messages.
    account : Account
        Where values outside a list, restored zeros and percentages are written.

    Returns
    -------
    DataFrame
        The columns of the role, cast; absent ones are empty.

    Raises
    ------
    SchemaError
        If a required column is absent, a required cell is missing, a cell is not of its type or
        lies outside its range. The first twenty faults are shown, with how many there are.

    Notes
    -----
    A value outside the list of its column does not stop the reading: a producer's new code would.
    It becomes missing, and the account says which values were found and how often.
    """
    faults: list[Fault] = []
    cast = {}
    for column in role.columns:
        if column.name not in frame.columns:
            cast[column.name] = pd.Series(index=frame.index, dtype=DTYPES[column.kind])
            if column.required:
                faults.append((_EVERY_ROW, column.name, Message("no such column"), column.label))
            continue
        values, unreadable = _cast(frame[column.name], column, account)
        cast[column.name] = _listed(values, column, account)
        faults.extend(unreadable)
    table = pd.DataFrame(cast, index=frame.index)
    _note_communes(table, frame, role, account)
    known = {(row, column) for row, column, _, _ in faults}
    absent = {column for row, column in known if row is _EVERY_ROW}
    faults.extend(f for f in _violations(table, role, absent) if (f[0], f[1]) not in known)
    if faults:
        raise _error(faults, label, role, frame)
    return table


def _note_communes(table: pd.DataFrame, frame: pd.DataFrame, role: Role, account: Account) -> None:
    """Rows without the commune that others of the file have."""
    places = {c.name for c in role.columns if not c.required} & {"commune_insee"}
    for name in places & set(frame.columns):
        empty = table[name].isna()
        if not empty.all():
            account.add("noted", Reason.NO_COMMUNE, ids=table.index[empty])


def schema_of(role: Role) -> pa.DataFrameSchema:
    """
    Pandera schema of a role: types, ranges, lists, required cells.

    Examples
    --------
    >>> from layers.schema import ROLES
    >>> schema_of(ROLES["hazard"]).columns["severity"].nullable
    False
    """
    return pa.DataFrameSchema({c.name: _column(c) for c in role.columns}, strict=True, ordered=True)


def _column(column: Column) -> pa.Column:
    checks = []
    wanted = _limits(column)
    if column.low is not None:
        checks.append(pa.Check.ge(column.low, error=str(wanted["low"])))
    if column.high is not None:
        checks.append(pa.Check.le(column.high, error=str(wanted["high"])))
    if column.choices:
        checks.append(pa.Check.isin(column.choices, error=str(wanted["choices"])))
    return pa.Column(DTYPES[column.kind], checks, nullable=not column.required)


def _limits(column: Column) -> dict[str, Message]:
    """What is said of a cell that breaks one of the limits of a column."""
    low, high = (
        "" if bound is None else f"{bound:g} {column.unit}".strip()
        for bound in (column.low, column.high)
    )
    return {
        "low": Message("at least {bound}", bound=low),
        "high": Message("at most {bound}", bound=high),
        "choices": Message("one of {choices}", choices=list(column.choices)),
    }


def _cast(values: pd.Series, column: Column, account: Account) -> tuple[pd.Series, list[Fault]]:
    if column.kind == "text":
        return _codes(values, column.name, account), []
    unsaid = is_unsaid(values)
    if unsaid.any():
        detail = f"{column.name} {counts(values[unsaid])}"
        account.add("changed", Reason.VALUE_MISSING, detail=detail, ids=values.index[unsaid])
        values = values.mask(unsaid)
    if column.kind in {"number", "integer"}:
        cast, percent = as_number(values)
        account.add("changed", Reason.PERCENT, detail=column.name, ids=values.index[percent])
        if column.kind == "integer":
            cast = cast.mask(cast != cast.round()).astype("Int64")
    elif column.kind == "boolean":
        cast = as_boolean(values)
    else:
        cast = _as_date(values)
    wrong = cast.isna() & values.notna() & (values.astype("str").str.strip() != "")
    wanted = _WANTED[column.kind]
    return cast, [
        (str(row), column.name, f"« {cell} »", wanted) for row, cell in values[wrong].items()
    ]


def _codes(values: pd.Series, name: str, account: Account) -> pd.Series:
    text = as_text(values)
    restored = coded(values, name)
    changed = (restored != text) & text.notna()
    account.add("changed", Reason.ZEROS, detail=name, ids=values.index[changed])
    return restored


def coded(values: pd.Series, name: str) -> pd.Series:
    """
    Text of a column; codes that a spreadsheet took for numbers get their first zero back.

    Parameters
    ----------
    values : Series
        Cells as read.
    name : str
        Column of the role: INSEE codes and parcel ids are mended, other text is left alone.

    Examples
    --------
    >>> coded(pd.Series([8190]), "commune_insee").tolist()
    ['08190']
    """
    text = as_text(values)
    if name.endswith("insee"):
        return restore_insee(text)
    return restore_parcels(text) if name in {"parcel_id", "parcel_refs"} else text


def _as_date(values: pd.Series) -> pd.Series:
    """Dates: year first where it stands first, else the day, as in France."""
    iso = pd.to_datetime(values, errors="coerce", format="ISO8601")
    rest = values.where(iso.isna())
    french = pd.to_datetime(rest, errors="coerce", dayfirst=True, format="mixed")
    return iso.fillna(french).astype("datetime64[ns]")


def _listed(values: pd.Series, column: Column, account: Account) -> pd.Series:
    if not column.choices:
        return values
    strange = values.notna() & ~values.isin(column.choices)
    if strange.any():
        detail = f"{column.name} {counts(values[strange])}"
        account.add("changed", Reason.UNKNOWN_VALUE, detail=detail, ids=values.index[strange])
    return values.mask(strange)


def _violations(table: pd.DataFrame, role: Role, absent: set[str]) -> list[Fault]:
    try:
        schema_of(role).validate(table, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases
    else:
        return []
    cases = cases[~cases["column"].isin(absent)]
    wanted = {str(m): m for c in role.columns for m in _limits(c).values()}
    return [
        (str(row), str(column), *_found(found, str(check), wanted))
        for row, column, found, check in zip(
            cases["index"], cases["column"], cases["failure_case"], cases["check"], strict=True
        )
    ]


def _found(
    found: object, check: str, wanted: dict[str, Message]
) -> tuple[str | Message, str | Message]:
    if check == "not_nullable":
        return Message("nothing"), Message("a value in every row")
    return f"« {found} »", wanted.get(check, check)


def _error(faults: list[Fault], label: str, role: Role, frame: pd.DataFrame) -> SchemaError:
    lines: list[Message] = [
        Message(
            "{row}, {column}: found {found}, expected {wanted}",
            row=row,
            column=column,
            found=found,
            wanted=wanted,
        )
        for row, column, found, wanted in faults[:FAULTS_SHOWN]
    ]
    rest = len(faults) - FAULTS_SHOWN
    if rest > 0:
        lines.append(Message("… and {count} more", count=rest))
    return SchemaError(
        "{file}: {total} for the role « {role} »; mend the file, or say what its columns "
        "and values mean with « rename », « values » or « defaults »\n  {faults}\n"
        "  columns: {columns}",
        file=label,
        total=Message("1 fault") if len(faults) == 1 else Message("{n} faults", n=len(faults)),
        role=role.name,
        faults=Parts(lines, between="\n  "),
        columns=list(frame.columns),
    )
