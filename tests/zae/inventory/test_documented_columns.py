"""Columns of the inventory and of available land: what is written is what the reference says."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from docs.make_columns import INSIDE, OTHERS
from zae.cli.entry import run
from zae.inventory.geopackage import layers_of
from zae.inventory.state import Inventory
from zae.inventory.wording import HEADS
from zae.inventory.workbook import sources_rows


def columns(path: Path) -> dict[str, set[str]]:
    """Columns of each table of a GeoPackage that a reader is shown."""
    with closing(sqlite3.connect(path)) as base:
        names = [n for (n,) in base.execute("SELECT table_name FROM gpkg_contents")]
        return {
            name: {row[1] for row in base.execute(f'PRAGMA table_info("{name}")')} - {*INSIDE}
            for name in names
            if name != "layer_styles"
        }


def told(file: str) -> Mapping[str, set[str]]:
    return {name: set(found) for name, found in OTHERS[file].items()}


def test_every_column_of_the_inventory_is_told_with_its_title(made: Inventory) -> None:
    frames = {"zones": made.zones, "unites_foncieres": made.units, "etablissements": made.occupants}
    full = {name: {*frame.reset_index().columns} - {"geometry"} for name, frame in frames.items()}
    assert full == told("inventaire.gpkg, inventaire.xlsx")
    for layer in layers_of(made, lang="fr", edition="restricted"):
        assert {*layer.frame.columns} - {"geometry"} <= full[layer.name]
    sheets = told("inventaire.xlsx")
    assert set(made.changes.columns) == sheets["Changements"]
    assert set(sources_rows(made)[0]) == sheets["Sources"]
    assert set().union(*full.values(), *sheets.values()) <= set(HEADS)


def test_every_column_of_land_is_told(file: Path, tmp_path: Path) -> None:
    for verb in ("units", "available"):
        out = tmp_path / f"{verb}-out.gpkg"
        assert run(["land", verb, str(file), "--out", str(out)]) == 0
        assert columns(out) == told(f"zae land {verb} --out")
