"""Groups on a street with a shop, a gym and offices whose savings are worked out by hand."""

from pathlib import Path

import pytest
from geopandas import GeoDataFrame, read_file
from pandas import DataFrame
from shapely import LineString, Point, box

from criteria.project import reference_projects
from criteria.sobriety import job_density
from zae.mutualisation.finder import Search, find, with_land_saved
from zae.mutualisation.geopackage import write_groups
from zae.mutualisation.reading import CatalogueError
from zae.mutualisation.steps import finding_rows
from zae.mutualisation.zones import zone_measures

STREET = GeoDataFrame(geometry=[LineString([(0, 0), (1000, 0)])], crs=2154)
ZONE = GeoDataFrame({"name": ["Z"]}, index=["Z"], geometry=[box(-10, -50, 1010, 50)], crs=2154)


def frames(*rows: tuple[str, str, float | None, float]) -> dict[str, GeoDataFrame]:
    """Layers of a street: (id, NAF code, jobs, metres along it)."""
    ids, codes, jobs, at = zip(*rows, strict=True)
    table = DataFrame(
        {"activity_code": codes, "jobs_low": jobs, "jobs_high": jobs, "active": True},
        index=list(ids),
    )
    places = GeoDataFrame(table, geometry=[Point(x, 0) for x in at], crs=2154)
    return {"zone": ZONE, "establishment": places, "street": STREET}


TWO = (("office", "62.01Z", 100, 100), ("gym", "93.13Z", 10, 200))


def test_an_office_and_a_gym_share_their_places() -> None:
    """
    Weekday slots: the office of 100 jobs needs 80 places from 10 to 12 and from 14 to 16, the gym
    of 10 jobs 50 from 18 to 20. Together 90 from 14 to 16 (80 + 10): 130 - 90 = 40 of 25 m² saved.
    """
    found = find(frames(*TWO))
    row = found.groups.loc[1]
    assert row["apart_parking"] == pytest.approx(130)
    assert row["saved_parking"] == pytest.approx(40)
    assert row["land_m2"] == pytest.approx(1000)
    assert row["walk_m"] == pytest.approx(100)
    assert found.pooling.gap == 0


def test_too_long_a_walk_is_no_group() -> None:
    assert find(frames(*TWO), Search(reach_m=99)).groups.empty


def test_two_offices_have_nothing_to_share() -> None:
    twins = find(frames(("A", "62.01Z", 50, 100), ("B", "71.12B", 30, 150)))
    assert twins.groups.empty
    assert twins.pooling.worth == 0


def test_who_has_no_headcount_or_activity_is_counted_as_left_out() -> None:
    found = find(frames(*TWO, ("C", "62.01Z", None, 150), ("D", "99.00Z", 5, 160)))
    assert dict(found.left_out) == {"no_headcount": 1, "no_activity": 1}
    assert len(found.members) == 2


def test_a_need_that_does_not_count_for_the_objective_is_refused() -> None:
    with pytest.raises(CatalogueError, match="none of parking counts for « trips »"):
        find(frames(*TWO), Search(objective="trips"))


def test_the_land_saved_makes_more_jobs_per_hectare() -> None:
    project = reference_projects()["tertiaire"]
    sites = ZONE.geometry
    before = job_density(sites, project=project)["low"].iloc[0]
    after = job_density(sites, project=with_land_saved(project, 1000))["low"].iloc[0]
    plot = project.plot_m2
    assert plot is not None
    assert after / before == pytest.approx(plot / (plot - 1000))


def test_the_geopackage_holds_groups_and_members_without_names(tmp_path: Path) -> None:
    found = find(frames(*TWO))
    path = write_groups(found, tmp_path / "groupes.gpkg")
    assert len(read_file(path, layer="groupes")) == 1
    members = read_file(path, layer="membres")
    assert members["group"].tolist() == [1, 1]
    assert "name" not in members
    assert finding_rows(found)["gap"] == 0


def test_nobody_that_can_be_counted_makes_no_group(tmp_path: Path) -> None:
    """A register without headcounts, as the shops of OpenStreetMap."""
    found = find(frames(("A", "62.01Z", None, 100), ("B", "93.13Z", None, 200)))
    assert found.groups.empty
    assert dict(found.left_out) == {"no_headcount": 2, "no_activity": 0}
    assert found.pooling.gap == 0
    write_groups(found, tmp_path / "groupes.gpkg")
    assert read_file(tmp_path / "groupes.gpkg", layer="membres").empty


def test_the_measures_of_the_street() -> None:
    row = zone_measures(frames(*TWO), {}).loc["Z"]
    assert row["firms_high"] == 2
    assert row["jobs_low"] == 110
    assert row["firms_50_low"] == 1
    assert row["office_share_low"] == pytest.approx(100 / 110)
    assert row["complementarity_share_low"] == pytest.approx(40 / 130)
    assert "bare_ha_low" not in row
