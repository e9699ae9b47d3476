"""The fictional commune: same seed same town, schemas, a noded cadastre, partitions, counts."""

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame
from pandas.testing import assert_frame_equal

from layers.sample import Sample, commune
from layers.schema import ROLES
from layers.validate import schema_of


@pytest.fixture(scope="module")
def town() -> Sample:
    return commune()


@pytest.fixture(scope="module")
def outline(town: Sample) -> shapely.Polygon:
    return town.frames["commune"].geometry["99001"]


def test_every_role_but_those_made_by_the_toolkit_is_there(town: Sample) -> None:
    made_here = set(town.frames) | set(town.rasters)
    assert made_here == set(ROLES) - {"site", "context", "land_cover_raster"}


@pytest.mark.parametrize("role", [r for r in ROLES.values() if r.geometry != "raster"])
def test_frames_are_what_the_reader_would_give(town: Sample, role) -> None:
    if role.name in {"site", "context"}:
        pytest.skip("made by the toolkit, or of any content")
    frame = town.frames[role.name]
    wanted = [n for n in role.names if n != role.id]
    assert list(frame.columns.drop("geometry", errors="ignore")) == wanted
    table = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    if role.id:
        assert frame.index.name == role.id
        assert frame.index.is_unique
        table = table.reset_index()[list(role.names)]
    schema_of(role).validate(table)


@pytest.mark.parametrize("role", [r for r in ROLES.values() if r.geometry != "raster"])
def test_geometry_is_valid_metric_and_of_the_kind_of_the_role(town: Sample, role) -> None:
    frame = town.frames.get(role.name)
    if not isinstance(frame, GeoDataFrame):
        pytest.skip("no geometry")
    shapes = frame.geometry.dropna()
    kinds = {"point": {"Point"}, "line": {"LineString"}, "polygon": {"Polygon", "MultiPolygon"}}
    assert frame.crs.to_epsg() == 2154
    assert shapes.is_valid.all()
    assert not shapes.is_empty.any()
    if role.geometry != "any":
        assert set(shapes.geom_type) <= kinds[role.geometry]


def test_same_seed_same_commune_other_seed_another(town: Sample) -> None:
    again, other = commune(), commune(seed=8)
    for role, frame in town.frames.items():
        assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(again.frames[role]))
    for role, (values, *_) in town.rasters.items():
        np.testing.assert_array_equal(values, again.rasters[role][0])
    ours, theirs = (s.frames["parcel"].geometry.iloc[0] for s in (town, other))
    assert not ours.equals(theirs)


@pytest.mark.parametrize("seed", [1, 8, 23])
def test_other_seeds_give_a_town_of_the_same_size(seed: int) -> None:
    frames = commune(seed=seed).frames
    assert 2700 <= len(frames["parcel"]) <= 3300
    assert len(frames["zone"]) == 6
    assert frames["zone"].geometry.is_valid.all()


def test_counts(town: Sample) -> None:
    frames = town.frames
    assert 2700 <= len(frames["parcel"]) <= 3300
    assert frames["zone"]["vocation"].nunique() == 6
    assert len(frames["commune"]) == 6
    assert 7_000 <= frames["commune"].loc["99001", "population"] <= 11_000
    assert 11e6 < frames["commune"].geometry["99001"].area < 13.5e6
    assert (frames["stop"]["peak_departures_per_h"] < 2).sum() >= 3


def test_parcels_are_a_noded_coverage_inside_the_commune(town: Sample, outline) -> None:
    shapes = town.frames["parcel"].geometry
    assert shapely.coverage_is_valid(shapes.to_numpy())
    assert shapes.area.sum() == pytest.approx(shapes.union_all().area, rel=1e-9)
    assert shapes.union_all().difference(outline.buffer(0.02)).area == 0


def test_no_two_buildings_overlap_and_each_stands_in_one_parcel(town: Sample) -> None:
    buildings, parcels = town.frames["building"], town.frames["parcel"]
    a, b = buildings.sindex.query(buildings.geometry, predicate="overlaps")
    shapes = buildings.geometry.to_numpy()
    assert shapely.area(shapely.intersection(shapes[a], shapes[b])).sum() < 0.1
    heart = shapely.point_on_surface(shapes)
    row, parcel = parcels.sindex.query(heart, predicate="within")
    assert list(row) == list(range(len(shapes)))
    inside = shapely.intersection(shapes, parcels.geometry.to_numpy()[parcel])
    assert shapely.area(inside) == pytest.approx(shapely.area(shapes), rel=1e-3)


@pytest.mark.parametrize("role", ["planning_zone", "land_cover"])
def test_partitions_sum_to_the_commune(town: Sample, outline, role: str) -> None:
    shapes = town.frames[role].geometry
    assert shapes.area.sum() == pytest.approx(outline.area, rel=1e-6)
    assert shapes.union_all(grid_size=0.001).area == pytest.approx(outline.area, rel=1e-5)


def test_flood_levels_do_not_overlap(town: Sample) -> None:
    flood = town.frames["hazard"].query("hazard_kind == 'flood'").set_index("severity").geometry
    assert flood[3].intersection(flood[2]).area == pytest.approx(0, abs=1e-3)
    assert flood[2].intersection(flood[1]).area == pytest.approx(0, abs=1e-3)
    assert flood[3].intersects(town.frames["water"].geometry.iloc[0])


def test_neighbours_share_the_boundary_and_flows_know_them(town: Sample, outline) -> None:
    communes = town.frames["commune"]
    others = communes.geometry.drop("99001")
    assert outline.exterior.difference(others.union_all().buffer(0.01)).length == 0
    assert others.intersection(outline).area.max() == pytest.approx(0, abs=1e-3)
    flow = town.frames["flow"]
    assert set(flow["origin_insee"]) == set(communes.index) == set(flow["destination_insee"])
    leaving = flow.groupby("origin_insee")["workers"].sum()
    assert (leaving <= communes["employed_residents"]).all()
    assert set(town.frames["labour"]["commune_insee"]) == set(communes.index)


def test_streets_are_one_net_for_walkers(town: Sample) -> None:
    walk = town.frames["street"].query("walkable")
    ends = shapely.get_coordinates(
        shapely.get_point(walk.geometry.to_numpy()[:, None], [0, -1]).ravel()
    )
    _, node = np.unique(ends.round(2), axis=0, return_inverse=True)
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    a, b = node.reshape(-1, 2).T
    graph = coo_array((np.ones(len(a)), (a, b)), shape=(node.max() + 1,) * 2)
    part = connected_components(graph, directed=False)[1][a]
    by_part = walk.geometry.length.groupby(part).sum()
    assert by_part.max() / by_part.sum() > 0.99


def test_friches_come_in_every_form(town: Sample) -> None:
    friche, parcels = town.frames["friche"], town.frames["parcel"]
    kinds = friche.geometry.geom_type
    assert (kinds == "Point").sum() == 2
    assert friche["declared_area_m2"].notna().tolist() == (kinds == "Point").tolist()
    refs = friche["parcel_refs"].dropna()
    assert friche.geometry[refs.index].isna().all()
    assert set("|".join(refs).split("|")) <= set(parcels.index)
    assert 'L\'Îlot "Œuvre & Cie" <Nord>' in set(friche["name"])


def test_owners_are_legal_persons_or_unnamed(town: Sample) -> None:
    parcels = town.frames["parcel"]
    people = parcels["owner_type"] == "person"
    assert parcels.loc[people, "owner"].isna().all()
    assert parcels.loc[~people, "owner"].notna().all()
    assert parcels["owner_account"].notna().all()


def test_some_owner_holds_neighbouring_parcels_in_a_zone(town: Sample) -> None:
    zones, parcels = town.frames["zone"].union_all(), town.frames["parcel"]
    own = parcels[parcels.representative_point().within(zones) & parcels["owner"].notna()]
    a, b = own.sindex.query(own.geometry, predicate="touches")
    account = own["owner_account"].to_numpy()
    assert (account[a] == account[b]).sum() / 2 >= 10


def test_ids_of_establishments_have_luhn_keys(town: Sample) -> None:
    for siret in town.frames["establishment"].index[:40]:
        assert len(siret) == 14
        odd, even = siret[-1::-2], siret[-2::-2]
        doubled = sum(sum(divmod(2 * int(c), 10)) for c in even)
        assert (sum(map(int, odd)) + doubled) % 10 == 0


def test_sealed_cells_agree_with_the_land_cover(town: Sample, outline) -> None:
    values, _, _, nodata = town.rasters["imperviousness"]
    cells = values[values != nodata]
    cover = town.frames["land_cover"]
    sealed = cover.area[cover["cover_code"].isin(["CS1.1.1.1", "CS1.1.1.2"])].sum()
    assert cells.max() == 100
    assert cells.mean() == pytest.approx(100 * sealed / outline.area, rel=0.02)


def test_the_river_lies_low(town: Sample) -> None:
    values, transform, _, _ = town.rasters["elevation"]
    river = town.frames["water"].geometry.iloc[0]
    x, y = shapely.get_coordinates(river.representative_point())[0]
    column, row = ~transform @ (x, y) if hasattr(transform, "__matmul__") else ~transform * (x, y)
    assert values[int(row), int(column)] < np.quantile(values, 0.1)


def test_too_few_parcels_are_refused() -> None:
    with pytest.raises(ValueError, match="12 parcels"):
        commune(parcels=12)
