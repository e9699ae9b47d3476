"""Which class a header is of, and which column holds which field."""

from collections.abc import Iterable
from dataclasses import dataclass

from land.errors import Message
from layers.cnig.faults import Fault
from layers.cnig.formats.raw import Raw
from layers.cnig.standard import CLASSES, CnigClass, cnig_class, plain

FIRST = "1.0.0"
"""First version of a standard that was adopted: what it holds is asked of every file since."""

LEAST = 3
"""Columns that must be known before a file is said to be of a class."""

_CARRIERS = ("geometry", "fid", "geom")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Column of the file of each field, and what is wrong with the header."""

    by_field: dict[str, str]
    faults: tuple[Fault, ...]


def _known(kind: CnigClass) -> dict[str, str]:
    return (
        dict(kind.former)
        | {plain(f.short): f.name for f in kind.fields}
        | {plain(f.name): f.name for f in kind.fields}
    )


def class_of(columns: Iterable[object]) -> CnigClass | None:
    """
    Class of the standards that a header is of.

    Parameters
    ----------
    columns : iterable
        Names of columns, official or short.

    Returns
    -------
    CnigClass or None
        The class of which most columns are known; None where fewer than three are.

    Examples
    --------
    >>> class_of(["terr_id", "site_id", "terr_usage"]).name, class_of(["id", "name"])
    ('TERRAIN-ECO', None)
    """
    names = {plain(str(c)) for c in columns}
    kinds = [cnig_class(name) for name in CLASSES]
    counts = [(len(names & set(_known(kind))), -len(kind.fields)) for kind in kinds]
    best = max(range(len(kinds)), key=counts.__getitem__)
    return kinds[best] if counts[best][0] >= LEAST else None


def point_columns(columns: Iterable[object]) -> tuple[str, str] | None:
    """
    Columns of longitude and latitude, as files before the standard have them.

    Examples
    --------
    >>> point_columns(["site_nom", "latitude", "longitude"])
    ('longitude', 'latitude')
    """
    names = {plain(str(c)): str(c) for c in columns}
    for east, north in (("longitude", "latitude"), ("long", "lat"), ("lon", "lat")):
        if east in names and north in names:
            return names[east], names[north]
    return None


def matched(kind: CnigClass, raw: Raw) -> Matched:
    """
    Column of each field of a class, and the faults of the header.

    Parameters
    ----------
    kind : CnigClass
        The class.
    raw : Raw
        The file.

    Returns
    -------
    Matched
        Columns that are absent, unknown, twice there, or in another order are faults.
    """
    known = _known(kind)
    by_field: dict[str, str] = {}
    faults = []
    for column in raw.frame.columns:
        name = known.get(plain(str(column)))
        if name is None:
            if plain(str(column)) not in _CARRIERS and str(column) not in (
                point_columns(raw.frame.columns) or ()
            ):
                faults.append(
                    _fault(
                        kind,
                        raw,
                        "column.unknown",
                        str(column),
                        Message("it is not carried further; keep it in a layer of your own"),
                    )
                )
        elif name in by_field:
            faults.append(
                _fault(
                    kind,
                    raw,
                    "column.twice",
                    str(column),
                    Message("the first one is read; take the other out"),
                )
            )
        else:
            by_field[name] = column
            if plain(str(column)) in kind.former:
                faults.append(_fault(kind, raw, "column.version", str(column), Message(
                    "the column is of an older version; rename it to {field} (done here in "
                    "reading)", field=name)))  # fmt: skip
    faults += _absent(kind, raw, by_field)
    found = [n for n in by_field if n in kind.names]
    if found != [n for n in kind.names if n in by_field]:
        faults.append(
            _fault(
                kind,
                raw,
                "column.order",
                "",
                Message(
                    "write the columns in the order of the standard; « zae cnig convert » does"
                ),
            )
        )
    return Matched(by_field=by_field, faults=tuple(faults))


def _absent(kind: CnigClass, raw: Raw, by_field: dict[str, str]) -> list[Fault]:
    held = set(by_field)
    if "geometry" in raw.frame.columns or point_columns(raw.frame.columns):
        held |= {f.name for f in kind.fields if f.spatial}
    aged = any(plain(str(c)) in kind.former for c in raw.frame.columns)
    lately = [f for f, since in kind.late.items() if aged or since != FIRST]
    faults = []
    for field in kind.fields:
        if field.name in held:
            continue
        if field.name in lately:
            to_do = Message(
                "the file is of a version before {since}; add the column {field}",
                since=kind.late[field.name], field=field.name,
            )  # fmt: skip
            faults.append(_fault(kind, raw, "column.version", field.name, to_do))
        else:
            to_do = Message("add the column {field}, empty if nothing is known", field=field.name)
            faults.append(_fault(kind, raw, "column.missing", field.name, to_do))
    return faults


def _fault(kind: CnigClass, raw: Raw, rule: str, field: str, to_do: Message) -> Fault:
    return Fault(rule=rule, file=raw.file, table=kind.name, field=field, to_do=to_do)
