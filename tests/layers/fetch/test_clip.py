"""Clipping files that are damaged: the smallest of each kind that once threw another exception."""

from pathlib import Path

import pytest
from shapely import box

from layers.errors import ReadError
from layers.fetch.area import Area
from layers.fetch.clip import features, text_rows

AREA = Area(communes=frozenset(), outline=box(700_000, 6_600_000, 701_000, 6_601_000))
FEATURE = b'{"type":"Feature","properties":{"nom":"Hall\xe9"},"geometry":null}'


def test_bytes_that_are_not_utf_8_stand_out(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    point = FEATURE.replace(b"null", b'{"type":"Point","coordinates":[3.005,46.505]}')
    path.write_bytes(b'{"type":"FeatureCollection","features":[' + point + b"]}")
    found = features(path, AREA, buffer_m=0)
    assert found.frame["nom"].tolist() == ["Hall\ufffd"]


def test_a_file_of_no_system_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("nom\nHalle\n", encoding="utf-8")
    with pytest.raises(ReadError, match=r"a\.csv: no coordinate system"):
        features(path, AREA, buffer_m=0)


def test_cells_with_spaces_around_are_the_same_code(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("CODGEO ; n\n 34172;1\n34057;2\n", encoding="utf-8")
    found = text_rows(path, ["34172"], ["codgeo"])
    assert found.frame.to_dict("records") == [{"CODGEO": " 34172", "n": "1"}]
    assert found.rows_in_file == 2
