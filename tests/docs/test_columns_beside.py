"""Files beside the GeoPackage of scores: what is really written is what the reference says."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

from docs.make_columns import INSIDE, OTHERS, PARTS, SHEETS, events
from tests.zae import small
from tests.zae.charter.zone import ZONE, write_zone
from zae.cli.entry import run
from zae.publish import apart, workbook
from zae.store import Remark, Subject, create
from zae.store.events import Entry
from zae.store.export import export
from zae.store.kinds import kinds

ROOT = Path(__file__).resolve().parents[2]


def of_layer(path: Path, name: str) -> set[str]:
    with closing(sqlite3.connect(path)) as base:
        return {row[1] for row in base.execute(f'PRAGMA table_info("{name}")')} - {*INSIDE}


def test_facts_and_rules_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "ROWS", 0)
    few = small.assessment(3)
    files = apart.write_apart(few, tmp_path)
    known = "|".join(sorted(few.grid.fact_keys, key=len, reverse=True))
    columns = pd.read_parquet(files["facts"]).columns
    named = {re.sub(f"^({known})_", "<fait>_", name) for name in columns}
    assert named == set(OTHERS["facts.parquet"]["–"])
    rules = pd.read_parquet(files["vetoes"]).columns
    assert tuple(rules) == OTHERS["vetoes.parquet"]["–"]


def test_sheets_of_the_workbook(tmp_path: Path) -> None:
    few = small.assessment(3)
    workbook.write(few, tmp_path / "s.xlsx", lang="fr", edition="restricted")
    sheets = pd.read_excel(tmp_path / "s.xlsx", sheet_name=None, header=None, engine="calamine")
    families = {f.label["fr"] for f in few.grid.families}
    criteria = tuple(f"{c.code} {c.label['fr']}" for c in few.grid.criteria)
    found = {}
    for name, rows in sheets.items():
        if name == "Lisez-moi":
            found[name] = ()
            continue
        # Heads are the first row whose cells are all texts, after the title and the legend.
        at = next(i for i in range(2, len(rows)) if rows.iloc[i].map(type).eq(str).sum() > 4)
        heads = [str(x) for x in rows.iloc[at].dropna()]
        heads = [re.sub(r" \d+$", " <n>", x) for x in heads]
        heads = ["<famille>" if x in families else x for x in heads]
        heads = ["<critère>" if x.startswith(criteria) else x for x in heads]
        found[name] = tuple(dict.fromkeys(heads))
    assert found == SHEETS


def test_land_of_a_charter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    study = write_zone(tmp_path)
    create(tmp_path / "registre.sqlite")
    assert run(["charter", "land", str(study), "--zone", ZONE, "--out", "foncier"]) == 0
    told = OTHERS["zae charter land --out, foncier.gpkg"]["foncier"]
    assert of_layer(tmp_path / "foncier" / "foncier.gpkg", "foncier") == set(told)
    heads = pd.read_csv(tmp_path / "foncier" / "foncier.csv").columns
    assert heads[0] == OTHERS["zae charter land --out, foncier.csv"]["–"][0]


@pytest.mark.parametrize("edition", ["restricted", "public"])
def test_events_that_are_exported(tmp_path: Path, edition: str) -> None:
    store = create(tmp_path / "r.sqlite")
    said = Remark(text="à revoir")
    store.add(Entry(payload=said, subject=Subject("site", "S1"), author="A", role="élu",
                    visibility="public"))  # fmt: skip
    assert edition in ("restricted", "public")
    export(store, tmp_path / "e.csv", "public" if edition == "public" else "restricted")
    heads = set(pd.read_csv(tmp_path / "e.csv").columns) - set(Remark.model_fields)
    name = "zae store export" + (" --edition public" if edition == "public" else "")
    assert heads == set(OTHERS[name]["evenements"]) - {"<champ>"}


def test_every_part_that_records_events_is_asked() -> None:
    found = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "zae").rglob("*.py")
        if re.search(r"^@kind\(", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    }
    assert found == {*PARTS, "zae.store.kinds"}
    told = {k.name for k in events()}
    assert told == {name for name, k in kinds().items() if k.model.__module__.startswith("zae.")
                    and not name.startswith("doctest")}  # fmt: skip
