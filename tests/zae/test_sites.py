"""Candidate sites of squares drawn by hand."""

import pandas as pd
import pytest
from geopandas import GeoDataFrame
from shapely import Point, Polygon, box

from layers import ROLES, Layer, Source
from zae.sites import NoSiteError, sites
from zae.stock import land_stock, zone_table
from zae.study import SitesEntry

EAST, NORTH = 700_000, 6_600_000


def square(x: float, y: float, side: float = 100) -> Polygon:
    return box(EAST + x, NORTH + y, EAST + x + side, NORTH + y + side)


def layer(role: str, geometry: list[object], **columns: list[object]) -> Layer:
    """A layer in the schema of its role, whose other columns are empty."""
    declared = ROLES[role]
    ids = columns.pop(declared.id, [f"{role}{i + 1}" for i in range(len(geometry))])
    frame = GeoDataFrame(
        {n: columns.get(n, [None] * len(geometry)) for n in declared.names if n != declared.id},
        geometry=geometry,
        index=pd.Index(ids, name=declared.id),
        crs=2154,
    )
    return Layer(name=role, role=declared, frame=frame, source=Source(name=role))


ZONES = layer("zone", [square(0, 0, 1000)], name=["Les Essarts"])
COMMUNES = layer("commune", [square(-500, -500, 2000)], commune_insee=["99001"], name=["Valbourg"])


def friches() -> Layer:
    return layer(
        "friche",
        [square(100, 100), Point(EAST + 500, NORTH + 500), Point(EAST + 700, NORTH + 700),
         Point(EAST + 5000, NORTH)],
        name=["Filature", "Tannerie", "", "Lointaine"],
        declared_area_m2=[None, 2500.0, None, None],
        parcel_refs=[None, None, None, "990010000A0001"],
        owner_type=["commune", "company", None, None],
    )  # fmt: skip


def named(*every: Layer) -> dict[str, Layer]:
    return {x.name: x for x in every}


def test_a_point_becomes_a_disk_of_its_declared_area_and_says_so() -> None:
    found, account = sites(named(friches()), SitesEntry())
    assert found["geometry_status"].to_dict() == {
        "friche1": "surveyed", "friche2": "estimated_disk",
        "friche3": "nominal_disk", "friche4": "nominal_disk",
    }  # fmt: skip
    assert found.loc["friche2", "area_m2"] == pytest.approx(2500, rel=1e-6)
    assert found.loc["friche3", "area_m2"] == pytest.approx(1000, rel=1e-6)
    disks = account[account["reason"] == "drawn as a disk of the declared area"]
    assert disks["ids"].tolist() == ["friche2"]


def test_references_are_looked_up_in_the_parcels() -> None:
    parcels = layer("parcel", [square(5000, 0)], parcel_id=["990010000A0001"]).frame
    found, _ = sites(named(friches()), SitesEntry(), parcels=parcels)
    assert found.loc["friche4", "geometry_status"] == "parcels"
    assert found.loc["friche4", "area_m2"] == pytest.approx(10_000)


def test_commune_zone_tenure_and_name_are_found() -> None:
    found, _ = sites(named(friches(), ZONES, COMMUNES), SitesEntry(kinds=("friche",)))
    first, second, third, far = (found.loc[f"friche{i}"] for i in (1, 2, 3, 4))
    assert (first["commune_insee"], first["commune"]) == ("99001", "Valbourg")
    assert (first["zone_id"], far["zone_id"]) == ("zone1", "")
    assert (first["tenure"], second["tenure"], third["tenure"]) == ("public", "private", "unknown")
    assert third["name"] == "friche3"
    assert far["commune"] == ""


def test_small_sites_are_refused_and_counted() -> None:
    found, account = sites(named(friches(), ZONES), SitesEntry(min_area_m2=2000))
    assert set(found.index) == {"friche1", "friche2", "zone1"}
    counts = account.set_index("action")["count"].groupby(level=0).sum()
    assert counts["read"] == counts["kept"] + counts["refused"] == 5


def test_the_same_id_in_two_layers_is_told_apart() -> None:
    twin = layer("site", [square(0, 0)], site_id=["zone1"])
    found, _ = sites(named(twin, ZONES), SitesEntry())
    assert set(found.index) == {"zone1", "zone:zone1"}


def test_no_site_is_an_error_that_says_what_was_looked_for() -> None:
    with pytest.raises(NoSiteError, match="no layer gives friche"):
        sites(named(ZONES), SitesEntry(kinds=("friche",)))


def test_no_input_is_changed() -> None:
    source = friches()
    before = source.frame.copy()
    sites(named(source, COMMUNES), SitesEntry())
    pd.testing.assert_frame_equal(pd.DataFrame(source.frame), pd.DataFrame(before))


PARCELS = layer(
    "parcel", [square(0, 0), square(100, 0), square(0, 100), square(3000, 0)],
    parcel_id=[f"990010000A000{i}" for i in (1, 2, 3, 4)],
    owner=["Ville", "Ville", "Usine", "Ville"],
    owner_type=["commune", "commune", "company", "commune"],
).frame  # fmt: skip
BUILDINGS = layer("building", [square(10, 110, 80)]).frame


def test_land_units_of_a_zone_become_sites_when_they_are_open() -> None:
    """Ville's two squares touch: one bare unit. Usine's is built over 64 %. The last is far."""
    units = land_stock(PARCELS, BUILDINGS, None, {})
    assert units["availability"].to_dict() == {
        "990010000A0001": "bare", "990010000A0003": "built_up", "990010000A0004": "bare",
    }  # fmt: skip
    entry = SitesEntry(kinds=("land_unit",))
    inside, _ = sites(named(ZONES), entry, units=units)
    assert inside.index.tolist() == ["990010000A0001"]
    assert inside.loc["990010000A0001", ["tenure", "zone_id"]].tolist() == ["public", "zone1"]
    assert inside.loc["990010000A0001", "name"] == "A 1 + 1, Les Essarts"
    anywhere, _ = sites(
        named(ZONES), SitesEntry(kinds=("land_unit",), land_units="everywhere"), units=units
    )
    assert len(anywhere) == 2


def test_land_of_a_zone_adds_up_to_its_area() -> None:
    units = land_stock(PARCELS, BUILDINGS, None, {})
    table = zone_table(units, ZONES.frame, BUILDINGS, 5.0)
    by_class = table.set_index("availability")["area_m2"]
    assert by_class.to_dict() == pytest.approx(
        {"bare": 20_000, "built_up": 10_000, "outside_units": 970_000}
    )


def test_a_unit_under_a_friche_is_a_friche_and_one_with_a_project_is_committed() -> None:
    over = layer("friche", [square(0, 0, 100), square(0, 100, 100)],
                 friche_status=["without_project", "with_project"]).frame  # fmt: skip
    units = land_stock(PARCELS, BUILDINGS, over, {})
    assert units.loc["990010000A0001", "availability"] == "friche"
    assert units.loc["990010000A0003", "availability"] == "committed"


def test_a_friche_that_is_taken_is_not_offered_as_free() -> None:
    """The inventory says what became of it; two friches on one ground are told."""
    three = layer(
        "friche", [square(0, 0), square(300, 0), square(310, 10, 80)],
        friche_status=["converted", "without_project", "with_project"],
    )  # fmt: skip
    found, account = sites(named(three), SitesEntry())
    assert found["availability"].tolist() == ["committed", "friche", "committed"]
    told = account[account["reason"] == "mostly on the ground of another site"]
    assert told["ids"].tolist() == ["friche2|friche3"]
