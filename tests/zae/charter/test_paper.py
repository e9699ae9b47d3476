"""The charter on paper: what is signed and what is computed are the same text."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from markupsafe import escape

from tests.zae.charter.small import small, small_text
from tests.zae.charter.test_votes import MEMBERS
from zae.charter.article import CharterError
from zae.charter.paper import content, core, write_paper
from zae.charter.text import parse
from zae.charter.votes import Vote, propose, vote
from zae.store import create

COMMONS = """
[[common]]
key = "road"
label = "Voie"
kind = "road"
users = ["a", "b", "c"]
cost_eur_year = 100
share_by = "equal"
article = "4"
"""


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("1", "Pleine terre projetée ≥ 20 %, sauf si Sol déjà artificialisé ≥ 80 %"),
        ("2", "Adhère ≥ 1"),
        ("3", "Adéquation des emplois aux actifs disponibles ≥ 0,5, poids 28 %"),
    ],
)
def test_the_core_of_an_article_in_words(number: str, said: str) -> None:
    charter = small()
    found = core(charter, charter.article(number), "fr")
    assert found.replace("\u00a0", " ").replace("\u202f", " ") == said


def test_conditions_and_vocations_are_said() -> None:
    charter = small(
        a='title = "Adhérer" => title = "Adhérer"\nvocations = ["tertiaire", "commerce"]\n'
        'only_if = [{ subject = "open_ground", operator = "<", threshold = 5 }]'
    )
    assert (
        core(charter, charter.article("2"), "en")
        == "Adhère ≥ 1, for offices, retail, where Open ground kept or restored < 5 %"
    )


def test_the_annex_holds_every_rule_and_cites_its_article() -> None:
    told = content(small(), lang="fr", land=None, store=None, day=date(2026, 1, 1))
    assert [v["reference"] for v in told["vetoes"][:2]] == ["Article 1", "Article 2"]
    assert [w[2] for w in told["weights"]].count("Article 3") == 1
    shares = [float(w[1].split("\u00a0")[0].split("\u202f")[0].replace(",", ".").rstrip("% "))
              for w in told["weights"]]  # fmt: skip
    assert sum(shares) == pytest.approx(100, abs=0.5)
    assert len(told["articles"]) == 4
    assert told["articles"][3]["sanctions"] == "rappel → redevance"


def test_contributions_on_paper_add_up() -> None:
    """100 € in three equal parts: 33.34, 33.33, 33.33."""
    charter = parse(small_text() + MEMBERS + COMMONS, name="c.toml")
    told = content(charter, lang="fr", land=None, store=None, day=date(2026, 1, 1))
    assert [row[1] for row in told["paid"]["rows"]] == ["33,34", "33,33", "33,33"]
    assert told["paid"]["heads"] == ["1"]


def test_it_says_adopted_once_the_votes_say_so(tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    file.write_text(small_text() + MEMBERS + COMMONS, encoding="utf-8")
    charter, store = parse(file.read_text("utf-8"), name="c.toml"), create(tmp_path / "r.sqlite")
    when = datetime(2025, 3, 1, tzinfo=UTC)
    for _twice in range(2):
        first = propose(store, file, author="A", on=when, event_id="one")
    vote(store, Vote(proposal="one", member="a", choice="for"), author="A", on=when)
    assert (first.event_id, len(store.events())) == ("one", 2)
    said = [
        content(charter, lang="fr", land=None, store=store, day=day)["status"]
        for day in (date(2025, 2, 28), date(2025, 3, 1))
    ]
    assert said == ["Projet", "Adoptée"]
    write_paper(charter, tmp_path / "c.pdf", store=store, day=date(2025, 3, 1))
    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF")


def test_the_page_says_what_the_paper_says_and_asks_for_nothing(tmp_path: Path) -> None:
    hostile = COMMONS.replace("Voie", "<script>alert(1)</script>")
    charter = parse(small_text() + MEMBERS + hostile, name="c.toml")
    write_paper(charter, tmp_path / "c.html", day=date(2026, 1, 1))
    page = (tmp_path / "c.html").read_text(encoding="utf-8")
    told = content(charter, lang="fr", land=None, store=None, day=date(2026, 1, 1))
    for article in told["articles"]:
        assert str(escape(article["text"])) in page
        assert str(escape(article["rule"])) in page
    assert page.count('scope="row">&lt;script&gt;alert(1)') == 1
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?!#|data:)', page)


def test_a_place_that_is_no_geometry_is_a_fault() -> None:
    text = small_text() + MEMBERS + COMMONS.replace('kind = "road"', 'kind = "road"\nplace = "là"')
    with pytest.raises(CharterError, match="common road: its place is no geometry"):
        parse(text, name="c.toml")
