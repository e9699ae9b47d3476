"""Print docs/cnig-faults.md: the faults of the published samples and of 126 real friches."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from layers.cnig import read, validate
from layers.cnig.faults import Fault

PAGE = Path(__file__).parent / "cnig-faults.md"
SITES = "standards/cnig-sites-economiques/schema"
FRICHES = "standards/cnig-friches/fichier-valide.csv"
REAL = "data/friche/friches_standard_cnig_2024-10_4territoires.csv"

_HEAD = """\
# Faults of the published samples and of real friches, one by one

Printed by `python -m docs.make cnig_faults` from the published files (CNIG repositories
`schema-sites-economiques` and `schema-friches`, Licence Ouverte 2.0; Cartofriches, October 2024,
Cerema, Licence Ouverte 2.0). What `zae cnig check` finds in them, and what it comes from.
"""

_SHOWN = 88  # signs of a cell of the page
WHY: Mapping[tuple[str, str, str], str] = {
    ("SITE-ECO", "site_geomsurf", "geometry.unreadable"):
        "The ring does not close: its last point is 7 mm from the first.",
    ("TERRAIN-ECO", "terr_geomsurf", "geometry.unreadable"):
        "The same outline, with the same gap of 7 mm.",
    ("SITE-ECO", "site_vocadomi", "value.list"):
        "« entrepôts, logistique » was cut at its comma when commas became semicolons.",
    ("SITE-ECO", "site_etat", "value.list"):
        "The other half of it; the state of the site was pushed out and is lost.",
    ("SITE-ECO", "site_evol_urba", "value.retired"):
        "A wording of the version before; the published schema does not enforce the list.",
    ("SITE-ECO", "site_moa_type", "value.spelling"):
        "The list has it in small letters; the published schema does not enforce the list.",
    ("SITE-ECO", "site_surf_utile", "sum.useful"):
        "35.3 ha said, and one plot of 9.9 ha delivered: the sample holds one of several.",
    ("ETABLISSEMENT", "etab_effectif_code", "value.pattern"):
        "Sirene writes two signs, 03: a spreadsheet took the zero away.",
    ("ETABLISSEMENT", "geocodage_qualite", "value.spelling"):
        "The list has no capital; the published schema does not enforce the list.",
    ("ETABLISSEMENT", "etab_fermeture_date", "date.closed"):
        "A closing date in 2025, and `etab_actif` says oui: one of the two is wrong.",
    ("ETABLISSEMENT", "terr_id", "ref.dangling"):
        "The first key has a space and a sixth digit, the second is of a plot that is not there.",
    ("POLE-ECO", "pole_nb_site", "sum.hub"):
        "Two sites said, one delivered: the samples are not taken from one another.",
    ("POLE-ECO", "pole_surface", "sum.hub"): "The one site alone is larger than its pole.",
    ("POLE-ECO", "pole_nb_etab", "sum.hub"): "Of 40 establishments, the one site has 10.",
    ("POLE-ECO", "pole_nb_emploi", "sum.hub"): "Of 1152 jobs, the one site has 856.",
    ("FRICHE", "geompoint", "geometry.axes"):
        "49.25 is a latitude: it stands first. The point is in the Marne once exchanged.",
    ("FRICHE", "geomsurf", "geometry.unreadable"):
        "Three points of an outline and an ellipsis: an illustration, no geometry.",
    ("FRICHE", "urba_zaer", "column.version"):
        "The file is of October 2024, the field of December 2025: one warning, not 126.",
    ("FRICHE", "site_identif_date", "value.date"):
        "Days are written as in French, DD/MM/YYYY; the standard wants AAAA-MM-JJ.",
    ("FRICHE", "site_actu_date", "value.date"): "The same.",
    ("FRICHE", "local_ancien_annee", "year.order"):
        "The oldest premises are said to be later than the newest: the two years are exchanged.",
    ("FRICHE", "proprio_type", "value.pattern"):
        "It ends with the word NULL: a parcel without a class of owner, when the list was made.",
}  # fmt: skip
"""By class, field and rule: where the fault comes from. A test wants each fault here."""


def shared() -> Path:
    """Folder of the published files."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    return Path(os.environ.get("ZAE_SHARED", beside))


def pages() -> dict[Path, str]:
    """Text of the page; none where the published files do not lie beside the project."""
    return {PAGE: page(shared())} if (shared() / SITES).exists() else {}


def found(folder: Path) -> dict[str, tuple[Fault, ...]]:
    """Faults by title of the part of the page."""
    sites = sorted((folder / SITES).glob("*/exemple-valide.csv"))
    return {
        "Sites économiques: the four published samples": validate(read(sites)),
        "Friches: the published sample": validate(read([folder / FRICHES])),
        "Friches: 126 rows of Cartofriches in four territories": validate(read([folder / REAL])),
    }


def page(folder: Path) -> str:
    """Text of the page."""
    lines = [_HEAD]
    for title, faults in found(folder).items():
        lines += [f"## {title}", "", *_part(faults), ""]
    return "\n".join(lines).rstrip() + "\n"


def _part(faults: Sequence[Fault]) -> Iterator[str]:
    groups: dict[tuple[str, str, str], list[Fault]] = {}
    for fault in faults:
        groups.setdefault((fault.table, fault.field, fault.rule), []).append(fault)
    errors = sum(f.level == "error" for f in faults)
    yield f"{len(faults)} faults, {errors} of them errors, of {len(groups)} kinds."
    for key, listed in groups.items():
        table, field, rule = key
        yield ""
        how = f"{listed[0].level}, {len(listed)}"
        yield f"**`{field}`** of {table}, rule `{rule}` ({how}). {WHY[key]}"
        yield ""
        yield "| rows | found | what to do |"
        yield "| --- | --- | --- |"
        for (cell, to_do), rows in _alike(listed).items():
            yield f"| {_rows(rows)} | {_cell(cell)} | {_cell(to_do)} |"


def _alike(faults: Sequence[Fault]) -> dict[tuple[str, str], list[Fault]]:
    """Rows whose cell is the same and that are mended in the same way."""
    alike: dict[tuple[str, str], list[Fault]] = {}
    for fault in faults:
        alike.setdefault((fault.found, str(fault.to_do)), []).append(fault)
    return alike


def _rows(faults: Sequence[Fault]) -> str:
    """Lines of the file as ranges, with the id where there is one row."""
    if len(faults) == 1:
        return f"{faults[0].row} ({faults[0].id})" if faults[0].row else "whole file"
    numbers = sorted(f.row for f in faults)
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in ranges)


def _cell(text: str) -> str:
    short = text if len(text) <= _SHOWN else text[: _SHOWN - 28] + " … " + text[-25:]
    return short.replace("|", "\\|") or "–"
