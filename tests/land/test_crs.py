import pytest
from geopandas import GeoSeries
from shapely import Point

from land.crs import METRIC, legal_crs, require_metric
from land.errors import CRSError


def point(crs):
    return GeoSeries([Point(0, 0)], crs=crs)


@pytest.mark.parametrize("code", METRIC)
def test_every_legal_system_passes(code):
    require_metric(point(code), point(code))


@pytest.mark.parametrize("code", [3857, 4326, 27572, 32631])
def test_other_systems_are_named(code):
    with pytest.raises(CRSError, match=f"EPSG:{code}"):
        require_metric(point(code))


def test_absent_and_differing_systems():
    with pytest.raises(CRSError, match="no coordinate reference system"):
        require_metric(point(None))
    with pytest.raises(CRSError, match="EPSG:2154, EPSG:3949"):
        require_metric(point(2154), point(3949))


@pytest.mark.parametrize(
    ("commune", "code"), [("59350", 2154), ("2A004", 2154), ("97105", 5490), ("97411", 2975)]
)
def test_legal_system_of_a_commune(commune, code):
    assert legal_crs(commune) == code
