"""
Real files, damaged: cut, written in another encoding, axes swapped, bytes changed.

Whatever comes, the door gives a layer whose account adds up, or one of our errors; never another
exception.
"""

import json
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from land.errors import ZaeError
from layers import Layer, ReadOptions, read

pytestmark = pytest.mark.shared

FILES = (
    ("parcel/cadastre-25354-parcelles.geojson", "parcel"),
    ("building/cadastre-25354-batiments.geojson", "building"),
    ("friche/friches_standard_cnig_2024-10_4territoires.csv", "friche"),
    ("transit/lille_ilevia_gtfs_stops_extrait.txt", "stop"),
    ("transit/grenoble_2025_zones_arrets_metropole.csv", "stop"),
    ("flows/martinique_mobpro_mob.csv", "flow"),
    ("context/logements_vacants_2A_2021_4territoires.csv", "context"),
    ("zae/VilleMTP_MTP_PAE.zip", "context"),
    ("constraint/pprt_69dreal20090005.gpkg", "hazard"),
    ("parcel/edigeo_25354_luxiol/edigeo-25354000AB01.tar.bz2", "parcel"),
)
LAYER = {"hazard": "pprt_69dreal20090005_zonereglementaireurba_s"}


def told(path: Path, role: str) -> str:
    """What reading a file gives: rows read and kept, or the error."""
    try:
        layer = read(path, role=role, options=ReadOptions(layer=LAYER.get(role)))
    except ZaeError as error:
        return type(error).__name__
    assert isinstance(layer, Layer)
    sums = layer.account.groupby("action")["count"].sum()
    assert sums["read"] == sums["kept"] + sums.get("refused", 0)
    assert sums["kept"] == len(layer.frame)
    return "read"


def damaged(content: bytes, cut: float, flips: list[tuple[float, int]]) -> bytes:
    kept = bytearray(content[: max(1, int(len(content) * cut))])
    for at, mask in flips:
        kept[int(at * (len(kept) - 1))] ^= mask
    return bytes(kept)


SHARE = st.floats(0, 1)


# GDAL quotes damaged bytes in its messages, which pyogrio cannot decode: said on stderr, no harm.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("name", "role"), FILES, ids=lambda v: str(v).rsplit("/", 1)[-1])
def test_damage_never_gives_another_exception(
    shared: Path, tmp_path: Path, name: str, role: str
) -> None:
    source = shared / "data" / name
    content = source.read_bytes()
    path = tmp_path / source.name

    same = settings.get_current_profile_name() == "same"

    @settings(max_examples=8 if same else settings().max_examples // 10, database=None,
              deadline=None, suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
    @given(
        cut=st.one_of(st.just(1.0), SHARE),
        flips=st.lists(st.tuples(SHARE, st.integers(1, 255)), max_size=6),
    )
    def once(cut: float, flips: list[tuple[float, int]]) -> None:
        path.write_bytes(damaged(content, cut, flips))
        assert told(path, role)

    once()


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "cp850"])
@pytest.mark.parametrize(("name", "role"), FILES[2:5], ids=lambda v: str(v).rsplit("/", 1)[-1])
def test_another_encoding_loses_no_row(
    shared: Path, tmp_path: Path, name: str, role: str, encoding: str
) -> None:
    source = shared / "data" / name
    text = source.read_text(encoding="utf-8-sig")
    path = tmp_path / source.name
    path.write_bytes(text.encode(encoding, errors="replace"))
    assert told(path, role) == "read"
    layer, plain = read(path, role=role), read(source, role=role)
    assert isinstance(layer, Layer)
    assert isinstance(plain, Layer)
    assert layer.frame.index.tolist() == plain.frame.index.tolist()


def test_swapped_axes_are_swapped_back(shared: Path, tmp_path: Path) -> None:
    source = shared / "data/parcel/cadastre-25354-parcelles.geojson"
    content = json.loads(source.read_text(encoding="utf-8"))

    def turned(node: object) -> object:
        if isinstance(node, list) and node and isinstance(node[0], float):
            return [node[1], node[0]]
        return [turned(n) for n in node] if isinstance(node, list) else node

    for feature in content["features"]:
        feature["geometry"]["coordinates"] = turned(feature["geometry"]["coordinates"])
    path = tmp_path / source.name
    path.write_text(json.dumps(content), encoding="utf-8")
    layer = read(path, role="parcel")
    plain = gpd.read_file(source).to_crs(2154)
    assert isinstance(layer, Layer)
    assert len(layer.frame) == 511
    assert layer.frame.area.sum() == pytest.approx(plain.area.sum(), rel=1e-6)
    assert "axis order swapped back" in " ".join(layer.account["reason"])


def test_ten_thousand_faults_are_counted_and_not_listed(tmp_path: Path) -> None:
    path = tmp_path / "flux.csv"
    rows = "\n".join(f"{i:05d};{i:05d};beaucoup" for i in range(10_000))
    path.write_text(f"CODGEO;DCLT;NBFLUX_C22_ACTOCC15P\n{rows}\n", encoding="utf-8")
    with pytest.raises(ZaeError, match="10000 faults") as raised:
        read(path, role="flow")
    assert len(str(raised.value)) < 5_000
