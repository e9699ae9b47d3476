"""Files that belong together: all are put in their place, or none and what was there stays."""

from pathlib import Path

import pytest

from land.errors import ZaeError
from layers.staging import together

SET = ("a.dbf", "b.shp", "sub/c.shx")


def put(folder: Path, text: str) -> None:
    with together(folder) as stage:
        for name in SET:
            (stage / name).parent.mkdir(exist_ok=True)
            (stage / name).write_text(text)


def held(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*") if p.is_file()}


def test_a_second_run_replaces_the_whole_set_and_leaves_nothing_else(tmp_path: Path) -> None:
    put(tmp_path, "one")
    put(tmp_path, "two")
    assert held(tmp_path) == dict.fromkeys(SET, "two")
    assert not list(tmp_path.glob(".zae-*"))


def test_a_block_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    put(tmp_path, "one")

    def half() -> None:
        with together(tmp_path) as stage:
            (stage / "a.dbf").write_text("two")
            raise ValueError("half")

    with pytest.raises(ValueError, match="half"):
        half()
    assert held(tmp_path) == dict.fromkeys(SET, "one")


@pytest.mark.parametrize("blocked", SET)
def test_a_place_that_cannot_be_taken_undoes_the_others(tmp_path: Path, blocked: str) -> None:
    """The first places are taken already when a later one turns out to be a folder."""
    put(tmp_path, "one")
    (tmp_path / blocked).unlink()
    (tmp_path / blocked).mkdir()
    with pytest.raises(ZaeError, match="is a folder"):
        put(tmp_path, "two")
    assert held(tmp_path) == {n: "one" for n in SET if n != blocked}
    assert not list(tmp_path.glob(".zae-*"))


def test_files_that_were_not_there_before_are_taken_away_again(tmp_path: Path) -> None:
    (tmp_path / "sub" / "c.shx").mkdir(parents=True)
    with pytest.raises(ZaeError, match="is a folder"):
        put(tmp_path, "one")
    assert held(tmp_path) == {}
