"""An error is an English text that keeps what it was made of."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from land.errors import CRSError, Message, MissingExtraError, Parts, SchemaError, ZaeError, said

FRENCH = {
    "{file}: no column {name}": "{file} : colonne {name} absente",
    "{count} faults\n  {faults}": "{count} défauts\n  {faults}",
    "no geometry": "sans géométrie",
}


def french(template: str) -> str:
    return FRENCH.get(template, template)


@given(file=st.text(), name=st.text())
def test_values_are_never_read_as_templates(file: str, name: str) -> None:
    error = SchemaError("{file}: no column {name}", file=file, name=name)
    assert str(error) == file + ": no column " + name
    assert error.said(french) == file + " : colonne " + name + " absente"


@given(st.text())
def test_a_text_without_values_is_left_as_it_is(text: str) -> None:
    assert str(ZaeError(text)) == Message(text) == text


def test_an_error_inside_an_error_is_said_in_the_same_language() -> None:
    inner = SchemaError("{file}: no column {name}", file="a.shp", name="nom")
    faults = Parts([inner, Message("no geometry"), "x"], between="\n  ")
    outer = ZaeError("{count} faults\n  {faults}", count=3, faults=faults)
    assert str(outer).splitlines() == [
        "3 faults", "  a.shp: no column nom", "  no geometry", "  x",
    ]  # fmt: skip
    assert outer.said(french).splitlines() == [
        "3 défauts", "  a.shp : colonne nom absente", "  sans géométrie", "  x",
    ]  # fmt: skip
    assert [said(fault, french) for fault in outer.faults] == [
        "a.shp : colonne nom absente", "sans géométrie", "x",
    ]  # fmt: skip


def test_an_error_with_one_fault_is_its_own_fault() -> None:
    assert ZaeError("no geometry").faults == ("no geometry",)


def test_lists_are_said_item_by_item() -> None:
    columns = [Message("no geometry"), 3]
    error = ZaeError("{file}: no column {name}", file="a", name=columns)
    assert error.said(french) == "a : colonne sans géométrie, 3 absente"


@pytest.mark.parametrize("kind", [CRSError, SchemaError, MissingExtraError])
def test_an_error_crosses_to_another_process_whole(kind: type[ZaeError]) -> None:
    error = pickle.loads(pickle.dumps(kind("{file}: no column {name}", file="a", name="{b}%s")))
    assert type(error) is kind
    assert str(error) == "a: no column {b}%s"
    assert error.said(french) == "a : colonne {b}%s absente"


def test_a_message_is_its_english_text_and_crosses_whole() -> None:
    message = Message("{file}: no column {name}", file="a", name="b")
    again = pickle.loads(pickle.dumps(message))
    assert message == again == "a: no column b"
    assert again.said(french) == "a : colonne b absente"
