"""The sheet of a zone, and the commands, on a street whose groups are worked out by hand."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.zae.mutualisation import street
from zae.cli.entry import run
from zae.demo import prepare

ZONE = "ZAE-99001-05"


def text_of(pdf: Path) -> str:
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext: install poppler-utils")
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_the_sheet_of_a_zone_says_what_is_unknown_and_names_no_establishment(
    street_study: Path, tmp_path: Path
) -> None:
    assert run(["mutualise", "sheet", str(street_study), "--zone", "Z1", "--out", str(tmp_path),
                "--page"]) == 0  # fmt: skip
    told = text_of(tmp_path / "Z1.pdf")
    for piece in ("Les Tilleuls", "Animation : qui le sait ?", "Inovallée", "11 400",
                  "1 000 m² de sol", "Bureaux et", "Service des essais, 2026"):  # fmt: skip
        assert piece in told
    page = (tmp_path / "Z1.html").read_text(encoding="utf-8")
    for one in (told, page):
        assert not any(name in one for name in (street.GYM, street.OFFICE, "7328293200"))
    assert "Les Tilleuls" in page
    assert 'src="data:image/svg+xml' in page


def test_a_sheet_in_english_is_english(street_study: Path, tmp_path: Path) -> None:
    assert run(["mutualise", "sheet", str(street_study), "--zone", "Z1", "--out", str(tmp_path),
                "--lang", "en"]) == 0  # fmt: skip
    told = text_of(tmp_path / "Z1.pdf")
    for piece in ("Offices and", "Leisure, sport", "Shared parking", "Parking places"):
        assert piece in told
    for piece in ("Stationnement", "Bureaux", "Places de", "Achats"):
        assert piece not in told


@pytest.mark.browser
def test_axe_finds_nothing_on_the_page_of_a_zone(
    chromium: Any, street_study: Path, tmp_path: Path
) -> None:
    axe = os.environ.get("ZAE_AXE", "")
    if not Path(axe).is_file():
        pytest.skip("axe-core is absent (set ZAE_AXE to its axe.min.js)")
    run(["mutualise", "sheet", str(street_study), "--zone", "Z1", "--out", str(tmp_path), "--page"])
    context = chromium.new_context(viewport={"width": 360, "height": 800}, bypass_csp=True)
    page, asked = context.new_page(), []
    page.on("request", lambda r: asked.append(r.url))
    page.goto((tmp_path / "Z1.html").as_uri())
    page.evaluate(Path(axe).read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })"
    )
    assert [(v["id"], [n["html"][:90] for n in v["nodes"][:3]]) for v in found["violations"]] == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not [url for url in asked if not url.startswith(("file:", "data:"))]
    context.close()


def test_the_groups_add_up_to_what_zones_save(
    street_study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "groupes.gpkg"
    assert run(["mutualise", "find", str(street_study), "--json", "--out", str(out)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert out.exists()
    assert found["worth"] == pytest.approx(1000)
    assert found["worth"] == pytest.approx(sum(z["land_m2"] for z in found["zones"]))
    assert found["worth"] >= found["pairs_worth"]
    assert (found["gap"], found["left_out"]["no_headcount"]) == (0, 1)
    assert all(g["size"] <= 4 and g["walk_m"] <= 300 for g in found["groups"])


def test_a_table_of_facilitation_settles_what_was_open(
    street_study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "zones.csv"
    table.write_text("zone_id;collective_management;animation_fte\nZ1;oui;1\n", "utf-8")
    words = ["mutualise", "zones", str(street_study), "--zone", "Z1", "--json"]
    assert run(words) == 0
    before = json.loads(capsys.readouterr().out)["practices"]
    assert run([*words, "--table", str(table)]) == 0
    after = json.loads(capsys.readouterr().out)["practices"]
    known = {"collective_management", "animation_fte"}
    assert not [c for p in after for c in p["lacking"] if c["measure"] in known]
    assert [c for p in before for c in p["lacking"] if c["measure"] in known]
    assert sum(p["unknown"] for p in after) < sum(p["unknown"] for p in before)


def test_a_zone_that_is_not_there_is_an_error_with_those_that_are(
    street_study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["mutualise", "zones", str(street_study), "--zone", "Z"]) != 0
    assert "Z1, Z2" in capsys.readouterr().err


def test_without_establishments_a_sheet_says_that_nobody_looked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = street.write(tmp_path, without=("establishment", "site"))
    assert run(["mutualise", "sheet", str(study), "--zone", "Z2", "--out", str(tmp_path)]) == 0
    told = text_of(tmp_path / "Z2.pdf")
    assert "aucun groupe n'a été cherché" in told.replace("’", "'")
    assert "Sol (m²)" not in told
    assert run(["mutualise", "find", str(study)]) == 1
    assert "establishment" in capsys.readouterr().err


def test_shares_differ_by_points(
    street_study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Offices hold 91 % of the jobs of one zone and 40 % of those of the other: 51 points."""
    table = tmp_path / "zones.csv"
    table.write_text(
        "zone_id;office_share;collective_management\nZ1;91 %;oui\nZ2;40 %;non\n", "utf-8"
    )
    assert run(["mutualise", "compare", str(street_study), "--table", str(table)]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "+51 points" in told
    assert "n'est pas un effet" in told


@pytest.mark.slow
def test_the_zones_of_the_demonstration(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The commands of the documentation, on the commune that anybody can make."""
    study = prepare(tmp_path / "commune")
    out = tmp_path / "groupes.gpkg"
    assert run(["mutualise", "find", str(study), "--json", "--out", str(out)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["worth"] >= found["pairs_worth"] > 0
    assert found["gap"] <= 1e-6
    assert run(["mutualise", "sheet", str(study), "--zone", ZONE, "--out", str(tmp_path)]) == 0
    told = text_of(tmp_path / f"{ZONE}.pdf")
    assert "Les Portes de Valbrume" in told
    assert not any(trade in told for trade in ("Bricolage ", "Hypermarché ", "Jardinerie "))
