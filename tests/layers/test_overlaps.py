"""Zones and parcels that lie on the same ground are told, and nothing of them is changed."""

from pathlib import Path

from geopandas import GeoDataFrame
from shapely import box

from layers import Layer, read

X, Y = 700_000, 6_600_000


def zones(folder: Path, *places: tuple[float, float]) -> Layer:
    """Squares of 100 m by distance of their west side; the second number is their height."""
    shapes = [box(X + x, Y, X + x + 100, Y + height) for x, height in places]
    frame = GeoDataFrame({"zone_id": list("ABC"[: len(places)])}, geometry=shapes, crs=2154)
    frame.to_file(folder / "zones.gpkg")
    layer = read(folder / "zones.gpkg", role="zone")
    assert isinstance(layer, Layer)
    return layer


def told(layer: Layer) -> list[tuple[str, str, int]]:
    lines = layer.account[layer.account["reason"].str.startswith("same ground")]
    return [(r["reason"].split(": ")[1], r["ids"], r["count"]) for r in lines.to_dict("records")]


def test_two_zones_on_the_same_ground_are_told_with_how_much(tmp_path: Path) -> None:
    layer = zones(tmp_path, (0, 100), (40, 100), (300, 100))
    assert told(layer) == [("A + B 6000 m²", "A|B", 2)]
    assert len(layer.frame) == 3


def test_neighbours_and_slivers_are_not(tmp_path: Path) -> None:
    assert told(zones(tmp_path, (0, 100), (100, 100), (199.5, 100))) == []


def test_parcels_on_the_same_ground_are_told_too(tmp_path: Path) -> None:
    """Two side by side, one drawn inside the first, one that was moved over the second."""
    shapes = [box(X, Y, X + 100, Y + 100), box(X + 100, Y, X + 200, Y + 100),
              box(X + 20, Y + 20, X + 40, Y + 40), box(X + 195, Y, X + 295, Y + 100)]  # fmt: skip
    ids = [f"34172000AB000{i}" for i in range(4)]
    GeoDataFrame({"parcel_id": ids}, geometry=shapes, crs=2154).to_file(tmp_path / "p.gpkg")
    layer = read(tmp_path / "p.gpkg", role="parcel")
    assert isinstance(layer, Layer)
    said = f"{ids[1]} + {ids[3]} 500 m², {ids[0]} + {ids[2]} 400 m²"
    assert told(layer) == [(said, "|".join(ids), 4)]
