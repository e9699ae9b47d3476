"""The delivery in the national standard, judged by the published schemas and frictionless."""

from pathlib import Path

import pytest
from frictionless import Dialect, Resource, Schema, system
from frictionless.formats import CsvControl

from layers.cnig import write
from zae.inventory.cnig_tables import cnig_tables
from zae.inventory.state import Inventory

SCHEMAS = {
    "pole_eco": "pole-eco",
    "site_eco": "site-eco",
    "terrain_eco": "terrain-eco",
    "etablissement": "etablissement",
}


@pytest.mark.shared
@pytest.mark.parametrize("name", SCHEMAS)
def test_the_published_schemas_find_no_fault(
    made: Inventory, shared: Path, tmp_path: Path, name: str
) -> None:
    files = {p.stem: p for p in write(cnig_tables(made), tmp_path, form="csv").files}
    assert set(files) == set(SCHEMAS)
    folder = shared / "standards" / "cnig-sites-economiques" / "schema" / SCHEMAS[name]
    head = files[name].read_text(encoding="utf-8-sig").splitlines()[0]
    sign = ";" if head.count(";") > head.count(",") else ","
    with system.use_context(trusted=True):
        table = Resource(
            path=str(files[name]),
            schema=Schema.from_descriptor(str(folder / "schema.json")),
            dialect=Dialect(controls=[CsvControl(delimiter=sign)]),
        )
        report = table.validate()
    assert [e.message for t in report.tasks for e in t.errors] == []
    assert sum(t.stats["rows"] for t in report.tasks) == len(cnig_tables(made)[_class(name)])


def _class(name: str) -> str:
    return name.upper().replace("_", "-")
