"""
Archives opened with care: zip, tar, gzip, 7z.

What kind an archive is, its first bytes say, not its name. Nothing is written outside the folder
that was asked for, no link is followed, and no more bytes than the limits allow, counted while
they are written: what an archive declares about itself is not believed.
"""

import gzip
import lzma
import shutil
import stat
import tarfile
import zipfile
import zlib
from bz2 import BZ2File
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, Any, Final, Literal

from land.errors import MissingExtraError
from layers.errors import ArchiveError

Format = Literal["zip", "tar", "gzip", "bzip2", "xz", "7z", ""]

_MAGIC: Final[tuple[tuple[bytes, Format], ...]] = (
    (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"), (b"7z\xbc\xaf\x27\x1c", "7z"),
)  # fmt: skip
_USTAR: Final = (257, b"ustar")
_ENCRYPTED: Final = 0x1
_BLOCK: Final = 1 << 20
DAMAGED: Final = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError,
    NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip
"""What the readers of archives raise where the bytes are damaged."""

Wanted = Callable[[str], bool]
"""Whether a member is taken out, by its path inside the archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    What an archive may unfold to.

    Parameters
    ----------
    total_bytes : int
        Bytes written in all. The largest national file served here is under 10 GB. [byte]
    ratio : float
        Bytes written for one byte of archive; text packs 5 to 30 times.
    ratio_from_bytes : int
        Size below which the ratio is not looked at: small repetitive files pack very well. [byte]
    members : int
        Number of members.
    """

    total_bytes: int = 40 * 1024**3
    ratio: float = 200.0
    ratio_from_bytes: int = 64 * 1024**2
    members: int = 100_000


LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file inside an archive: its path there and the size that it declares. [byte]"""

    name: str
    size: int


def format_of(path: Path) -> Format:
    """
    Kind of archive that a file is, by its first bytes; empty where it is none.

    Examples
    --------
    >>> format_of(Path(__file__))
    ''
    """
    with path.open("rb") as stream:
        head = stream.read(512)
    at, mark = _USTAR
    if head[at : at + len(mark)] == mark:
        return "tar"
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), "")


def members(path: Path, *, limits: Limits = LIMITS) -> list[Member]:
    """
    Files inside an archive, after the checks that need no unpacking.

    Parameters
    ----------
    path : Path
        A zip, a tar (packed or not) or a 7z.
    limits : Limits
        What it may declare.

    Returns
    -------
    list of Member
        Files, folders left out.

    Raises
    ------
    ArchiveError
        If it is no archive or a damaged one, is locked by a password, holds a link, a device, a
        path that leaves its folder, two paths that are one on some systems, or declares more
        than the limits.
    MissingExtraError
        If it is a 7z and the part that reads them is not installed.
    """
    found: list[Member] = []
    declared, packed = 0, max(path.stat().st_size, 1)
    with _guarded(path), closing(_opened(path)) as archive:
        for member in archive.members():  # checked one by one: to go on may mean to unpack
            found.append(member)
            declared += member.size
            _require_size(path, declared, packed, limits)
            _require_number(path, len(found), limits)
    _require_distinct(path, found)
    return found


def extracted(
    path: Path, into: Path, *, wanted: Wanted = lambda _name: True, limits: Limits = LIMITS
) -> list[Path]:
    """
    Take files out of an archive.

    Parameters
    ----------
    path : Path
        A zip, a tar, a 7z, or one packed file (gzip, bzip2, xz).
    into : Path
        Folder to write to; made where absent.
    wanted : callable
        Told the path of each member; the others stay where they are.
    limits : Limits
        What it may unfold to.

    Returns
    -------
    list of Path
        Files written, in the order of the archive.

    Raises
    ------
    ArchiveError
        As for :func:`members`; or if more bytes come out than the limits allow, or a checksum of
        the archive is wrong. What was written is taken away again.
    """
    into.mkdir(parents=True, exist_ok=True)
    budget = _Budget(path, limits)
    if format_of(path) in {"gzip", "bzip2", "xz"} and not _is_tar(path):
        return [_unpacked(path, into, budget)]
    members(path, limits=limits)
    written: list[Path] = []
    try:
        with _guarded(path), closing(_opened(path)) as archive:
            for name, stream in archive.streams(wanted):
                target = into / name
                target.parent.mkdir(parents=True, exist_ok=True)
                written.append(target)
                budget.copy(stream, target)
    except ArchiveError:
        for file in written:
            file.unlink(missing_ok=True)
        raise
    return written


@contextmanager
def _guarded(path: Path) -> Iterator[None]:
    """Whatever a reader of archives raises is one of our errors, naming the file."""
    try:
        yield
    except (ArchiveError, MissingExtraError):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk, not the archive
        raise ArchiveError(
            "{file}: a damaged archive, or none ({error})",
            file=path.name,
            error=str(error).replace(str(path), path.name) or type(error).__name__,
        ) from error


class _Budget:
    """Bytes that may still be written; counts what comes out, not what was announced."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path, self._limits, self._written = path, limits, 0
        self._packed = max(path.stat().st_size, 1)

    def copy(self, stream: IO[bytes], target: Path) -> None:
        with target.open("wb") as file:
            while block := stream.read(_BLOCK):
                self._written += len(block)
                _require_size(self._path, self._written, self._packed, self._limits)
                file.write(block)


def _require_size(path: Path, size: int, packed: int, limits: Limits) -> None:
    if size > limits.total_bytes:
        raise ArchiveError(
            "{file}: unfolds to more than {limit} bytes; refused",
            file=path.name,
            limit=limits.total_bytes,
        )
    if size > limits.ratio_from_bytes and size > limits.ratio * packed:
        raise ArchiveError(
            "{file}: one byte of archive unfolds to more than {ratio} bytes, as a bomb would; "
            "refused",
            file=path.name,
            ratio=f"{limits.ratio:g}",
        )


def _require_number(path: Path, number: int, limits: Limits) -> None:
    if number > limits.members:
        raise ArchiveError(
            "{file}: more than {limit} files inside; refused", file=path.name, limit=limits.members
        )


def _require_distinct(path: Path, found: list[Member]) -> None:
    seen: dict[str, str] = {}
    for member in found:
        twin = seen.setdefault(member.name.casefold(), member.name)
        if twin is not member.name:
            raise ArchiveError(
                "{file}: « {name} » and « {twin} » would be written to the same place; refused",
                file=path.name,
                name=member.name,
                twin=twin,
            )


def _require_inside(path: Path, name: str) -> str:
    """Path of a member, if it stays inside on every system."""
    windows, posix = PureWindowsPath(name), PurePosixPath(name)
    parts = {*windows.parts, *posix.parts}
    leaves = posix.is_absolute() or windows.drive or windows.root or ".." in parts
    if leaves or not posix.parts or "\x00" in name:
        raise ArchiveError(
            "{file}: « {name} » would be written outside the folder; refused",
            file=path.name,
            name=name,
        )
    return str(posix)


def _refuse_kind(path: Path, name: str) -> None:
    raise ArchiveError(
        "{file}: « {name} » is a link or a device, not a file; refused", file=path.name, name=name
    )


def _locked(path: Path) -> ArchiveError:
    return ArchiveError("{file}: locked by a password; give an open archive", file=path.name)


def _opened(path: Path) -> "_Zip | _Tar | _Seven":
    kind = format_of(path)
    if kind == "zip":
        return _Zip(path)
    if kind == "7z":
        return _Seven(path)
    if kind:
        return _Tar(path)
    raise ArchiveError("{file}: not an archive, by its first bytes", file=path.name)


class _Zip:
    def __init__(self, path: Path) -> None:
        self._path, self._archive = path, zipfile.ZipFile(path)

    def close(self) -> None:
        self._archive.close()

    def members(self) -> Iterator[Member]:
        for info in self._archive.infolist():
            if info.flag_bits & _ENCRYPTED:
                raise _locked(self._path)
            name = _require_inside(self._path, info.filename)
            mode = info.external_attr >> 16
            if mode and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)) and stat.S_IFMT(mode):
                _refuse_kind(self._path, name)
            if not info.is_dir():
                yield Member(name=name, size=info.file_size)

    def streams(self, wanted: Wanted) -> Iterator[tuple[str, IO[bytes]]]:
        for info in self._archive.infolist():
            if not info.is_dir() and wanted(info.filename):
                with self._archive.open(info) as stream:
                    yield _require_inside(self._path, info.filename), stream


class _Tar:
    def __init__(self, path: Path) -> None:
        self._path, self._archive = path, tarfile.open(path)  # noqa: SIM115

    def close(self) -> None:
        self._archive.close()

    def members(self) -> Iterator[Member]:
        for info in self._archive:
            name = _require_inside(self._path, info.name)
            if not info.isfile() and not info.isdir():
                _refuse_kind(self._path, name)
            if info.isfile():
                yield Member(name=name, size=info.size)

    def streams(self, wanted: Wanted) -> Iterator[tuple[str, IO[bytes]]]:
        for info in self._archive:
            if info.isfile() and wanted(info.name):
                stream = self._archive.extractfile(info)
                if stream is not None:
                    yield _require_inside(self._path, info.name), stream


class _Seven:
    def __init__(self, path: Path) -> None:
        self._path, self._library = path, _py7zr()
        self._archive = self._library.SevenZipFile(path, "r")

    def close(self) -> None:
        self._archive.close()

    def members(self) -> Iterator[Member]:
        if self._archive.needs_password():
            raise _locked(self._path)
        for info in self._archive.list():
            name = _require_inside(self._path, info.filename)
            if info.is_symlink:
                _refuse_kind(self._path, name)
            if not info.is_directory:
                yield Member(name=name, size=int(info.uncompressed))

    def streams(self, wanted: Wanted) -> Iterator[tuple[str, IO[bytes]]]:
        """One folder of blocks at a time would hold it whole: each file goes to the disk first."""
        names = [m.name for m in self.members() if wanted(m.name)]
        with _beside(self._path) as folder:
            self._archive.reset()
            self._archive.extract(path=folder, targets=names)
            for name in names:
                with (folder / name).open("rb") as stream:
                    yield name, stream


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Give a folder beside a file, taken away at the end."""
    folder = path.with_name(f"{path.name}.unpacked")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _py7zr() -> Any:
    try:
        return import_module("py7zr")
    except ImportError as error:
        raise MissingExtraError(
            "a 7z archive needs another part: pip install zae-toolkit[archives]"
        ) from error


def _is_tar(path: Path) -> bool:
    """Whether a packed file is a tar; nothing but zeros would be an empty one, and is not."""
    try:
        with tarfile.open(path) as archive:
            return archive.next() is not None
    except DAMAGED:
        return False


def _unpacked(path: Path, into: Path, budget: _Budget) -> Path:
    """The one file that a gzip, bzip2 or xz holds."""
    target = into / (path.stem if path.suffix in {".gz", ".bz2", ".xz"} else f"{path.name}.out")
    opener: Any = {"gzip": gzip.open, "bzip2": BZ2File, "xz": lzma.open}[format_of(path)]
    try:
        with _guarded(path), opener(path, "rb") as stream:
            budget.copy(stream, target)
    except ArchiveError:
        target.unlink(missing_ok=True)
        raise
    return target
