"""The project of an inventory, opened in a real QGIS: layers, forms, a sheet to print."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from tests.zae.test_qgis import NEEDED, SYSTEM_PYTHON, has_qgis
from zae.inventory.geopackage import write_geopackage
from zae.inventory.project import write_project
from zae.inventory.state import Inventory

pytestmark = pytest.mark.qgis
SCRIPT = Path(__file__).with_name("qgis_open.py")


@pytest.fixture(scope="module")
def opened(made: Inventory, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, Path]:
    """What QGIS finds in a project that was moved, with its data, after it was written."""
    if not has_qgis():
        pytest.skip("no PyQGIS under /usr/bin/python3 (Debian: python3-qgis)")
    first = tmp_path_factory.mktemp("ici") / "inventaire"
    tables = write_geopackage(made, first / "inventaire.gpkg")
    write_project(made, first / "inventaire.qgz", tables, gpkg_name="inventaire.gpkg", lang="fr")
    folder = tmp_path_factory.mktemp("là") / "dossier déplacé"
    shutil.move(first, folder)
    picture = folder / "feuille.png"
    done = subprocess.run(
        [SYSTEM_PYTHON, str(SCRIPT), str(folder / "inventaire.qgz"), str(picture)],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return json.loads(done.stdout), picture


def test_every_layer_opens_from_where_it_was_moved(opened: tuple[dict, Path]) -> None:
    found, _ = opened
    assert (found["read"], found["crs"], found["messages"]) == (True, "EPSG:2154", [])
    assert found["order"] == ["Établissements", "Unités foncières", "Zones d'activité économique"]
    assert set(found["valid"].values()) == {True}
    assert found["rows"] == {
        "Établissements": 6,
        "Unités foncières": 7,
        "Zones d'activité économique": 1,
    }
    assert found["classes"]["Unités foncières"][:2] == [
        "occupée",
        "inoccupée depuis moins de 2 ans",
    ]


def test_forms_have_french_titles_and_menus_of_words(opened: tuple[dict, Path]) -> None:
    units = opened[0]["forms"]["Unités foncières"]
    title, kind, menu = units["state"]
    assert (title, kind) == ("Occupation au 1er janvier", "ValueMap")
    assert menu["never_used"] == "jamais utilisée"
    assert [f for f, (alias, _, _) in units.items() if not alias and f != "fid"] == []
    assert [units[f][1] for f in ("evidence", "owner_type", "tenure", "availability")] == [
        "ValueMap"] * 4  # fmt: skip
    activity = opened[0]["forms"]["Établissements"]["activity_code"]
    assert activity[1] == "ValueMap"
    assert activity[2]["25.62B"] == "25.62B Mécanique industrielle"


def test_the_sheet_is_drawn_with_map_legend_scale_and_sources(opened: tuple[dict, Path]) -> None:
    found, picture = opened
    assert found["drawn"] == 0  # success
    assert set(found["items"]) >= NEEDED
    with Image.open(picture) as image:
        colours = {c for _, c in image.convert("RGB").getcolors(maxcolors=1 << 24)}
    assert len(colours) > 50  # an empty map has a few greys
