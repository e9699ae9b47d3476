"""A CNIG GeoPackage as QGIS opens it: forms, menus, constraints, symbols; and the published one."""

import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from layers.cnig import cnig_class, write
from tests.layers.cnig import deliveries
from tests.zae.test_qgis import SYSTEM_PYTHON, has_qgis
from zae.publish.cnig import add_forms

LAYERS = {"POLE-ECO": "pole_eco", "SITE-ECO": "site_eco", "TERRAIN-ECO": "terrain_eco",
          "ETABLISSEMENT": "etablissement", "FRICHE": "friche"}  # fmt: skip
SCRIPT = """
import json, os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from qgis.core import QgsApplication, QgsFieldConstraints as C, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
found = {}
def strength(c, kind):
    return int(c.constraintStrength(kind)) if int(c.constraints()) & int(kind) else 0
for name in sys.argv[2:]:
    layer = QgsVectorLayer(f"{sys.argv[1]}|layername={name}", name, "ogr")
    layer.loadDefaultStyle()
    asked = {f.name(): f.constraints() for f in layer.fields() if f.name() != "fid"}
    tabs = layer.editFormConfig().tabs()
    found[name] = {
        "valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "lengths": {f.name(): f.length() for f in layer.fields()},
        "types": {f.name(): f.typeName() for f in layer.fields()},
        "aliases": {f.name(): f.alias() for f in layer.fields()},
        "menus": {
            f.name(): [list(p.values())[0] for p in layer.editorWidgetSetup(i).config()["map"]]
            for i, f in enumerate(layer.fields())
            if layer.editorWidgetSetup(i).type() == "ValueMap"
        },
        "hard": [n for n, c in asked.items() if strength(c, C.ConstraintNotNull) == 1],
        "soft": [n for n, c in asked.items() if strength(c, C.ConstraintExpression) == 2],
        "tabs": [t.name() for t in tabs],
        "in_form": sum(len(t.children()) for t in tabs),
        "renderer": layer.renderer().type(),
    }
json.dump(found, sys.stdout)
sys.stdout.flush()
os._exit(0)  # QGIS tears its layers down badly
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cnig") / "sites à ouvrir.gpkg"
    tables = {**deliveries.sound(), "FRICHE": deliveries.friche()}
    write(tables, path)
    add_forms(path, tables)
    return path


@pytest.fixture(scope="module")
def found(package: Path) -> dict:
    if not has_qgis():
        pytest.skip("no PyQGIS under /usr/bin/python3 (Debian: python3-qgis)")
    script = package.with_name("open.py")
    script.write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run(
        [SYSTEM_PYTHON, str(script), str(package), *LAYERS.values()],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


@pytest.mark.qgis
@pytest.mark.parametrize("name", LAYERS)
def test_qgis_opens_each_class_with_titles_menus_groups_and_constraints(
    found: dict, name: str
) -> None:
    layer, kind = found[LAYERS[name]], cnig_class(name)
    plain = {f.name.lower().replace("-", "_"): f for f in kind.fields}
    assert (layer["valid"], layer["crs"]) == (True, "EPSG:2154")
    assert layer["renderer"] == "categorizedSymbol"
    assert layer["tabs"] == [title for title, _, _ in kind.groups]
    attributes = [f for f in kind.fields if not f.spatial]
    assert layer["in_form"] == len(attributes)
    for column, values in layer["menus"].items():
        assert tuple(values) == plain[column].choices, column
    assert set(layer["hard"]) == {c for c, f in plain.items()
                                  if f.need == "always" and not f.spatial}  # fmt: skip
    assert set(layer["soft"]) == {c for c, f in plain.items() if f.need in ("zae", "no_address")}
    for column, field in plain.items():
        if not field.spatial:
            assert layer["aliases"][column] == field.label
            assert layer["lengths"][column] == (field.width or 0) or field.kind != "text"


@pytest.mark.shared
def test_how_the_published_template_differs_from_ours(shared: Path, package: Path) -> None:
    """It is older than v2024-10 (field missing, dates as text, whole areas, no title)."""
    published = shared / "standards/cnig-sites-economiques/schema/sites_economiques.gpkg"

    def columns(path: Path, table: str) -> dict[str, str]:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as base:
            return {r[1]: r[2] for r in base.execute(f"PRAGMA table_info({table})")}

    ours = {t: columns(package, t) for t in list(LAYERS.values())[:4]}
    theirs = {t: columns(published, t) for t in ours}
    lacking = {t: set(ours[t]) - set(theirs[t]) for t in ours}
    assert lacking == {"pole_eco": set(), "site_eco": {"site_geompoint"},
                       "terrain_eco": {"terr_url_cartofriches"},
                       "etablissement": set()}  # fmt: skip
    assert all(set(theirs[t]) <= set(ours[t]) for t in ours)
    assert theirs["pole_eco"]["pole_surface"] == "MEDIUMINT"
    assert ours["pole_eco"]["pole_surface"] == "REAL"
    assert theirs["site_eco"]["site_actu_date"] == "TEXT(10)"
    assert ours["site_eco"]["site_actu_date"] == "DATE"
    assert theirs["etablissement"]["terr_id"] == "TEXT(23)"  # too short for a list of plots
    assert ours["etablissement"]["terr_id"] == "TEXT"
