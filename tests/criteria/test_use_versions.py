"""From Mutafriches 1.16 to 1.19: four lines, whose shares add up to every move."""

import numpy as np
import pytest

from criteria.grid import RuleError
from criteria.use_grid import published_uses
from criteria.use_versions import diff_uses, use_lines
from criteria.uses import Answer

OLD, NEW = published_uses("mutafriches-1.16"), published_uses("mutafriches-1.19")
ANSWERS: dict[str, dict[str, Answer]] = {
    "zae": {"surfaceSite": 60000, "siteEnCentreVille": False, "siteEnZae": True,
            "presencePollution": "oui-amiante"},
    "bourg": {"surfaceSite": 9000, "siteEnCentreVille": True, "proximiteCommercesServices": True},
}  # fmt: skip


def test_the_four_lines_between_the_two_versions() -> None:
    assert use_lines(OLD, NEW).index.tolist() == [
        "scale:surfaceSite", "scale:siteEnCentreVille", "scale:proximiteCommercesServices",
        "criterion:siteEnZae",
    ]  # fmt: skip


def test_a_move_worked_by_hand() -> None:
    found = diff_uses(OLD, NEW, ANSWERS)
    # bourg, tertiaire. v1.16: area 0.5 × 2 on both sides, centre +1, shops +1: 3 / 4 = 75 %.
    # v1.19: area +1 × 2, centre 0.5 on both sides, shops +1: 3.5 / 4 = 87.5 %.
    row = found.moves.loc[("bourg", "tertiaire")]
    assert row[["index_before", "index_after"]].tolist() == [75.0, 87.5]
    shares = found.contributions["index"].loc[("bourg", "tertiaire")]
    # Area first: 4 / 4 = 100 (+25), then centre −12.5. Centre first: 2.5 / 4 = 62.5 (−12.5), +25.
    assert shares["scale:surfaceSite"] == pytest.approx(25)
    assert shares["scale:siteEnCentreVille"] == pytest.approx(-12.5)
    assert shares[["scale:proximiteCommercesServices", "criterion:siteEnZae"]].abs().max() < 1e-9


@pytest.mark.parametrize("pair", [(OLD, NEW), (NEW, OLD)])
def test_lines_add_up_to_every_move(pair: tuple) -> None:
    found = diff_uses(*pair, ANSWERS)
    for measure in ("index", "rank"):
        total = found.contributions[measure].sum(axis=1)
        assert np.allclose(total, found.moves[f"{measure}_move"])
    assert found.moves["index_move"].abs().max() > 5


def test_an_exclusion_moves_the_rank_alone() -> None:
    free = OLD.model_copy(update={"exclusions": ()})
    answers = {"S": {"zoneAccelerationEnr": "exclusion", "presencePollution": "non"}}
    found = diff_uses(free, OLD, answers)
    lines = found.contributions["rank"].loc[("S", "residentiel")]
    assert lines.index.tolist() == [
        "exclusion:zone_exclusion_enr",
        "exclusion:zone_humide_et_especes",
    ]
    assert found.moves["index_move"].abs().max() == 0


def test_grids_of_other_uses_are_not_compared() -> None:
    fewer = OLD.model_copy(update={"uses": OLD.uses[:3]})
    with pytest.raises(RuleError, match="not of the same uses"):
        diff_uses(OLD, fewer, ANSWERS)
