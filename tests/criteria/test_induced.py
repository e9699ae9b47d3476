"""The published table of the induced load."""

import numpy as np
import pytest

from criteria.centrality import load, project_draws
from criteria.induced import LINES, QUANTILES, induced_load
from criteria.traffic import peak_cars
from tests.criteria.maps import jobs, project

HUNDRED = project(
    jobs=jobs(cadres=30, professions_intermediaires=30, employes=20, ouvriers=20),
    transfer_share=0.0, trucks_per_day=10,
)  # fmt: skip


def test_each_line_is_the_quantiles_of_the_chain_with_its_labels_and_unit() -> None:
    table = induced_load(HUNDRED)
    assert list(table.index) == list(LINES)
    drawn = project_draws(HUNDRED)
    brought = load(HUNDRED.jobs, drawn)
    expected = np.percentile(brought.dwellings, QUANTILES)
    np.testing.assert_allclose(table.loc["dwellings", ["p10", "p50", "p90"]].to_list(), expected)
    cars = np.percentile(peak_cars(HUNDRED, brought, drawn), QUANTILES)
    np.testing.assert_allclose(table.loc["peak_cars", ["p10", "p50", "p90"]].to_list(), cars)
    assert table["label_fr"].str.len().min() > 5
    assert table["unit"].ne("").all()


def test_the_median_lies_above_the_chain_of_the_most_likely_values() -> None:
    # the published chain gives 31.4 persons; the draws are skewed
    assert induced_load(HUNDRED).loc["persons", "p50"] > 32.5


def test_without_trucks_no_cars_are_published_and_without_jobs_nothing_is() -> None:
    silent = HUNDRED.model_copy(update={"trucks_per_day": None})
    assert set(LINES) - set(induced_load(silent).index) == {"peak_cars"}
    assert induced_load(project()).empty
    assert induced_load(project(jobs=jobs())).empty


def test_fewer_people_on_the_spot_means_more_dwellings_at_every_quantile() -> None:
    columns = ["p10", "p50", "p90"]
    few, many = (induced_load(HUNDRED, unmatched=u)[columns].loc["dwellings"] for u in (0.1, 0.6))
    assert (many > few).all()
    # newcomers about 26 x 0.9 + 50 x 0.1 = 28.4 against 26 x 0.4 + 50 x 0.6 = 40.4
    assert many["p50"] / few["p50"] == pytest.approx(40.4 / 28.4, rel=0.06)
