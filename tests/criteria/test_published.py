"""Published grids never change; a copy of one is a sound grid that says where it is from."""

import hashlib
from importlib import resources

import pytest

from criteria.grid import RuleError, names, packaged, parse, published
from criteria.grid_check import faults, parse_any
from criteria.published import broken_seals, frozen, own_copy
from criteria.versions import lines

ALL = (*names(), *names(kind="uses"))


def test_no_published_grid_has_changed_since() -> None:
    assert broken_seals() == []


def test_the_seal_is_that_of_the_bytes_of_the_file() -> None:
    folder = resources.files("criteria").joinpath("grids")
    digests = {
        name: hashlib.sha256(folder.joinpath(f"{name}.toml").read_bytes()).hexdigest()
        for name in ALL
    }
    assert frozen() == digests


def test_a_file_that_changes_comes_or_goes_is_told() -> None:
    told = broken_seals({"implantation-1": "0" * 64, "implantation-0": "1" * 64})
    assert "grid implantation-0 was published and is gone" in told
    assert "grid implantation-1 changed after it was published: make a new version of it" in told
    digest = frozen()["mutafriches-1.19"]
    assert any(digest in fault and "not frozen" in fault for fault in told)


@pytest.mark.parametrize("source", ALL)
def test_a_copy_is_sound_keeps_every_rule_and_says_where_it_comes_from(source: str) -> None:
    text = own_copy(source, name="pays-test", label='Grille du « Pays "test" »')
    copy = parse_any(text)
    assert faults(text) == []
    assert (copy.name, copy.based_on, copy.version) == ("pays-test", source, "0.1")
    assert copy.label["fr"] == 'Grille du « Pays "test" »'
    comments = [x for x in packaged(source).splitlines() if x.startswith("#")]
    assert [c for c in comments if c not in text] == []


def test_a_copy_moves_no_site() -> None:
    text = own_copy("implantation-1", name="pays-test", label="Pays")
    assert lines(published(), parse(text)).empty


@pytest.mark.parametrize("name", ["implantation-1", "Pays Test", "../x", ""])
def test_a_name_that_is_taken_or_no_file_name_is_refused(name: str) -> None:
    with pytest.raises(RuleError, match="cannot name a new grid"):
        own_copy("implantation-1", name=name, label="Pays")


def test_a_copy_of_nothing_is_refused() -> None:
    with pytest.raises(RuleError, match="no grid « nulle »; published: implantation-1"):
        own_copy("nulle", name="pays", label="Pays")
