"""Hostile names on paper: what a reader can copy out of the PDF is the name, letter for letter."""

import dataclasses
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.zae import small
from tests.zae.test_hostile import NAMES
from zae.assessment import Assessment
from zae.publish import report

UNSEEN = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069\u00ad]+")
"""Spaces, and marks that no one can see: paper breaks lines where it must."""


@pytest.fixture(scope="module")
def named() -> Assessment:
    made = small.assessment(len(NAMES))
    return dataclasses.replace(made, sites=made.sites.assign(name=list(NAMES)))


@pytest.fixture(scope="module")
def papers(named: Assessment, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Text of the report of each site and of the territory, without spaces."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("no pdftotext (Debian: poppler-utils)")
    folder = tmp_path_factory.mktemp("hostile")
    report.write_sites(named, folder)
    report.write_pdf(named, folder / "report.pdf")

    def said(paper: Path) -> str:
        command = [tool, "-raw", "-enc", "UTF-8", str(paper), "-"]
        ran = subprocess.run(command, capture_output=True, check=True)
        return UNSEEN.sub("", ran.stdout.decode("utf-8"))

    return {paper.stem: said(paper) for paper in folder.glob("*.pdf")}


@pytest.mark.parametrize("place", range(len(NAMES)))
def test_the_paper_of_a_site_says_its_name_letter_for_letter(
    papers: dict[str, str], named: Assessment, place: int
) -> None:
    name = UNSEEN.sub("", NAMES[place])
    if "\u202e" in NAMES[place]:  # turned text is drawn from right to left, and read so
        assert all(
            part in papers[named.sites.index[place]] for part in ("sens", "droite", "marque")
        )
        return
    assert name in papers[named.sites.index[place]]


def test_the_paper_of_the_territory_runs_nothing_and_says_the_names(papers: dict[str, str]) -> None:
    assert UNSEEN.sub("", NAMES[0]) in papers["report"]
    assert UNSEEN.sub("", NAMES[1]) in papers["report"]  # `${7*7}` {{ 7*7 }} #(1+1): no 49, no 2
