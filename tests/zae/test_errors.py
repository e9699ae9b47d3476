"""What a reader sees of an error: French by default, English on request, names left alone."""

import json
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box

from zae.cli.entry import run
from zae.cli.exits import Exit

Capture = pytest.CaptureFixture[str]

STUDY = 'title = "Essai"\n'
HOSTILE = "zone{file}s 100%s.gpkg"


@pytest.fixture(autouse=True)
def french_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZAE_LANG", raising=False)
    monkeypatch.setenv("COLUMNS", "300")


def layer(path: str, role: str, more: str = "") -> str:
    return f'[[layer]]\nrole = "{role}"\npath = "{path}"\n{more}\n'


def zones(path: Path, crs: int | None = 2154, x: float = 770_000, y: float = 6_280_000) -> str:
    side = 100 if x > 180 else 0.001
    square = box(x, y, x + side, y + side)
    frame = gpd.GeoDataFrame({"zone_id": ["Z1"]}, geometry=[square], crs=crs)
    frame.to_file(path, layer="zones")
    return path.name


def checked(folder: Path, text: str, capsys: Capture, *words: str) -> str:
    """What ``zae check`` says of a faulty study."""
    path = folder / "etude.toml"
    path.write_text(STUDY + text, encoding="utf-8")
    assert run(["check", str(path), *words]) == Exit.FAULT
    return capsys.readouterr().out


def test_a_wrong_column(tmp_path: Path, capsys: Capture) -> None:
    name = zones(tmp_path / "zones.gpkg")
    text = layer(name, "zone", 'rename = { nom = "name" }')
    told = checked(tmp_path, text, capsys)
    assert "couche zones : zones.gpkg : rename : le fichier n'a pas de colonne « nom »" in told
    assert "colonnes du fichier : zone_id, geometry" in told
    told = checked(tmp_path, text, capsys, "--lang", "en")
    assert "layer zones: zones.gpkg: rename: the file has no column « nom »" in told


def test_an_absent_file(tmp_path: Path, capsys: Capture) -> None:
    text = layer("absent.shp", "zone")
    assert (
        "couche absent : absent.shp : fichier introuvable ; son dossier contient etude.toml"
        in checked(tmp_path, text, capsys)
    )
    assert "layer absent: absent.shp: no such file; its folder holds etude.toml" in checked(
        tmp_path, text, capsys, "--lang", "en"
    )


def test_coordinates_that_contradict_their_system(tmp_path: Path, capsys: Capture) -> None:
    """Degrees of Montpellier, declared as metres of Lambert-93."""
    text = layer(zones(tmp_path / "zones.gpkg", 2154, 3.8, 43.6), "zone")
    told = checked(tmp_path, text, capsys)
    assert "les coordonnées contredisent EPSG:2154" in told
    assert "système probable : EPSG:4326 (WGS 84, longitude et latitude)" in told
    assert "déclarez le bon avec « crs »" in told


def test_a_faulty_study_file_lists_every_fault_with_its_place(
    tmp_path: Path, capsys: Capture
) -> None:
    text = (
        'couleur = "rouge"\n[sites]\nmin_area_m2 = -1\n'
        + layer("a.shp", "parcelles")
        + '[[layer]]\npath = "b.shp"\n'
    )
    told = checked(tmp_path, text, capsys).splitlines()
    assert [line.split(" : ")[0] for line in told] == [
        "ligne 2, couleur", "ligne 4, sites min_area_m2", "ligne 5, layer #1",
        "ligne 9, layer #2 role", "4 défaut(s)",
    ]  # fmt: skip
    assert told[2].startswith("ligne 5, layer #1 : rôle « parcelles » inconnu ; choisissez parmi")
    assert [told[at] for at in (0, 1, 3)] == [
        "ligne 2, couleur : clé inconnue ; ôtez-la ou corrigez son nom",
        "ligne 4, sites min_area_m2 : doit être supérieur ou égal à 0, trouvé « -1 »",
        "ligne 9, layer #2 role : obligatoire et absent ; ajoutez-le",
    ]


def test_a_study_file_that_is_not_utf8(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "etude.toml"
    path.write_bytes('title = "Zone d\'activité"'.encode("latin-1"))
    assert run(["sites", str(path)]) == Exit.FAULT
    assert "etude.toml : n'est pas écrit en UTF-8" in capsys.readouterr().err


def test_a_faulty_grid(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "grille.toml").write_text("name = \n", encoding="utf-8")
    text = 'grid = "grille.toml"\n' + layer(zones(tmp_path / "zones.gpkg"), "zone")
    told = checked(tmp_path, text, capsys)
    assert "grille grille.toml : TOML mal écrit : valeur mal écrite ou absente" in told
    assert "(ligne 1, colonne 8)" in told
    assert run(["grid", "check", str(tmp_path / "grille.toml")]) == Exit.FAULT
    assert "TOML mal écrit" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ([], ["Défaut : 2 couche(s) illisible(s)",
              "couche a : a.shp : fichier introuvable ; son dossier contient etude.toml",
              "couche b : b.csv : fichier introuvable ; son dossier contient etude.toml"]),
        (["--lang", "en"], ["Fault: 2 layer(s) cannot be read",
                            "layer a: a.shp: no such file; its folder holds etude.toml",
                            "layer b: b.csv: no such file; its folder holds etude.toml"]),
    ],
)  # fmt: skip
def test_several_layers_that_cannot_be_read(
    tmp_path: Path, capsys: Capture, words: list[str], lines: list[str]
) -> None:
    path = tmp_path / "etude.toml"
    path.write_text(STUDY + layer("a.shp", "zone") + layer("b.csv", "stop"), encoding="utf-8")
    assert run(["sites", str(path), *words]) == Exit.FAULT
    assert capsys.readouterr().err.splitlines() == lines


def test_braces_and_percents_in_names_are_harmless(tmp_path: Path, capsys: Capture) -> None:
    text = layer(HOSTILE, "zone")
    assert f"{HOSTILE} : fichier introuvable" in checked(tmp_path, text, capsys)
    assert run(["sites", str(tmp_path / "{x} 5%.toml")]) == Exit.FAULT
    assert "{x} 5%.toml : fichier ou dossier introuvable" in capsys.readouterr().err


def test_a_machine_reads_english_whatever_the_language(tmp_path: Path, capsys: Capture) -> None:
    told = checked(tmp_path, layer("absent.shp", "zone"), capsys, "--json")
    assert json.loads(told)["faults"] == [
        "layer absent: absent.shp: no such file; its folder holds etude.toml"
    ]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["fly"], "il n'y a pas de commande fly"),
        (["run"], "l'argument STUDY.toml manque"),
        (["run", "x.toml"], "l'option --out manque"),
        (["run", "x.toml", "--colour"], "il n'y a pas d'option --colour"),
        (["run", "x.toml", "--out"], "l'option --out demande une valeur"),
        (["sites", "a", "b", "c"], "mots en trop : b c"),
        (["run", "x.toml", "--out", "y", "--edition", "z"],
         "--edition : « z » n'est pas parmi 'public', 'restricted'"),
        (["--lang", "de", "sites", "x"], "--lang : « de » n'est pas parmi 'fr', 'en'"),
    ],
)  # fmt: skip
def test_a_wrong_command_line(words: list[str], fault: str, capsys: Capture) -> None:
    assert run(words) == Exit.USAGE
    assert capsys.readouterr().err.splitlines()[0] == f"Commande mal écrite : {fault}"


def test_a_wrong_command_line_in_english(capsys: Capture) -> None:
    assert run(["run", "--lang", "en"]) == Exit.USAGE
    assert capsys.readouterr().err.splitlines() == [
        "Wrong command line: the argument STUDY.toml is missing",
        "It is written: zae run [OPTIONS] STUDY.toml",
        "Help: zae run --help",
    ]


def test_no_word_at_all_shows_the_help(capsys: Capture) -> None:
    assert run([]) == Exit.USAGE
    shown = capsys.readouterr()
    assert "Mener une étude" in shown.out + shown.err
    assert "mal écrite" not in shown.err


def test_the_check_of_a_sound_study_speaks_french(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "etude.toml"
    name = zones(tmp_path / "zones.gpkg", 4326, 3.8, 43.6)
    path.write_text(STUDY + layer(name, "zone"), encoding="utf-8")
    assert run(["check", str(path)]) == Exit.OK
    told = capsys.readouterr().out
    assert "reprojeté" in told
    assert "EPSG:4326 → EPSG:2154" in told
    assert "ecological_sensitivity" not in told
    assert "natural_area" not in told
    assert "Sensibilité écologique" in told
