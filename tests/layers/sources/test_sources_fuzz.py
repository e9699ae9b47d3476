"""
The files of every source, damaged: cut, bytes changed, cells swapped, in or out of their archive.

Whatever comes, a source gives a layer whose account adds up, or says why it does not come, in one
of our errors; never another exception. Others than those of every run are drawn by
``pytest --hypothesis-profile=explore --hypothesis-seed=N``.
"""

import gzip
import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import box

from land.errors import ZaeError
from layers import Layer, ReadOptions, read
from layers.catalogue import entry
from layers.fetch.area import Area
from layers.fetch.bring import Place, Ways, bring
from layers.fetch.client import client
from tests.layers.sources import official
from tests.layers.sources.test_gtfs import FILES as FEED

AREA = Area(communes=frozenset({"34172"}), outline=official.SQUARE)
WAYS = client()
EXAMPLES = 6
"""Cases of every run; with another profile, a tenth of what it asks for."""


def geojson(**columns: object) -> bytes:
    shapes = [official.SQUARE.centroid.buffer(300), box(770_000, 6_279_000, 770_050, 6_279_060)]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=2154).to_crs(4326).to_json().encode()


def zipped(member: str) -> Callable[[bytes], bytes]:
    return lambda content: official.packed(**{member.replace(".", "__"): content})


def feed(content: bytes) -> bytes:
    """A whole timetable of which one table is given."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in {**FEED, "stop_times.txt": content}.items():
            archive.writestr(name, text)
    return stream.getvalue()


def plain(content: bytes) -> bytes:
    return content


BUILDINGS = geojson(cleabs=["B1", "B2"], usage_1=["Résidentiel", None], hauteur=[6.5, None])
PARCELS = geojson(id=["34172000AB0001", "34172000AB0002"], commune="34172", prefixe="000",
                  section="AB", numero=["1", "2"], contenance=[300, None])  # fmt: skip
ZONES = geojson(gid=[1, 2], libelle=["UE1", "AUX"], typezone=["U", "AUc"], destdomi=["02", None])
NATURE = geojson(id_mnhn=["910010733", "2"], nom_site=["Lez", "Étangs"], url_fiche=None)
PLANT = geojson(codeAIOT=["1", "2"], raisonSociale="USINE", longitude=[3.88, 3.9], latitude=43.6)
FRICHES = geojson(site_id=["F1", "F2"], site_statut=["friche sans projet", "x"], site_nom="Halle")
SEEKERS = b"CODGEO;CSP;nb_demandeurs\n34172;Cadres;2 500\n"
EASEMENTS = gpd.GeoDataFrame(official.EASEMENT, geometry=[official.SQUARE] * 2, crs=2154)

# Key: name of the file, its content, and what packs it.
CASES: dict[str, tuple[str, bytes, Callable[[bytes], bytes]]] = {
    "dvf": ("34172.csv", official.DVF.encode(), plain),
    "znieff1": ("znieff1.geojson", NATURE, plain),
    "rp-emploi": ("rp-emploi.zip", official.CENSUS.encode(),
                  zipped("base-cc-emploi-pop-active-2022.CSV")),
    "recensement-chomeurs": ("recensement-chomeurs.zip", official.CENSUS.encode(),
                             zipped("base-cc-emploi-pop-active-2022.CSV")),
    "filosofi": ("filosofi.zip", official.INCOMES.encode(), zipped("DS_FILOSOFI_CC_data.csv")),
    "lovac": ("lovac-opendata-communes26.csv", official.VACANT.encode("cp1252"), plain),
    "mobpro": ("mobpro.zip", b"CODGEO;LIBGEO;DCLT;L_DCLT;NBFLUX_C22_ACTOCC15P\n34172;M;34057;C;3\n",
               zipped("base-flux-mobilite-domicile-lieu-travail-2022.csv")),
    "bpe": ("bpe.zip", official.BPE.encode(), zipped("BPE24.csv")),
    "bmo": ("bmo.xlsx", official.survey([official.job("A", 34, 40, 20)]), plain),
    "demandeurs-emploi": ("demandeurs-emploi.csv", SEEKERS, plain),
    "sirene-csv": ("StockEtablissement_utf8.zip", official.STOCK.encode(),
                   zipped("StockEtablissement_utf8.csv")),
    "gpu-servitudes": ("gpu-servitudes.geojson", EASEMENTS.to_crs(4326).to_json().encode(), plain),
    "gpu-zones": ("gpu-zones.geojson", ZONES, plain),
    "icpe": ("icpe.geojson", PLANT, plain),
    "cartofriches": ("cartofriches.geojson", FRICHES, plain),
    "bdtopo-batiments": ("bdtopo-batiments.geojson", BUILDINGS, plain),
    "cadastre-parcelles": ("cadastre-34172-parcelles.json.gz", PARCELS, gzip.compress),
    "gtfs": ("gtfs.zip", FEED["stop_times.txt"].encode(), feed),
}  # fmt: skip
BESIDE = {
    "sirene-csv": {
        "GeolocalisationEtablissement_Sirene_pour_etudes_statistiques_utf8.zip": zipped(
            "GeolocalisationEtablissement.csv"
        )(official.PLACES.encode())
    }
}
SHARE = st.floats(0, 1)


def damaged(content: bytes, cut: float, flips: list[tuple[float, int]], swap: bytes) -> bytes:
    kept = bytearray(content[: max(1, int(len(content) * cut))])
    for at, mask in flips:
        kept[int(at * (len(kept) - 1))] ^= mask
    return bytes(kept).replace(swap[:1], swap[1:]) if swap else bytes(kept)


def told(key: str, folder: Path, cache: Path) -> str:
    """What a source gives: a layer whose account adds up, or an error of ours."""
    place = Place(key="essai", siren="", communes=AREA.communes, cache=cache, area=AREA)
    found = bring(entry(key), place, Ways(http=WAYS, mirror=str(folder)))
    if found.path is None:
        assert found.failures
        assert all(str(failure) for failure in found.failures)
        return "did not come"
    rows, held = found.source.get("rows"), found.source.get("rows_in_file")
    assert rows is None or held is None or rows <= held
    path, options = found.path, ReadOptions(defaults=found.entry.defaults)
    if found.entry.attributes:
        join = {"path": str(path), "on": "code", "right_on": found.source["commune_column"]}
        path, options = folder.parent / "communes.gpkg", ReadOptions(join=join)
    try:
        layer = read(path, role=found.entry.role, options=options)
    except ZaeError as error:
        return f"{type(error).__name__}: {error}"
    assert isinstance(layer, Layer)
    sums = layer.account.groupby("action")["count"].sum()
    assert sums["read"] == sums["kept"] + sums.get("refused", 0)
    assert sums["kept"] == len(layer.frame)
    return "read"


@pytest.fixture(scope="module")
def communes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("communes") / "communes.gpkg"
    official.COMMUNES.to_file(path)
    return path


# GDAL quotes damaged bytes in its messages, which pyogrio cannot decode: said on stderr, no harm.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("key", CASES)
def test_a_damaged_source_gives_no_other_exception(
    communes: Path, tmp_path: Path, key: str
) -> None:
    name, content, pack = CASES[key]
    shutil.copy(communes, tmp_path)
    folder = tmp_path / "telecharges"
    folder.mkdir()
    for beside, also in BESIDE.get(key, {}).items():
        (folder / beside).write_bytes(also)
    (folder / name).write_bytes(pack(content))
    assert told(key, folder, tmp_path / "cache") == "read"
    profile = settings.get_current_profile_name()
    examples = EXAMPLES if profile == "same" else settings().max_examples // 10

    @settings(max_examples=examples, database=None, deadline=None,
              suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
    @given(
        cut=st.one_of(st.just(1.0), SHARE),
        flips=st.lists(st.tuples(SHARE, st.integers(1, 255)), max_size=6),
        swap=st.sampled_from([b"", b";,", b",;", b'"', b"\n\r", b"1x", b"4", b"\n\n\n"]),
        inside=st.booleans(),
    )
    def once(cut: float, flips: list[tuple[float, int]], swap: bytes, *, inside: bool) -> None:
        shutil.rmtree(tmp_path / "cache", ignore_errors=True)
        if inside:
            packed = pack(damaged(content, cut, flips, swap))
        else:
            packed = damaged(pack(content), cut, flips, b"")
        (folder / name).write_bytes(packed)
        assert told(key, folder, tmp_path / "cache")

    once()
