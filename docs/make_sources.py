"""Print docs/sources.md from the catalogue, the readers and the grid."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from criteria.grid import published
from layers.catalogue import Entry, catalogue
from layers.sources import PRODUCERS
from zae.fetching import criteria_of

PAGE = Path(__file__).parent / "sources.md"

HEAD = """\
Printed by `python -m docs.make sources` from layers/catalogue.toml, layers/sources/ and the grid.

`zae fetch TERRITORY` brings them in, `--only KEY` some of them, `--from` takes them from a file, a
folder, or a mirror whose first folder is the host of the producer. `ZAE_BASE_NAME` replaces the
server NAME. « read »: the address was seen in public code or documentation; « memory »: it is
known, and is to be checked before relying on it. None was asked while this page was written.
Features are kept whole where they touch the
territory and its buffer. Layers keep the columns of their producer; `couches.toml` beside them
holds the entries of a study file. What needs a password takes it from the environment, `${NAME}`,
or from the keyring of the system, `${keyring:SERVICE/USER}`."""


_KNOWN = {
    "rows": "rows of the producer, read by a test",
    "documentation": "its documentation",
    "code": "public code that opens it",
    "unconfirmed": "**nothing: unconfirmed**",
}
_CITIES = {
    "": "",
    "also": " and for each arrondissement of Paris, Lyon and Marseille",
    "instead": " or arrondissement of Paris, Lyon and Marseille",
}


def page() -> str:
    """Text of the page."""
    return "\n".join([*_head(), *(line for one in catalogue().source for line in _source(one))])


def _head() -> Iterator[str]:
    needs = criteria_of(published())
    yield "# Sources"
    yield ""
    yield from HEAD.splitlines()
    yield ""
    yield from _table(
        ("Key", "What it is", "Role", "Criteria", "Licence", "Renewed", "By default"),
        (
            (f"`{s.key}`", s.title["fr"], f"`{s.role}`", ", ".join(needs.get(s.role, ())),
             s.licence, s.rhythm, "no" if s.optional else "yes")
            for s in catalogue().source
        ),
    )  # fmt: skip
    yield "## Servers"
    yield ""
    yield from _table(
        ("Name", "Address", "Replaced by"),
        ((f"`{n}`", url, f"`ZAE_BASE_{n.upper()}`") for n, url in catalogue().bases.items()),
    )


def _source(one: Entry) -> Iterator[str]:
    yield f"## {one.key}"
    yield ""
    yield f"{one.title['en']}. Cited as: « {one.producer}{_vintage(one)} », {one.licence}."
    yield ""
    if one.note:
        yield one.note["en"]
        yield ""
    for address in one.address:
        each = f", one for each {address.each}" if address.each else ""
        each += _CITIES[address.arrondissements]
        only = f", {address.territory} only" if address.territory else ""
        name = f", feature type `{address.typename}`" if address.typename else ""
        yield f"- `{address.url}` ({address.kind}{name}{each}{only}; {address.evidence})"
    yield f"- Kept: {_kept(one)}."
    where = f" ({one.columns_in})" if one.columns_in else ""
    yield f"- Columns known from: {_KNOWN[one.columns]}{where}."
    if one.expected:
        yield f"- Columns that it must have: {', '.join(f'`{c}`' for c in one.expected)}."
    renamed = PRODUCERS[one.reader].RENAME.get(one.role, {})
    if renamed:
        pairs = ", ".join(f"`{theirs}` → `{ours}`" for theirs, ours in renamed.items())
        yield f"- Columns: {pairs} (`layers.sources.{one.reader}`)."
    for column, codes in PRODUCERS[one.reader].VALUES.get(one.role, {}).items():
        pairs = ", ".join(f"{theirs} → {ours}" for theirs, ours in codes.items())
        yield f"- Values of `{column}`: {pairs}."
    yield ""


def _vintage(one: Entry) -> str:
    return f", {one.vintage}" if one.vintage else ", date of the file"


def _kept(one: Entry) -> str:
    columns = ", ".join(f"`{c}`" for c in one.commune_columns)
    if any(address.each == "commune" for address in one.address):
        return "what the files of its communes hold"
    said = {
        "geometry": f"features within {one.buffer_m:g} m of the territory",
        "commune": f"rows of which {columns} is a commune of the territory",
        "departement": "rows of the départements of the territory",
        "none": "everything",
    }
    return said[one.clip]


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    names = [*head]
    yield "| " + " | ".join(names) + " |"
    yield "| " + " | ".join("---" for _ in names) + " |"
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
    yield ""
