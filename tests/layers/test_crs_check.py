"""Systems at the door: absent, contradicted, swapped, reprojected once."""

import geopandas as gpd
import numpy as np
import pytest
from geopandas import GeoDataFrame
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from land.crs import METRIC
from land.errors import CRSError
from layers.account import Account
from layers.crs_check import bring, candidates, settle

# Town halls, longitude and latitude, within 0.01°.
TOWNS = {
    "Montpellier": (3.88, 43.61, 2154),
    "Lille": (3.06, 50.63, 2154),
    "Brest": (-4.49, 48.39, 2154),
    "Bastia": (9.45, 42.70, 2154),
    "Fort-de-France": (-61.07, 14.60, 5490),
    "Cayenne": (-52.33, 4.94, 2972),
    "Saint-Denis": (55.45, -20.88, 2975),
    "Mamoudzou": (45.23, -12.78, 4471),
    "Saint-Pierre": (-56.18, 46.78, 4467),
}


def frame_of(x: float, y: float, crs: int | None) -> GeoDataFrame:
    return GeoDataFrame(geometry=[Point(x, y)], index=["A"], crs=crs)


@pytest.mark.parametrize("town", TOWNS)
def test_swapped_degrees_are_put_back_and_told(town: str) -> None:
    lon, lat, _ = TOWNS[town]
    account = Account("p", "stop")
    back = settle(frame_of(lat, lon, 4326), declared=None, account=account)
    assert back.geometry["A"].coords[0] == (lon, lat)
    assert account.frame()["reason"].tolist() == ["axis order swapped back"]


@pytest.mark.parametrize("town", TOWNS)
def test_right_degrees_are_left_alone(town: str) -> None:
    lon, lat, code = TOWNS[town]
    account = Account("p", "stop")
    kept = settle(frame_of(lon, lat, 4326), declared=None, account=account)
    moved = bring(kept, code, account)
    assert account.frame()["action"].tolist() == ["changed"]
    assert moved.crs.to_epsg() == code


@pytest.mark.parametrize("town", TOWNS)
def test_degrees_declared_as_the_legal_system_are_caught(town: str) -> None:
    lon, lat, code = TOWNS[town]
    with pytest.raises(CRSError, match=rf"contradict EPSG:{code}.*likely: EPSG:4326"):
        settle(frame_of(lon, lat, code), declared=None, account=Account("p", "stop"))


def test_a_zone_declared_as_lambert_93_is_caught_and_named() -> None:
    zone = frame_of(3.88, 43.61, 4326).to_crs(3944).set_crs(2154, allow_override=True)
    with pytest.raises(CRSError, match=r"contradict EPSG:2154.*likely:.*EPSG:3944"):
        settle(zone, declared=None, account=Account("p", "stop"))


def test_swapped_lambert_93_is_put_back() -> None:
    account = Account("p", "stop")
    back = settle(frame_of(6_280_000, 770_000, 2154), declared=None, account=account)
    assert back.geometry["A"].coords[0] == (770_000, 6_280_000)


def test_no_system_shows_the_extent_and_the_likely_ones() -> None:
    with pytest.raises(CRSError, match=r"extent 770000 6280000 .*likely: EPSG:2154 \(RGF93"):
        settle(frame_of(770_000, 6_280_000, None), declared=None, account=Account("p", "stop"))
    with pytest.raises(CRSError, match="likely: no system of France"):
        settle(frame_of(1e8, 1e8, None), declared=None, account=Account("p", "stop"))


def test_what_the_user_declares_wins_and_is_noted() -> None:
    account = Account("p", "stop")
    wrong = frame_of(770_000, 6_280_000, 4326)
    kept = settle(wrong, declared=2154, account=account)
    assert kept.crs.to_epsg() == 2154
    told = "system declared by the user: EPSG:2154 ≠ EPSG:4326"
    assert account.frame()["reason"].tolist() == [told]
    with pytest.raises(CRSError, match="not a known system"):
        settle(wrong, declared=123456, account=account)


def test_rows_outside_the_target_are_refused_and_none_left_is_an_error() -> None:
    both = GeoDataFrame(
        geometry=gpd.points_from_xy([3.88, -61.07], [43.61, 14.6]), index=["M", "F"], crs=4326
    )
    account = Account("p", "stop")
    assert list(bring(both, 2154, account).index) == ["M"]
    assert account.refused() == 1
    with pytest.raises(CRSError, match=r"no row lies in.*likely: EPSG:5490"):
        bring(both.loc[["F"]], 2154, account)
    with pytest.raises(CRSError, match="EPSG:3857 is not a legal projected system"):
        bring(both, 3857, account)


@given(st.floats(0.0, 6.5), st.floats(42.5, 50.5), st.sampled_from([2154, *range(3942, 3951)]))
def test_the_system_of_a_point_is_always_among_its_candidates(
    lon: float, lat: float, code: int
) -> None:
    if code != 2154 and abs(lat - (42 + code - 3942)) > 1:
        return
    point = frame_of(lon, lat, 4326).to_crs(code).geometry["A"]
    assert code in candidates(np.array([[point.x, point.y]]))


def test_every_legal_system_has_an_area_of_use() -> None:
    for code in METRIC:
        assert candidates(np.array([[1e9, 1e9]])) == []
        assert bring(frame_of(0, 0, 2154).iloc[:0], code, Account("p", "stop")).empty
