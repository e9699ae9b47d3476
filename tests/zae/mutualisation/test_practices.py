"""The catalogue is read whole; zones are judged with what is known, and no more."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame

from zae.mutualisation.catalogue import catalogue, parse
from zae.mutualisation.reading import CatalogueError
from zae.mutualisation.steps import reference_ranking
from zae.mutualisation.transposability import conditions, ranking
from zae.mutualisation.zones import reference_measures, references, with_table

ROOT = Path(__file__).resolve().parents[3]

ONE = """
version = "1"
[[practice]]
key = "creche"
label = "Crèche"
summary = "Une crèche."
legal_forms = ["DSP"]
condition = [
  { measure = "jobs", least = 1500, source = "JDN 2006" },
  { measure = "area_ha", most = 100, source = "assumed" },
]
benefit = [{ actor = "firms", gain = "x", source = "assumed" }]
indicators = ["places"]
sources = ["JDN 2006"]
"""


def zone(**known: tuple[float, float]) -> DataFrame:
    """One zone Z with bounds of some measures."""
    row = {f"{k}_{b}": v for k, pair in known.items() for b, v in zip(("low", "high"), pair)}  # noqa: B905
    return DataFrame(row, index=["Z"])


def test_every_fault_of_a_catalogue_is_said_at_once() -> None:
    wrong = ONE.replace('measure = "jobs"', 'measure = "emplois"').replace("most = 100, ", "")
    with pytest.raises(CatalogueError) as error:
        parse(wrong, name="pratiques.toml")
    text = str(error.value)
    assert "pratiques.toml: 2 fault(s)" in text
    assert "practice #1 condition #1: unknown measure « emplois »" in text
    assert "practice #1 condition #2: area_ha: give « least » or « most »" in text


@pytest.mark.parametrize(
    ("jobs", "state", "missing"),
    [((2000, 2500), "met", (0, 0)), ((1000, 1400), "missed", (100, 500)),
     ((1400, 1600), "open", (0, 100)), ((1500, 1500), "met", (0, 0))],
)  # fmt: skip
def test_a_lower_limit_is_met_open_or_missed_by_so_much(
    jobs: tuple[float, float], state: str, missing: tuple[float, float]
) -> None:
    row = conditions(zone(jobs=jobs), parse(ONE, name="x")).iloc[0]
    assert row["state"] == state
    assert (row["missing_low"], row["missing_high"]) == missing


def test_an_upper_limit_is_missed_by_what_is_too_much() -> None:
    row = conditions(zone(area_ha=(120, 125)), parse(ONE, name="x")).iloc[1]
    assert (row["state"], row["missing_low"], row["missing_high"]) == ("missed", 20, 25)
    assert (row["degree_low"], row["degree_high"]) == (0.8, pytest.approx(100 / 120))


def test_what_is_unknown_leaves_all_open() -> None:
    row = ranking(conditions(zone(jobs=(2000, 2000)), parse(ONE, name="x"))).iloc[0]
    assert (row["fit"], row["fit_low"], row["fit_high"], row["unknown"]) == ("may_fit", 0.5, 1, 1)


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 5000), st.floats(0, 5000), st.floats(0, 300))
def test_knowing_more_never_widens_the_bounds(one: float, two: float, area: float) -> None:
    low, high = sorted((one, two))
    book = parse(ONE, name="x")
    wide, narrow = (
        ranking(conditions(zone(jobs=jobs, area_ha=(area, area)), book)).iloc[0]
        for jobs in ((low, high), ((low + high) / 2,) * 2)
    )
    assert wide["fit_low"] - 1e-12 <= narrow["fit_low"]
    assert narrow["fit_high"] <= wide["fit_high"] + 1e-12
    assert narrow["fit_low"] == pytest.approx(narrow["fit_high"])


def test_no_practice_that_inovallee_has_is_judged_out_of_its_reach() -> None:
    judged, ranked = reference_ranking(catalogue())
    there = references()[0]
    fit = ranked.set_index("practice")["fit"]
    assert set(fit[list(there.practices)]) <= {"fits", "may_fit"}
    jobs = judged.query("practice == 'creche' and measure == 'jobs'").iloc[0]
    assert (jobs["low"], jobs["state"]) == (11400, "met")
    density = reference_measures().loc["inovallee"]
    assert density["jobs_per_ha_low"] == pytest.approx(11400 / 110, abs=0.05)
    assert density["firms_per_ha_high"] == pytest.approx(375 / 110, abs=0.005)


def test_a_table_goes_before_the_layers_and_adds_zones(tmp_path: Path) -> None:
    table = tmp_path / "zones.csv"
    table.write_text("zone_id;jobs;animation_fte\nZ;250..375;\nY;10;0,5\n", encoding="utf-8")
    found = with_table(zone(jobs=(1, 2), area_ha=(5, 5)), table)
    assert found.loc["Z", ["jobs_low", "jobs_high", "area_ha_low"]].tolist() == [250, 375, 5]
    assert found.loc["Y", "animation_fte_low"] == 0.5
    assert found.loc[["Z"], "animation_fte_low"].isna().all()


def test_every_fault_of_a_table_is_said_at_once(tmp_path: Path) -> None:
    table = tmp_path / "zones.csv"
    table.write_text("zone_id,jobs,emplois\nZ,beaucoup,1\nZ,3,2\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as error:
        with_table(zone(jobs=(1, 2)), table)
    text = str(error.value)
    assert "3 fault(s)" in text
    assert "unknown column « emplois »" in text
    assert "zone Z: stands twice" in text
    assert "Z: jobs: « beaucoup » is no number" in text
