"""Archives that would do harm: each is refused with a reason, and nothing is left behind."""

import gzip
import io
import os
import stat
import tarfile
import zipfile
from contextlib import suppress
from pathlib import Path

import py7zr
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.archives import Limits, extracted, format_of, members
from layers.errors import ArchiveError

SMALL = Limits(total_bytes=1_000_000, ratio=50, ratio_from_bytes=100_000, members=20)


def zipped(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return path


def tarred(path: Path, *infos: tuple[tarfile.TarInfo, bytes]) -> Path:
    with tarfile.open(path, "w:bz2") as archive:
        for info, content in infos:
            info.size = len(content) if info.isfile() else 0
            archive.addfile(info, io.BytesIO(content))
    return path


def test_files_come_out_where_they_should(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", dossier__a=b"1", b=b"22", c=b"333")
    found = extracted(path, tmp_path / "out", wanted=lambda name: name != "c")
    assert [p.relative_to(tmp_path / "out").as_posix() for p in found] == ["dossier/a", "b"]
    assert [p.read_bytes() for p in found] == [b"1", b"22"]
    assert [(m.name, m.size) for m in members(path)] == [("dossier/a", 1), ("b", 2), ("c", 3)]


def test_the_first_bytes_say_what_it_is_not_the_name(tmp_path: Path) -> None:
    real = zipped(tmp_path / "donnees.csv", a=b"1")
    assert format_of(real) == "zip"
    (tmp_path / "faux.zip").write_bytes(b"id;nom\n1;a\n")
    with pytest.raises(ArchiveError, match=r"faux\.zip: not an archive"):
        members(tmp_path / "faux.zip")


@pytest.mark.parametrize(
    "name", ["../hors", "a/../../hors", "/etc/hors", "C:\\hors", "..\\hors", "\\\\poste\\hors"]
)
def test_a_path_that_leaves_the_folder(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(name, b"1")
    as_tar = tarred(tmp_path / "a.tar.bz2", (tarfile.TarInfo(name), b"1"))
    for path in (tmp_path / "a.zip", as_tar):
        with pytest.raises(ArchiveError, match="outside the folder"):
            extracted(path, tmp_path / "in" / "out")
    assert not list((tmp_path / "in").rglob("hors"))
    assert not (tmp_path / "hors").exists()


def test_links_are_refused(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("lien")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    link = tarfile.TarInfo("lien")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    hard = tarfile.TarInfo("dur")
    hard.type, hard.linkname = tarfile.LNKTYPE, "lien"
    for path in (
        tmp_path / "a.zip",
        tarred(tmp_path / "a.tar.bz2", (link, b"")),
        tarred(tmp_path / "b.tar.bz2", (hard, b"")),
    ):
        with pytest.raises(ArchiveError, match="a link or a device"):
            extracted(path, tmp_path / "out")


def test_a_bomb_is_stopped_by_its_ratio_and_by_its_size(tmp_path: Path) -> None:
    flat = zipped(tmp_path / "plat.zip", a=b"\0" * 900_000)
    with pytest.raises(ArchiveError, match="as a bomb would"):
        extracted(flat, tmp_path / "out", limits=SMALL)
    big = zipped(tmp_path / "gros.zip", a=os.urandom(600_000), b=os.urandom(600_000))
    with pytest.raises(ArchiveError, match="more than 1000000 bytes"):
        extracted(big, tmp_path / "out", limits=SMALL)
    many = zipped(tmp_path / "foule.zip", **{f"f{i}": b"" for i in range(21)})
    with pytest.raises(ArchiveError, match="more than 20 files"):
        extracted(many, tmp_path / "out", limits=SMALL)
    assert not list((tmp_path / "out").rglob("*"))


def test_a_packed_file_says_nothing_of_its_size_and_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.json.gz"
    path.write_bytes(gzip.compress(b"\0" * 2_000_000))
    with pytest.raises(ArchiveError, match="more than 1000000 bytes"):
        extracted(path, tmp_path / "out", limits=Limits(total_bytes=1_000_000, ratio=1e9))
    assert not list((tmp_path / "out").iterdir())
    (whole,) = extracted(path, tmp_path / "out", limits=Limits(ratio=1e9))
    assert (whole.name, whole.stat().st_size) == ("a.json", 2_000_000)


def test_a_tar_bomb_is_stopped_at_its_first_header(tmp_path: Path) -> None:
    info = tarfile.TarInfo("zeros")
    path = tarred(tmp_path / "a.tar.bz2", (info, b"\0" * 5_000_000))
    with pytest.raises(ArchiveError, match="more than 1000000 bytes"):
        members(path, limits=SMALL)


def test_locked_archives(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", a=b"1")
    content = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    path.write_bytes(content)
    with py7zr.SevenZipFile(tmp_path / "a.7z", "w", password="clé") as archive:
        archive.writestr("1", "a")
    for locked in (path, tmp_path / "a.7z"):
        with pytest.raises(ArchiveError, match="locked by a password"):
            members(locked)


def test_a_7z_of_the_ign(tmp_path: Path) -> None:
    with py7zr.SevenZipFile(tmp_path / "a.7z", "w") as archive:
        archive.writestr("x" * 1000, "OCS-GE/1_DONNEES/OCCUPATION_SOL.gpkg")
        archive.writestr("y", "LISEZ-MOI.pdf")
    (found,) = extracted(
        tmp_path / "a.7z", tmp_path / "out", wanted=lambda name: name.endswith(".gpkg")
    )
    assert found.relative_to(tmp_path / "out").as_posix() == (
        "OCS-GE/1_DONNEES/OCCUPATION_SOL.gpkg"
    )
    assert found.read_bytes() == b"x" * 1000
    assert {p.name for p in tmp_path.iterdir()} == {"a.7z", "out"}


def test_two_names_that_are_one_on_windows(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="same place"):
        members(zipped(tmp_path / "a.zip", zone=b"1", ZONE=b"2"))


def test_a_wrong_checksum_inside(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", b"abcdef")
    content = path.read_bytes().replace(b"abcdef", b"abcdeX")
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match="damaged archive"):
        extracted(path, tmp_path / "out")
    assert not list((tmp_path / "out").iterdir())


@settings(max_examples=60)
@given(
    cut=st.integers(0, 700), flips=st.lists(st.tuples(st.integers(0, 699), st.integers(1, 255)),
    max_size=4), kind=st.sampled_from(["zip", "tar.bz2", "json.gz", "7z"]),
)  # fmt: skip
def test_damage_anywhere_gives_an_error_or_the_files_and_nothing_else(
    cut: int, flips: list[tuple[int, int]], kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("flip")
    path = folder / f"a.{kind}"
    if kind == "zip":
        zipped(path, a=b"contenu " * 40, d__b=b"suite")
    elif kind == "tar.bz2":
        tarred(path, (tarfile.TarInfo("a"), b"contenu " * 40), (tarfile.TarInfo("d/b"), b"suite"))
    elif kind == "7z":
        with py7zr.SevenZipFile(path, "w") as archive:
            archive.writestr("contenu " * 40, "a")
    else:
        path.write_bytes(gzip.compress(b"contenu " * 40))
    content = bytearray(path.read_bytes())
    for at, mask in flips:
        content[at % len(content)] ^= mask
    path.write_bytes(content[: max(len(content) - cut % len(content), 1)])
    found: list[Path] = []
    with suppress(ArchiveError):
        found = extracted(path, folder / "out")
    assert {p for p in (folder / "out").rglob("*") if p.is_file()} == set(found)
    assert {p.name for p in folder.iterdir()} <= {path.name, "out"}
