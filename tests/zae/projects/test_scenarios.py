"""Levers against figures worked by hand: halves, shares, settled newcomers, costs; every fault."""

from pathlib import Path

import pytest
from pandas import DataFrame

from criteria.project import Project
from criteria.vetoes import Lift, RuleError
from tests.zae.projects.places import study as small_study
from zae.projects.comparison import assessed
from zae.projects.scenarios import LOADS, Scenario, ScenarioError, compared, read_scenarios
from zae.study import Study

PROJECT = Project(
    key="four", label={"fr": "Fournil"}, vocation="artisanat", plot_m2=5000, roof_m2=1000,
    jobs={"cadres": 4, "professions_intermediaires": 6, "employes": 10, "ouvriers": 20},
    open_ground_share=0.2, renewable_roof_share=0.3, transfer_share=0.0,
)  # fmt: skip


def lever(key: str, **fields: object) -> Scenario:
    return Scenario.model_validate({"key": key, "label": key, "source": "assumed", **fields})


LEVERS = (
    lever("half", multiply={"jobs": 0.5}, levers=["phasing"]),
    lever("moved", set={"transfer_share": 1.0}),
    lever("green", set={"open_ground_share": 0.4}, cost_low_eur=10, cost_high_eur=20),
    lever("housed", parameters="housed.toml"),
)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Half of the newcomers settle here as it is, all of them with the housing agreement."""
    folder = tmp_path_factory.mktemp("scenarios")
    for name, share in (("base", 0.5), ("housed", 1.0)):
        told = f"[settle_share]\nlow = {share}\nvalue = {share}\nhigh = {share}\n"
        (folder / f"{name}.toml").write_text(
            f'{told}basis = "assumed"\nsource = "essai"\nvintage = "2026"\n', encoding="utf-8"
        )
    return small_study(folder).model_copy(update={"parameters": "base.toml"})


@pytest.fixture(scope="module")
def found(study: Study) -> DataFrame:
    return compared(study, PROJECT, "Z2", LEVERS)


def test_half_of_the_jobs_bring_half_of_everything(found: DataFrame) -> None:
    """Every load is in proportion to the jobs, and all scenarios have the same draws."""
    for load in LOADS:
        for end in ("", "_low", "_high"):
            assert found.loc["half", load + end] == pytest.approx(
                found.loc["declared", load + end] / 2, rel=1e-9
            )
    assert found.loc["declared", "dwellings_low"] > 0


def test_jobs_that_all_move_from_here_bring_nobody(found: DataFrame) -> None:
    assert found.loc["moved", [*LOADS]].tolist() == [0.0] * len(LOADS)


def test_twice_as_many_newcomers_settle_where_all_do_and_not_half(found: DataFrame) -> None:
    """All settle and not half; the draws of newcomers are the same."""
    assert found.loc["housed", "newcomers_in_epci"] == pytest.approx(
        2 * found.loc["declared", "newcomers_in_epci"], rel=1e-9
    )


def test_more_open_ground_changes_the_score_and_no_load(found: DataFrame) -> None:
    assert found.loc["green", "score"] > found.loc["declared", "score"]
    same = [load + end for load in LOADS for end in ("", "_low", "_high")]
    assert found.loc["green", same].tolist() == found.loc["declared", same].tolist()
    assert found.loc["green", ["cost_low_eur", "cost_high_eur"]].tolist() == [10, 20]
    assert found.loc["declared", ["cost_low_eur", "cost_high_eur"]].tolist() == [0, 0]


def test_one_site_alone_has_the_score_that_it_has_among_all(study: Study, found: DataFrame) -> None:
    """Nothing but the site is measured; a whole study of the same project says the same."""
    own = study.model_copy(update={"parameters": "housed.toml"})
    whole = assessed(own, [LEVERS[3].of(PROJECT)]).runs["housed"].scores.table.loc["Z2"]
    for column in ("score", "score_low", "score_high"):
        assert found.loc["housed", column] == pytest.approx(whole[column], abs=1e-12)
    assert found.loc["housed", "admission"] == whole["admission"]


def test_unknown_jobs_leave_loads_unknown(study: Study) -> None:
    unknown = PROJECT.model_copy(update={"jobs": None})
    table = compared(study, unknown, "Z1", LEVERS[2:3])
    assert table[[*LOADS]].isna().all(axis=None)
    with pytest.raises(ScenarioError, match="scenario half: jobs of the project is unknown"):
        compared(study, unknown, "Z1", LEVERS[:1])


@pytest.mark.parametrize(
    ("levers", "site", "said"),
    [
        (LEVERS[:1] * 2, "Z1", "two scenarios « half »"),
        ([lever("declared")], "Z1", "two scenarios « declared »"),
        (LEVERS[:1], "Z9", "no site « Z9 »"),
        ([lever("far", set={"open_ground_share": 3})], "Z1", "less than or equal to 1"),
        ([lever("none", parameters="absent.toml")], "Z1", "absent.toml: No such file"),
    ],
    ids=["twice", "name", "site", "share", "file"],
)
def test_what_does_not_fit_is_told(
    study: Study, levers: list[Scenario], site: str, said: str
) -> None:
    with pytest.raises((ScenarioError, ValueError), match=said):
        compared(study, PROJECT, site, levers)


def test_faults_of_a_file_of_levers_are_all_told_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text(
        '[[scenario]]\nkey = "a b"\nlabel = "A"\nsource = "x"\n'
        '[[scenario]]\nkey = "b"\nlabel = "B"\nset = { colour = 1 }\nsource = "x"\n'
        '[[scenario]]\nkey = "c"\nlabel = "C"\ncost_low_eur = 3\ncost_high_eur = 2\nsource = "x"\n',
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError) as caught:
        read_scenarios(file)
    told = str(caught.value).splitlines()
    assert told[0] == "s.toml: 3 fault(s)"
    assert told[1].startswith("  line 2, scenario #1 key: ")
    assert told[2] == "  line 5, scenario #2: no such field of a project: colour"
    assert told[3] == "  line 10, scenario #3: cost_low_eur: more than cost_high_eur"


def test_a_lift_on_another_site_does_not_stand_in_the_way(study: Study, found: DataFrame) -> None:
    """A réserve lifted on Z3 says nothing of Z2; one on a site that is nowhere is still refused."""
    lift = Lift(site="Z3", veto="soil_pollution", reason="attestation of 2026-03-02")
    other = study.model_copy(update={"lifted": (lift,)})
    table = compared(other, PROJECT, "Z2", LEVERS[:1])
    assert table.loc["declared", "score"] == found.loc["declared", "score"]
    nowhere = study.model_copy(update={"lifted": (lift.model_copy(update={"site": "Z9"}),)})
    with pytest.raises(RuleError, match="Z9"):
        compared(nowhere, PROJECT, "Z2", LEVERS[:1])
