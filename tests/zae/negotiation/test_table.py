"""The table: the published case through a case file, periods, pieces, and faults told at once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.zae.negotiation.small import TEN_HECTARES, ten_hectares
from zae.negotiation.case import Case, CaseError, parse
from zae.negotiation.options import broken_lines, options_of, quantities_of, worths_of
from zae.negotiation.table import Table, agreed, judged, negotiate, parsed_mix


@pytest.fixture(scope="module")
def table() -> Table:
    case = ten_hectares()
    return negotiate(case, case.sites[0])


def test_the_worked_case_comes_out_of_its_file(table: Table) -> None:
    assert table.rational.sum() == 1003
    assert table.efficient.sum() == 352
    shares = agreed(table).filter(like="share_").round(2)
    assert shares.loc["utilitarian"].tolist() == [0.40, 0.40, 0.20]
    assert shares.loc["nash"].tolist() == [0.49, 0.34, 0.17]
    assert shares.loc["kalai_smorodinsky"].tolist() == [0.56, 0.30, 0.14]
    assert shares.loc["egalitarian"].tolist() == [0.61, 0.27, 0.12]


def test_the_core_of_vetoes_leaves_out_what_empties_a_service(table: Table) -> None:
    found = agreed(table)
    assert table.core.sum() > 0
    assert found.loc["veto_core", "in_core"]
    assert not found.loc["utilitarian", "in_core"]


def test_the_account_says_who_refused_how_many(table: Table) -> None:
    account = table.options.account
    assert account["party"].tolist() == ["", "ecology"]
    assert account["left"].tolist() == [5151, 3321]
    assert account["refused"].tolist() == [0, 5151 - 3321]


def test_an_offer_that_all_could_better_is_told_so(table: Table) -> None:
    # 56/30/14 is efficient; 50/20/30 wastes ten points of services, worth nothing beyond 20 %.
    assert judged(table, {"p": 0.56, "g": 0.30, "s": 0.14}).better == 0
    wasteful = judged(table, {"p": 0.50, "g": 0.20, "s": 0.30})
    assert wasteful.better > 0
    assert wasteful.best_shares is not None
    assert wasteful.best_shares["s"] <= 0.20 + 1e-9


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 100), st.integers(0, 100))
def test_red_lines_say_of_a_mix_what_the_options_say(a: int, b: int) -> None:
    p, g = min(a, b), abs(a - b)
    shares = {"p": p / 100, "g": g / 100, "s": (100 - p - g) / 100}
    case = ten_hectares()
    assert bool(broken_lines(case, case.sites[0], shares)) == (g < 20)


def test_two_periods_weigh_by_their_years_and_what_lasts_stays() -> None:
    case = parse(
        TEN_HECTARES.replace("steps = 100", "steps = 2").replace(
            '[[use]]\nkey = "p"',
            '[[period]]\nkey = "un"\nlabel = "Avant"\nyears = 1\n'
            '[[period]]\nkey = "deux"\nlabel = "Après"\nyears = 3\n\n[[use]]\nkey = "p"',
        ),
        name="cas.toml",
    )
    site = case.sites[0]
    options = options_of(case, site)
    lasting = options.shares[["deux:p", "deux:g", "deux:s"]].to_numpy()
    assert (lasting >= options.shares[["un:p", "un:g", "un:s"]].to_numpy() - 1e-9).all()
    # Nothing can shrink and all adds up: the two periods are the same.
    assert len(options.shares) == 3  # half or all open ground, by halves
    half = quantities_of(case, site, options.shares)
    assert half["open_ha"].isin([5.0, 10.0]).all()


def test_a_passing_use_may_leave() -> None:
    text = TEN_HECTARES.replace("steps = 100", "steps = 2").replace(
        '[[use]]\nkey = "p"',
        '[[period]]\nkey = "un"\nlabel = "Avant"\nyears = 1\n'
        '[[period]]\nkey = "deux"\nlabel = "Après"\nyears = 3\n\n'
        '[[use]]\nlasting = false\nkey = "p"',
    )
    case = parse(text, name="cas.toml")
    shares = options_of(case, case.sites[0]).shares
    gone = shares[(shares["un:p"] == 1) & (shares["deux:p"] == 0)]
    assert len(gone) == 2  # half or all of it turned to open ground; less breaks the red line
    # One year of production out of four: a mean of 2.5 ha over the four.
    found = quantities_of(case, case.sites[0], gone)
    assert np.allclose(found["production_ha"], 2.5)


def test_worth_is_of_the_hectare_not_of_the_site() -> None:
    """The same mix on twice the area is worth the same to each."""
    small, large = (ten_hectares(**{"area_m2 = 100000": f"area_m2 = {a}"}) for a in (5e4, 2e5))
    worths = []
    for case in (small, large):
        site = case.sites[0]
        options = options_of(case, site)
        mix = options.shares[
            (options.shares["g"].round(2) == 0.5) & (options.shares["p"].round(2) == 0.5)
        ]
        worths.append(worths_of(case, site, quantities_of(case, site, mix)).to_numpy())
    assert np.allclose(*worths)


def test_a_red_line_that_leaves_nothing_names_its_party() -> None:
    case = ten_hectares(**{"least = 2": "least = 11"})
    with pytest.raises(CaseError, match="« ecology » on open_ha leaves no option"):
        negotiate(case, case.sites[0])


def test_all_faults_of_a_case_at_once() -> None:
    text = (
        TEN_HECTARES.replace('quantity = "open_ha"\npoints', 'quantity = "opne_ha"\npoints')
        .replace("without = 0.2\n", "", 1)
        .replace("area_m2 = 100000", "area_m2 = 100000\nleast = { q = 0.1 }")
    )
    with pytest.raises(CaseError) as fault:
        parse(text, name="cas.toml")
    said = str(fault.value)
    for piece in ("opne_ha", "unknown use « q »", "« ecology » have without agreement"):
        assert piece in said


@pytest.mark.parametrize("text", ["p", "p=", "p=ten", "p=-3,g=103", "=5"])
def test_a_mix_that_cannot_be_read_is_refused(text: str) -> None:
    case = ten_hectares()
    with pytest.raises(CaseError):
        broken_lines(case, case.sites[0], parsed_mix(text))


def test_an_unknown_key_is_refused_with_the_nearest_known() -> None:
    with pytest.raises(CaseError, match="steps"):
        ten_hectares(**{"steps = 100": "stepps = 100"})
    assert isinstance(ten_hectares(), Case)
