"""Faults of files that people write: each kind has a sentence, in its place."""

import tomllib
from datetime import date
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from criteria.faults import faults_of, toml_fault
from criteria.grid import RuleError, packaged, parse
from land.errors import Message


class Form(BaseModel):
    """One field of each kind that study and grid files have."""

    model_config = ConfigDict(extra="forbid")

    share: Annotated[float, Field(ge=0, lt=1)] = 0
    count: int = 0
    name: Annotated[str, Field(min_length=2)] = "ab"
    side: Literal["low", "high"] = "low"
    day: date = date(2026, 1, 1)
    rows: Annotated[tuple[int, ...], Field(min_length=2)] = (1, 2)
    sure: bool = True

    @model_validator(mode="after")
    def _coherent(self) -> "Form":
        if self.count > 9:
            raise RuleError("weights sum to {total:.6g}, not 1", total=self.count)
        return self


def faults(content: dict[str, object]) -> list[Message]:
    with pytest.raises(ValidationError) as caught:
        Form.model_validate(content)
    return faults_of(caught.value)


@pytest.mark.parametrize(
    ("content", "english"),
    [
        ({"share": -1}, "share: Input should be greater than or equal to 0, found « -1 »"),
        ({"share": 1.5}, "share: Input should be less than 1, found « 1.5 »"),
        ({"share": "beaucoup"}, "share: Input should be a valid number, found « beaucoup »"),
        ({"share": []}, "share: Input should be a valid number"),
        ({"count": 1.5}, "count: Input should be a valid integer, found « 1.5 »"),
        ({"name": 3}, "name: Input should be a text between quotes, found « 3 »"),
        ({"name": "a"}, "name: Input should have at least 2 characters, found « a »"),
        ({"side": "left"}, "side: Input should be 'low' or 'high', found « left »"),
        ({"day": "hier"}, "day: Input should be a date, like 2026-01-31, found « hier »"),
        ({"rows": [1]}, "rows: there should be at least 2, not 1"),
        ({"rows": [1, "x", 3]}, "rows.1: Input should be a valid integer, found « x »"),
        ({"sure": "peut-être"}, "sure: Input should be true or false, found « peut-être »"),
        ({"colour": 1}, "colour: Extra inputs are not permitted"),
        ({"count": 10}, "grid: weights sum to 10, not 1"),
    ],
)
def test_each_kind_of_fault_has_its_sentence(content: dict[str, object], english: str) -> None:
    found = faults(content)
    assert found == [english]
    # Nothing is left in the words of the library, which no catalogue holds.
    assert isinstance(found[0].values["fault"], Message)


def test_a_fault_of_writing_has_a_sentence_and_a_line() -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads("a = 1\nb 2\n")
    fault = toml_fault(caught.value)
    assert fault == str(caught.value)
    assert isinstance(fault, Message)
    assert isinstance(fault.values["fault"], Message)
    assert fault.values["line"] == "2"


def test_an_unknown_fault_of_writing_is_shown_as_it_is() -> None:
    assert toml_fault(tomllib.TOMLDecodeError("never seen {x}")) == "never seen {x}"


def test_the_faults_of_a_grid_keep_their_places() -> None:
    text = packaged("implantation-1").replace("share = 0.08", 'share = "beaucoup"', 1)
    with pytest.raises(RuleError) as caught:
        parse(text.replace("floor = 0.01", "floor = 2", 1), name="essai")
    places = [fault.split(":")[0] for fault in caught.value.faults]
    assert any(place.endswith("weight.share") for place in places)
    assert "aggregation.floor" in places


def test_a_fault_of_a_grid_names_the_key_of_its_criterion_and_the_nearest_known_key() -> None:
    text = packaged("implantation-1")
    first = tomllib.loads(text)["criteria"][0]["key"]
    with pytest.raises(RuleError) as caught:
        parse(text.replace("\nneeds = ", "\nneed = ", 1), name="essai")
    faults = [str(fault) for fault in caught.value.faults]
    assert any(
        f.startswith(f"criteria.{first}.need:") and "did you mean « needs »?" in f for f in faults
    )
    assert not any(f.startswith("criteria.0") for f in faults)
