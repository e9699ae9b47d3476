"""frictionless and the published schemas as a judge: of what we write, and of what we refuse."""

import json
from pathlib import Path

import pytest

from layers.cnig import cnig_class, read, validate, write
from tests.layers.cnig import deliveries
from tests.layers.cnig.test_standard import SCHEMAS

frictionless = pytest.importorskip("frictionless")

SAMPLES = {name: f"{folder}/exemple-valide.csv" for name, folder in SCHEMAS.items()}
SAMPLES["FRICHE"] = "cnig-friches/fichier-valide.csv"
# Their published patterns backtrack without end on a real list of forty parcels or classes.
ENDLESS = ("unite_fonciere_refcad", "proprio_type", "activite_code")
REAL = "data/friche/friches_standard_cnig_2024-10_4territoires.csv"


def judged(path: Path, schema: Path, monkeypatch: pytest.MonkeyPatch) -> set[tuple[int, str]]:
    """Line and field of each error that frictionless finds."""
    monkeypatch.chdir(path.parent)
    content = json.loads(schema.read_text("utf-8"))
    header = path.read_text("utf-8").split("\n")[0]
    # frictionless reads by place: a column that an older file lacks would shift the others.
    content["fields"] = [f for f in content["fields"] if f["name"] in header]
    for field in content["fields"]:
        if field["name"] in ENDLESS:
            field["constraints"].pop("pattern", None)
    described = frictionless.Schema.from_descriptor(content)
    resource = frictionless.Resource(path=path.name, schema=described, encoding="utf-8")
    report = resource.validate()
    rows = report.flatten(["rowNumber", "fieldName", "type", "note"])
    return {(r[0] or 0, r[1] or "", r[2]) for r in rows}


def schema_of(shared: Path, name: str) -> Path:
    return shared / "standards" / SCHEMAS[name] / "schema.json"


@pytest.mark.shared
@pytest.mark.parametrize("name", SCHEMAS)
def test_what_we_write_passes_the_published_schema(
    shared: Path, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = deliveries.friche() if name == "FRICHE" else deliveries.sound()[name]
    if name == "TERRAIN-ECO":  # the published pattern refuses Corsica, the standard does not
        table = table.assign(terr_refcad="34172000AB0012|34172000AB0013")
    if name == "SITE-ECO":  # empty by the standard, required by the schema: filled, and said
        table = table.assign(pole_id=None, site_type="établissement économique isolé",
                             site_epci_nom=None, site_epci_siren=None)  # fmt: skip
    done = write({name: table}, tmp_path, form="csv")
    assert judged(done.files[0], schema_of(shared, name), monkeypatch) == set()


@pytest.mark.shared
@pytest.mark.parametrize("name", [*SCHEMAS, "REAL"])
def test_whatever_the_schema_refuses_we_refuse(
    shared: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shared / (REAL if name == "REAL" else f"standards/{SAMPLES[name]}")
    kind = cnig_class("FRICHE" if name == "REAL" else name)
    theirs = judged(path, schema_of(shared, kind.name), monkeypatch)
    ours = {(f.row, f.field) for f in validate(read([path]))}
    whole = {field for row, field in ours if row == 0}
    cells = {(row, field) for row, field, _ in theirs if row and field in kind.names}
    # A column that the file lacks is one fault of the header for us.
    assert {c for c in cells if c not in ours and c[1] not in whole} == set()
