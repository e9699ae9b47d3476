"""Attributes beside geometries: one to one, what stays alone on either side is told."""

from pathlib import Path

import pytest
from geopandas import GeoDataFrame
from shapely import box

from land.errors import SchemaError
from layers import Layer, ReadOptions, read

SITES = GeoDataFrame(
    {"key": ["A", "B", "C"], "nom": ["own", None, "c"]},
    geometry=[box(770000 + i, 6280000, 770100 + i, 6280100) for i in (0, 200, 400)],
    crs=2154,
)


def joined_read(folder: Path, text: str, **more: str) -> Layer:
    SITES.to_file(folder / "sites.gpkg")
    (folder / "notes.csv").write_text(text, encoding="utf-8")
    options = ReadOptions(
        rename={"key": "site_id", "nom": "name"},
        join={"path": str(folder / "notes.csv"), "on": "key", **more},
    )
    found = read(folder / "sites.gpkg", role="site", options=options)
    assert isinstance(found, Layer)
    return found


def test_attributes_are_joined_and_the_lonely_are_told(tmp_path: Path) -> None:
    layer = joined_read(tmp_path, "key,nom,jobs\nB,other,3\nA,differs,5\nZ,none,1\n")
    assert layer.frame["name"].tolist() == ["own", "other", "c"]
    assert layer.frame["jobs"].tolist()[:2] == ["5", "3"]
    assert layer.frame["jobs"].isna().tolist() == [False, False, True]
    told = dict(zip(layer.account["reason"], layer.account["count"], strict=True))
    assert told["rows joined to their attributes: notes.csv"] == 2
    assert told["rows without attributes in the joined file: notes.csv, C"] == 1
    assert told["rows of the joined file without geometry: notes.csv, Z"] == 1
    assert told["column in both files, own value kept where they differ: nom, notes.csv"] == 1
    assert layer.source.name == "sites.gpkg + notes.csv"


def test_the_hash_changes_with_either_file(tmp_path: Path) -> None:
    hashes = {
        joined_read(tmp_path, text).source.sha256 for text in ("key,jobs\nA,5\n", "key,jobs\nA,6\n")
    }
    assert len(hashes) == 2


def test_the_key_may_have_another_name(tmp_path: Path) -> None:
    layer = joined_read(tmp_path, "code,jobs\nA,5\n", right_on="code")
    assert layer.frame["jobs"].tolist()[0] == "5"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code,jobs\nA,5\n", "notes.csv: no column « key » to join on; it has code, jobs"),
        ("key,jobs\nA,5\nA,6\n", "notes.csv: « key » names several rows.*'A' \\(1\\)"),
    ],
)
def test_a_join_that_is_not_one_to_one_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SchemaError, match=said):
        joined_read(tmp_path, text)
