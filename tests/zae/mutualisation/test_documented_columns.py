"""Columns of groups of neighbours: what is written is what the reference says."""

from pathlib import Path

from docs.make_columns import OTHERS
from tests.zae.inventory.test_documented_columns import columns
from zae.cli.entry import run


def test_every_column_of_groups_is_told(street_study: Path, tmp_path: Path) -> None:
    out = tmp_path / "groupes.gpkg"
    words = ["mutualise", "find", str(street_study), "--need", "parking", "--out", str(out)]
    assert run(words) == 0
    told = OTHERS["zae mutualise find --out"]
    assert columns(out) == {
        name: {c.replace("<besoin>", "parking") for c in found} for name, found in told.items()
    }
