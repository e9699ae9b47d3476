"""The web map: what the file holds, without opening it."""

import base64
import dataclasses
import json
import re
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from geopandas import GeoDataFrame, GeoSeries
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pandas import Series
from shapely import MultiPolygon, box

from layers import ROLES, Layer, Source
from tests.zae import small
from zae.assessment import Assessment
from zae.messages.catalogue import entries
from zae.publish import webmap
from zae.publish.palette import LETTER_COLOURS, UNKNOWN_FILL
from zae.publish.webmap.columns import Pack, round_step, zigzag
from zae.publish.webmap.content import content
from zae.publish.webmap.outlines import polygons
from zae.publish.webmap.page import PROGRAM, messages, program
from zae.publish.webmap.still import still_map

SOURCES = Path(webmap.__file__).parent


@pytest.fixture(scope="module")
def page(assessment: Assessment, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("map") / "map.html"
    return webmap.write(assessment, path).read_text(encoding="utf-8")


def head_of(page: str) -> dict:
    return json.loads(re.search(r'id="head">(.*?)</script>', page, re.DOTALL)[1])


def inflated(page: str) -> dict[str, bytes]:
    packs = re.findall(r'id="(pack-\w+|library)">([^<]*)</script>', page)
    return {name: zlib.decompress(base64.b64decode(text)) for name, text in packs}


def column(pack: Pack, name: str) -> np.ndarray:
    """Read a column as the page does: planes back to numbers."""
    entry = pack.index[name]
    if entry["t"] == "same":
        return np.full(entry["n"], entry["v"])
    content = zlib.decompress(base64.b64decode(pack.text))
    kind = np.dtype("<" + entry["t"])
    planes = np.frombuffer(content[entry["o"] : entry["o"] + entry["l"]], np.uint8)
    return planes.reshape(kind.itemsize, entry["n"]).T.copy().view(kind)[:, 0]


def test_same_assessment_same_bytes(assessment: Assessment, tmp_path: Path) -> None:
    first = webmap.write(assessment, tmp_path / "a.html").read_bytes()
    assert webmap.write(assessment, tmp_path / "b.html").read_bytes() == first


def test_nothing_is_left_beside_the_file(assessment: Assessment, tmp_path: Path) -> None:
    webmap.write(assessment, tmp_path / "map.html")
    assert [p.name for p in tmp_path.iterdir()] == ["map.html"]


def test_no_element_points_outside_the_file(page: str) -> None:
    assert (
        re.findall(r'<(?:script|link|img|iframe)[^>]*\s(?:src|href)\s*=\s*"(?!data:)', page) == []
    )
    assert "@import" not in page


def test_policy_lets_in_only_what_the_page_holds(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    assert "unsafe" not in policy
    assert set(re.findall(r"https?://[^ ;]+", policy)) == {"https://data.geopf.fr"}
    assert policy.startswith("default-src &#39;none&#39;")


def test_hostile_names_travel_whole_and_cannot_be_markup(page: str) -> None:
    held = head_of(page)["packs"]["sites"]["name"]
    names = inflated(page)["pack-sites"][held["o"] : held["o"] + held["l"]]
    assert json.loads(names)[:3] == list(small.HOSTILE)
    assert "alert(1)" not in page


def test_hostile_title_is_escaped(assessment: Assessment, tmp_path: Path) -> None:
    title = "</script><script>alert(2)</script><!--"
    study = assessment.study.model_copy(update={"title": title})
    hostile = dataclasses.replace(assessment, study=study)
    page = webmap.write(hostile, tmp_path / "map.html").read_text(encoding="utf-8")
    assert "<script>alert(2)" not in page
    assert head_of(page)["title"] == title


CANARY = "CANARI-7391"


@pytest.fixture
def planted(assessment: Assessment) -> Assessment:
    """The same assessment, a canary in every field that a public edition must not show."""
    sites = assessment.sites.copy()
    for name in ("owner", "owner_account", "sale_price", "contact", "tenure", "parcels", "url"):
        sites[name] = f"{CANARY}-{name}"
    columns = {c.name: f"{CANARY}-{c.name}" for c in ROLES["parcel"].columns}
    frame = GeoDataFrame(
        {n: [v] for n, v in columns.items()} | {"seller": [CANARY]},
        geometry=[sites.geometry.iloc[0]], index=pd.Index([CANARY], name="parcel_id"), crs=2154,
    )  # fmt: skip
    parcels = Layer(name="parcelles", role=ROLES["parcel"], frame=frame, source=Source(name="p"))
    street = assessment.layers["voies"]
    named = street.frame.assign(name=CANARY, owner=CANARY)
    layers = {
        **assessment.layers,
        "parcelles": parcels,
        "voies": dataclasses.replace(street, frame=named),
    }
    account = assessment.account.assign(ids=CANARY)
    return dataclasses.replace(assessment, sites=sites, layers=layers, account=account)


def test_public_edition_lets_no_canary_out(planted: Assessment, tmp_path: Path) -> None:
    page = webmap.write(planted, tmp_path / "map.html", edition="public").read_text("utf-8")
    assert CANARY not in page
    assert [name for name, held in inflated(page).items() if CANARY.encode() in held] == []


def test_restricted_edition_shows_three_columns_more_and_no_other(
    planted: Assessment, tmp_path: Path
) -> None:
    page = webmap.write(planted, tmp_path / "map.html").read_text("utf-8")
    held = b"".join(inflated(page).values()).decode("utf-8", "replace") + page
    found = set(re.findall(CANARY + r"-(\w+)", held))
    assert found == {"tenure", "parcels", "url"}


def test_every_message_of_the_page_has_a_french_text() -> None:
    known = {m.id for _, m in entries("fr")}
    template = (SOURCES / "page.html.j2").read_text(encoding="utf-8")
    asked = {a or b for a, b in re.findall(r"\b_\((?:\"([^\"]+)\"|'([^']+)')\)", template)}
    assert sorted((set(messages()) | asked) - known) == []


def test_english_page_is_english(assessment: Assessment) -> None:
    head = content(assessment, lang="en", edition="public").head
    assert head["lang"] == "en"
    assert head["roles"]["natural_area"] == "natural area"


def test_modules_come_after_those_they_import_and_share_no_name() -> None:
    declared: dict[str, str] = {}
    for place, name in enumerate(PROGRAM):
        text = (SOURCES / "js" / f"{name}.js").read_text(encoding="utf-8")
        imported = re.findall(r'from "\./(\w+)\.js"', text)
        assert set(imported) <= set(PROGRAM[:place]), name
        for found in re.findall(
            r"^(?:export )?(?:async )?(?:const|let|function) (\w+)", text, re.MULTILINE
        ):
            assert found not in declared, f"{found}: {declared.get(found)} and {name}"
            declared[found] = name
    assert {p.stem for p in (SOURCES / "js").glob("*.js")} == set(PROGRAM)


def test_data_never_enters_as_markup() -> None:
    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", program()) == []


@given(arrays(np.int64, st.integers(1, 50), elements=st.integers(-180_000_000, 180_000_000)))
def test_zigzag_can_be_undone(values: np.ndarray) -> None:
    coded = zigzag(values).astype(np.int64)
    steps = np.where(coded % 2, -(coded + 1) // 2, coded // 2)
    assert np.cumsum(steps).tolist() == values.tolist()


@given(arrays(np.float64, st.integers(1, 50), elements=st.floats(allow_infinity=False, width=64)))
def test_a_column_of_doubles_keeps_every_bit(values: np.ndarray) -> None:
    pack = Pack()
    pack.numbers("x", values)
    assert np.array_equal(column(pack, "x"), values, equal_nan=True)


@given(arrays(np.float64, st.integers(1, 50), elements=st.floats(-1e4, 1e4) | st.just(np.nan)))
def test_a_column_of_steps_is_within_half_a_step(values: np.ndarray) -> None:
    pack = Pack()
    pack.steps("x", values, 0.5)
    codes, entry = column(pack, "x").astype(float), pack.index["x"]
    found = np.where(codes == 0, np.nan, (codes - 1 + entry["base"]) * entry["step"])
    assert np.array_equal(np.isnan(found), np.isnan(values))
    assert np.nanmax(np.abs(found - values), initial=0) <= 0.25


@given(st.floats(1e-6, 1e9))
def test_two_thousand_steps_or_a_few_more_make_a_span(span: float) -> None:
    assert 2000 * (1 - 1e-6) <= span / round_step(span) <= 5000 * (1 + 1e-6)


def test_outline_of_a_square_and_of_a_square_with_a_hole() -> None:
    whole = box(700_000, 6_600_000, 700_100, 6_600_100)
    holed = box(700_200, 6_600_000, 700_300, 6_600_100) - box(
        700_220, 6_600_020, 700_240, 6_600_040
    )
    pack = Pack()
    two = MultiPolygon([whole, holed])
    polygons(pack, "s", GeoSeries([whole, two], crs=2154), tolerance_m=0.3)
    assert column(pack, "s/parts").tolist() == [1, 2]
    assert column(pack, "s/rings").tolist() == [1, 1, 2]
    assert column(pack, "s/points").tolist() == [4, 4, 4, 4]


def test_still_map_draws_a_dot_and_an_outline() -> None:
    shapes = GeoSeries({"big": box(0, 0, 1000, 500), "tiny": box(500, 700, 501, 701)}, crs=2154)
    letters = Series({"big": "A", "tiny": None}, dtype=object)
    undecided = Series({"big": True, "tiny": False})
    drawing = still_map(shapes, letters, undecided=undecided, scale=("A", "B"), title='Le "plan"')
    assert 'viewBox="0 0 1000' in drawing
    assert 'aria-label="Le &quot;plan&quot;"' in drawing
    used = re.findall(r'<use href="#(still-\d+)" (?:fill|stroke)="([^"]+)"', drawing)
    big, tiny = ([paint for name, paint in used if name == n] for n in dict(used))
    assert big == [LETTER_COLOURS["A"], "url(#still-undecided)"]
    assert tiny == ["#4a4a4a", UNKNOWN_FILL, "url(#still-unknown)"]


def test_a_study_of_many_sites_rounds_and_says_so(
    few: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads = []
    for most in (5, 4):  # five sites are then few, or many
        monkeypatch.setitem(content.__globals__, "EXACT_SITES", most)
        heads.append(content(few, lang="fr", edition="public").head)
    assert [h["exact"] for h in heads] == [True, False]
    assert ["letter" in h["packs"]["look0"] for h in heads] == [False, True]


@pytest.mark.slow
def test_ten_thousand_sites_fit(tmp_path: Path) -> None:
    page = webmap.write(small.assessment(10_000), tmp_path / "map.html")
    assert page.stat().st_size <= 2_500_000
