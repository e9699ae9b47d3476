"""Paths as people write them: backslashes, drives, shares, spaces, accents."""

import os
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box

from zae.checking import check
from zae.messages import translator
from zae.study import StudyError, resolve

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows reads these paths itself")


def test_spaces_accents_and_an_apostrophe(tmp_path: Path) -> None:
    folder = tmp_path / "Étude d'août (été)" / "données 2026"
    folder.mkdir(parents=True)
    zones = gpd.GeoDataFrame({"zone_id": ["A"]}, geometry=[box(7e5, 66e5, 7e5 + 99, 66e5 + 99)])
    zones.set_crs(2154).to_file(folder / "zones d'activité.gpkg")
    text = 'title = "Été"\n[[layer]]\nrole = "zone"\npath = "données 2026/zones d\'activité.gpkg"\n'
    (folder.parent / "étude.toml").write_text(text, encoding="utf-8")
    found = check(folder.parent / "étude.toml")
    assert [len(layer.frame) for layer in found.layers.values()] == [1]


@POSIX
def test_backslashes_part_folders(tmp_path: Path) -> None:
    assert resolve(r"donnees\2026\zones.gpkg", tmp_path) == str(
        (tmp_path / "donnees/2026/zones.gpkg").resolve()
    )


@POSIX
@pytest.mark.parametrize(
    "path", [r"C:\SIG\zones.gpkg", "D:/SIG/zones.gpkg", r"\\serveur\sig\zones.gpkg"]
)
def test_a_drive_or_a_share_says_what_to_write(tmp_path: Path, path: str) -> None:
    with pytest.raises(StudyError) as caught:
        resolve(path, tmp_path)
    assert caught.value.said(translator("fr")).startswith(
        f"chemin {path} : un lecteur ou un partage"
    )


def test_a_backslash_that_became_a_tab_is_told(tmp_path: Path) -> None:
    """``"donnees\\temp.gpkg"`` between double quotes is a tabulation and « emp.gpkg »."""
    with pytest.raises(StudyError) as caught:
        resolve("donnees\temp.gpkg", tmp_path)
    said = caught.value.said(translator("fr"))
    assert r"chemin donnees\temp.gpkg" in said
    assert "entre apostrophes" in said


def test_a_windows_path_between_double_quotes_is_told_by_toml(tmp_path: Path) -> None:
    """``C:\\SIG`` holds no escape of TOML: its reader stops there, and the line is said."""
    text = 'title = "x"\n[[layer]]\nrole = "zone"\npath = "C:\\SIG\\zones.gpkg"\n'
    (tmp_path / "etude.toml").write_text(text, encoding="utf-8")
    (fault,) = check(tmp_path / "etude.toml").faults
    assert "line 4" in fault


def test_an_address_is_left_as_it_is(tmp_path: Path) -> None:
    address = "postgresql://sig@serveur/base"
    assert resolve(address, tmp_path) == address


def test_faults_come_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = 'crs = "x"\n[[layer]]\nrole = 3\npath = "a.gpkg"\n[[layer]]\nrole = "zone"\n'
    (tmp_path / "etude.toml").write_text(text, encoding="utf-8")
    lines = [fault.split(",")[0] for fault in check(tmp_path / "etude.toml").faults]
    # What stands nowhere in the file comes first.
    assert lines == ["title: Field required", "line 1", "line 3", "line 5"]
