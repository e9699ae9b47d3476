"""Outside the communes that a layer covers, it says nothing."""

import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame, Index, Series
from shapely import box

from criteria.facts import assemble, blank, known
from zae.coverage import covered, within_cover
from zae.study import LayerEntry

SITES = GeoDataFrame(
    {"commune_insee": ["34172", "34129", ""]},
    geometry=[box(i, 0, i + 1, 1) for i in range(3)],
    index=Index(["city", "beyond", "nowhere"], name="site_id"),
    crs=2154,
)


def entry(role: str, *covers: str) -> LayerEntry:
    return LayerEntry(role=role, path="x.gpkg", covers=covers)


def test_a_role_covers_what_its_layers_say_together() -> None:
    looked = covered(
        SITES, {"a": entry("heritage", "34172"), "b": entry("heritage", "34129"),
                "c": entry("stop", "34172"), "d": entry("stop")},
    )  # fmt: skip
    assert looked.keys() == {"heritage"}
    assert looked["heritage"].to_dict() == {"city": True, "beyond": True, "nowhere": False}


def test_nothing_found_beyond_the_cover_is_unknown() -> None:
    facts = assemble(
        {
            "heritage_share": known(Series(0.0, index=SITES.index), "none_found"),
            "job_density": known(Series(30.0, index=SITES.index), "declared"),
            "pollution": blank(SITES.index, "not_applicable"),
        },
        {"heritage_share": ("heritage",), "job_density": ("project",), "pollution": ("heritage",)},
        SITES.index,
    )
    seen = within_cover(facts, covered(SITES, {"a": entry("heritage", "34172")}))
    assert seen.status["heritage_share"].tolist() == ["none_found", "unknown", "unknown"]
    assert seen.low["heritage_share"].isna().tolist() == [False, True, True]
    pd.testing.assert_frame_equal(
        DataFrame(seen.low["job_density"]), DataFrame(facts.low["job_density"])
    )
    assert seen.status["pollution"].eq("not_applicable").all()
    assert facts.status["heritage_share"].eq("none_found").all()
