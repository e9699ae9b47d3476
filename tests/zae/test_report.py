"""The report of a territory as HTML: whole, self-contained, harmless, adding up."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pandas import DataFrame

from criteria.scores import known_shares
from land.errors import ZaeError
from layers.account import Reason
from tests.zae import small
from tests.zae.small import HOSTILE
from zae.assessment import Assessment
from zae.publish import figures, report
from zae.publish.reasons import REASONS
from zae.publish.report import annexes, content, marks, summary
from zae.publish.report.reader import Reader
from zae.stock import TABLE_COLUMNS


class Page(HTMLParser):
    """Elements, texts and addresses of a page, as a browser would find them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.headings: list[int] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "img", "br", "rect"}:
            self.open.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def written(assessment: Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    report.write_html(assessment, path)
    return path


@pytest.fixture(scope="module")
def page(written: Path) -> Page:
    return Page(written.read_text(encoding="utf-8"))


def test_no_request_leaves_the_page(page: Page) -> None:
    addresses = [
        v for _, attrs in page.tags for k, v in attrs.items() if k in {"src", "href"} and v
    ]
    assert len(addresses) > 20
    assert [a for a in addresses if not a.startswith(("#", "data:image/"))] == []
    assert page.all("script") == page.all("link") == page.all("iframe") == []


def test_every_link_inside_the_page_has_its_target(page: Page) -> None:
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    targets = {str(a["href"]).removeprefix("#") for a in page.all("a")}
    assert targets - set(ids) == set()


def test_hostile_names_are_shown_and_harmless(written: Path, page: Page) -> None:
    assert "<script>" not in written.read_text(encoding="utf-8")
    for name in HOSTILE:
        assert " ".join(name.split()) in page.text


def test_headings_never_skip_a_level(page: Page) -> None:
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    pairs = zip(page.headings, page.headings[1:], strict=False)
    assert max(after - before for before, after in pairs) == 1


def test_images_and_column_headers_are_said(page: Page) -> None:
    assert all(img["alt"] for img in page.all("img"))
    assert len(page.all("img")) == 2
    assert all(th.get("scope") in {"col", "row", "rowgroup"} for th in page.all("th"))
    assert page.all("html")[0]["lang"] == "fr"


def test_every_site_has_a_sheet(page: Page) -> None:
    assert len(page.all("article")) == 12


def test_the_first_page_says_that_the_letter_of_the_first_site_is_not_settled(page: Page) -> None:
    summary = page.text.split("Premier site", 1)[1].split("Comment lire", 1)[0]
    assert re.search(
        r"premiers premier dans \d+ % des pondérations admissibles C–D", summary
    )  # industrie: D, and C once the unknown is known


def test_never_a_probability(page: Page) -> None:
    assert "probab" not in page.text.lower()


def test_every_text_is_french() -> None:
    french, english = Reader(lang="fr").labels, Reader(lang="en").labels
    same = {k for k, v in french.items() if english[k] == v}
    alike = {"action", "admission", "plan", "site", "name", "source", "sources", "total", "zone",
             "page", "points_from", "veto", "licence", "code", "proportion"}  # fmt: skip
    assert same <= alike


def test_written_twice_gives_the_same_bytes(
    assessment: Assessment, written: Path, tmp_path: Path
) -> None:
    report.write_html(assessment, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == written.read_bytes()
    assert [p.name for p in tmp_path.iterdir()] == ["again.html"]


def test_criteria_add_up_to_the_mark(assessment: Assessment) -> None:
    run = next(iter(assessment.runs.values()))
    lines = marks.criteria(run, assessment, Reader())
    assert lines.keys() == set(assessment.sites.index)
    for site, rows in lines.items():
        assert sum(r["brought"] for r in rows) == pytest.approx(run.scores.table.loc[site, "score"])


def test_available_land_adds_up(assessment: Assessment) -> None:
    zones = annexes.available_land(assessment, Reader(lang="en"))
    assert [z["total"]["area"] for z in zones] == ["35,000", "40,000"]
    assert [z["total"]["free"] for z in zones] == ["30,000", "8,000"]


def test_unknown_criterion_names_the_layer_that_lacks(assessment: Assessment) -> None:
    status = next(iter(assessment.runs.values())).facts.status["ecological_sensitivity"]
    site = status[status == "unknown"].index[0]
    sheets = {s["id"]: s for s in content.sheets(assessment, Reader())}
    said = {u["code"]: u["settled_by"] for u in sheets[site]["unknowns"]}
    assert said["E1"] == "à fournir : Espaces naturels"


def test_public_edition_holds_no_restricted_text(assessment: Assessment, tmp_path: Path) -> None:
    planted = assessment.sites.assign(
        parcels="CANARI1", tenure="CANARI2", owner="CANARI3", url="CANARI4", sale_price="CANARI5"
    )
    noted = assessment.account.assign(ids="CANARI6")
    report.write_html(
        replace(assessment, sites=planted, account=noted), tmp_path / "p.html", edition="public"
    )
    assert "CANARI" not in (tmp_path / "p.html").read_text(encoding="utf-8")


def test_every_reason_of_an_account_can_be_translated() -> None:
    assert {str(r) for r in Reason} == set(REASONS)


def test_a_folder_that_cannot_be_written_leaves_nothing(
    assessment: Assessment, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ZaeError, match=r"report\.html"):
        report.write_html(assessment, tmp_path / "file" / "report.html")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_report_of_many_sites_details_the_best_and_names_them_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zae.publish.report.html.SHEETS_ON_SCREEN", 5)
    many = small.assessment(40)
    report.write_html(many, tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.count('<article class="site"') == 5
    assert "Fiches des 5 sites les mieux classés, sur 40" in page
    assert all(str(name) in page for name in many.sites["name"].iloc[3:])


def test_a_first_site_that_is_not_alone_is_said_to_be_tied(assessment: Assessment) -> None:
    run = assessment.runs["industrie"]
    said = {}
    for tied in (1, 2, 12):
        ranks = [1] * tied + list(range(tied + 1, 13))
        table = run.scores.table.assign(rank=ranks)
        drawn = replace(run, scores=replace(run.scores, table=table))
        line = summary.by_project(replace(assessment, runs={"industrie": drawn}), Reader())[0]
        said[tied] = line["settled"].split(" ; ")[0]
    assert said[2] == "à égalité avec 1 autre site"
    assert said[12] == "à égalité avec 11 autres sites"
    assert "égalité" not in said[1]


def test_a_ranking_on_paper_stops_and_says_so(assessment: Assessment) -> None:
    shown = content.territory(assessment, Reader(), most=2, ranked=5)["rankings"][0]
    assert [row["rank"] for row in shown["rows"]] == ["1", "2", "3", "4", "5"]
    assert shown["left"] == (
        "Les 5 premiers sites du classement sur 12 ; la carte, scores.csv et scores.gpkg les "
        "contiennent tous."
    )
    whole = content.territory(assessment, Reader(), most=2)["rankings"][0]
    assert (len(whole["rows"]), whole["left"]) == (12, "")


def test_available_land_on_paper_is_that_of_the_zones_with_most_of_it(
    assessment: Assessment,
) -> None:
    land = assessment.available.iloc[:3].assign(
        zone_id=["Z1", "Z2", "Z3"], free_m2=[10.0, 900.0, 300.0]
    )
    some = replace(assessment, available=land)
    shown = content.territory(some, Reader(), most=1, zones=2)
    assert [zone["id"] for zone in shown["available"]] == ["Z2", "Z3"]
    assert shown["available_left"].startswith("Les 2 zones qui ont le plus de terrain libre, sur 3")
    whole = content.territory(some, Reader(), most=1, zones=3)
    assert (len(whole["available"]), whole["available_left"]) == (3, "")
    none = replace(assessment, available=DataFrame(columns=list(TABLE_COLUMNS)))
    blank = content.territory(none, Reader(), most=1, zones=3)
    assert (blank["available"], blank["available_left"]) == ([], "")


def test_a_letter_that_is_not_settled_is_counted_apart(
    assessment: Assessment, written: Path, page: Page
) -> None:
    reader = Reader(lang="fr")
    for line, run in zip(
        summary.by_project(assessment, reader), assessment.runs.values(), strict=True
    ):
        table = run.scores.table
        counts = {x["label"]: x["count"] for x in line["letters"]}
        for letter in "ABCDE":
            same = (table["letter_low"] == letter) & (table["letter_high"] == letter)
            assert counts[letter] == same.sum()
        assert counts["lettre non établie"] == (table["letter_low"] != table["letter_high"]).sum()
        assert sum(counts.values()) == len(table)
    assert "lettre non établie : " in page.text
    badges = re.findall(r'class="letter open"[^>]*>([^<]+)<', written.read_text(encoding="utf-8"))
    assert badges
    assert all(best < worst for best, worst in (b.split("–") for b in badges))


def test_a_badge_shows_the_letter_where_it_is_settled_and_the_range_where_it_is_not(
    assessment: Assessment,
) -> None:
    row = assessment.runs["industrie"].scores.table.iloc[0].to_dict()
    settled = row | {"letter": "B", "letter_low": "B", "letter_high": "B"}
    opened = row | {"letter": "D", "letter_low": "E", "letter_high": "A"}
    assert marks.mark_of(settled, Reader())["letters"] == ""
    assert marks.mark_of(opened, Reader())["letters"] == "A–E"


def test_the_overview_hatches_sites_without_a_settled_letter_and_says_so(
    assessment: Assessment,
) -> None:
    run = assessment.runs["industrie"]
    drawn = figures.overview(assessment, run).decode()
    table = run.scores.table.assign(letter="D", letter_low="D", letter_high="D")
    settled = replace(run, scores=replace(run.scores, table=table))
    assert "lettre non établie" in drawn
    # One hatch for the legend alone where every letter is settled, one more on the map otherwise.
    plain = figures.overview(assessment, settled).decode()
    assert drawn.count("url(#h") > plain.count("url(#h")


def test_the_mark_of_a_family_stands_beside_the_share_of_its_weight_that_is_known(
    assessment: Assessment, written: Path
) -> None:
    run = assessment.runs["industrie"]
    shares = known_shares(run.scores.marks, assessment.grid)
    rows = marks.families(run, assessment, Reader(lang="en"))
    for site, families in rows.items():
        for family in families:
            share = shares.loc[site, family["key"]]
            assert family["known"] == f"{round(100 * share)}% known"
            assert family["thin"] == (share < 0.5)
    told = written.read_text(encoding="utf-8")
    assert 'class="n thin"' in told
    assert re.search(r"<br>\d+\s%\sconnu</span>", told)


def test_one_project_is_not_said_in_the_plural(assessment: Assessment) -> None:
    first = dict([next(iter(assessment.runs.items()))])
    one = summary.summary(replace(assessment, runs=first), Reader())[0]
    assert "pour un projet," in one
    assert "pour 2 projets" in summary.summary(assessment, Reader())[0].replace("\xa0", " ")


def test_negative_points_are_explained_once(page: Page) -> None:
    assert page.text.count("Les points apportés peuvent être négatifs") == 1
