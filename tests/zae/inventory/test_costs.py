"""What building each available unit would take from the ZAN envelope, on plots of one hectare."""

import pytest
from geopandas import GeoDataFrame
from pandas import DataFrame

from tests.zae.inventory import town
from zae import study
from zae.inventory.draft import draft
from zae.inventory.paper import content

U = "34022_TERRAIN-ECO_{:05d}".format
COVER = """
envelope_m2 = 50000
scot"""
LAYER = """
[[layer]]
role = "land_cover"
path = "cover.gpkg"
"""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """Plots 1 to 4 and 6 to 8 paved; plot 5 wood; half of plot 8 unknown to the cover."""
    folder = tmp_path_factory.mktemp("cover")
    paved = [town.plot(i) for i in (1, 2, 3, 4, 6, 7)]
    cover = GeoDataFrame(
        {"cover_code": ["CS1.1.1.2"] * 6 + ["CS2.1.1.1"], "use_code": ["US2"] * 6 + ["US1.2"]},
        geometry=[*paved, town.plot(5)], crs=2154,
    )  # fmt: skip
    cover.to_file(folder / "cover.gpkg")
    text = town.STUDY.replace("\nscot", COVER, 1) + LAYER
    made = draft(study.read(town.write(folder, study=text)))
    return {"made": made, "zone": content(made, lang="fr", edition="restricted")["zones"][0]}


def test_wood_that_was_never_built_costs_all_of_its_hectare(shown: dict) -> None:
    natural: DataFrame = shown["made"].natural
    assert natural.loc[U(4)].tolist() == [10_000, 10_000]  # plot 5: plots 1 and 2 are one unit
    row = next(c for c in shown["zone"]["cost"] if c["number"] == "4")
    assert (row["area"], row["natural"], row["share"]) == (
        "1,00\u00a0ha", "1,00\u00a0ha", "20,0\u00a0%",
    )  # fmt: skip


def test_ground_that_is_paved_already_costs_nothing_and_is_not_listed(shown: dict) -> None:
    natural = shown["made"].natural
    assert natural.loc[U(2)].tolist() == [0, 0]  # plot 3, vacant and paved
    assert "2" not in [c["number"] for c in shown["zone"]["cost"]]
    assert U(1) not in natural.index or natural.loc[U(1), "high"] == 0


def test_without_an_envelope_no_share_is_said(shown: dict) -> None:
    made = shown["made"]
    entry = made.entry.model_copy(update={"envelope_m2": None})
    bare = type(made)(**{**{f: getattr(made, f) for f in made.__dataclass_fields__},
                         "entry": entry})  # fmt: skip
    said = content(bare, lang="fr", edition="restricted")
    assert said["envelope"] is False
    assert {c["share"] for c in said["zones"][0]["cost"]} == {""}
