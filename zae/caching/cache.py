"""Facts kept beside a study, one Parquet file each, under the hash of all that they come from."""

import hashlib
import os
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

import pandas as pd
from pandas import DataFrame, Series

from criteria.indicators import BASES, INDICATORS
from zae.caching.code import version_of
from zae.caching.content import digest

FOLDER: Final = ".zae-cache"
"""Folder of the cache, beside the study file."""

_DATED: Final = "on"
"""Argument that stands for today where it is None."""


class Cache:
    """
    Facts that were measured before.

    An entry is named after the fact, the hash of what it was computed from, and the hash of its
    own bytes: one whose bytes have changed is not read, and is computed again.

    Parameters
    ----------
    folder : Path
        Made at the first entry.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from pandas import Series
    >>> cache = Cache(Path(mkdtemp()))
    >>> compute = lambda: DataFrame({"low": Series({"A": 1.0})})
    >>> for _ in range(2):
    ...     _ = cache("slope", {"sites": Series({"A": 3.0})}, compute)
    >>> cache.computed, cache.recalled
    (['slope'], ['slope'])
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.computed: list[str] = []
        self.recalled: list[str] = []
        self._digests: dict[int, tuple[weakref.ref[Any], str]] = {}
        self._there: dict[str, list[Path]] | None = None
        self._versions: dict[str, str] = {}

    def __reduce__(self) -> "tuple[type[Cache], tuple[Path]]":
        """Another process has the folder in common, nothing else."""
        return Cache, (self.folder,)

    def __call__(
        self, fact: str, given: Mapping[str, Any], compute: Callable[[], DataFrame]
    ) -> DataFrame:
        """Fact as it was kept, or computed now and kept; as :data:`criteria.indicators.Recall`."""
        name = f"{fact}-{self._key(fact, given)}"
        kept = self._kept(name)
        if kept is not None:
            self.recalled.append(fact)
            return kept
        part = compute()
        self.computed.append(fact)
        self._keep(name, part)
        return part

    def _key(self, fact: str, given: Mapping[str, Any]) -> str:
        if fact not in self._versions:
            known = INDICATORS.get(fact) or BASES.get(fact)
            self._versions[fact] = version_of(known.function) if known else ""
        parts = {name: self._digest(value) for name, value in given.items()}
        if _DATED in given and given[_DATED] is None:
            parts[_DATED] = digest(date.today())  # noqa: DTZ011 (the law speaks of the local day)
        return digest([fact, self._versions[fact], parts])

    def _digest(self, value: object) -> str:
        """Digest of a value; that of a frame is taken once while the frame is there."""
        held = self._digests.get(id(value))
        if held is not None and held[0]() is value:
            return held[1]
        found = digest(value)
        if isinstance(value, DataFrame | Series):
            self._digests[id(value)] = (weakref.ref(value), found)
        return found

    def _kept(self, name: str) -> DataFrame | None:
        for path in self._entries_of(name):
            try:
                data = path.read_bytes()
            except OSError:
                continue
            if hashlib.sha256(data).hexdigest() == path.stem.rsplit("-", 1)[1]:
                os.utime(path)
                return pd.read_parquet(BytesIO(data))
            path.unlink(missing_ok=True)
        return None

    def _entries_of(self, name: str) -> list[Path]:
        """Entries of a name; the folder is listed once, and what this run keeps is its own."""
        if self._there is None:
            self._there = {}
            for path in sorted(self.folder.glob("*.parquet")):
                self._there.setdefault(path.stem.rsplit("-", 1)[0], []).append(path)
        return self._there.setdefault(name, [])

    def _keep(self, name: str, part: DataFrame) -> None:
        """Write beside, then rename: a run that is killed leaves whole entries only."""
        buffer = BytesIO()
        part.to_parquet(buffer)
        data = buffer.getvalue()
        entry = self.folder / f"{name}-{hashlib.sha256(data).hexdigest()}.parquet"
        # A folder that cannot be written to costs the next run its time, not this one its result.
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self.folder, suffix=".part", delete=False) as beside:
                beside.write(data)
            Path(beside.name).replace(entry)
            self._entries_of(name).append(entry)

    def entries(self) -> Iterator[Path]:
        """Files of the cache, those that a killed run left unfinished too."""
        for suffix in ("parquet", "part"):
            yield from sorted(self.folder.glob(f"*.{suffix}"))

    def clear(self) -> int:
        """Remove every entry, and say how many bytes they held."""
        held = 0
        for path in self.entries():
            held += path.stat().st_size
            path.unlink(missing_ok=True)
        return held
