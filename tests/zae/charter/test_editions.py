"""Who may have the paper: holders of land are named in the restricted edition and in no other."""

import base64
import re
import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pandas import DataFrame

from tests.zae.charter.small import small, small_text
from tests.zae.charter.zone import write_zone
from zae.charter.article import CharterError
from zae.charter.demo import ZONE
from zae.charter.land import COLUMNS, Land, land_of, record_titles
from zae.charter.paper import content, write_paper
from zae.charter.tenure import read_titles
from zae.cli.entry import run
from zae.publish.editions import Edition
from zae.store import Store, create
from zae.study import read

CANARY = "Canari Titulaire"
DAY = date(2026, 6, 30)
OLD = date(2010, 1, 1)


@pytest.fixture(scope="module")
def land(tmp_path_factory: pytest.TempPathFactory) -> Land:
    return land_of(read(write_zone(tmp_path_factory.mktemp("zone"))), ZONE)


@pytest.fixture(scope="module")
def register(land: Land, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Two lots of 900 m² of a person, one of a company, one of nobody knows what."""
    store = create(tmp_path_factory.mktemp("registre") / "r.sqlite")
    kinds = ("person", "person", "company", None)
    titles = DataFrame(
        [
            (plot, "ownership", f"{CANARY} {kind}", OLD, None, kind)
            for plot, kind in zip(land.plots.index, kinds, strict=False)
        ],
        columns=[*COLUMNS, "holder_type"], dtype=object,
    )  # fmt: skip
    record_titles(store, titles, land, author="A", on=datetime(2026, 1, 15, tzinfo=UTC))
    return store


def page_of(path: Path) -> str:
    """Text of a page, and of the drawings in it."""
    text = path.read_text(encoding="utf-8")
    drawn = re.findall(r"data:image/svg\+xml;base64,([\w+/=]+)", text)
    return text + "".join(base64.b64decode(d).decode() for d in drawn)


def paper_of(path: Path) -> str:
    """Text of a PDF."""
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext: install poppler-utils")
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return done.stdout.decode()


@pytest.mark.parametrize("ending", ["html", "pdf"])
def test_holders_are_named_and_marked_or_neither(
    ending: str, land: Land, register: Store, tmp_path: Path
) -> None:
    told = {}
    editions: tuple[Edition, ...] = ("restricted", "public")
    for edition in editions:
        path = tmp_path / f"{edition}.{ending}"
        write_paper(small(), path, land=land, store=register, day=DAY, edition=edition)
        told[edition] = (page_of if ending == "html" else paper_of)(path)
    assert CANARY in told["restricted"]
    assert "Édition restreinte" in told["restricted"]
    assert "Canari" not in told["public"]
    assert "Édition publique" in told["public"]
    assert "personne physique" in told["public"]
    if ending == "pdf":  # on each page, so that one alone says it too
        pages = [p for p in told["restricted"].split("\f") if p.strip()]
        assert [p for p in pages if "Édition restreinte" not in p] == []


def test_areas_by_kind_of_owner_add_up_to_the_zone(land: Land, register: Store) -> None:
    """1,800 m² of persons, 900 of a company, 900 of an unsaid kind, the rest of nobody known."""
    told = content(small(), lang="en", land=land, store=register, day=DAY, edition="public")
    rows = {row[0]: row[2].replace("\u00a0", "").replace("\u202f", "")
            for row in told["tenure"]["rows"]}  # fmt: skip
    assert rows == {"unknown": "64%", "person": "18%", "company": "9%", "kind not said": "9%"}


def test_a_paper_that_names_nobody_is_not_restricted(land: Land, tmp_path: Path) -> None:
    empty = create(tmp_path / "r.sqlite")
    assert content(small(), lang="fr", land=land, store=empty, day=DAY)["edition"] == "Version 0.1"


def test_the_paper_of_a_study_without_register(tmp_path: Path) -> None:
    """The maps of the study need no register: none is asked for, none is made."""
    study = write_zone(tmp_path)
    (tmp_path / "c.toml").write_text(small_text(), encoding="utf-8")
    words = ["charter", "paper", str(tmp_path / "c.toml"), str(tmp_path / "c.html"),
             "--study", str(study), "--zone", ZONE, "--edition", "public"]  # fmt: skip
    assert run(words) == 0
    assert "Édition publique" in (tmp_path / "c.html").read_text(encoding="utf-8")
    assert list(tmp_path.glob("*.sqlite")) == []


@pytest.mark.parametrize("stop", ["foncier.csv", "foncier.svg"])
def test_the_files_of_the_land_come_all_or_none(stop: str, tmp_path: Path) -> None:
    """A folder stands where one of them must go: the others are not left behind."""
    study, out = write_zone(tmp_path), tmp_path / "foncier"
    create(tmp_path / "registre.sqlite")
    words = ["charter", "land", str(study), "--zone", ZONE, "--out", str(out)]
    (out / stop).mkdir(parents=True)
    assert run(words) == 1
    assert [p.name for p in out.iterdir()] == [stop]
    (out / stop).rmdir()
    assert run(words) == 0
    assert sorted(p.name for p in out.iterdir()) == ["foncier.csv", "foncier.gpkg", "foncier.svg"]


def test_a_type_of_holder_that_is_none_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    head = "plot;right;holder;start;end;holder_type\n"
    file.write_text(f"{head}P1;lease;A;2020-01-01;;company\nP2;lease;B;2020-01-01;;\n", "utf-8")
    assert read_titles(file)["holder_type"].tolist() == ["company", None]
    file.write_text(f"{head}P1;lease;A;2020-01-01;;firme\n", "utf-8")
    with pytest.raises(CharterError, match="line 2: holder_type: « firme » is none of person"):
        read_titles(file)
