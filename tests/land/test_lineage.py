"""Which piece of land became which, on plots whose answer is visible."""

from itertools import pairwise

import pytest
from geopandas import GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from land.errors import CRSError, IdentifierError
from land.lineage import CHANGES, lineage


def plots(**at: tuple[float, float]) -> GeoSeries:
    """Plots 10 m deep in a row, from one abscissa to another."""
    return GeoSeries({k: box(a, 0, b, 10) for k, (a, b) in at.items()}, crs=2154)


def told(before: GeoSeries, after: GeoSeries) -> set[tuple[object, object, str]]:
    return {tuple(r) for r in lineage(before, after).to_numpy().tolist()}


def test_renumbered_parcels_are_kept() -> None:
    assert told(plots(a=(0, 10), b=(10, 30)), plots(x=(10, 30), y=(0, 10))) == {
        ("a", "y", "kept"), ("b", "x", "kept"),
    }  # fmt: skip


def test_nine_tenths_in_common_is_the_same_and_less_is_redrawn() -> None:
    assert told(plots(a=(0, 10)), plots(x=(0, 9))) == {("a", "x", "kept")}
    assert told(plots(a=(0, 10)), plots(x=(0, 8.9))) == {("a", "x", "redrawn")}


def test_merged_split_recut() -> None:
    two, one = plots(a=(0, 10), b=(10, 20)), plots(x=(0, 20))
    assert told(two, one) == {("a", "x", "merged"), ("b", "x", "merged")}
    assert told(one, two) == {("x", "a", "split"), ("x", "b", "split")}
    # Three plots become two, cut elsewhere: each has half of itself under one of the other date.
    three = plots(a=(0, 10), b=(10, 20), c=(20, 30))
    assert {r[2] for r in told(three, plots(x=(0, 15), y=(15, 30)))} == {"recut"}


def test_gone_and_appeared() -> None:
    assert told(plots(a=(0, 10)), plots(x=(50, 60))) == {
        ("a", None, "gone"), (None, "x", "appeared"),
    }  # fmt: skip
    # A neighbour on the edge, or a sliver of it, is no relation.
    assert told(plots(a=(0, 10)), plots(x=(9.8, 20))) == {
        ("a", None, "gone"), (None, "x", "appeared"),
    }  # fmt: skip


def test_two_systems_or_an_id_twice_are_refused() -> None:
    with pytest.raises(CRSError):
        lineage(plots(a=(0, 10)), plots(a=(0, 10)).to_crs(3946))
    twice = GeoSeries([box(0, 0, 1, 1)] * 2, index=["a", "a"], crs=2154)
    with pytest.raises(IdentifierError):
        lineage(twice, plots(a=(0, 10)))


cuts = st.sets(st.integers(1, 59), max_size=6).map(lambda s: [0, *sorted(s), 60])


def row(at: list[int], name: str) -> GeoSeries:
    return plots(**{f"{name}{i}": (a, b) for i, (a, b) in enumerate(pairwise(at))})


@given(cuts, cuts)
@settings(max_examples=40, deadline=None)
def test_every_plot_of_both_dates_is_told_once_at_least(one: list[int], two: list[int]) -> None:
    before, after = row(one, "a"), row(two, "b")
    rows = lineage(before, after)
    assert set(rows["before"].dropna()) == set(before.index)
    assert set(rows["after"].dropna()) == set(after.index)
    assert set(rows["change"]) <= set(CHANGES)
    back = lineage(after, before)
    mirrored = {"merged": "split", "split": "merged", "gone": "appeared", "appeared": "gone"}
    assert {(r.before, r.after, r.change) for r in rows.itertuples()} == {
        (r.after, r.before, mirrored.get(r.change, r.change)) for r in back.itertuples()
    }
