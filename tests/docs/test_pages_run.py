"""Every command that a page shows is run as a reader types it, in the order of the page."""

import json
import re
import shlex
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass, field
from functools import partial
from io import StringIO
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZipFile

import pytest
from geopandas import GeoDataFrame
from python_calamine import CalamineWorkbook
from shapely import LineString

from criteria.grid import published
from docs.make import DOCS
from layers.cnig import write
from tests.conftest import ROOT
from tests.docs.test_command_lines import PAGES, lines
from tests.layers.cnig import deliveries
from tests.zae.inventory import town
from tests.zae.mutualisation import street
from tests.zae.projects.places import write_study
from tests.zae.test_answers import Answers, fill
from zae.cli.entry import run
from zae.questionnaire import FAMILIES

pytestmark = pytest.mark.slow

Hand = Callable[[Path], object]

APART = {
    "fetch montpellier": "asks the internet",
    "redundancy tests/real/": "reads the open data beside the project, as tests/real/test_twins.py",
    "run etude.toml --out resultats --workers": "starts processes, as tests/zae/test_cluster.py",
    "run etude.toml --out resultats --scheduler": "asks other machines: tests/zae/test_cluster.py",
    "followup demo": "half a minute; its history: tests/zae/projects/test_documented.py",
    "charter demo": "half a minute; its charter: tests/zae/charter/test_documented.py",
    "negotiate all haubourdin.toml": "long; its minutes, which hold it, are run",
}
"""Lines that are not run, by what they begin with, and why."""

ELSEWHERE = {
    "charter.md": "tests/zae/charter/test_documented.py",
    "followup.md": "tests/zae/projects/test_documented.py",
    "store.md": "tests/docs/test_command_lines.py",
    "add-a-criterion.md": "tests/docs/test_how_to.py",
    "add-a-territory.md": "tests/docs/test_how_to.py",
}
"""Pages that are followed by a test of their own."""


@dataclass(frozen=True)
class Followed:
    """What lies in the folder, what is done by hand before a line, and lines that find a fault."""

    pages: tuple[str, ...]
    prepared: Hand
    by_hand: Mapping[str, Hand] = field(default_factory=dict)
    faults: tuple[str, ...] = ()


def _town(folder: Path, *, kinds: str = "zone", vocations: str = "artisanat") -> None:
    """The row of eight plots of a hectare, a zone: a street along it, an inventory."""
    folder.mkdir(parents=True, exist_ok=True)
    lines_ = [LineString([(town.X0 - 50, town.Y0 - 5), (town.X0 + 850, town.Y0 - 5)])]
    streets = GeoDataFrame({"street_id": ["R"]}, geometry=lines_, crs=2154)
    streets.to_file(folder / "voies.gpkg")
    text = f'vocations = ["{vocations}"]\n[sites]\nkinds = ["{kinds}"]\n[inventory]'
    text = town.STUDY.replace("[inventory]", text)
    town.write(folder, study=f'{text}[[layer]]\nrole = "street"\npath = "voies.gpkg"\n')


def _brought(folder: Path) -> None:
    """The study of the territory, once its layers are there: here those of the row."""
    shutil.copy(folder / "etude.toml", folder / "etude-montpellier.toml")


def _units(folder: Path) -> None:
    """The study has its land units as sites, as that of the demonstration."""
    file = folder / "etude.toml"
    file.write_text(file.read_text("utf-8").replace('["zone"]', '["land_unit"]'), encoding="utf-8")


def _street(folder: Path) -> None:
    """The street with two zones, under the names that the page has from the demonstration."""
    (folder / "zae-demo").mkdir()
    kept = street.layers()
    kept["zone"]["zone_id"] = ["ZAE-99001-03", "ZAE-99001-05"]
    kept["site"]["site_id"] = ["99001000AL0006", "S2"]
    for role, frame in kept.items():
        frame.to_file(folder / "zae-demo" / "rue.gpkg", layer=role)
    text = street.STUDY.format(layers="".join(street.LAYER.format(role=role) for role in kept))
    text = text.replace('"artisanat"', '"commerce"')
    (folder / "zae-demo" / "etude.toml").write_text(text, encoding="utf-8")


def _table_of_the_page(folder: Path) -> None:
    page = (DOCS / "mutualisation.md").read_text(encoding="utf-8")
    found, *_ = re.findall(r"```text\n(zone_id;.*?)```", page, flags=re.DOTALL)
    (folder / "zones.csv").write_text(found, encoding="utf-8")


def _delivery(folder: Path, *, wrong: bool = False) -> None:
    """The four classes of Sites économiques; an authority that is not in the list, if asked."""
    sites = {"SITE-ECO": deliveries.site(site_moa_type="logistique")} if wrong else {}
    write(dict(deliveries.sound()) | sites, folder / "livraison", form="csv")


def _answers(folder: Path) -> None:
    """All pairs equal, typed by two people; the second saved it as OpenDocument."""
    grid = published()
    sizes = {f.key: sum(c.family == f.key for c in grid.criteria) for f in grid.families}
    pairs: Answers = {
        (sheet, 7 + size + row, 3): 1
        for sheet, size in (sizes | {FAMILIES: len(sizes)}).items()
        for row in range(size * (size - 1) // 2)
    }
    fill(folder, "ana", pairs, grid)
    fill(folder, "bo", pairs, grid)
    _as_opendocument(folder / "bo.xlsx")


def _as_opendocument(path: Path) -> None:
    """The same sheets in the other format, of which only the content is needed."""
    book = CalamineWorkbook.from_path(str(path))
    content = "".join(
        f'<table:table table:name="{name}">{"".join(map(_row, rows))}</table:table>'
        for name in book.sheet_names
        for rows in [book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
    )
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    with ZipFile(path.with_suffix(".ods"), "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("META-INF/manifest.xml", "<manifest/>")
        file.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>{content}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    path.unlink()


def _row(cells: Sequence[object]) -> str:
    kind = 'office:value-type="float" office:value="{}"'
    told = (
        f"<table:table-cell {kind.format(c)}/>" if isinstance(c, float) else
        f'<table:table-cell office:value-type="string"><text:p>{escape(str(c))}</text:p>'
        "</table:table-cell>"
        for c in cells
    )  # fmt: skip
    return f"<table:table-row>{''.join(told)}</table:table-row>"


def _reviewed(folder: Path) -> None:
    """The table of the review beside the study, as it was written: nothing is decided."""
    shutil.copy(folder / "inventaire" / "2026" / "a-verifier-unites.csv", folder)


def _answered(folder: Path) -> None:
    """One answer in the register of the consultation, put aside with its reason."""
    register = folder / "inventaire" / "2026" / "reponses.csv"
    head = register.read_text(encoding="utf-8-sig").splitlines()[0]
    row = "1;2026-03-10;propriétaire;Société 3;34022_TERRAIN-ECO_00002;Loué depuis mars;"
    done = "écartée;Postérieur au 1er janvier;2026-03-30"
    (folder / "reponses.csv").write_text(f"{head}\n{row}{done}\n", encoding="utf-8")


def _year_before(folder: Path) -> None:
    """An inventory of an earlier year, with the same units."""
    years = folder / "inventaire"
    (years / "2020").mkdir()
    shutil.copy(years / "2026" / "unites.parquet", years / "2020")


def _noted(folder: Path) -> None:
    """A remark, as the map of the study in the folder saves it."""
    remark = {"site_id": "Z1", "name": "x", "text": "Accès étroit", "score": 51.25, "letter": "C"}
    grid = published()
    content = {
        "format": "zae-remarks-1", "study": "Zone d'essai", "project": "artisanat", "weights": {},
        "grid": {"name": grid.name, "version": grid.version}, "author": "Jeanne O'Hara",
        "written": "2026-11-23T06:30:00.000Z", "remarks": [remark],
    }  # fmt: skip
    (folder / "remarques.json").write_text(json.dumps(content), encoding="utf-8")


def _all(*hands: Hand) -> Hand:
    def each(folder: Path) -> None:
        for hand in hands:
            hand(folder)

    return each


def _beside_the_reader(folder: Path) -> None:
    _town(folder)
    _town(folder / "zae-demo")
    _delivery(folder)


PARTS = {
    "start": Followed(
        ("../README.md", "scale.md"), _beside_the_reader,
        {"check etude-montpellier.toml": _brought, "assemble": _units, "notes": _noted},
    ),
    "guide": Followed(
        ("guide/technicien.md", "guide/porteur-de-projet.md",
         "guide/comment-une-note-est-calculee.md", "guide/elu.md", "installation.md"),
        _all(_town, _delivery), {"notes": _noted},
    ),
    "plots": Followed(
        ("assembly.md",),
        lambda f: _town(f / "zae-demo", kinds="land_unit", vocations="logistique"),
    ),
    "neighbours": Followed(
        ("mutualisation.md",), _street,
        {"mutualise zones zae-demo/etude.toml --zone": _table_of_the_page},
    ),
    "grids": Followed(
        ("grids.md",), lambda _: None, {"weights elicit implantation-1 poids-": _answers}
    ),
    "deliveries": Followed(
        ("cnig.md",), partial(_delivery, wrong=True),
        faults=("cnig check livraison/ --out fautes.csv",),
    ),
    "agreements": Followed(
        ("negotiation.md",), lambda f: write_study(f / "zae-demo", ["99001_7", "99001_3"])
    ),
    "inventory": Followed(
        ("inventory.md",), _town,
        {"inventory review": _reviewed, "inventory answers": _answered,
         "inventory diff": _year_before},
    ),
}  # fmt: skip
"""Folders in which pages are followed, one after the other."""


def typed(part: Followed) -> list[str]:
    """Lines of the pages of a part that are run."""
    found = [shlex.join(words) for page in part.pages for words in lines(DOCS / page)]
    return [line for line in dict.fromkeys(found) if not line.startswith(tuple(APART))]


def _run(line: str) -> tuple[int, str]:
    """Exit code of a line, and what it printed."""
    with redirect_stdout(StringIO()) as told:
        code = run([name for word in shlex.split(line) for name in _named(word)])
    return code, told.getvalue()


def _named(word: str) -> list[str]:
    """Files that a word with a star stands for, as a shell reads it."""
    return sorted(p.name for p in Path.cwd().glob(word)) if "*" in word else [word]


@pytest.mark.parametrize("name", PARTS)
def test_every_line_runs_in_the_order_of_the_page(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``SITE`` stands for a site, ``3f9a`` for the beginning of what the last offer printed."""
    for variable in ("ZAE_STORE", "ZAE_LANG"):
        monkeypatch.delenv(variable, raising=False)
    part = PARTS[name]
    part.prepared(tmp_path)
    waiting, codes, offer = dict(part.by_hand), {}, ""
    with chdir(tmp_path):
        for line in typed(part):
            for start in [s for s in waiting if line.startswith(s)]:
                waiting.pop(start)(tmp_path)
            codes[line], told = _run(line.replace("SITE", "Z1").replace("3f9a", offer))
            offer = told[:8] if line.startswith("negotiate offer") else offer
    assert {line: code for line, code in codes.items() if code} == dict.fromkeys(part.faults, 1)
    assert waiting == {}


def test_every_page_is_followed() -> None:
    """Here or elsewhere, and where it is elsewhere, by a test that names it."""
    shown = {page.resolve() for page in PAGES if lines(page)}
    here = {(DOCS / page).resolve() for part in PARTS.values() for page in part.pages}
    there = {page for page in shown if page.name in ELSEWHERE}
    assert here | there == shown
    assert here & there == set()
    assert {page.name for page in there} == set(ELSEWHERE)
    for page, test in ELSEWHERE.items():
        assert page in (ROOT / test).read_text(encoding="utf-8")


def test_every_line_left_apart_is_one_of_a_page() -> None:
    found = [shlex.join(words) for page in PAGES for words in lines(page)]
    assert [start for start in APART if not any(line.startswith(start) for line in found)] == []
    named = [test for why in APART.values() for test in re.findall(r"tests/[\w/]+\.py", why)]
    assert [test for test in named if not (ROOT / test).is_file()] == []
