"""The measures give what PostGIS gives, on maps made to be awkward."""

import os

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame, GeoSeries
from shapely import LineString, Polygon

from land.availability import free_part
from land.measures.covered import area_covered
from land.measures.nearest import nearest_distance
from land.measures.within import count_near
from layers.sample import grid_buildings, grid_parcels

pytestmark = pytest.mark.postgis


@pytest.fixture(scope="module")
def connection():
    address = os.environ.get("ZAE_TEST_POSTGIS")
    if not address:
        pytest.skip("no PostGIS: set ZAE_TEST_POSTGIS (see .ci/postgis.sh)")
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(address.replace("+psycopg", "")) as held:
        yield held
        held.rollback()


@pytest.fixture(scope="module")
def parcels():
    return grid_parcels(2500, seed=3)


@pytest.fixture(scope="module")
def buildings(parcels):
    """Footprints; some of them joined to the neighbour's, so that they leave their parcel."""
    alone = grid_buildings(parcels, seed=3).geometry.reset_index(drop=True)
    astride = [a.union(b).convex_hull for a, b in zip(alone[:400:4], alone[1:400:4], strict=True)]
    return GeoSeries([*alone, *astride], crs=parcels.crs)


def wobbly(centre, radius_m, corners, rng):
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    wave = sum(rng.normal(0, 0.2 / k) * np.sin(k * angle + rng.uniform(0, 6)) for k in (2, 5, 17))
    radius = radius_m * np.abs(1 + wave)
    return Polygon(np.asarray(centre) + radius[:, None] * np.c_[np.cos(angle), np.sin(angle)])


@pytest.fixture(scope="module")
def cover(parcels):
    """Large wobbly zones, a ring, nested zones, whole parcels to the vertex, slivers."""
    rng = np.random.default_rng(5)
    west, south, east, north = parcels.total_bounds
    centres = rng.uniform([west, south], [east, north], (12, 2))
    zones = [wobbly(c, rng.uniform(60, 400), int(rng.integers(200, 3000)), rng) for c in centres]
    ring = wobbly(centres[0], 300, 900, rng)
    ring = shapely.make_valid(ring).difference(shapely.buffer(ring, -40))
    nested = [shapely.buffer(zones[1], -d) for d in (5, 10, 200)]
    shapes = parcels.geometry.to_numpy()
    blocks = [shapely.union_all(shapes[i : i + 20]) for i in range(0, 1200, 60)]
    inside = list(shapes[300:500])
    slivers = [
        LineString(rng.uniform([west, south], [east, north], (2, 2))).buffer(0.01)
        for _ in range(40)
    ]
    made = shapely.make_valid(np.array([*zones, ring, *nested, *blocks, *inside, *slivers]))
    return GeoSeries(made[shapely.area(made) > 0], crs=parcels.crs)


def load(connection, table, geoms):
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE {table} (id int PRIMARY KEY, geom geometry)")
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            for row, shape in enumerate(shapely.to_wkb(geoms.to_numpy(), hex=True)):
                copy.write_row((row, shape))
        cursor.execute(f"CREATE INDEX ON {table} USING gist (geom)")
        cursor.execute(f"ANALYZE {table}")


@pytest.fixture(scope="module")
def loaded(connection, parcels, buildings, cover):
    load(connection, "parcel", parcels.geometry)
    load(connection, "building", buildings)
    load(connection, "cover", cover)
    return connection


def answer(connection, query):
    with connection.cursor() as cursor:
        rows = pd.DataFrame(cursor.execute(query).fetchall()).set_index(0).sort_index()
    return rows.astype(float)


def test_area_under_awkward_covers(loaded, parcels, cover):
    theirs = answer(
        loaded,
        """SELECT p.id, coalesce(ST_Area(ST_Intersection(p.geom, u.geom)), 0) FROM parcel p
        LEFT JOIN LATERAL (SELECT ST_Union(c.geom) AS geom FROM cover c
        WHERE ST_Intersects(c.geom, p.geom)) u ON true""",
    )[1].to_numpy()
    ours = area_covered(parcels.geometry, cover).to_numpy()
    assert 0.2 < (ours > 0).mean() < 1
    np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-6)


def test_built_and_free_parts(loaded, parcels, buildings):
    theirs = answer(
        loaded,
        """SELECT p.id, ST_Area(ST_Intersection(p.geom, b.built)), ST_Area(f.free),
        (SELECT max(ST_Area(d.geom)) FROM ST_Dump(f.free) d)
        FROM parcel p JOIN LATERAL (
          SELECT ST_Union(b.geom) AS built, ST_Union(ST_Buffer(b.geom, 5)) AS strip
          FROM building b WHERE ST_DWithin(b.geom, p.geom, 5)) b ON b.built IS NOT NULL
        JOIN LATERAL (SELECT ST_Difference(p.geom, b.strip) AS free) f ON true""",
    ).fillna(0.0)
    ours = free_part(parcels.geometry, buildings).iloc[theirs.index]
    assert len(theirs) > 2000
    for column, name in ((1, "built_m2"), (2, "free_m2"), (3, "largest_free_m2")):
        np.testing.assert_allclose(ours[name], theirs[column], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("kind", ["points", "polygons"])
def test_nearest(loaded, parcels, cover, kind):
    targets = cover[cover.area < 1e4].reset_index(drop=True)
    if kind == "points":
        targets = GeoSeries(targets.representative_point(), crs=parcels.crs)
    load(loaded, f"target_{kind}", targets)
    theirs = answer(
        loaded,
        f"""SELECT p.id, t.gap FROM parcel p CROSS JOIN LATERAL (
        SELECT ST_Distance(t.geom, p.geom) AS gap FROM target_{kind} t
        ORDER BY t.geom <-> p.geom LIMIT 1) t""",
    )[1].to_numpy()
    ours = nearest_distance(parcels.geometry, targets, reach_m=1e5)["distance_m"]
    np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-6)


def test_points_around(loaded, parcels, buildings):
    points = GeoSeries(buildings.centroid, crs=parcels.crs)
    load(loaded, "spot", points)
    theirs = answer(
        loaded,
        """SELECT p.id, count(s.id) FROM parcel p LEFT JOIN spot s
        ON ST_DWithin(p.geom, s.geom, 40) GROUP BY 1""",
    )[1].to_numpy()
    ours = count_near(parcels.geometry, points, radius_m=40.0)
    assert (ours.to_numpy() == theirs).all()


def test_the_awkward_cover_is_refused_once_it_is_invalid(parcels, cover):
    bow = Polygon([(0, 0), (9, 9), (9, 0), (0, 9)])
    broken = GeoDataFrame(geometry=[*cover[:5], bow], crs=parcels.crs).geometry
    with pytest.raises(ValueError, match="Self-intersection"):
        area_covered(parcels.geometry, broken)
