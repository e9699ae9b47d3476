"""Sobol indices against the variance shares of the worked example, and a case known exactly."""

import sys

import pytest

from criteria.sensitivity import sobol
from land.errors import MissingExtraError
from tests.criteria.maps import jobs, project

pytest.importorskip("SALib")

HUNDRED = project(
    jobs=jobs(cadres=30, professions_intermediaires=30, employes=20, ouvriers=20),
    transfer_share=0.0, trucks_per_day=0,
)  # fmt: skip
PUBLISHED = {
    "arrivants": 0.46, "settle_share": 0.37, "household_size": 0.15, "jobs_per_household": 0.02,
}  # fmt: skip


def test_fixture_100_jobs_variance_shares() -> None:
    found = sobol(HUNDRED, correlated=False)
    for name, share in PUBLISHED.items():
        assert found.loc[name, "first"] == pytest.approx(share, abs=0.05)
    assert list(found.index[:4]) == list(PUBLISHED)
    assert (found["total"] >= found["first"] - found["first_error"]).all()
    others = found.drop(index=list(PUBLISHED))
    assert others["total"].max() < 0.01


def test_shares_that_move_together_matter_more() -> None:
    assert sobol(HUNDRED).loc["arrivants", "total"] > 0.55


def test_what_a_project_declares_is_not_to_be_measured() -> None:
    asked = sobol(HUNDRED.model_copy(update={"transfer_share": None}), samples=256)
    assert asked.index[0] == "transfer_share"
    assert "transfer_share" not in sobol(HUNDRED, samples=64).index


def test_one_uncertain_parameter_explains_all() -> None:
    fixed = {"low": 0.5, "value": 0.5, "high": 0.5, "basis": "assumed", "source": "essai",
             "vintage": ""}  # fmt: skip
    names = ("n_cadres", "n_professions_intermediaires", "n_employes", "n_ouvriers")
    found = sobol(HUNDRED, output="newcomers", overrides=dict.fromkeys(names, fixed), samples=64)
    assert found.empty  # 50 newcomers whatever the rest
    settled = sobol(
        HUNDRED, output="newcomers_in_epci", overrides=dict.fromkeys(names, fixed), samples=256
    )
    assert settled.loc["settle_share", "first"] == pytest.approx(1, abs=0.05)
    assert settled.loc["settle_share", "total"] == pytest.approx(1, abs=0.05)


def test_a_project_without_jobs_has_nothing_to_explain() -> None:
    with pytest.raises(ValueError, match="no jobs"):
        sobol(project())


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib.sample", None)
    with pytest.raises(MissingExtraError, match=r"zae-toolkit\[sensitivity\]"):
        sobol(HUNDRED)
