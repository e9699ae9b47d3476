"""Parameters: ordered bounds, and a source for every number."""

import pytest
from pydantic import ValidationError

from criteria.parameters import Parameter, modes, parameters


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
