"""
The real files: each figure was counted outside this package, with GDAL or by hand.

Rows and traps are those of data/SOURCES.md; areas come from the producers' own columns.
"""

from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box

from layers import Layer, ReadError, ReadOptions, read

pytestmark = pytest.mark.shared

BDTOPO = "bdtopo_olemps_12174/{}.shp"
PLU = "constraint/plu_30014_aramon/30014_{}_20171013.shp"
FRICHES = "friche/cartofriches_points_2024-03_{}.geojson"
ARDENNES = "friche/ardennes_ddt08_friches_{}_hors_ardenne_metropole"


def layer_of(shared: Path, path: str, role: str, **options: object) -> Layer:
    found = read(shared / "data" / path, role=role, options=ReadOptions(**options))  # type: ignore[arg-type]
    assert isinstance(found, Layer)
    told = found.account.groupby("action")["count"].sum()
    assert told["read"] == told["kept"] + told.get("refused", 0)
    assert told["kept"] == len(found.frame)
    return found


# Path, role, options, rows read, rows kept. Rows missing are slivers, doubles or null geometries.
PLAIN: list[tuple[str, str, dict[str, object], int, int]] = [
    ("boundary/communes_3m-montpellier.geojson", "commune", {}, 31, 31),
    ("boundary/communes_mel-lille.geojson", "commune", {}, 95, 95),
    ("boundary/communes_grenoble-alpes-metropole.geojson", "commune", {}, 49, 49),
    ("boundary/communes_puisaye-forterre.geojson", "commune", {}, 57, 57),
    ("boundary/communes_2018_detail_3m-montpellier.geojson", "commune", {}, 31, 31),
    ("boundary/communes_2018_detail_mel-lille.geojson", "commune", {}, 95, 95),
    ("boundary/communes_2018_detail_grenoble-alpes-metropole.geojson", "commune", {}, 49, 49),
    ("boundary/communes_2018_detail_puisaye-forterre.geojson", "commune", {}, 57, 57),
    ("boundary/epci_3m_contour_officiel.geojson", "context", {}, 1, 1),
    ("boundary/epci_3m-montpellier.geojson", "context", {}, 1, 1),
    ("boundary/epci_mel-lille.geojson", "context", {}, 1, 1),
    ("boundary/epci_grenoble-alpes-metropole.geojson", "context", {}, 1, 1),
    ("boundary/epci_puisaye-forterre.geojson", "context", {}, 1, 1),
    ("boundary/grenoble_2025_unions_de_quartier.csv", "context", {}, 22, 22),
    ("boundary/VilleMTP_MTP_SousQuartiers.zip", "context", {}, 31, 31),
    (BDTOPO.format("BATIMENT"), "building", {}, 2273, 2273),
    (BDTOPO.format("COMMUNE"), "commune", {}, 1, 1),
    (BDTOPO.format("EQUIPEMENT_DE_TRANSPORT"), "context", {}, 10, 10),
    (BDTOPO.format("SURFACE_HYDROGRAPHIQUE"), "water", {}, 28, 28),
    (BDTOPO.format("TERRAIN_DE_SPORT"), "context", {}, 7, 7),
    (BDTOPO.format("TRONCON_DE_VOIE_FERREE"), "context", {}, 6, 6),
    (BDTOPO.format("ZONE_DE_VEGETATION"), "context", {}, 665, 657),
    (BDTOPO.format("ZONE_D_ACTIVITE_OU_D_INTERET"), "zone", {}, 21, 2),
    (PLU.format("ZONE_URBA"), "planning_zone", {}, 90, 90),
    (PLU.format("PRESCRIPTION_SURF"), "context", {}, 77, 77),
    (PLU.format("PRESCRIPTION_LIN"), "context", {}, 15, 15),
    (PLU.format("PRESCRIPTION_PCT"), "context", {}, 93, 93),
    (PLU.format("INFO_SURF"), "context", {}, 18, 18),
    (PLU.format("INFO_PCT"), "context", {}, 6, 6),
    ("constraint/VilleMTP_MTP_CoursEau.zip", "water", {}, 841, 821),
    ("constraint/VilleMTP_MTP_SitesClasses.zip", "heritage", {}, 21, 20),
    ("constraint/VilleMTP_MTP_MonumentsHist.zip", "heritage", {}, 115, 114),
    ("constraint/VilleMTP_MTP_BassinsVersants.zip", "context", {}, 12, 12),
    ("constraint/RFF_LR_LGV.zip", "context", {"layer": "Bande_DUP_CNM.shp"}, 1, 1),
    ("constraint/RFF_LR_LGV.zip", "context", {"layer": "Points_importants_CNM.shp"}, 12, 12),
    ("equipment/mairies_mel-lille.geojson", "facility", {}, 95, 95),
    ("equipment/mairies_3m-montpellier.geojson", "facility", {}, 31, 31),
    ("equipment/mairies_grenoble-alpes-metropole.geojson", "facility", {}, 49, 49),
    ("equipment/mairies_puisaye-forterre.geojson", "facility", {}, 57, 57),
    ("equipment/VilleMTP_MTP_EtabliPublic.zip", "facility", {}, 1024, 1024),
    ("equipment/OSM_MTP_Commerces.geojson", "facility", {}, 953, 953),
    ("equipment/grenoble_2025_irve_smmag.csv", "context", {}, 147, 147),
    ("equipment/grenoble_metromobilite_lieux_2018.geojson", "facility", {}, 609, 609),
    ("equipment/grenoble_metromobilite_parkings_2018.geojson", "facility", {}, 86, 86),
    (FRICHES.format("3m-montpellier"), "friche", {}, 60, 60),
    (FRICHES.format("mel-lille"), "friche", {}, 760, 760),
    (FRICHES.format("grenoble-alpes-metropole"), "friche", {}, 67, 67),
    (FRICHES.format("puisaye-forterre"), "friche", {}, 27, 27),
    ("friche/friches_standard_cnig_2024-10_4territoires.csv", "friche", {}, 126, 126),
    ("transit/grenoble_metromobilite_points_arret_2018.geojson", "stop", {}, 4038, 4038),
    ("transit/grenoble_metromobilite_zones_arret_2018.geojson", "stop", {}, 1956, 1956),
    ("transit/grenoble_metromobilite_lignes_2018.geojson", "context", {}, 110, 110),
    (
        "transit/grenoble_metromobilite_amenagements_cyclables_2018.geojson",
        "context",
        {},
        1630,
        1630,
    ),
    ("transit/grenoble_2025_zones_arrets_metropole.csv", "stop", {}, 963, 963),
    ("transit/grenoble_2025_lignes_tag.geojson", "context", {}, 56, 56),
    ("transit/lille_ilevia_gtfs_stops_extrait.txt", "stop", {}, 59, 59),
    ("transit/montpellier_osm_bus_stops.geojson", "stop", {}, 1052, 1052),
    ("transit/montpellier_osm_tram_stops.geojson", "stop", {}, 174, 174),
    ("transit/montpellier_osm_tram.geojson", "context", {}, 10, 10),
    ("transit/VilleMTP_MTP_FilaireVoies.zip", "street", {}, 8011, 8011),
    ("zae/VilleMTP_MTP_PAE.zip", "context", {}, 15, 15),
    ("zae/VilleMTP_MTP_PerimetresEtud.zip", "context", {}, 23, 23),
]


@pytest.mark.parametrize(("path", "role", "options", "rows", "kept"), PLAIN)
def test_every_file_is_read_and_every_row_accounted_for(
    shared: Path, path: str, role: str, options: dict[str, object], rows: int, kept: int
) -> None:
    layer = layer_of(shared, path, role, **options)
    assert layer.account.loc[layer.account["action"] == "read", "count"].tolist() == [rows]
    assert len(layer.frame) == kept
    # Metropolitan France in Lambert-93, with a wide margin.
    assert layer.frame.within(box(90_000, 6_030_000, 1_270_000, 7_140_000)).all()


def test_montpellier_zac(shared: Path) -> None:
    layer = layer_of(
        shared, "zae/VilleMTP_MTP_ZAC.zip", "zone", rename={"INDICE_1": "name"}, vintage="2014-01"
    )
    assert len(layer.frame) == 35
    assert "ZAC Hermès" in layer.frame["name"].tolist()
    mended = layer.account[layer.account["action"] == "repaired"]
    assert mended["count"].tolist() == [1]
    # The producer's own AREA column, but for the mended one.
    sound = layer.frame.drop(mended["ids"].iloc[0])
    assert sound.area.sum() == pytest.approx(sound["AREA"].sum(), rel=1e-4)


def test_montpellier_buildings(shared: Path) -> None:
    layer = layer_of(shared, "building/VilleMTP_MTP_Batiments.zip", "building")
    told = layer.account.set_index("reason")["count"]
    assert (told["rows in the file"], told["polygon smaller than 1 m²"]) == (3356, 4)
    assert layer.frame["SHAPE_Area"].min() >= 1
    assert layer.frame.area.sum() == pytest.approx(layer.frame["SHAPE_Area"].sum(), rel=1e-3)


def test_luxiol_parcels_and_buildings(shared: Path) -> None:
    parcels = layer_of(shared, "parcel/cadastre-25354-parcelles.geojson", "parcel").frame
    assert len(parcels) == 511
    assert parcels.index.str.fullmatch(r"25354000[0-9A-Z]{2}\d{4}").all()
    assert parcels["cadastral_area_m2"].sum() / 1e4 == pytest.approx(613.1, abs=0.05)
    assert parcels.area.sum() / 1e4 == pytest.approx(611.8, abs=0.1)
    buildings = layer_of(shared, "building/cadastre-25354-batiments.geojson", "building").frame
    plain = gpd.read_file(shared / "data/building/cadastre-25354-batiments.geojson")
    assert buildings["light"].sum() == (plain["type"] == "02").sum()


def test_lille_friches_of_haubourdin(shared: Path) -> None:
    frame = layer_of(shared, FRICHES.format("mel-lille"), "friche").frame
    there = frame[frame["commune_insee"] == "59286"]
    assert len(there) == 7
    assert set(there["commune_name"]) == {"HAUBOURDIN"}
    refs = frame["parcel_refs"].dropna().str.split("|").explode()
    assert refs.str.len().eq(14).all()


def test_cnig_friches_agree_with_cartofriches_on_lille(shared: Path) -> None:
    path = "friche/friches_standard_cnig_2024-10_4territoires.csv"
    cnig = layer_of(shared, path, "friche")
    assert "producer recognised by its columns: cnig_friches" in cnig.account["reason"].tolist()
    points = layer_of(shared, FRICHES.format("mel-lille"), "friche").frame
    both = cnig.frame.index.intersection(points.index)
    assert len(both) > 50
    gap = cnig.frame.loc[both].distance(points.loc[both])
    assert gap.median() < 50


def test_olemps_accents_and_heights(shared: Path) -> None:
    layer = layer_of(shared, BDTOPO.format("BATIMENT"), "building")
    assert set(layer.frame["usage"]) == {
        "residential", "unknown", "annex", "commercial", "industrial", "public", "agricultural",
    }  # fmt: skip
    assert (layer.frame["usage"] == "residential").sum() == 1090
    assert layer.frame["light"].sum() == 437
    assert layer.frame["height_m"].isna().sum() == 269 + 15
    assert set(layer.frame["NATURE"]) >= {"Indifférenciée"}
    zones = layer_of(shared, BDTOPO.format("ZONE_D_ACTIVITE_OU_D_INTERET"), "zone").frame
    assert set(zones["NATURE"]) == {"Zone industrielle"}


def test_aramon_zones(shared: Path) -> None:
    frame = layer_of(shared, PLU.format("ZONE_URBA"), "planning_zone").frame
    assert frame["zone_type"].value_counts().to_dict() == {"A": 50, "N": 22, "U": 16, "AUc": 2}


def test_ademe_sites_lost_zeros_null_geometries_and_overseas(shared: Path) -> None:
    names = {"Code_INSEE": "commune_insee", "Surface_site_m2": "declared_area_m2"}
    layer = layer_of(shared, "friche/ademe_sites_pollues_srd_419.geojson", "friche", rename=names)
    told = layer.account.set_index("reason")["count"]
    assert told["no geometry"] == 29
    assert told["outside the area of use of the target system: EPSG:2154"] == 3
    assert len(layer.frame) == 419 - 29 - 3
    codes = layer.frame["commune_insee"].dropna()
    assert (codes.str.len() == 5).all()


def test_ardennes_polygons_with_their_attributes(shared: Path) -> None:
    join = {"path": str(shared / "data" / (ARDENNES.format("attributs") + ".csv")), "on": "site_id"}
    path = ARDENNES.format("polygones") + ".geojson"
    layer = layer_of(shared, path, "friche", join=join)
    frame = layer.frame
    assert len(frame) == 98
    assert frame["friche_status"].value_counts().to_dict() == {
        "without_project": 56,
        "with_project": 25,
        "converted": 17,
    }
    assert frame["pollution"].value_counts()["known"] == 14
    assert (frame["commune_insee"].str[:2] == "08").all()
    assert frame.area.sum() == pytest.approx(frame["surf_calc"].sum(), rel=0.01)


def test_martinique_needs_its_own_system(shared: Path) -> None:
    path = "flows/martinique_communes_mtq.gpkg"
    with pytest.raises(ValueError, match=r"choose another « target_crs »"):
        layer_of(shared, path, "commune")
    frame = layer_of(shared, path, "commune", target_crs=5490).frame
    # Martinique has 1 128 km²; the outlines are generalised.
    assert frame.area.sum() / 1e6 == pytest.approx(1128, rel=0.03)
    flows = layer_of(
        shared,
        "flows/martinique_mobpro_mob.csv",
        "flow",
        rename={"i": "origin_insee", "j": "destination_insee", "fij": "workers"},
    ).frame
    assert len(flows) == 119
    assert flows["destination_insee"].isin(frame.index).all()


def test_a_mac_file_with_carriage_returns(shared: Path) -> None:
    frame = layer_of(
        shared,
        "flows/CCIMTP_Herault_FluxActifs_2006.csv",
        "flow",
        rename={"Communes": "origin_insee", "Sortants en 2006": "workers"},
        defaults={"destination_insee": "?"},
    ).frame
    assert {"Béziers", "Sète"} <= set(frame["origin_insee"])
    assert frame["workers"].sum() == 21126 + 5408 + 5386 + 5232 + 4477 + 4306 + 4197 + 4067


@pytest.mark.parametrize("name", ["LocalEmplCom_2009", "PopSalCom_2008"])
def test_title_lines_of_insee(shared: Path, name: str) -> None:
    frame = layer_of(
        shared,
        f"context/INSEE_MTP_{name}.csv",
        "labour",
        rename={"dc": "commune_insee", "note": "job_seekers"},
        defaults={"profile": "ouvriers"},
    ).frame
    assert len(frame) == 11
    assert frame["commune_insee"].str.startswith("34").all()


def test_files_with_several_layers_ask_which(shared: Path) -> None:
    with pytest.raises(ReadError, match="3 layers could be meant"):
        layer_of(shared, "constraint/pprt_69dreal20090005.gpkg", "hazard")
    zones = layer_of(
        shared,
        "constraint/pprt_69dreal20090005.gpkg",
        "hazard",
        layer="pprt_69dreal20090005_zonereglementaireurba_s",
        defaults={"severity": 2, "hazard_kind": "technological"},
    )
    assert len(zones.frame) == 25
    with pytest.raises(ReadError, match="6 vector files inside"):
        layer_of(shared, "constraint/RFF_LR_LGV.zip", "context")
