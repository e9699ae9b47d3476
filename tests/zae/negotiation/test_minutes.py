"""Minutes and packages: the demonstration, and the friches of Haubourdin on their real study."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.zae.negotiation.small import TEN_HECTARES, ten_hectares
from zae.cli.entry import run
from zae.demo import prepare
from zae.negotiation.case import CaseError, parse, read
from zae.negotiation.minutes import write_minutes
from zae.negotiation.places import places
from zae.negotiation.sites import packages
from zae.negotiation.starter import write_case
from zae.store import create

TWO_SITES = TEN_HECTARES.replace("steps = 100", "steps = 20") + (
    '\n[[site]]\nid = "S2"\nname = "Le Petit"\narea_m2 = 20000\nmost = { p = 0.0 }\n'
)


def text_of(pdf: Path) -> str:
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext: install poppler-utils")
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_what_a_service_gives_on_one_site_it_gains_on_another() -> None:
    """Development cannot build on the small site: alone, that site has no agreement."""
    case = parse(TWO_SITES, name="cas.toml")
    found = packages(case)
    for package in found.values():
        assert (package.allocation.gains >= -1e-9).all()
        assert package.sites.loc["S2", "gain_development"] == pytest.approx(-0.5)
    assert found["utilitarian"].allocation.gains.sum() == max(
        p.allocation.gains.sum() for p in found.values()
    )


def test_red_lines_over_all_sites_cost_somebody_something() -> None:
    text = TWO_SITES.replace(
        'key = "centrality"\n',
        'key = "centrality"\noverall = [{ quantity = "services_ha", least = 2.5 }]\n',
    )
    free, held = (packages(parse(t, name="cas.toml"))["nash"] for t in (TWO_SITES, text))
    assert free.allocation.quantities["services_ha"] < 2.5
    assert held.allocation.quantities["services_ha"] >= 2.5 - 1e-6
    assert held.allocation.gains.prod() < free.allocation.gains.prod()


def test_minutes_say_options_rules_and_the_hash_of_the_register(tmp_path: Path) -> None:
    case, store = ten_hectares(tmp_path), create(tmp_path / "registre.sqlite")
    write_minutes(case, tmp_path / "pv.pdf", store=store)
    told = text_of(tmp_path / "pv.pdf")
    for piece in ("3 321 options", "1 003", "352 sont efficaces", "Nash", store.head()[1][:24]):
        assert piece in told.replace("\u202f", " ").replace("\xa0", " ")
    assert not list(tmp_path.glob("*.tmp*"))


@pytest.mark.slow
def test_a_case_from_the_demonstration_in_the_command_line(tmp_path: Path) -> None:
    """The first commands of the documentation, on the commune that anybody can make."""
    study = prepare(tmp_path / "demo")
    case = tmp_path / "cas.toml"
    known = ["99001_3", "99001_7"]  # 1.2 ha with an outline, 3.7 ha known by its parcels
    assert run(["negotiate", "new", str(case), "--study", str(study), "--site", known[0],
                "--site", known[1]]) == 0  # fmt: skip
    assert run(["negotiate", "check", str(case)]) == 0
    assert run(["negotiate", "table", str(case), "--site", known[1]]) == 0
    assert run(["negotiate", "minutes", str(case), "--out", str(tmp_path / "pv.pdf")]) == 0
    told = text_of(tmp_path / "pv.pdf")
    assert "Valbrume" in told
    assert "Cercle en tirets" not in told


@pytest.fixture(scope="module")
def haubourdin(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case of the friches of Haubourdin, by steps of a fifth, on the real study of Lille."""
    folder = tmp_path_factory.mktemp("haubourdin")
    file = write_case(folder / "haubourdin.toml")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("steps = 10", 'study = "lille.toml"\nsteps = 5'), "utf-8")
    lille = Path(__file__).parents[2] / "real" / "lille.toml"
    study = lille.read_text(encoding="utf-8").replace("${ZAE_SHARED}", shared.as_posix())
    (folder / "lille.toml").write_text(study, encoding="utf-8")
    return file


@pytest.mark.shared
def test_the_friches_of_haubourdin(haubourdin: Path) -> None:
    """Areas are those of Cartofriches; the map comes from the study of Lille."""
    case = read(haubourdin)
    found = places(case)
    assert found is not None
    assert found.sites["area_m2"].round(2).tolist() == [s.area_m2 for s in case.sites]
    assert found.sites["commune"].tolist() == ["Haubourdin"] * 3
    assert found.sites["geometry_status"].tolist() == ["estimated_disk"] * 3
    assert len(case.assumed()) == 9


@pytest.fixture(scope="module")
def page_of_haubourdin(haubourdin: Path) -> Path:
    """Minutes as a page."""
    out = haubourdin.parent / "pv.html"
    assert run(["negotiate", "minutes", str(haubourdin), "--out", str(out)]) == 0
    return out


@pytest.mark.shared
def test_paper_and_page_of_haubourdin_say_what_is_estimated(
    haubourdin: Path, page_of_haubourdin: Path
) -> None:
    out = haubourdin.parent / "pv.pdf"
    assert run(["negotiate", "minutes", str(haubourdin), "--out", str(out)]) == 0
    page = " ".join(page_of_haubourdin.read_text(encoding="utf-8").split())
    for told in (text_of(haubourdin.parent / "pv.pdf"), page):
        for piece in ("SONOCO", "Quaron", "Amidonnerie", "hypothèse", "Cartofriches",
                      "Cercle en tirets (1, 2, 3)"):  # fmt: skip
            assert piece in told
    assert "http" not in page.replace("http-equiv", "")


@pytest.mark.shared
@pytest.mark.browser
def test_axe_finds_nothing_on_the_page_of_the_minutes(
    page_of_haubourdin: Path, chromium: Any
) -> None:
    axe = os.environ.get("ZAE_AXE", "")
    if not Path(axe).is_file():
        pytest.skip("axe-core is absent (set ZAE_AXE to its axe.min.js)")
    context = chromium.new_context(viewport={"width": 360, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.goto(page_of_haubourdin.as_uri())
    page.evaluate(Path(axe).read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })"
    )
    assert [(v["id"], [n["html"][:90] for n in v["nodes"][:3]]) for v in found["violations"]] == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    context.close()


def test_a_case_is_not_written_over(tmp_path: Path) -> None:
    write_case(tmp_path / "cas.toml")
    with pytest.raises(CaseError, match="already"):
        write_case(tmp_path / "cas.toml")
