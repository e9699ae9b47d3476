"""Parameters: ordered bounds, and a source for every number."""

import numpy as np
import pytest
from pydantic import ValidationError

from criteria.grid import RuleError
from criteria.parameters import Parameter, draws, modes, parameters, parse_overrides


@pytest.mark.parametrize("model", ["centrality", "commuting"])
def test_every_parameter_says_where_it_comes_from(model: str) -> None:
    found = parameters(model)
    assert [k for k, p in found.items() if not p.source or not p.unit] == []
    sourced = {k: p for k, p in found.items() if p.basis == "sourced"}
    assert [k for k, p in sourced.items() if not p.vintage] == []


@pytest.mark.parametrize("faulty", [{"low": 3.0}, {"high": 1.0}, {"source": ""}])
def test_a_faulty_parameter_is_refused(faulty: dict) -> None:
    sound = {"low": 1.0, "value": 2.0, "high": 3.0, "unit": "m", "basis": "assumed",
             "source": "posé", "vintage": ""}  # fmt: skip
    assert Parameter.model_validate(sound).value == 2.0
    with pytest.raises(ValidationError):
        Parameter.model_validate(sound | faulty)


def test_what_does_not_drive_is_not_counted_in_the_modes_of_commuting() -> None:
    values = modes("commuting")
    assert values["mode_car"][0] + values["mode_transit"][0] + values["mode_motorbike"][0] < 1


HERE = """
[household_size]
low = 1.8
value = 1.87
high = 1.95
basis = "sourced"
source = "Insee RP 2019, COM-34172, FAM G1"
vintage = "2019"
"""


def test_a_territory_replaces_what_it_knows_better() -> None:
    here = parse_overrides(HERE)
    found, usual = parameters("centrality", overrides=here), parameters("centrality")
    assert found["household_size"].value == 1.87
    assert found["household_size"].unit == usual["household_size"].unit
    assert {k for k in usual if found[k] != usual[k]} == {"household_size"}
    drawn = draws("centrality", count=100, seed=1, overrides=here)
    plain = draws("centrality", count=100, seed=1)
    assert {k for k in plain if not np.array_equal(plain[k], drawn[k])} == {"household_size"}


def test_a_newcomer_share_that_a_territory_knows_stays_tied_to_the_others() -> None:
    entry = {"low": 0.1, "value": 0.2, "high": 0.3, "basis": "assumed", "source": "essai",
             "vintage": ""}  # fmt: skip
    assert parameters("centrality", overrides={"n_cadres": entry})["n_cadres"].group


def test_all_faults_of_a_territory_are_listed_at_once() -> None:
    faulty = (
        HERE.replace("value = 1.87", "value = 3")
        + """
[household_sise]
value = 2
[settle_share]
low = 0.4
value = 0.5
high = 0.6
basis = "sourced"
source = ""
vintage = ""
[car_share]
low = 55
value = 60
high = 65
unit = "%"
basis = "assumed"
source = "essai"
vintage = ""
"""
    )
    with pytest.raises(RuleError) as refused:
        parse_overrides(faulty)
    text = str(refused.value)
    assert "4 fault(s)" in text
    for words in (
        "household_sise: no such",
        "value 3 is not between",
        "no source",
        "car_share.unit",
    ):
        assert words in text


@pytest.mark.parametrize("text", ["household_size = ", "household_size = 2"])
def test_what_is_not_a_table_of_parameters_is_refused(text: str) -> None:
    with pytest.raises(RuleError):
        parse_overrides(text)


def test_a_triangle_has_its_mean_and_its_mode() -> None:
    drawn = draws("centrality", count=50_000, seed=3)["n_cadres"]
    # mean of a triangle: (0.20 + 0.35 + 0.60) / 3
    assert drawn.mean() == pytest.approx(0.3833, abs=0.002)
    # the mode parts the area as (mode - low) / (high - low) = 0.375
    assert (drawn < 0.35).mean() == pytest.approx(0.375, abs=0.01)
