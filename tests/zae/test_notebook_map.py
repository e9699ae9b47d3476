"""The map of a notebook: its layers, bounds, cards and legend, as folium writes them."""

import html
import re

import folium
import pytest
from shapely.geometry import shape

import zae
from land.errors import ZaeError
from tests.zae import small
from tests.zae.test_tables import with_unknown_site
from zae.assessment import Assessment
from zae.publish.notebook_map import POPUP, legend
from zae.publish.palette import ADMISSION_OUTLINES, LETTER_COLOURS, UNKNOWN_HATCH
from zae.publish.tables import site_table


def groups(drawn: folium.Map) -> dict[str, folium.FeatureGroup]:
    children = drawn._children.values()
    return {c.layer_name: c for c in children if isinstance(c, folium.FeatureGroup)}


def features(group: folium.FeatureGroup) -> list[dict]:
    return [
        f
        for c in group._children.values()
        if isinstance(c, folium.GeoJson)
        for f in c.data["features"]
    ]


@pytest.fixture(scope="module")
def drawn(assessment: Assessment) -> folium.Map:
    return zae.draw(with_unknown_site(assessment))


def test_a_layer_for_each_letter_and_the_unknown_holds_its_sites(
    drawn: folium.Map, assessment: Assessment
) -> None:
    table = with_unknown_site(assessment).runs["artisanat"].scores.table
    held = {name: len(features(group)) for name, group in groups(drawn).items()}
    expected = {f"Lettre {x}": int((table["letter"] == x).sum()) for x in "ABCDE"}
    undecided = table["letter"].notna() & (table["letter_low"] != table["letter_high"])
    assert held == expected | {
        "Note inconnue": 1, "Plusieurs lettres possibles, faute de données": int(undecided.sum()),
    }  # fmt: skip
    assert sum(expected.values()) == 11


def test_bounds_are_those_of_the_sites_in_degrees(
    drawn: folium.Map, assessment: Assessment
) -> None:
    west, south, east, north = assessment.sites.to_crs(4326).total_bounds
    (fit,) = [c for c in drawn._children.values() if type(c).__name__ == "FitBounds"]
    assert fit.bounds == [[south, west], [north, east]]
    shapes = [shape(f["geometry"]) for g in groups(drawn).values() for f in features(g)]
    assert all(3 < s.centroid.x < 5 and 43 < s.centroid.y < 44 for s in shapes)  # Montpellier


def test_cards_say_what_the_table_says(assessment: Assessment) -> None:
    drawn = zae.draw(assessment, project="industrie", lang="en")
    rows = site_table(assessment, lang="en").query("project == 'industrie'").set_index("name")
    told = [f["properties"] for g in groups(drawn).values() for f in features(g)]
    cards = [t for t in told if "name" in t]
    assert len(cards) == 12
    for card in cards:
        plain = {k: html.unescape(v).removeprefix("<bdi>").removesuffix("</bdi>")
                 for k, v in card.items() if k in POPUP}  # fmt: skip
        assert set(plain) == set(POPUP)
        row = rows.loc[plain["name"]]
        assert plain["letter"] == row["letter"]
        assert plain["score"] == f"{row['score']:.1f}"
        assert plain["rank"] == str(row["rank"])
        assert plain["area_m2"] == "1.00\u00a0ha"


def test_hostile_names_are_escaped_and_whole(assessment: Assessment) -> None:
    drawn = zae.draw(assessment)
    names = {f["properties"]["name"] for g in groups(drawn).values() for f in features(g)
             if "name" in f["properties"]}  # fmt: skip
    assert {html.unescape(n)[5:-6] for n in names} >= set(small.HOSTILE)
    assert not any("<" in n[5:-6] for n in names)
    page = drawn.get_root().render()
    assert "<script>alert" not in page
    assert "u003cscript" not in page


def test_colours_hatching_and_outlines_are_those_of_the_other_maps(drawn: folium.Map) -> None:
    page = drawn.get_root().render()
    present = [n[-1] for n, g in groups(drawn).items() if n.startswith("Lettre ") and features(g)
               and len(n) == len("Lettre A")]  # fmt: skip
    for letter in present:
        assert f'"fillColor": "{LETTER_COLOURS[letter]}"' in page
    assert "L.StripePattern" in page
    assert UNKNOWN_HATCH in page
    assert re.search(rf'"color": "{ADMISSION_OUTLINES["interdit"].colour}"', page)


def test_the_legend_says_every_class(assessment: Assessment) -> None:
    said = re.sub(r"<[^>]+>", "|", legend(assessment.grid, "Fournil", "fr"))
    for words in (
        "Fournil",
        "A : 80 à 100",
        "E : 0 à 35",
        "Note inconnue",
        "Plusieurs lettres possibles, faute de données",
        "admissible",
        "réserve",
        "interdit",
    ):
        assert words in said
    assert "&lt;b&gt;" in legend(assessment.grid, "<b>", "fr")


def test_rows_of_the_table_give_the_same_map(assessment: Assessment) -> None:
    rows = site_table(assessment)
    one, two = (zae.draw(x, project="industrie") for x in (assessment, rows))
    assert {n: len(features(g)) for n, g in groups(one).items()} == {
        n: len(features(g)) for n, g in groups(two).items()
    }


def test_an_unknown_project_is_refused_with_those_there_are(assessment: Assessment) -> None:
    with pytest.raises(ZaeError, match="« usine »; there are: artisanat, industrie"):
        zae.draw(assessment, project="usine")


def test_the_module_has_nothing_else_to_give() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        _ = zae.nothing
