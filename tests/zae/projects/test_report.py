"""The follow-up on both stores: page, paper, workbook, layer; the public edition leaks nothing."""

from datetime import UTC, date, datetime
from pathlib import Path

import geopandas as gpd
import pytest
from python_calamine import CalamineWorkbook

from tests.zae import small
from zae.projects.comparison import by_site, differences
from zae.projects.content import content, followed
from zae.projects.demo import DAY, NAMES, history
from zae.projects.inquiry import case, side_by_side
from zae.projects.kinds import Check, of_project
from zae.projects.report import FILES, write
from zae.store import Entry, Store, StoreError, create
from zae.store.verify import verify


@pytest.fixture
def told(store: Store) -> Store:
    store.add_all(list(history(small.sites(), "implantation-1 1.0")))
    return store


def test_the_fictional_history_is_told_once(told: Store) -> None:
    count = len(told.events())
    told.add_all(list(history(small.sites(), "implantation-1 1.0")))
    assert len(told.events()) == count
    assert verify(told).faults == ()


def test_everything_is_written_on_both_stores(told: Store, tmp_path: Path) -> None:
    files = write(told, small.assessment(), tmp_path, day=DAY)
    assert sorted(files) == sorted(FILES)
    layer = gpd.read_file(files["suivi.gpkg"])
    assert len(layer) == len(NAMES)
    assert set(layer["state"]) <= {"kept", "missed", "under_way", "pending", "overdue"}
    page = files["suivi.html"].read_text(encoding="utf-8")
    assert "Promesses et constats" in page
    assert told.head()[1] in page
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")
    assert files["suivi.pdf"].read_bytes().startswith(b"%PDF")
    book = CalamineWorkbook.from_path(files["suivi.xlsx"])
    assert book.sheet_names == ["Promesses", "À vérifier", "Taux de réalisation"]
    assert len(book.get_sheet_by_name("Promesses").to_python()) == 4 * len(NAMES) + 1


def test_the_public_edition_names_no_firm(tmp_path: Path) -> None:
    """On a file: the documented study writes it from a PostGIS too."""
    told = create(tmp_path / "r.sqlite")
    told.add_all(list(history(small.sites(), "implantation-1 1.0")))
    files = write(told, small.assessment(), tmp_path, day=DAY, edition="public")
    page = files["suivi.html"].read_text(encoding="utf-8")
    cells = str([CalamineWorkbook.from_path(files["suivi.xlsx"]).get_sheet_by_name(s).to_python()
                 for s in ("Promesses", "À vérifier", "Taux de réalisation")])  # fmt: skip
    layer = gpd.read_file(files["suivi.gpkg"]).to_csv()
    for text in (page, cells, layer):
        assert [name for key, name, _ in NAMES if name in text or key in text] == []
        assert "service économie" not in text
    assert "S01" in page  # what anybody can see: the site


def test_a_promise_with_a_check_that_is_not_public_stays_in(tmp_path: Path) -> None:
    told = create(tmp_path / "r.sqlite")
    told.add_all(list(history(small.sites(), "implantation-1 1.0")))
    before = followed(told, DAY, "public").register["promise"].tolist()
    check = Check(promise=before[0], year=5, amount=1, evidence="e", verifier="V")
    told.add(Entry(payload=check, subject=of_project("x"), author="V", role="v",
                   dated=datetime(2026, 1, 1, tzinfo=UTC)))  # fmt: skip
    assert followed(told, DAY, "public").register["promise"].tolist() == before[1:]
    assert before[0] in followed(told, DAY).register["promise"].tolist()


def test_the_summary_counts_what_the_register_holds(told: Store) -> None:
    found = followed(told, DAY)
    states = found.register["state"].value_counts()
    shown = content(found, "Essai", "fr")
    assert f"{states['kept']} sont tenues" in shown["summary"][1]
    assert len(shown["reminders"]) == len(found.reminders)
    assert sum(len(p["rows"]) for p in shown["projects"]) == len(found.register)


def test_cases_side_by_side(told: Store) -> None:
    """What was known is what was declared by the day of the decision."""
    cases = [case(told, key, DAY) for key in ("hornbelle", "oustrac")]
    table = side_by_side(cases)
    assert table.loc["name"].tolist() == ["Atelier Hornbelle", "Transports Oustrac"]
    assert table.loc["outcome"].tolist() == ["open", "closed"]
    assert table.loc["grid", "hornbelle"] == "implantation-1 1.0"
    own, services = cases[0].known, cases[0].assessed
    assert own is not None
    assert services is not None
    assert own.as_project.total_jobs > services.as_project.total_jobs  # type: ignore[operator]
    with pytest.raises(StoreError, match="no decision on a project « hornbelle » by 2010-01-01"):
        case(told, "hornbelle", date(2010, 1, 1))


def test_differences_add_up_to_that_of_the_scores() -> None:
    """Criterion by criterion, exactly, on every site, unknown criteria included."""
    assessment = small.assessment()
    first, second = assessment.runs
    table = by_site(assessment)
    for site in assessment.sites.index:
        found = differences(assessment, site, first, second)
        gap = table.loc[site, f"score_{second}"] - table.loc[site, f"score_{first}"]
        assert found["difference"].sum() == pytest.approx(gap, abs=1e-9)
