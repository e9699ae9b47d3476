"""From articles to a grid, their examples, and who is admitted by which wording."""

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.grid import parse as parse_grid
from criteria.grid import published
from criteria.grid_check import faults
from criteria.vetoes import vetoes
from tests.zae.charter.small import small, small_text
from zae.charter.admissions import admissions, compared, counts, naming
from zae.charter.article import CharterError
from zae.charter.candidates import from_table, of_values, subjects_of
from zae.charter.examples import broken_examples, run_examples
from zae.charter.rules import grid_of_charter, rules_grid, write_grid
from zae.charter.starter import write_charter
from zae.charter.text import parse, read
from zae.cli.entry import run


def state_of(article: str, **values: float) -> str:
    """What the veto of an article of the small charter says of these facts."""
    charter = small()
    grid = rules_grid(charter)
    one = grid.model_copy(
        update={"vetoes": tuple(v for v in grid.vetoes if v.key == f"charter_{article}")}
    )
    found = vetoes(of_values({"A": dict(values)}, subjects_of([charter])), one)["state"]
    return str(found.iloc[0]) if len(found) else "clear"


@pytest.mark.parametrize(
    ("ground", "sealed", "state"),
    [
        (20, 0, "clear"),
        (19, 0, "fired"),
        (19, 79, "fired"),
        (19, 80, "clear"),
    ],
)
def test_an_exception_silences_its_article_from_its_threshold_on(
    ground: float, sealed: float, state: str
) -> None:
    assert state_of("1", open_ground=ground, artificialised_share=sealed) == state


def test_an_unknown_exception_leaves_a_broken_article_to_be_checked() -> None:
    assert state_of("1", open_ground=10) == "to_check"
    assert state_of("1", open_ground=30) == "clear"
    assert state_of("1", artificialised_share=90) == "clear"


def test_the_grid_for_studies_has_no_fault_and_leaves_declarations_out() -> None:
    text = grid_of_charter(small(), name="petite")
    assert faults(text, name="petite") == []
    keys = [v.key for v in parse_grid(text).vetoes]
    assert "charter_1" in keys
    assert "charter_2" not in keys
    assert "# Hors de la grille : Petite charte (0.1), article 2 : Adhérer" in text


def test_weights_of_articles_are_kept_and_the_others_share_what_is_left() -> None:
    grid, base = rules_grid(small()), published()
    assert grid.by_key["job_match"].weight.share == 0.28
    assert grid.by_key["job_match"].value.points == ((0, 0), (1, 1))
    scale = (1 - 0.28) / (1 - base.by_key["job_match"].weight.share)
    for c in base.criteria:
        if c.key != "job_match":
            found = grid.by_key[c.key].weight.share
            assert found == pytest.approx(c.weight.share * scale, abs=1.1e-6)


@settings(max_examples=15, deadline=None)
@given(st.floats(0.01, 0.95))
def test_any_weight_gives_a_grid_whose_weights_add_up_to_one(weight: float) -> None:
    grid = rules_grid(small(a=f"weight = 0.28 => weight = {weight!r}"))
    assert sum(c.weight.share for c in grid.criteria) == pytest.approx(1, abs=1e-9)


def test_a_replaced_veto_is_gone_and_one_of_the_law_cannot_be() -> None:
    change = 'level = "interdit" => replaces = ["low_job_density"]\nlevel = "interdit"'
    keys = [v.key for v in rules_grid(small(a=change)).vetoes]
    assert "low_job_density" not in keys
    assert "natural_land" in keys
    with pytest.raises(CharterError, match="comes from the law"):
        small(a=change.replace("low_job_density", "wetland"))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ('subject = "open_ground" => subject = "open_grund"', "perhaps open_ground"),
        ('sanctions = ["reminder", "fee"] => sanctions = ["fee", "reminder"]', "must grow"),
        ('number = "2" => number = "1"', "article used twice: 1"),
        ("exempt = { => x = {", "Extra inputs"),
        ("weight = 0.28 => ", "weight goes with"),
        ('key = "joins" => key = "slope"', "no subject « joins »"),
        ('key = "joins" => key = "wetland_m2"', "measures it already"),
        ('exception = "Adhésion dans l\'année" => ', "what lifts the reserve"),
    ],
)
def test_faults_are_said_with_their_place(change: str, told: str) -> None:
    with pytest.raises(CharterError, match=re.escape(told)):
        small(a=change)


def test_refusals_that_nobody_can_pass_together_are_a_fault() -> None:
    one = small_text().split("[[article]]")[1]
    other = (
        one.replace('"1"', '"9"')
        .replace('">="', '"<="', 1)
        .replace("threshold = 20", "threshold = 5")
    )
    both = [re.sub(r"(?m)^(except_if|exempt).*\n", "", x) for x in (one, other)]
    text = small_text().split("[[article]]")[0] + "".join(f"[[article]]{x}" for x in both)
    with pytest.raises(CharterError, match="articles 1 and 9 cannot both hold"):
        parse(text, name="charte.toml")


def test_examples_of_the_small_charter_show_what_they_should() -> None:
    found = run_examples(small())
    assert list(found["example"]).count("exempt") == 1
    assert (found["found"] == found["expected"]).all()
    assert broken_examples(small()) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("passes = { joins = 1 } => passes = { joins = 0 }", "article 2: its example « passes »"),
        ("fails = { joins = 0 } => fails = { joins = 1 }", "article 2: its example « fails »"),
        ("fails = { job_match = 0.4 } => fails = { open_ground = 4 }", "speaks of open_ground"),
        ("artificialised_share = 80 } => artificialised_share = 8 }", "« exempt »"),
        ("points = [[0, 0], [1, 1]] => points = [[0, 1], [1, 0]]", "its mark is 0.40"),
        ("fails = { joins = 0 } => fails = {}", "to be checked"),
    ],
)
def test_an_example_that_shows_something_else_is_told(change: str, told: str) -> None:
    if "artificialised_share = 80 }" in change:
        change = "exempt = { open_ground = 0, " + change.replace(
            "=> ", "=> exempt = { open_ground = 0, "
        )
    assert any(told in fault for fault in broken_examples(small(a=change)))


TABLE = """id;label;vocation;open_ground;artificialised_share;joins;job_match
A;Bon;industrie;30;0;1;0,6
B;Sans terre;industrie;10;0;1;0,6
C;Sur friche;industrie;10;90;0;0,6
D;Peut-être;tertiaire;15..25;0;;0,6
"""


def test_every_refusal_and_reserve_cites_its_article(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(TABLE, encoding="utf-8")
    charter = small()
    found = admissions(charter, from_table(tmp_path / "c.csv", [charter]))
    assert found.table["admission"].to_dict() == {
        "A": "admissible", "B": "interdit", "C": "reserve", "D": "admissible",
    }  # fmt: skip
    fired = found.reasons[found.reasons["state"] == "fired"].set_index("candidate")
    assert fired.loc["B", "cited"] == "article 1"
    assert "article 2 : Adhérer" in str(fired.loc["C", "reference"])
    waits = found.reasons[(found.reasons["candidate"] == "D")]["cited"].tolist()
    assert {"article 1", "article 2"} <= set(waits)


def test_wordings_are_compared_on_the_same_candidates(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(TABLE, encoding="utf-8")
    named = {"a": small(), "b": small(a="threshold = 20 => threshold = 10")}
    found = compared(named, from_table(tmp_path / "c.csv", list(named.values())))
    assert found.index[found["moves"]].tolist() == ["B"]
    assert found.loc["B", "differs_by"] == ("article 1",)
    assert found.loc["C", "differs_by"] == ()
    assert counts(found, ["a", "b"])["interdit"].to_dict() == {"a": 1, "b": 0}
    pd.testing.assert_series_equal(found["score_a"], found["score_b"], check_names=False)


def test_faults_of_a_table_are_said_together(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("id;open_grund\nA;1\nA;2\n", encoding="utf-8")
    with pytest.raises(CharterError) as told:
        from_table(tmp_path / "c.csv", [small()])
    assert "open_grund" in str(told.value)
    assert "« id » of its own" in str(told.value)
    (tmp_path / "d.csv").write_text("id,open_ground\nA,peu\nB,9..3\n", encoding="utf-8")
    with pytest.raises(CharterError, match=r"(?s)« peu ».*« 9\.\.3 »"):
        from_table(tmp_path / "d.csv", [small()])


def test_names_of_wordings_are_told_apart() -> None:
    assert naming(["x/a.toml", "y/a.toml"]) == ["a", "a (2)"]


def test_the_example_of_puisaye_is_a_hypothesis_that_passes_its_own_tests(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = write_charter(tmp_path / "charte.toml")
    charter = read(files["charte.toml"])
    assert charter.status == "hypothetical"
    assert broken_examples(charter) == []
    assert faults(write_grid(charter, tmp_path / "grille.toml").read_text("utf-8")) == []
    assert run(["charter", "check", str(files["charte.toml"])]) == 0
    assert "21 exemple(s) sur 21" in capsys.readouterr().out
    with pytest.raises(CharterError, match="there already"):
        write_charter(tmp_path / "charte.toml")


def test_a_broken_example_is_a_fault_of_the_command(tmp_path: Path) -> None:
    file = tmp_path / "charte.toml"
    file.write_text(small_text(a="passes = { joins = 1 } => passes = { joins = 0 }"), "utf-8")
    assert run(["charter", "check", str(file)]) != 0
