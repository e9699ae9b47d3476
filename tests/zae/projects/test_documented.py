"""The study of docs/followup.md, line after line, on a file and on a PostGIS."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from criteria.parameters import parse_overrides
from tests.conftest import own_schema
from tests.zae.documented import all_run, commands, takes_schema, with_schema
from tests.zae.projects.places import write_study
from zae.assess import ground
from zae.cli.entry import run
from zae.projects.demo import history, write_beside
from zae.projects.promises import register
from zae.projects.report import FILES
from zae.store import Store, create
from zae.store.verify import verify
from zae.study import read

pytestmark = pytest.mark.slow

SITE = "99001000AL0006"
DEMO = ["followup", "demo"]


@dataclass(frozen=True)
class Told:
    """What the lines left behind."""

    folder: Path
    store: Store
    codes: dict[str, int]


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgis", marks=pytest.mark.postgis)]
)
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Told]:
    """
    Every line after the first, on fewer and simpler sites with the same history.

    On PostGIS, those that touch the store, replays apart: the others know nothing of where it lies.
    """
    shared = request.param == "postgis"
    folder = tmp_path_factory.mktemp("suivi")
    file = write_study(folder / "zae-suivi", [SITE, *(f"S{i:02d}" for i in range(12))])
    write_beside(file.parent)
    beside = nullcontext((str(file.parent / "registre.sqlite"), ""))
    with pytest.MonkeyPatch.context() as patch, own_schema() if shared else beside as (at, schema):
        patch.setenv("ZAE_STORE", at)
        store = create(at, schema=schema or "zae")
        store.add_all(list(history(ground(read(file)).sites, "implantation-1 1.0")))
        lines = [words for words in commands("followup.md") if words != DEMO]
        lines = [words for words in lines if not shared or (takes_schema(words) and _light(words))]
        yield Told(file.parent, store, all_run(with_schema(lines, schema), folder))


def _light(words: list[str]) -> bool:
    """Whether a line scores no site, but for the public report."""
    return not {"--replay", "minutes", "--discount", "zae-suivi/suivi"} & set(words)


def test_every_line_of_the_page_runs(told: Told) -> None:
    assert {line: code for line, code in told.codes.items() if code} == {}
    verbs = {line.split()[1] for line in told.codes if line.startswith("followup ")}
    assert len(verbs) >= 11


def test_what_was_recorded_is_what_was_typed(told: Told) -> None:
    """40 jobs promised for 2024, 30 found in year 3: missed by a quarter, for the market."""
    row = register(told.store, date(2026, 6, 30)).set_index("promise").loc["four-emplois"]
    said = ["name", "site_id", "amount", "found", "kept_share", "state", "reason", "checked_year"]
    assert row[said].tolist() == [
        "Fournil de l'Ourlande", SITE, 40, 30, 0.75, "missed", "market", 3,
    ]  # fmt: skip
    kinds = [event.kind for event in told.store.events() if event.subject.id == "four"]
    assert kinds == ["declaration", "declaration", "implantation", "promise", "promise_check",
                     "promise_check", "outcome", "hires"]  # fmt: skip
    assert verify(told.store).faults == ()


def test_the_files_of_the_page_are_there(told: Told) -> None:
    for folder in {"suivi", "public"} & {path.name for path in told.folder.iterdir()}:
        for name in FILES:
            assert (told.folder / folder / name).stat().st_size > 1000
    public = (told.folder / "public" / "suivi.html").read_text(encoding="utf-8")
    assert SITE in public
    assert "Fournil" not in public
    corrected = parse_overrides((told.folder / "charge.toml").read_text(encoding="utf-8"))
    assert 0 < corrected["n_ouvriers"]["low"] < 3 / 24 < corrected["n_ouvriers"]["high"] < 0.5
    if "minutes" in "".join(told.codes):
        assert (told.folder / "enquete.pdf").read_bytes().startswith(b"%PDF")
        page = (told.folder / "suivi" / "suivi.html").read_text(encoding="utf-8")
        assert "Fournil" in page


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("promise STUDY four wages 3 --author A --starts 2020-01-01 --due 2021-01-01", "« wages »"),
        ("observe STUDY absent 1 3 --evidence e --verifier V", "absent"),
        ("hired STUDY four n_ouvriers 3 4 --author A", "3"),
        ("inquiry STUDY nobody", "« nobody »"),
    ],
)
def test_a_mistyped_line_says_what_is_wrong_and_records_nothing(
    told: Told, capsys: pytest.CaptureFixture[str], line: str, said: str
) -> None:
    before = told.store.head()
    words = line.replace("STUDY", str(told.folder / "etude.toml")).split(" ")
    schema = told.store.name.rpartition(".")[2]
    assert run(["followup", *words, "--schema", schema]) == 1
    assert said in capsys.readouterr().err
    assert told.store.head() == before
