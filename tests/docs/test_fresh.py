"""Printed pages are what the code prints today; the navigation holds every page."""

from pathlib import Path

import pytest

from docs import make
from docs.site import contents, hooks

MAKERS = make.makers()
NEEDS_SHARED = {"cnig_faults"}


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=pytest.mark.shared if n in NEEDS_SHARED else ()) for n in MAKERS],
)
def test_pages_are_fresh(name: str, request: pytest.FixtureRequest) -> None:
    if name in NEEDS_SHARED:
        request.getfixturevalue("shared")
    pages = make.pages(MAKERS[name])
    assert pages
    stale = [
        path.name
        for path, text in pages.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert stale == [], f"run python -m docs.make {name}"


def test_no_page_of_the_commands_is_left_of_a_verb_that_is_gone() -> None:
    folder = make.DOCS / "reference" / "cli"
    assert {*folder.glob("*.md")} == set(make.pages(MAKERS["cli"]))


def test_every_page_is_in_the_navigation_once() -> None:
    """Or is one of many that the page of their folder leads to."""
    listed = [page for pages in contents.sections(make.DOCS).values() for page in pages]
    assert len(set(listed)) == len(listed)
    there = {
        page.resolve()
        for page in make.DOCS.rglob("*.md")
        if not contents.is_part(page.relative_to(make.DOCS.parent).with_suffix("").as_posix())
        and "built" not in page.parts
    }
    assert there - set(listed) == {(make.DOCS / "README.md").resolve()}


def test_each_page_of_many_is_linked_from_the_page_of_its_folder() -> None:
    for folder in (make.DOCS / "reference" / "cli", make.DOCS / "decisions"):
        leads = (folder / "README.md").read_text(encoding="utf-8")
        pages = [p.name for p in folder.glob("*.md") if p.name != "README.md"]
        assert len(pages) > 20
        assert [name for name in pages if f"]({name})" not in leads] == []


def test_a_link_for_a_forge_leads_to_a_page_of_the_site(tmp_path: Path) -> None:
    (tmp_path / "docs" / "decisions").mkdir(parents=True)
    (tmp_path / "docs" / "decisions" / "README.md").touch()
    (tmp_path / "docs" / "built" / "api").mkdir(parents=True)
    (tmp_path / "docs" / "built" / "api" / "land.units.md").touch()
    page = tmp_path / "docs" / "a.md"
    text = "[a](decisions/) [b](../land/units.py) [c](b.md#d) [e](https://x.fr/decisions/)"
    assert hooks.linked(text, page, tmp_path) == (
        "[a](decisions/README.md) [b](/docs/built/api/land.units.md) [c](b.md#d)"
        " [e](https://x.fr/decisions/)"
    )
