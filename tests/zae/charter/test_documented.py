"""The study of docs/charter.md, line after line, on a file and on a PostGIS."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from pandas import DataFrame

from tests.conftest import own_schema
from tests.zae.charter.zone import write_zone
from tests.zae.documented import all_run, commands, takes_schema, with_schema
from zae.charter.demo import PROPOSAL, VOTES, ZONE, titles_of, write_files
from zae.charter.land import COLUMNS, Title, land_of, record_titles
from zae.charter.votes import Vote, in_force, propose, tallies, vote
from zae.store import Store, create
from zae.store.verify import verify
from zae.study import read

pytestmark = pytest.mark.slow

DEMO = ["charter", "demo"]
SPRING = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """What the lines left behind."""

    folder: Path
    store: Store
    codes: dict[str, int]
    out: str


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgis", marks=pytest.mark.postgis)]
)
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Told]:
    """Every line after the first, on a smaller zone; on PostGIS those of the store, admissions."""
    shared = request.param == "postgis"
    folder = tmp_path_factory.mktemp("charte")
    file = write_zone(folder / "zae-charte")
    land = land_of(read(file), ZONE)
    write_files(file.parent, land)
    beside = nullcontext((str(file.parent / "registre.sqlite"), ""))
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with pytest.MonkeyPatch.context() as patch, own_schema() if shared else beside as (at, schema):
        patch.setenv("ZAE_STORE", at)
        store = create(at, schema=schema or "zae")
        titles = DataFrame([*titles_of(land)], columns=list(COLUMNS), dtype=object)
        record_titles(store, titles, land, author="A", on=SPRING)
        propose(store, file.parent / "charte.toml", author="A", on=SPRING, event_id=PROPOSAL)
        for member, choice in VOTES.items():
            said = {"proposal": PROPOSAL, "member": member, "choice": choice}
            vote(store, Vote.model_validate(said), author="A", on=SPRING)
        lines = [words for words in commands("charter.md") if words != DEMO]
        lines = [words for words in lines if not shared or takes_schema(words) or "admit" in words]
        codes = all_run(with_schema(lines, schema), folder)
        yield Told(file.parent, store, codes, capture.read_global_capture()[0])


def test_every_line_of_the_page_runs(told: Told) -> None:
    assert {line: code for line, code in told.codes.items() if code} == {}
    assert len(told.codes) in (17, 11)


def test_the_amendment_has_no_two_thirds_and_the_first_text_stays(told: Told) -> None:
    """Three votes for, three against: half of six. Each is an event, none stands twice."""
    found = tallies(told.store)
    assert found.loc[PROPOSAL, ["for", "against", "abstain", "adopted"]].tolist() == [6, 2, 1, True]
    assert found.loc["autre", ["for", "against", "amends", "adopted"]].tolist() == [
        3, 3, True, False,
    ]  # fmt: skip
    now = in_force(told.store)
    assert now is not None
    assert now.version == "0.1"
    assert len(told.store.events(Title)) == len(pd.read_csv(told.folder / "titres.csv", sep=";"))
    assert verify(told.store).faults == ()


def test_the_files_of_the_page_are_there(told: Told) -> None:
    assert (told.folder / "signer.pdf").read_bytes().startswith(b"%PDF")
    layer = gpd.read_file(told.folder / "foncier" / "foncier.gpkg")
    assert layer["area_m2"].sum() == pytest.approx(10_000)
    years = pd.read_csv(told.folder / "foncier" / "foncier.csv", index_col="day")
    assert years.sum(axis=1).tolist() == pytest.approx([10_000.0] * len(years))
    assert date.fromisoformat(str(years.index[0])) == date(2005, 1, 1)
    assert (told.folder / "foncier" / "foncier.svg").stat().st_size > 1000


def test_who_is_refused_is_told_with_the_article(told: Told) -> None:
    """C2 keeps too little open ground; on the study nothing is declared: articles wait."""
    assert "article 1 (Un sol qui respire)" in told.out
    assert f"{ZONE}/artisanat" in told.out
    assert "inconnu" in told.out
    assert "unknown" not in told.out
