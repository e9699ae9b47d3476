"""Print docs/cnig.md: how to check and write a delivery, the rules, the fields."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from layers.cnig import CLASSES, Field, cnig_class
from layers.cnig.rules import RULES

PAGE = Path(__file__).parent / "cnig.md"

_HEAD = """\
# Deliveries in the CNIG standards

Printed by `python -m docs.make cnig` from the data of the standards and the rules in
`layers/cnig/`.

*Sites économiques* v2024-10 has four classes (POLE-ECO, SITE-ECO, TERRAIN-ECO, ETABLISSEMENT),
*Friches* v1.0.6 one. Names, types, obligations and lists are those of the standards (Licence
Ouverte 2.0); titles and definitions are ours.

```sh
# every fault, with the rule that speaks; exit code 1 if one is an error
zae cnig check livraison/ --out fautes.csv
# GeoPackage with forms and symbols for QGIS
zae cnig convert livraison/ --out sites.gpkg
# csv, geojson or shp: one file a class
zae cnig convert livraison/ --out csv --format csv
zae cnig convert livraison/ --out public.gpkg --edition public
```

From Python: `layers.cnig.read(paths)`, `validate(delivery)`, `write(tables, path, form=…,
edition=…)`; frames in, files out.

## Reading

The class of a file is told by its columns, official or short names. CSV may have any delimiter
and encoding. Each coordinate is placed by its magnitude: degrees, Lambert-93, CC42 to CC50,
overseas systems, axes exchanged or not; rows in another system than most are named and brought
home. The faults of the published samples and of 126 real friches are explained [one by
one](cnig-faults.md). Empty cells and `NA`, `NaN`, `N/A` are empty; `inconnu`, `autre` and
`sans objet` are values. Friches of older versions (drafts of 2021, 0.1.0, up to 1.0.5) are read:
columns under their present names, days of end of activity as years, longitude and latitude in two
columns; each difference is a warning. Codes whose meaning changed (`urba_zone_destdomi`) are not
carried over.

## Writing

| format | outlines | points | what it cannot hold |
| --- | --- | --- | --- |
| `gpkg` | exact | exact; centroids of sites in degrees | words in numbers or dates |
| `csv` | exact | degrees, nine decimals (0.1 mm); exact for friches | nothing |
| `geojson` | degrees, nine decimals | the same | words in numbers or dates |
| `shp` | exact | exact | the same; texts over 254 bytes, figures over 15 decimals |

What cannot be held stops `layers.cnig.write`, or is listed (`losses="list"`, as `zae cnig
convert` does). Columns of one's own are not written. The outline of a friche is a second layer
or file, `friche_geomsurf`.

The public edition holds the fields marked *public* and no other ([decision
0070](decisions/0070-public-cnig.md)): no owner, parcel, address, contact, sale, link or free text.
A cell of such a field that is not of its kind, list or form is emptied. Establishments are those
of legal persons that may be named. Fields that the standard wants filled hold `inconnu`.

`zae cnig convert` writes all files or none, and beside them `pertes.csv` (`…-pertes.csv` beside a
GeoPackage): what the format cannot hold, what was filled, refused or left out; beside a public
edition it says where, never what. With `--producer "243400017 Métropole <sig@…>"` (SIREN and name
are taken from the rows where they all agree) it writes the INSPIRE record, ISO 19139, named as the
standards ask: `fr-<SIREN>-SITE-ECO<AAAAMMJJ>.xml`, `fr-<SIREN>-friche<AAAAMMJJ>.xml`. The record
says how many errors the rules below found.
"""


def page() -> str:
    """Text of the page."""
    return "\n".join([_HEAD, *_rules(), *_classes()]) + "\n"


def _rules() -> Iterator[str]:
    yield "## Rules"
    yield ""
    yield "| rule | level | what it says | source |"
    yield "| --- | --- | --- | --- |"
    for rule in RULES.values():
        says = str(rule.says).replace("|", "\\|")
        yield f"| `{rule.key}` | {rule.level} | {says} | {rule.source} |"
    yield ""


def _classes() -> Iterator[str]:
    for name in CLASSES:
        kind = cnig_class(name)
        yield f"## {name}: {kind.title}"
        yield ""
        yield f"{kind.source}. Layer `{kind.layer}`, {kind.shape}, {len(kind.fields)} fields."
        yield ""
        yield "| field | short | title | kind | filled | what it says | values |"
        yield "| --- | --- | --- | --- | --- | --- | --- |"
        for field in kind.fields:
            yield "| " + " | ".join(_row(field)) + " |"
        yield ""


def _row(field: Field) -> Iterable[str]:
    kind = field.kind + (f" ({field.width})" if field.width else "")
    kind += f" [{field.unit}]" if field.unit else ""
    need = field.need.replace("_", " ") + (", public" if field.public else "")
    values = " · ".join(field.choices) + (" (not enforced by the schema)" * field.unenforced)
    return f"`{field.name}`", f"`{field.short}`", field.label, kind, need, field.definition, values
