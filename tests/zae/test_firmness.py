"""How firm a ranking is: a share of weightings, what to measure first, in words and in columns."""

import re
from dataclasses import replace

import numpy as np
import pytest
from pandas import DataFrame, Index, Series

from criteria.facts import Facts, assemble, blank, constant, known
from criteria.grid import published
from criteria.scores import Scores, score
from tests.zae import small
from zae.assessment import Assessment
from zae.firmness import firmness
from zae.publish import tables
from zae.publish.report import firm, summary
from zae.publish.report.reader import Reader

GRID = published()
IDS = Index(["best", "second", "third"])


def known_facts(marks: dict[str, float]) -> Facts:
    """Each site has the same mark on every criterion; nothing fires."""
    parts = {}
    for criterion in GRID.criteria:
        x, y = np.array(criterion.value.points, dtype=float).T
        order = np.argsort(y, kind="stable")
        values = {site: float(np.interp(mark, y[order], x[order])) for site, mark in marks.items()}
        parts[criterion.key] = known(Series(values))
    for observation in GRID.observations:
        parts[observation.key] = blank(Index(list(marks)), "not_applicable")
    return assemble(parts, {}, Index(list(marks)))


@pytest.fixture(scope="module")
def settled() -> tuple[Facts, Scores]:
    facts = known_facts({"best": 0.9, "second": 0.6, "third": 0.4})
    return facts, score(facts, GRID)


def test_a_site_better_on_everything_is_first_under_all_weights(
    settled: tuple[Facts, Scores],
) -> None:
    found = firmness(*settled, GRID)
    assert found.first.to_dict() == {"best": 1.0, "second": 0.0, "third": 0.0}
    assert found.robustness.mean_rank.tolist() == [1.0, 2.0, 3.0]
    assert found.order.empty
    assert not found.may_change["letter"].any()


def test_the_first_fact_to_learn_is_the_one_that_turns_the_first_place() -> None:
    """Two equal sites; one's heaviest criterion is unknown, the third's is too, far behind."""
    facts = known_facts({"best": 0.6, "second": 0.6, "third": 0.1})
    heaviest = max(GRID.criteria, key=lambda c: c.weight.share).key
    for site in ("second", "third"):
        facts.low.loc[site, heaviest] = facts.high.loc[site, heaviest] = np.nan
        facts.status.loc[site, heaviest] = "unknown"
    found = firmness(facts, score(facts, GRID), GRID)
    assert found.order.iloc[0][["site_id", "fact"]].tolist() == ["second", heaviest]
    assert found.order.iloc[0]["first"] > 0
    whole = found.by_fact().set_index("fact").loc[heaviest]
    assert whole["sites"] == 2
    assert whole["letters"] == pytest.approx(found.order["letter"].sum())
    assert sorted(found.of_site(1)) == ["second", "third"]


def test_the_same_seed_gives_the_same_shares(assessment: Assessment) -> None:
    run = next(iter(assessment.runs.values()))
    again = firmness(run.facts, run.scores, assessment.grid)
    assert again.first.equals(run.firmness.first)
    assert again.order.equals(run.firmness.order)


def test_an_order_of_importance_may_turn_the_ranking() -> None:
    """One site is best on land, the other on employment: the order says who is first."""
    facts = known_facts({"a": 0.5, "b": 0.5})
    for criterion in GRID.criteria:
        ends = criterion.value.points if criterion.value.rises else criterion.value.points[::-1]
        good = {"land": "a", "employment": "b"}.get(criterion.family)
        if good:
            facts.low.loc[good, criterion.key] = facts.high.loc[good, criterion.key] = ends[-1][0]
    scores = score(facts, GRID)
    rest = [f.key for f in GRID.families if f.key not in ("land", "employment")]
    land = firmness(facts, scores, GRID, order=["land", "employment", *rest])
    work = firmness(facts, scores, GRID, order=["employment", "land", *rest])
    assert land.first["a"] == 1.0
    assert work.first["b"] == 1.0


def test_shares_are_said_as_shares_of_weightings() -> None:
    french = Reader(lang="fr")
    assert firm.share_first(0.62, french) == "premier dans 62\xa0% des pondérations admissibles"
    assert firm.share_first(0.0, french).startswith("presque jamais premier")


def test_completeness_and_what_is_settled_are_two_sentences(assessment: Assessment) -> None:
    run = next(iter(assessment.runs.values()))
    for site, said in firm.sentences(run, Reader()).items():
        row = run.scores.table.loc[site]
        assert len(said) == 3
        assert f"{row['completeness']:.0%}".rstrip("%") in said[1]
        assert said[2].startswith("Acquis")


def test_a_site_alone_has_no_rank_to_speak_of() -> None:
    one = small.assessment(1)
    run = next(iter(one.runs.values()))
    said = firm.sentences(run, Reader())["S01"]
    assert len(said) == 2
    assert not re.search("rang|autres sites", said[0])


def test_what_to_measure_first_is_led_by_its_power(assessment: Assessment) -> None:
    run = next(iter(assessment.runs.values()))
    told = firm.to_measure(run, assessment, Reader())
    order = run.firmness.order
    for site, lines in told.items():
        mine = order[order["site_id"] == site]
        assert len(lines) == min(len(mine), firm.MEASURES)
        labels = tables.fact_labels(assessment.grid)
        assert lines[0]["label"] == labels[mine.iloc[0]["fact"]]["fr"]
        assert lines[0]["settled_by"]


def test_columns_of_the_tables_say_the_same(assessment: Assessment) -> None:
    rows = DataFrame(tables.site_table(assessment)).set_index(["project", "site_id"])
    for key, run in assessment.runs.items():
        mine = rows.loc[key]
        assert mine["first_share"].sum() == pytest.approx(1)
        assert mine["mean_rank"].mean() == pytest.approx((len(mine) + 1) / 2)
        open_facts = run.firmness.order.groupby("site_id").size()
        told = (
            mine["measure_first"].str.split(" ; ").str.len().where(mine["measure_first"] != "", 0)
        )
        assert (told <= open_facts.reindex(mine.index).fillna(0)).all()
        assert told.max() == tables.MEASURES


def test_nothing_known_is_said_without_a_rank() -> None:
    ids = Index(["A", "B"])
    blind = assemble({k: constant(None, ids) for k in GRID.fact_keys}, {}, ids)
    found = firmness(blind, score(blind, GRID), GRID)
    assert found.may_change["letter"].all()
    assert found.first.sum() == pytest.approx(1)


def test_a_report_warns_first_where_no_order_is_settled(assessment: Assessment) -> None:
    """Where all is unknown no pair is settled; where all is known every one is."""
    grid = assessment.grid
    ids = assessment.sites.index
    blind = assemble({k: constant(None, ids) for k in grid.fact_keys}, {}, ids)
    run = next(iter(assessment.runs.values()))
    scores = score(blind, grid)
    loose = replace(run, facts=blind, scores=scores, firmness=firmness(blind, scores, grid))
    said = " ".join(summary.summary(replace(assessment, runs={"p": loose}), Reader()))
    assert "acquis pour 0\xa0% des paires" in said
    assert "On en sait trop peu" in said
    marks = {str(site): 0.2 + 0.6 * i / len(ids) for i, site in enumerate(ids)}
    facts = known_facts(marks)
    scores = score(facts, grid)
    firm_run = replace(run, facts=facts, scores=scores, firmness=firmness(facts, scores, grid))
    said = " ".join(summary.summary(replace(assessment, runs={"p": firm_run}), Reader()))
    assert "acquis pour 100\xa0% des paires" in said
    assert "trop peu" not in said


def test_what_to_learn_is_looked_for_among_the_first_of_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    facts = known_facts({"last": 0.1, "best": 0.62, "second": 0.6})
    heaviest = max(GRID.criteria, key=lambda c: c.weight.share).key
    for site in ("second", "last"):
        facts.low.loc[site, heaviest] = facts.high.loc[site, heaviest] = np.nan
        facts.status.loc[site, heaviest] = "unknown"
    scores = score(facts, GRID)
    of_all = firmness(facts, scores, GRID).order
    monkeypatch.setattr("zae.firmness.LEADING", 2)
    of_two = firmness(facts, scores, GRID).order
    assert set(of_all["site_id"]) == {"second", "last"}
    assert of_two["site_id"].tolist() == ["second"]
    assert of_two.iloc[0]["regret"] == of_all.set_index("site_id").loc["second", "regret"]
