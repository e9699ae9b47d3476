import numpy as np
import pytest
from geopandas import GeoDataFrame, GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from land.errors import GeometryError, IdentifierError, SchemaError
from land.units import land_units


def parcels(*plots, **columns):
    """Parcels P0, P1, ... from (bounds, owner) pairs."""
    return GeoDataFrame(
        {"owner": [owner for _, owner in plots], **columns},
        index=[f"P{i}" for i in range(len(plots))],
        geometry=[box(*bounds) for bounds, _ in plots],
        crs=2154,
    )


def grouped(frame, **options):
    return set(land_units(frame, **options)["parcels"])


def test_a_corner_is_not_a_line():
    frame = parcels(((0, 0, 10, 10), "a"), ((10, 10, 20, 20), "a"), ((20, 0, 30, 10), "a"))
    assert grouped(frame) == {"P0", "P1", "P2"}


def test_owners_and_missing_owners_keep_apart():
    row = [((10 * i, 0, 10 * i + 10, 10), owner) for i, owner in enumerate("aab")]
    row += [((30, 0, 40, 10), None), ((40, 0, 50, 10), None), ((50, 0, 60, 10), " ")]
    units = land_units(parcels(*row))
    assert units["parcels"].tolist() == ["P0|P1", "P2", "P3", "P4", "P5"]
    assert units["owner_known"].tolist() == [True, True, False, False, False]
    assert units.index.name == "unit_id"
    assert units["parcel_count"].sum() == len(row)


def test_contiguity_goes_on_from_parcel_to_parcel_across_a_t():
    frame = parcels(((0, 0, 10, 10), "a"), ((10, 5, 20, 15), "a"), ((20, 12, 30, 22), "a"))
    units = land_units(frame)
    assert units["parcels"].tolist() == ["P0|P1|P2"]
    assert units["area_m2"].tolist() == [300]
    assert units.geometry.iloc[0].geom_type == "Polygon"


@pytest.mark.parametrize(("gap", "joined"), [(0.0, True), (0.04, True), (0.06, False), (1, False)])
def test_tolerance_of_digitised_gaps(gap, joined):
    frame = parcels(((0, 0, 10, 10), "a"), ((10 + gap, 0, 20, 10), "a"))
    units = land_units(frame)
    assert len(units) == (1 if joined else 2)
    if joined:
        assert units.geometry.iloc[0].geom_type == "Polygon"
        assert units["area_m2"].iloc[0] == pytest.approx(200, abs=0.01)


def test_a_gap_at_a_corner_does_not_join():
    frame = parcels(((0, 0, 10, 10), "a"), ((10.02, 10.02, 20, 20), "a"))
    assert len(land_units(frame)) == 2
    gap = parcels(((0, 0, 10, 10), "a"), ((10.02, 0, 20, 10), "a"))
    assert len(land_units(gap, tolerance_m=0)) == 2


def test_account_before_name_and_a_column_by_choice():
    frame = parcels(((0, 0, 10, 10), "Ville"), ((10, 0, 20, 10), "VILLE"), ((20, 0, 30, 10), "X"))
    frame["owner_account"] = ["C1", "C1", None]
    assert grouped(frame) == {"P0|P1", "P2"}
    assert grouped(frame, owner="owner") == {"P0", "P1", "P2"}
    assert grouped(frame.drop(columns=["owner", "owner_account"])) == {"P0", "P1", "P2"}
    with pytest.raises(SchemaError, match="'holder'"):
        land_units(frame, owner="holder")


def test_columns_are_carried_over():
    frame = parcels(
        ((0, 0, 10, 10), "a"),
        ((10, 0, 20, 10), "a"),
        ((30, 0, 40, 10), "b"),
        ((40, 0, 50, 10), "b"),
        cadastral_area_m2=[101.0, 99.0, 100.0, np.nan],
        owner_type=["epci", "epci", "company", None],
    )
    units = land_units(frame)
    assert units["cadastral_area_m2"].iloc[0] == 200
    assert np.isnan(units["cadastral_area_m2"].iloc[1])  # one of two is not the sum
    assert units["owner_type"].tolist() == ["epci", "unknown"]


def test_commune_from_the_parcel_id():
    frame = parcels(((0, 0, 1, 1), "a")).set_axis(["25354000AB0022"])
    assert land_units(frame)["commune_insee"].tolist() == ["25354"]
    assert land_units(frame.assign(commune_insee="25000"))["commune_insee"].tolist() == ["25000"]


def test_bad_parcels_are_named():
    frame = parcels(((0, 0, 10, 10), "a"), ((10, 0, 20, 10), "a"))
    with pytest.raises(IdentifierError, match="'P0'"):
        land_units(frame.set_axis(["P0", "P0"]))
    bow = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    with pytest.raises(GeometryError, match="'P1'"):
        land_units(frame.set_geometry(GeoSeries([box(0, 0, 1, 1), bow], frame.index, crs=2154)))


def test_no_parcels_no_units():
    assert len(land_units(parcels(((0, 0, 1, 1), "a")).iloc[:0])) == 0


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(["a", "b", None]), min_size=30, max_size=30),
    st.floats(0, 360),
    st.randoms(),
)
def test_each_parcel_once_whatever_the_order_and_the_bearing(owners, angle, random):
    plots = [
        ((10 * (i % 6), 10 * (i // 6), 10 * (i % 6) + 10, 10 * (i // 6) + 10), owner)
        for i, owner in enumerate(owners)
    ]
    frame = parcels(*plots)
    before = frame.copy()
    units = land_units(frame)
    assert frame.equals(before)
    ids = units["parcels"].str.split("|").explode()
    assert sorted(ids) == sorted(frame.index)
    assert units["area_m2"].sum() == pytest.approx(3000)
    rows = list(frame.index)
    random.shuffle(rows)
    turned = frame.loc[rows].set_geometry(frame.loc[rows].rotate(angle, origin=(0, 0)))
    assert land_units(turned)["parcels"].tolist() == units["parcels"].tolist()


@pytest.mark.shared
def test_real_parcels_of_luxiol(shared):
    import geopandas as gpd

    path = shared / "data" / "parcel" / "cadastre-25354-parcelles.geojson"
    frame = gpd.read_file(path).set_index("id").to_crs(2154)
    frame["cadastral_area_m2"] = frame["contenance"]
    units = land_units(frame)
    assert len(units) == len(frame)
    # The surveyed outlines and the stated areas of a whole commune agree within a few tenths
    # of a percent (Lambert-93 itself is off by that much).
    assert units["area_m2"].sum() == pytest.approx(frame["contenance"].sum(), rel=5e-3)
