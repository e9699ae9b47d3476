"""`zae cnig` from the command line: lists, JSON, editions, records; all files or none."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from lxml import etree

from layers.cnig import read, write
from tests.layers.cnig import deliveries
from zae.cli.entry import run
from zae.cli.exits import Exit

Said = Callable[..., str]
PRODUCER = "243400017 Métropole <sig@exemple.fr>"
NS = {"gmd": "http://www.isotc211.org/2005/gmd", "gco": "http://www.isotc211.org/2005/gco"}


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Said:
    """Carry out `zae cnig …` and return what it said."""
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795600000")  # 25 November 2026

    def carry_out(*words: object, code: Exit = Exit.OK) -> str:
        capsys.readouterr()
        assert run(["cnig", *map(str, words)]) == code
        shown = capsys.readouterr()
        return shown.out + shown.err

    return carry_out


@pytest.fixture
def sites(tmp_path: Path) -> Path:
    """Folder with the four classes, one cell of which is wrong in two respects."""
    folder = tmp_path / "livraison"
    write(dict(deliveries.sound()) | {"SITE-ECO": deliveries.site(site_moa_type="EPCI",
          site_etat="logistique", site_nb_emploi="une dizaine")}, folder, form="csv")  # fmt: skip
    return folder


def test_check_writes_every_fault_and_prints_json(said: Said, sites: Path) -> None:
    out = sites.parent / "fautes.csv"
    found = json.loads(said("check", sites, "--json", "--out", out, code=Exit.FAULT))
    assert {f["source"].split()[0] for f in found} == {
        "value.list", "value.spelling", "value.whole",
    }  # fmt: skip
    listed = pd.read_csv(out, sep=";", dtype=str, keep_default_na=False)
    assert listed["field"].tolist() == [f["field"] for f in found]
    assert "écrivez « epci »" in listed["to_do"].tolist()
    told = said("check", sites, code=Exit.FAULT)
    assert "2 erreurs" in told
    assert "1 avertissements" in told


def test_convert_lists_the_losses_beside_the_output(said: Said, sites: Path) -> None:
    out = sites.parent / "sites.gpkg"
    told = said("convert", sites, "--out", out, "--producer", PRODUCER)
    listed = pd.read_csv(out.with_name("sites-pertes.csv"), sep=";", dtype=str)
    lost = listed[listed["source"].str.startswith("format.carry")]
    assert lost[["id", "field", "found"]].to_numpy().tolist() == [
        ["34172_SITE-ECO_00001", "site_nb_emploi", "une dizaine"],
    ]  # fmt: skip
    assert str(out) in told
    assert {p.name for p in sites.parent.iterdir()} == {
        "livraison", "sites.gpkg", "sites-pertes.csv", "fr-243400017-SITE-ECO20261125.xml",
    }  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "shp"])
def test_the_record_says_what_is_delivered(said: Said, sites: Path, form: str) -> None:
    out = sites.parent / form
    said("convert", sites, "--out", out, "--format", form, "--producer", "<sig@exemple.fr>")
    # SIREN and name are those that all rows agree on.
    root = etree.parse(str(out / "fr-243400017-SITE-ECO20261125.xml"))

    def text(path: str) -> str:
        return root.findtext(f".//{path}//gco:CharacterString", namespaces=NS)

    assert text("gmd:citation//gmd:title") == "Sites économiques : Métropole"
    assert text("gmd:electronicMailAddress") == "sig@exemple.fr"
    assert text("gmd:MD_Format/gmd:name") == {"csv": "CSV", "shp": "ESRI Shapefile"}[form]
    assert root.findtext(".//gmd:pass/gco:Boolean", namespaces=NS) == "false"
    assert "3.8" in root.findtext(".//gmd:westBoundLongitude/gco:Decimal", namespaces=NS)
    # A second reading of the folder takes neither the list nor the record for a class.
    assert len(read([out]).tables) == 4


def test_without_a_producer_it_says_what_the_record_lacks(said: Said, sites: Path) -> None:
    told = said("convert", sites, "--out", sites.parent / "csv", "--format", "csv")
    assert "Pas de fiche INSPIRE : il y faut un courriel de service" in told
    assert not list((sites.parent / "csv").glob("*.xml"))
    told = said("convert", sites, "--out", sites.parent / "csv", "--format", "csv",
                "--producer", "a <b", code=Exit.FAULT)  # fmt: skip
    assert "n'est pas « SIREN Nom <courriel> »" in told


def test_the_public_edition_by_the_command_line(said: Said, sites: Path) -> None:
    out = sites.parent / "public"
    said("convert", sites, "--out", out, "--format", "csv", "--edition", "public")
    content = "".join(p.read_text(encoding="utf-8-sig") for p in out.iterdir())
    assert "CANARI" not in content.upper()
    assert 'logistique";existant' not in content
    assert "une dizaine" not in content


@pytest.mark.parametrize("form", ["csv", "shp", "geojson"])
def test_a_failed_run_leaves_what_was_there(said: Said, sites: Path, form: str) -> None:
    """The place of the last file is a folder: none of the others changes."""
    out = sites.parent / "sortie"
    said("convert", sites, "--out", out, "--format", form)
    (out / f"terrain_eco.{form}").unlink()
    (out / f"terrain_eco.{form}").mkdir()
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    for path, content in before.items():
        path.write_bytes(b"old " + content)
    old = {p: p.read_bytes() for p in before}
    told = said("convert", sites, "--out", out, "--format", form, code=Exit.FAULT)
    assert f"terrain_eco.{form} est un dossier" in told
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == old


def test_nothing_to_convert_is_said_with_the_reason(said: Said, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id;nom\n1;x\n", encoding="utf-8")
    out = tmp_path / "sortie.gpkg"
    told = said("convert", tmp_path / "a.csv", "--out", out, code=Exit.FAULT)
    assert "rien à écrire" in told
    assert not out.exists()
