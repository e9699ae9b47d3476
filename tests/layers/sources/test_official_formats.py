"""
Each reader on a small file in the format that its producer publishes, down to the layer.

Names, separators, encodings, decimal marks and types are those of the documentation or the public
code that the catalogue names (``columns_in``). The file goes the way of ``zae fetch``: clipped,
kept in the cache under the producer's columns, read by its role.
"""

import io
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from land.errors import SchemaError
from layers import Layer, ReadOptions, read
from layers.catalogue import addresses, entry
from layers.errors import ReadError
from layers.fetch.area import Area
from layers.fetch.bring import Brought, Place, Ways, bring
from layers.fetch.client import client
from layers.sources import lovac
from tests.layers.sources.official import (
    BPE,
    CENSUS,
    COMMUNES,
    DARES,
    DVF,
    EASEMENT,
    INCOMES,
    PATRINAT,
    PLACES,
    SQUARE,
    STOCK,
    VACANT,
    job,
    packed,
    survey,
)


def fetched(tmp_path: Path, key: str, files: dict[str, bytes], *codes: str) -> Brought:
    """What comes of a source whose files lie in a folder, under the names of their producer."""
    folder = tmp_path / f"{key}-telecharges"
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    communes = frozenset(codes or ("34172",))
    area = Area(communes=communes, outline=SQUARE)
    place = Place(key="essai", siren="", communes=communes, cache=tmp_path / "cache", area=area)
    return bring(entry(key), place, Ways(http=client(), mirror=str(folder)))


def layer_of(found: Brought) -> Layer:
    """Layer of a source that came, every row accounted for."""
    assert found.failures == ()
    assert found.path is not None
    options = ReadOptions(defaults=found.entry.defaults)
    layer = read(found.path, role=found.entry.role, options=options)
    assert isinstance(layer, Layer)
    told = layer.account.groupby("action")["count"].sum()
    assert told["read"] == told["kept"] + told.get("refused", 0)
    assert layer.source.producer == found.entry.producer
    return layer


def refused(layer: Layer) -> dict[str, int]:
    lines = layer.account[layer.account["action"] == "refused"]
    return dict(zip(lines["reason"], lines["count"], strict=True))


def test_sales_have_the_price_of_the_sale_on_each_row(tmp_path: Path) -> None:
    layer = layer_of(fetched(tmp_path, "dvf", {"34172.csv": DVF.encode()}))
    frame = layer.frame
    assert frame["name"].tolist() == [
        "Local industriel. commercial ou assimilé", "Dépendance", "terrains a bâtir",
    ]  # fmt: skip
    assert frame["valeur_fonciere"].tolist() == ["250000.5", "250000.5", "90000"]
    assert frame["id_parcelle"].iloc[0] == "34172000AB0001"
    assert refused(layer) == {"no geometry": 1}


@pytest.mark.parametrize(
    ("key", "code", "name", "protection"),
    [
        ("natura2000-habitats", "FR9101392", "Le Lez", "natura2000"),
        ("natura2000-oiseaux", "FR9110042", "Plaine de Fabrègues-Poussan", "natura2000"),
        ("znieff1", "910010733", "Rivière du Lez à Montpellier", "znieff1"),
        ("znieff2", "910010743", "Étangs palavasiens", "znieff2"),
        ("apb", "FR3800001", "Mare de Grammont", "appb"),
    ],
)
def test_natural_areas_as_the_geoplateforme_answers(
    tmp_path: Path, key: str, code: str, name: str, protection: str
) -> None:
    rows = {c: [v, v] for c, v in PATRINAT.items()} | {"id_mnhn": [code, "far"], "nom_site": name}
    shapes = gpd.GeoSeries([SQUARE.centroid.buffer(500), box(0, 6_000_000, 9, 6_000_009)], crs=2154)
    content = gpd.GeoDataFrame(rows, geometry=shapes).to_crs(4326).to_json().encode()
    layer = layer_of(fetched(tmp_path, key, {f"{key}.geojson": content}))
    assert layer.frame.index.tolist() == [code]
    assert layer.frame[["name", "protection"]].to_numpy().tolist() == [[name, protection]]


@pytest.mark.parametrize(
    ("columns", "protection"),
    [(("SITECODE", "SITENAME"), "natura2000"), (("ID_MNHN", "NOM"), "znieff1")],
)
def test_natural_areas_in_the_shapefiles_of_the_inpn(
    tmp_path: Path, columns: tuple[str, str], protection: str
) -> None:
    rows = {columns[0]: ["FR9101392"], columns[1]: ["Étang de Thau"]}
    frame = gpd.GeoDataFrame(rows, geometry=[SQUARE], crs=2154)
    frame.to_file(tmp_path / "inpn.shp", encoding="ISO-8859-1")
    options = ReadOptions(defaults={"protection": protection})
    layer = read(tmp_path / "inpn.shp", role="natural_area", options=options)
    assert isinstance(layer, Layer)
    assert layer.frame["name"].to_dict() == {"FR9101392": "Étang de Thau"}


def test_census_incomes_and_vacant_dwellings_are_joined_to_their_communes(tmp_path: Path) -> None:
    """3,200 dwellings vacant for two years of 160,000, both of the edition of 2025."""
    outlines = COMMUNES.to_crs(4326).to_json().encode()
    codes = ("34172", "34057")
    communes = fetched(tmp_path, "communes", {"communes.geojson": outlines}, *codes)
    tables = {
        "rp-emploi": {
            "base-cc-emploi-pop-active-2022_csv.zip": packed(
                meta_base__CSV="COD_VAR;LIB", **{"base-cc-emploi-pop-active-2022__CSV": CENSUS}
            )
        },
        "filosofi": {
            "base-cc-filosofi-2021-geo2025_csv.zip": packed(
                DS_FILOSOFI_CC_data__csv=INCOMES, DS_FILOSOFI_CC_metadata__csv="COD;LIB"
            )
        },
        "lovac": {"lovac-opendata-communes26.csv": VACANT.encode("cp1252")},
    }
    joins = []
    for key, files in tables.items():
        found = fetched(tmp_path, key, files, *codes)
        assert found.failures == ()
        assert found.source["rows"] == (5 if key == "filosofi" else 2)
        right_on = str(found.source["commune_column"])
        joins.append({"path": str(found.path), "on": "code", "right_on": right_on})
    assert communes.path is not None
    layer = read(communes.path, role="commune", options=ReadOptions(join=joins))
    assert isinstance(layer, Layer)
    town = layer.frame.loc["34172"]
    assert town[["jobs", "employed_residents", "population"]].tolist() == [
        198_000.75, 127_000.5, 307_101,
    ]  # fmt: skip
    assert town["long_vacancy_share"] == pytest.approx(0.02)
    assert town["private_dwellings"] == 160_000
    assert town[["MED_SL", "PR_MD60"]].tolist() == [20_560, 26.5]
    other = layer.frame.loc["34057"]
    assert other[["long_vacancy_share", "PR_MD60"]].isna().all()
    assert (other["MED_SL"], other["private_dwellings"]) == (24_870, 11_000)


def test_the_unemployed_of_the_census_by_profile(tmp_path: Path) -> None:
    files = {
        "base-cc-emploi-pop-active-2022_csv.zip": packed(
            **{"base-cc-emploi-pop-active-2022__CSV": CENSUS}
        )
    }
    frame = layer_of(fetched(tmp_path, "recensement-chomeurs", files)).frame
    assert dict(zip(frame["profile"], frame["job_seekers"], strict=True)) == {
        "cadres": 3_000, "professions_intermediaires": 4_000, "employes": 7_000,
        "ouvriers": 6_000.5,
    }  # fmt: skip
    assert set(frame["commune_insee"]) == {"34172"}


def test_vacant_dwellings_of_a_city_are_those_of_its_arrondissements(tmp_path: Path) -> None:
    head = "CODGEO_26;LIBGEO_26;pp_vacant_plus_2ans_25;ff_pp_total_25\n"
    rows = "69381;Lyon 1er Arrondissement;200;20 000\n69382;Lyon 2e Arrondissement;100;10 000\n"
    secret = "75101;Paris 1er Arrondissement;s;15 000\n75102;Paris 2e Arrondissement;9;1\n"
    file = {"lovac-opendata-communes26.csv": (head + rows + secret).encode("cp1252")}
    found = fetched(tmp_path, "lovac", file, "69123", "75056")
    outlines = gpd.GeoDataFrame({"code": ["69123", "75056"], "nom": ["Lyon", "Paris"]},
                                geometry=COMMUNES.geometry, crs=2154)  # fmt: skip
    outlines.to_file(tmp_path / "communes.gpkg")
    join = {"path": str(found.path), "on": "code", "right_on": "CODGEO_26"}
    layer = read(tmp_path / "communes.gpkg", role="commune", options=ReadOptions(join=join))
    assert isinstance(layer, Layer)
    assert layer.frame.loc["69123", "long_vacancy_share"] == pytest.approx(0.01)
    assert pd.isna(layer.frame.loc["75056", "long_vacancy_share"])


def test_a_commune_that_stands_twice_is_told_and_not_added_up() -> None:
    rows = {"CODGEO_26": ["34172", "34172", "69381", "69382"],
            "pp_vacant_plus_2ans_25": ["40", "40", "1", "2"],
            "ff_pp_total_25": ["1 000", "1 000", "100", "200"]}  # fmt: skip
    found = lovac.tidy(pd.DataFrame(rows), "commune")
    assert found["commune_insee"].tolist() == ["34172", "34172", "69123"]
    assert found["private_dwellings"].tolist() == [1000, 1000, 300]


def test_flows_of_arrondissements_are_those_of_their_city(tmp_path: Path) -> None:
    flows = """\
CODGEO;LIBGEO;DCLT;L_DCLT;NBFLUX_C22_ACTOCC15P
69381;Lyon 1er Arrondissement;69382;Lyon 2e Arrondissement;10.5
69383;Lyon 3e Arrondissement;69381;Lyon 1er Arrondissement;4.5
69381;Lyon 1er Arrondissement;69266;Villeurbanne;7
01004;Ambérieu-en-Bugey;69383;Lyon 3e Arrondissement;3.25
01004;Ambérieu-en-Bugey;01053;Bourg-en-Bresse;900
"""
    name = "base-flux-mobilite-domicile-lieu-travail-2022"
    content = packed(**{f"{name}__csv": flows})
    layer = layer_of(fetched(tmp_path, "mobpro", {f"{name}_csv.zip": content}, "69123"))
    columns = ["origin_insee", "destination_insee", "workers"]
    assert layer.frame[columns].to_numpy().tolist() == [
        ["01004", "69123", 3.25], ["69123", "69123", 15.0], ["69123", "69266", 7.0],
    ]  # fmt: skip
    assert refused(layer) == {"row added up into another one": 1}


def test_facilities_with_what_does_not_apply(tmp_path: Path) -> None:
    file = {"BPE24.zip": packed(BPE24__csv=BPE, metadonnees__csv="COD_VAR;LIB_VAR\n")}
    layer = layer_of(fetched(tmp_path, "bpe", file))
    frame = layer.frame
    assert frame["facility_kind"].tolist() == ["school", "childcare"]
    assert frame["name"].tolist() == ["ÉCOLE JEAN MOULIN", "CRÈCHE"]
    assert frame["capacity"].isna().tolist() == [True, False]
    assert frame["capacity"].iloc[1] == 40
    assert refused(layer) == {"no geometry": 1}


def test_difficult_hires_by_profile(tmp_path: Path) -> None:
    """Administration is done by employees: 20 of 40 with those of sales, 30 of 60."""
    rows = [
        job("A", 34, 40, 20), job("V", "34", 60, 30), job("C", 34, 10, 4), job("C", 34, "*", "*"),
        job("Z", 34, 1_000, 1_000), job("C", 75, 10, 10), job("I", 34, 8, 6), job("O", 34, 2, "*"),
    ]  # fmt: skip
    name = "Base_open_data_BMO_2025.xlsx"
    frame = layer_of(fetched(tmp_path, "bmo", {name: survey(rows)})).frame
    assert dict(zip(frame["profile"], frame["difficult_share"], strict=True)) == {
        "cadres": 0.4, "employes": 0.5, "ouvriers": 0.75,
    }  # fmt: skip


def test_job_seekers_without_profile_are_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "dares_defm_communales-brutes.csv"
    path.write_text(DARES, encoding="utf-8-sig")
    with pytest.raises(SchemaError, match="recensement-chomeurs"):
        read(path, role="labour")


def test_job_seekers_by_profile_as_an_epci_has_them(tmp_path: Path) -> None:
    text = "CODGEO;CSP;nb_demandeurs\n34172;Cadres;2 500\n34172;6;4000\n75101;Ouvriers;1\n"
    found = fetched(tmp_path, "demandeurs-emploi", {"demandeurs-emploi.csv": text.encode()})
    frame = layer_of(found).frame
    assert frame[["profile", "job_seekers"]].to_numpy().tolist() == [
        ["cadres", 2_500.0], ["ouvriers", 4_000.0],
    ]  # fmt: skip


def test_sirene_in_csv_keeps_the_right_not_to_be_shown(tmp_path: Path) -> None:
    """Partial rows keep numbers, commune, activity and size; those of status N are not kept."""
    files = {
        "StockEtablissement_utf8.zip": packed(StockEtablissement_utf8__csv=STOCK),
        "GeolocalisationEtablissement_Sirene_pour_etudes_statistiques_utf8.zip": packed(
            GeolocalisationEtablissement_Sirene_pour_etudes_statistiques_utf8__csv=PLACES
        ),
    }
    found = fetched(tmp_path, "sirene-csv", files)
    layer = layer_of(found)
    assert layer.frame["name"].to_dict() == {"10000000100018": "LE FOURNIL"}
    assert refused(layer) == {"no geometry": 1}
    assert (found.source["rows"], found.source["withheld"]) == (2, 2)
    assert found.path is not None
    kept = pd.read_parquet(found.path).set_index("siret")
    assert kept.index.tolist() == ["10000000100018", "10000000200016"]
    partial = kept.drop(columns="bbox").loc["10000000200016"].dropna()
    assert set(partial.index) == {
        "siren", "nic", "statutDiffusionEtablissement", "dateCreationEtablissement",
        "trancheEffectifsEtablissement", "libelleCommuneEtablissement", "codeCommuneEtablissement",
        "etatAdministratifEtablissement", "activitePrincipaleEtablissement",
        "nomenclatureActivitePrincipaleEtablissement", "caractereEmployeurEtablissement",
        "plg_code_commune",
    }  # fmt: skip
    for word in (b"JEANNE", b"SECRET", b"MARTIN", b"SILENCE"):
        assert word not in kept.to_csv().encode()


def test_sirene_from_an_older_file_refuses_who_was_not_to_be_shown(tmp_path: Path) -> None:
    rows = STOCK.replace("[ND]", "")
    located = pd.read_csv(io.StringIO(rows), dtype=str).assign(lon="3.87", lat="43.6")
    located.to_csv(tmp_path / "etablissements.csv", index=False)
    layer = read(tmp_path / "etablissements.csv", role="establishment")
    assert isinstance(layer, Layer)
    assert refused(layer) == {"outside the selection: statutDiffusionEtablissement 'N' (1)": 1,
                              "no geometry": 1}  # fmt: skip
    assert "JEANNE" not in layer.frame.to_csv()


def test_easements_of_the_geoportail_and_of_the_standard(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(EASEMENT, geometry=[SQUARE.centroid.buffer(300)] * 2, crs=2154)
    content = frame.to_crs(4326).to_json().encode()
    layer = layer_of(fetched(tmp_path, "gpu-servitudes", {"gpu-servitudes.geojson": content}))
    assert layer.frame["name"].to_dict() == {"PM1_1": "PPRI du Lez", "AC1_1": "AC1_ass"}
    assert layer.frame["suptype"].tolist() == ["pm1", "ac1"]
    standard = frame[["idass", "idgen", "nomass", "typeass", "geometry"]].rename(
        columns={"idass": "IdAss", "idgen": "IdGen", "nomass": "nomAss", "typeass": "typeAss"}
    )
    standard.to_file(tmp_path / "A7_ASSIETTE_SUP_S.shp", encoding="UTF-8")
    read_back = read(tmp_path / "A7_ASSIETTE_SUP_S.shp", role="context")
    assert isinstance(read_back, Layer)
    assert read_back.frame["name"].tolist() == ["PM1_PPRI_LEZ_ass", "AC1_ass"]
    assert read_back.source.producer == "Géoportail de l'urbanisme"


def test_prescriptions_of_the_geoportail(tmp_path: Path) -> None:
    rows = {
        "gid": [7], "gpu_doc_id": "d", "gpu_status": "production", "partition": "DU_243400017",
        "libelle": "Espace boisé classé", "txt": "EBC", "typepsc": "01", "stypepsc": "00",
        "nomfic": "r.pdf", "urlfic": None, "datvalid": "20260326", "idurba": "243400017_PLUi_2026",
        "idpsc": None, "lib_idpsc": None, "nature": None,
    }  # fmt: skip
    frame = gpd.GeoDataFrame(rows, geometry=[SQUARE.centroid.buffer(300)], crs=2154)
    content = frame.to_crs(4326).to_json().encode()
    file = {"gpu-prescriptions.geojson": content}
    layer = layer_of(fetched(tmp_path, "gpu-prescriptions", file))
    assert layer.frame[["name", "typepsc", "stypepsc"]].to_numpy().tolist() == [
        ["Espace boisé classé", "01", "00"]
    ]


@pytest.mark.shared
def test_the_real_prescriptions_of_a_plan(shared: Path) -> None:
    """PLU of Aramon, 2017, as it was deposited."""
    path = shared / "data/constraint/plu_30014_aramon/30014_PRESCRIPTION_SURF_20171013.shp"
    layer = read(path, role="context")
    assert isinstance(layer, Layer)
    assert len(layer.frame) > 10
    assert layer.frame["name"].notna().all()
    assert layer.source.producer == "Géoportail de l'urbanisme"
    assert set(layer.frame["TYPEPSC"].str.len()) == {2}


def test_producers_who_file_by_arrondissement_are_asked_for_each() -> None:
    lyon = ["69123", "69266"]
    parcels = [url for _, url in addresses(entry("cadastre-parcelles"), communes=lyon)]
    assert len(parcels) == 10
    assert not any("69123" in url for url in parcels)
    assert any(url.endswith("69/69383/cadastre-69383-parcelles.json.gz") for url in parcels)
    assert len(addresses(entry("dvf"), communes=["75056"])) == 20
    assert len(addresses(entry("icpe"), communes=["13055"])) == 17


def test_accents_that_come_late_in_a_file_are_read(tmp_path: Path) -> None:
    """Its first 64 KiB are plain letters; what follows is cp1252."""
    plain = "".join(f"01{n % 1000:03d};Lieu {n};1;2\n" for n in range(6_000))
    text = "CODGEO_26;LIBGEO_26;pp_vacant_plus_2ans_25;ff_pp_total_25\n" + plain
    text += "34172;Montpellier-Méditerranée;5;10\n"
    file = {"lovac-opendata-communes26.csv": text.encode("cp1252")}
    found = fetched(tmp_path, "lovac", file)
    assert found.failures == ()
    assert found.path is not None
    assert pd.read_parquet(found.path)["LIBGEO_26"].tolist() == ["Montpellier-Méditerranée"]


@pytest.mark.parametrize("second", [b"a", b"a "])
def test_two_columns_of_one_name_are_told(tmp_path: Path, second: bytes) -> None:
    file = {"lovac-opendata-communes26.csv": b"CODGEO_26;a;" + second + b"\n34172;1;2\n"}
    found = fetched(tmp_path, "lovac", file)
    assert [type(f) for f in found.failures] == [ReadError]
    assert "two columns have the same name" in str(found.failures[0])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_another_encoding_loses_no_facility(tmp_path: Path, encoding: str) -> None:
    file = {"BPE24.zip": packed(BPE24__csv=BPE.encode(encoding))}
    layer = layer_of(fetched(tmp_path, "bpe", file))
    assert layer.frame["name"].tolist() == ["ÉCOLE JEAN MOULIN", "CRÈCHE"]


def test_sales_whose_axes_are_swapped_are_swapped_back(tmp_path: Path) -> None:
    swapped = DVF.replace("longitude,latitude", "latitude,longitude")
    plain = layer_of(fetched(tmp_path, "dvf", {"34172.csv": DVF.encode()})).frame
    layer = layer_of(fetched(tmp_path / "2", "dvf", {"34172.csv": swapped.encode()}))
    assert "axis order swapped back" in " ".join(layer.account["reason"])
    assert layer.frame.geometry.distance(plain.geometry).max() < 0.01


def test_ten_thousand_faults_of_a_source_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"34172;Cadres;beaucoup {n}\n" for n in range(10_000))
    file = {"demandeurs-emploi.csv": f"CODGEO;CSP;nb_demandeurs\n{rows}".encode()}
    found = fetched(tmp_path, "demandeurs-emploi", file)
    assert found.path is not None
    with pytest.raises(SchemaError, match="10000 faults") as raised:
        read(found.path, role="labour")
    assert len(str(raised.value)) < 5_000
