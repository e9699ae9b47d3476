"""The whole procedure by the command line, on the row of plots: files, refusals, public edition."""

import json
import re
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

from tests.zae.inventory import town
from tests.zae.test_leaks import taken_apart
from zae.cli.entry import run
from zae.cli.exits import Exit
from zae.inventory.review import FIRMS_FILE, UNITS_FILE

Capture = pytest.CaptureFixture[str]
U = "34022_TERRAIN-ECO_{:05d}".format
MARK = "CANARI7391"


@pytest.fixture(autouse=True)
def french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZAE_LANG", raising=False)
    monkeypatch.setenv("COLUMNS", "300")


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the year after a first draft; owners, addresses and firms bear canaries."""
    folder = tmp_path_factory.mktemp("canaries")
    owners = {i: f"{MARK}owner{1 if i == 2 else i}" for i in range(1, 9)}  # 1 and 2 are one
    firms = tuple(
        f | {"name": f"{MARK}firm" if f["name"] else None, "legal_category": "1000",
             "address": f"{f['address']} {MARK}at" if f["address"] else None}
        for f in town.FIRMS
    )  # fmt: skip
    firms = (*firms, town.firm(7, 1, name="Société ouverte"))
    file = town.write(folder, cadastre=town.parcels(owners), firms=firms)
    assert run(["inventory", "draft", str(file), "--day", "2026-02-01"]) == Exit.OK
    return folder / "inventaire" / "2026"


def said(words: list[str], capsys: Capture, code: Exit = Exit.OK) -> str:
    capsys.readouterr()
    assert run(["inventory", *words]) == code
    shown = capsys.readouterr()
    return shown.out + shown.err


def test_what_our_rules_say_of_the_delivery_stands_beside_it(drafted: Path) -> None:
    """Undecided vacancies, and made-up SIREN and SIRET: this is said, nothing else is wrong."""
    found = pd.read_csv(drafted / "controle-cnig.csv", sep=";", dtype=str, keep_default_na=False)
    wrong = found[found["level"] == "error"]
    assert set(wrong["source"].str.split().str[0]) <= {
        "value.required_zae", "key.siren", "key.siret",
    }  # fmt: skip
    assert (found["to_do"] != "").all()


def test_every_file_of_the_page_is_written(drafted: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "inventory.md").read_text(encoding="utf-8")
    names = {p.name for p in drafted.iterdir() if p.is_file()}
    assert names == {
        "inventaire.pdf", "inventaire.xlsx", "inventaire.gpkg", "inventaire.qgz",
        "sites-economiques.gpkg", "controle-cnig.csv", FIRMS_FILE, UNITS_FILE, "unites.parquet",
    }  # fmt: skip
    assert [n for n in names if f"`{n}`" not in page] == []
    assert {p.name for p in (drafted / "public").iterdir()} == {
        "inventaire.pdf", "inventaire.xlsx", "inventaire.gpkg", "inventaire.qgz",
        "sites-economiques.gpkg",
    }  # fmt: skip


def test_no_owner_person_or_address_leaves_in_the_public_edition(drafted: Path) -> None:
    held = {p.name: MARK.encode() in squeezed(p) for p in (drafted / "public").iterdir()}
    assert held == dict.fromkeys(held, False)
    for name in ("inventaire.pdf", "inventaire.xlsx", "inventaire.gpkg"):
        assert MARK.encode() in squeezed(drafted / name), name  # the search finds what is there


def squeezed(path: Path) -> bytes:
    """Bytes of a file taken apart; a word broken over two lines of a PDF is one again."""
    return re.sub(rb"[\s\xe2\x80\x8b]", b"", taken_apart(path))


def test_a_business_that_may_not_be_named_is_counted_and_never_named(drafted: Path) -> None:
    delivery = pyogrio.list_layers(drafted / "sites-economiques.gpkg")[:, 0]
    name = next(n for n in delivery if "etab" in n.lower())
    rows = gpd.read_file(drafted / "sites-economiques.gpkg", layer=name)
    hidden = rows[rows["siret"] == f"{5:014d}"].iloc[0]
    assert hidden["etab_nom"] == hidden["etab_raison_sociale"] == "non diffusible"
    public = gpd.read_file(drafted / "public" / "sites-economiques.gpkg", layer=name)
    assert public["etab_nom"].tolist() == ["Société ouverte"]  # legal persons only


def test_the_delivery_counts_what_the_inventory_counts(drafted: Path) -> None:
    """Seven units, two vacant for sure and one open: the rate is not settled, so it is empty."""
    listed = pyogrio.list_layers(drafted / "sites-economiques.gpkg")[:, 0]
    by_start = {n.lower()[:4]: n for n in listed}
    site = gpd.read_file(drafted / "sites-economiques.gpkg", layer=by_start["site"]).iloc[0]
    assert site["site_uf_nbre"] == 7
    assert pd.isna(site["site_taux_vacance"])
    assert site["site_surf_brute"] == 8
    terrains = gpd.read_file(drafted / "sites-economiques.gpkg", layer=by_start["terr"])
    assert terrains["terr_etat_occup"].tolist() == [
        "occupé", "vacant", "inconnu", "inoccupé", "vacant", "occupé", "inconnu",
    ]  # fmt: skip


def test_forms_show_words_for_codes(drafted: Path) -> None:
    with closing(sqlite3.connect(drafted / "inventaire.gpkg")) as base:
        styles = dict(base.execute("SELECT f_table_name, styleQML FROM layer_styles"))
    assert set(styles) == {"zones", "unites_foncieres", "etablissements"}
    assert 'type="ValueMap"' in styles["unites_foncieres"]
    assert "jamais utilisée" in styles["unites_foncieres"]
    with zipfile.ZipFile(drafted / "inventaire.qgz") as archive:
        project = archive.read("inventaire.qgs").decode()
    assert "./inventaire.gpkg|layername=unites_foncieres" in project
    assert str(drafted) not in project


def test_the_whole_procedure(file: Path, capsys: Capture) -> None:
    year = file.parent / "inventaire" / "2026"
    study = str(file)
    assert "Pas encore de projet" in said(["status", study], capsys)
    told = said(["consult", study], capsys, Exit.FAULT)
    assert "pas de projet de l'inventaire 2026 : établissez-le d'abord" in told
    said(["draft", study, "--day", "2026-02-01"], capsys)

    # A person fills in both tables: plot 8 has the doubtful business, plot 4 is empty since 2020.
    firms = pd.read_csv(year / FIRMS_FILE, sep=";", dtype="str", encoding="utf-8-sig").fillna("")
    assert firms["siret"].tolist() == [f"{6:014d}"]
    firms["unite_retenue"] = U(7)
    firms.to_csv(year / "rempli.csv", sep=";", index=False, encoding="utf-8-sig")
    units = pd.read_csv(year / UNITS_FILE, sep=";", dtype="str", encoding="utf-8-sig").fillna("")
    at = units["unite"] == U(3)
    units.loc[at, ["occupe", "vide_depuis", "auteur"]] = ["non", "15/06/2020", "M. Dupont"]
    units.to_excel(year / "rempli.xlsx", index=False, engine="xlsxwriter")
    filled = [str(year / "rempli.csv"), str(year / "rempli.xlsx")]
    assert "2 décision(s) reprise(s)" in said(["review", study, *filled], capsys)
    assert "0 décision(s) reprise(s)" in said(["review", study, *filled], capsys)
    said(["draft", study, "--day", "2026-02-15"], capsys)
    snapshot = gpd.read_parquet(year / "unites.parquet")
    assert snapshot.loc[U(3), ["state", "evidence"]].tolist() == ["vacant", "declared"]
    assert snapshot.loc[U(7), "state"] == "occupied"

    said(["consult", study, "--day", "2026-03-02"], capsys)
    letters = pd.read_csv(year / "courriers.csv", sep=";", dtype="str", encoding="utf-8-sig")
    assert letters["qualite"].value_counts().to_dict() == {"propriétaire": 7, "occupant": 3}
    assert set(letters["reponse_avant"]) == {"1er avril 2026"}
    hidden = letters[(letters["qualite"] == "occupant") & (letters["unite"] == U(6))].iloc[0]
    assert hidden["destinataire"] == "l'occupant"
    assert hidden["adresse"] == "7 RUE D ESSAI, Baillargues"

    told = said(["adopt", study, "--act", "D41", "--day", "2026-04-01"], capsys, Exit.FAULT)
    assert "l'inventaire peut être arrêté à partir du 2026-04-02" in told
    register = "reponse;recue_le;qualite;auteur;unite;observation;suite;suite_motif;suite_le\n"
    row = "1;2026-03-10;propriétaire;Société 3;" + U(2) + ";Loué depuis mars;{}\n"
    (year / "reponses.csv").write_text(register + row.format(";;"), encoding="utf-8")
    assert "1 réponse(s)" in said(["answers", study, str(year / "reponses.csv")], capsys)
    told = said(["adopt", study, "--act", "D41", "--day", "2026-04-02"], capsys, Exit.FAULT)
    assert "1 réponse(s) sans suite" in told
    done = row.format("écartée;Postérieur au 1er janvier;2026-03-30")
    (year / "reponses.csv").write_text(register + done, encoding="utf-8")
    said(["answers", study, str(year / "reponses.csv")], capsys)
    assert "Arrêté le 2 avril 2026" in said(
        ["adopt", study, "--act", "D41", "--day", "2026-04-02"], capsys
    )
    said(["send", study, "--day", "2026-04-10"], capsys)
    assert {p.name for p in (year / "transmission" / "plh").iterdir()} == {
        "sites-economiques.gpkg", "inventaire.pdf", "inventaire.xlsx",
        "fr-200067130-SITE-ECO20260410.xml",
    }  # fmt: skip
    record = (year / "transmission" / "plh" / "fr-200067130-SITE-ECO20260410.xml").read_text(
        "utf-8"
    )
    assert "eco@exemple.fr" in record
    assert "vacance au 1er janvier 2026. Sources : zones.gpkg" in record
    letters = (year / "courriers.pdf").read_bytes()
    assert letters.startswith(b"%PDF")
    assert not list(year.glob("public/courriers*"))  # for the services only
    found = json.loads(said(["status", study, "--json", "--day", "2026-05-01"], capsys))
    assert (found["step"], found["update_due"], found["days_left"]) == ("sent", "2032-04-02", 2163)
    told = said(["draft", study], capsys, Exit.FAULT)
    assert "l'inventaire 2026 a été arrêté le 2026-04-02" in told
    told = said(["status", study, "--day", "2026-05-01", "--lang", "en"], capsys)
    assert "Adopted and sent to the three authorities." in told


def test_faulty_tables_are_refused_whole(drafted: Path, capsys: Capture) -> None:
    study = str(drafted.parents[1] / "etude.toml")
    table = drafted / "faux.csv"
    table.write_text(
        "unite;occupe;vide_depuis;jamais_utilisee\n"
        f"{U(1)};peut-être;;\n{U(2)};non;hier;\nX;oui;;\n{U(3)};oui;2020-01-01;\n",
        encoding="utf-8",
    )
    told = said(["review", study, str(table)], capsys, Exit.FAULT)
    assert "faux.csv : 4 défaut(s)" in told
    assert "ligne 2 : occupe « peut-être » : écrivez oui ou non" in told
    assert "ligne 3 : « hier » n'est pas une date" in told
    assert "ligne 4 : pas d'unité X dans l'inventaire" in told
    assert "ligne 5 : vide depuis un jour donné, donc occupe doit être non" in told
    journal = drafted.parent / "journal.jsonl"
    assert len(journal.read_text(encoding="utf-8").splitlines()) == 1
    table.write_bytes(b"\xff\xfe\x00 rien")
    said(["review", study, str(table)], capsys, Exit.FAULT)


def test_a_changed_draft_cannot_go_to_consultation(
    drafted: Path, tmp_path: Path, capsys: Capture
) -> None:
    folder = shutil.copytree(drafted.parents[1], tmp_path / "copie")
    file = folder / "etude.toml"
    path = folder / "inventaire" / "2026" / "unites.parquet"
    units = gpd.read_parquet(path)
    units.assign(state="occupied").to_parquet(path)
    told = said(["consult", str(file), "--day", "2026-03-02"], capsys, Exit.FAULT)
    assert "n'est pas le projet du journal" in told
