"""Plots for a brief: rows worked by hand, and every set tried one by one."""

from itertools import combinations

import numpy as np
import pytest
from geopandas import GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame
from shapely import box

from land.assembly import Assemblies, Brief, assemblies
from land.errors import SchemaError
from land.units import contiguous

ROW = DataFrame({"area_m2": 1000.0, "score": [90.0, 40.0, 70.0, 80.0]}, index=list("ABCD"))
IN_LINE = DataFrame({"a": list("ABC"), "b": list("BCD")})


def sets(found: Assemblies) -> list[str]:
    return ["".join(plot) for plot in found.plots["units"]]


def test_the_best_of_a_row_touch_each_other() -> None:
    """Pairs of the row are worth 65, 55 and 75; A and D, worth 85, do not touch."""
    found = assemblies(ROW, IN_LINE, Brief(least_m2=2000, most_m2=2000))
    assert sets(found) == ["CD", "AB", "BC"]
    assert found.plots["score"].tolist() == [75, 65, 55]
    assert found.complete


def test_a_mean_is_weighted_by_area() -> None:
    """One hectare at 80 and a tenth of it at 20: (80 + 2) / 1.1."""
    units = DataFrame({"area_m2": [10_000.0, 1000.0], "score": [80.0, 20.0]}, index=["A", "B"])
    near = DataFrame({"a": ["A"], "b": ["B"]})
    found = assemblies(units, near, Brief(least_m2=11_000, most_m2=12_000))
    assert found.plots["score"].tolist() == pytest.approx([82 / 1.1])


def test_no_more_than_is_needed_is_taken_where_it_lowers_the_mean() -> None:
    found = assemblies(ROW, IN_LINE, Brief(least_m2=1000, most_m2=4000), count=1)
    assert sets(found) == ["A"]


def test_a_brief_limits_owners_units_and_frontage() -> None:
    units = ROW.assign(owner=["x", "y", "y", None], frontage_m=[0.0, 30.0, 0.0, 25.0])
    pair = {"least_m2": 2000.0, "most_m2": 2000.0}
    assert sets(assemblies(units, IN_LINE, Brief(**pair, owners=1))) == ["BC"]
    assert sets(assemblies(units, IN_LINE, Brief(**pair, frontage_m=25))) == ["CD", "AB", "BC"]
    assert sets(assemblies(units, IN_LINE, Brief(**pair, frontage_m=26))) == ["AB", "BC"]
    assert sets(assemblies(units, IN_LINE, Brief(**pair, units=1))) == []
    found = assemblies(units, IN_LINE, Brief(**pair)).plots
    assert found["owners"].tolist() == [2, 2, 1]  # nobody knows D's: it counts for itself
    assert found["frontage_m"].tolist() == [25, 30, 30]


def test_plots_across_a_corner_do_not_touch() -> None:
    """Four squares in two rows: each touches two others, none the one across."""
    squares = GeoSeries(
        {"NW": box(0, 10, 10, 20), "NE": box(10, 10, 20, 20), "SW": box(0, 0, 10, 10),
         "SE": box(10, 0, 20, 10)}, crs=2154,
    )  # fmt: skip
    met = {frozenset(p) for p in contiguous(squares).itertuples(index=False)}
    assert met == {frozenset(p) for p in (("NW", "NE"), ("SW", "SE"), ("NW", "SW"), ("NE", "SE"))}


@st.composite
def cases(draw: st.DrawFn) -> tuple[DataFrame, DataFrame, Brief, int]:
    count = draw(st.integers(1, 12))
    whole = st.integers(1, 9)
    table = DataFrame(
        {
            "area_m2": draw(st.lists(whole, min_size=count, max_size=count)),
            "score": draw(st.lists(st.integers(0, 20), min_size=count, max_size=count)),
            "frontage_m": draw(st.lists(st.integers(0, 5), min_size=count, max_size=count)),
            "owner": draw(st.lists(st.sampled_from(["x", "y", "z", None]), min_size=count,
                                   max_size=count)),
        }
    )  # fmt: skip
    table[["area_m2", "score", "frontage_m"]] = table[["area_m2", "score", "frontage_m"]].astype(
        float
    )
    pairs = list(combinations(range(count), 2))
    kept = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=18)) if pairs else []
    near = DataFrame(kept, columns=["a", "b"], dtype=int)
    least, more = draw(st.integers(1, 30)), draw(st.integers(0, 15))
    brief = Brief(
        least_m2=least, most_m2=least + more, frontage_m=draw(st.sampled_from([0.0, 4.0])),
        owners=draw(st.sampled_from([None, 1, 2])), units=draw(st.sampled_from([None, 3])),
    )  # fmt: skip
    return table, near, brief, draw(st.sampled_from([1, 3, 10]))


def joined(plot: set[int], pairs: list[tuple[int, int]]) -> bool:
    """Whether a chain of pairs leads from each unit to each other."""
    seen = {min(plot)}
    while more := {x for p in pairs if plot.issuperset(p) and seen & set(p) for x in p} - seen:
        seen |= more
    return seen == plot


def exhaustive(units: DataFrame, near: DataFrame, brief: Brief) -> list[float]:
    """Scores of all plots that meet the brief, best first."""
    found = []
    rows = list(units[["area_m2", "score", "frontage_m", "owner"]].itertuples(index=False))
    pairs = [(int(a), int(b)) for a, b in near.itertuples(index=False)]
    for size in range(1, len(units) + 1):
        for plot in combinations(range(len(units)), size):
            areas, scores, fronts, owners = zip(*(rows[i] for i in plot), strict=True)
            hands = len(set(owners) - {None}) + owners.count(None)
            if (
                brief.least_m2 <= sum(areas) <= brief.most_m2
                and sum(fronts) >= brief.frontage_m
                and (brief.owners is None or hands <= brief.owners)
                and (brief.units is None or size <= brief.units)
                and joined(set(plot), pairs)
            ):
                found.append(sum(s * a for s, a in zip(scores, areas, strict=True)) / sum(areas))
    return sorted(found, reverse=True)


@settings(max_examples=40, deadline=None)
@given(cases())
def test_equal_to_every_set_tried_up_to_twelve_units(
    case: tuple[DataFrame, DataFrame, Brief, int],
) -> None:
    units, near, brief, count = case
    found = assemblies(units, near, brief, count=count)
    assert found.complete
    assert found.plots["score"].tolist() == pytest.approx(exhaustive(units, near, brief)[:count])
    assert len(set(found.plots["units"])) == len(found.plots)


def grid(side: int, seed: int = 3) -> tuple[DataFrame, DataFrame]:
    rng = np.random.default_rng(seed)
    units = DataFrame(
        {"area_m2": rng.uniform(500, 3000, side**2), "score": rng.uniform(20, 95, side**2)}
    )
    at = np.arange(side**2).reshape(side, side)
    pairs = np.vstack([np.c_[at[:, :-1].ravel(), at[:, 1:].ravel()],
                       np.c_[at[:-1].ravel(), at[1:].ravel()]])  # fmt: skip
    return units, DataFrame(pairs, columns=["a", "b"])


def test_out_of_time_it_says_so_and_how_much_better_there_could_be() -> None:
    units, near = grid(12)
    told: list[tuple[int, int]] = []
    brief = Brief(least_m2=30_000, most_m2=40_000)
    found = assemblies(
        units, near, brief, count=3, seconds=0.05, progress=lambda i, n: told.append((i, n))
    )
    assert not found.complete
    assert found.bound >= found.plots["score"].max()
    assert found.plots["area_m2"].between(30_000, 40_000).all()
    assert told[0] == (0, 144)


def test_faults_are_told_at_once() -> None:
    with pytest.raises(SchemaError) as error:
        assemblies(
            ROW.assign(score=[1, None, 2, 3]), DataFrame({"a": ["A"], "b": ["Z"]}),
            Brief(least_m2=5, most_m2=4, frontage_m=1),
        )  # fmt: skip
    said = str(error.value)
    for piece in ("5 to 4 m²", "score: missing or negative on B", "no column frontage_m", "Z"):
        assert piece in said
