"""Geometry in the columns of a text table: the same point written in every way."""

from pathlib import Path

import pandas as pd
import pytest

from land.errors import SchemaError
from layers import ReadError, ReadOptions, read
from layers.formats.geometry_columns import sniff

LON, LAT = 5.7245, 45.1885
WAYS = {
    "lon_lat": f"longitude;latitude\n{LON};{LAT}\n",
    "gtfs": f"stop_lon;stop_lat\n{LON};{LAT}\n",
    "latlon": f"geo_point_2d;x\n{LAT},{LON};a\n",
    "latlon_brackets": f"coord;x\n[{LAT}, {LON}];a\n",
    "wkt": f"geompoint;x\nPOINT ({LON} {LAT});a\n",
    "wkt_srid": f'geom;x\n"SRID=4326;POINT ({LON} {LAT})";a\n',
    "geojson": f'geo_shape;x\n"{{""type"": ""Point"", ""coordinates"": [{LON}, {LAT}]}}";a\n',
    "wkt_swapped": f"geompoint;x\nPOINT ({LAT} {LON});a\n",
}


@pytest.mark.parametrize("way", WAYS)
def test_one_point_written_in_every_way(tmp_path: Path, way: str) -> None:
    path = tmp_path / "p.csv"
    path.write_text(WAYS[way], encoding="utf-8")
    point = read(path, role="context").frame.to_crs(4326).geometry.iloc[0]
    assert (round(point.x, 6), round(point.y, 6)) == (LON, LAT)


def test_an_outline_is_preferred_to_a_point_unless_points_are_wanted() -> None:
    frame = pd.DataFrame({"p": ["POINT (1 2)"], "s": ["POLYGON ((0 0, 1 0, 1 1, 0 0))"]})
    assert sniff(frame, kind="polygon") == {"wkt": "s"}
    assert sniff(frame, kind="point") == {"wkt": "p"}


def test_figures_that_are_no_pair_are_left_alone() -> None:
    assert sniff(pd.DataFrame({"a": ["12,5", "3,25"], "b": ["x", "y"]}), kind="point") == {}


def test_metres_without_a_system_are_refused_with_the_likely_one(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("x;y;n\n770000;6280000;a\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"p.csv: no coordinate.*770000.*likely: EPSG:2154"):
        read(path, role="context")
    frame = read(path, role="context", options=ReadOptions(crs=2154)).frame
    assert frame.geometry.iloc[0].coords[0] == (770000.0, 6280000.0)


def test_declared_columns_win_and_must_exist(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text(f"lon;lat;e;n\n0;0;{LON};{LAT}\n", encoding="utf-8")
    chosen = ReadOptions(geometry={"lon": "e", "lat": "n"})
    assert read(path, role="stop", options=chosen).frame.crs.to_epsg() == 2154
    with pytest.raises(SchemaError, match="geometry by lng is not known; say lat and lon; x and y"):
        read(path, role="stop", options=ReadOptions(geometry={"lng": "e"}))
    with pytest.raises(SchemaError, match="no column easting"):
        read(path, role="stop", options=ReadOptions(geometry={"lon": "easting", "lat": "n"}))


def test_a_table_without_geometry_says_so(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(ReadError, match=r"no geometry found in its columns \(a, b\)"):
        read(path, role="stop")


def test_rows_whose_geometry_is_unreadable_are_refused_and_told(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text(f"id;g\na;POINT ({LON} {LAT})\nb;POINT (oops)\n", encoding="utf-8")
    account = read(path, role="stop", options=ReadOptions(rename={"id": "stop_id"})).account
    refused = account[account["action"] == "refused"]
    assert refused[["reason", "ids"]].to_numpy().tolist() == [["no geometry", "b"]]
    assert "geometry text that cannot be read: g" in account["reason"].tolist()
