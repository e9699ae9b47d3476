"""Reports on paper: typeset by typst from data, never from markup made of data."""

import io
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import matplotlib as mpl
import pikepdf
import typst

from zae.assessment import Assessment
from zae.publish.dates import written_at
from zae.publish.editions import Edition
from zae.publish.fields import printable
from zae.publish.report.pages import RANKED_ON_PAPER, SHEETS_ON_PAPER, ZONES_ON_PAPER, Pages
from zae.publish.whole import whole

TEMPLATES = ("parts.typ", "territory.typ", "site.typ")


def write_pdf(
    assessment: Assessment,
    path: Path,
    *,
    lang: str = "fr",
    edition: Edition = "restricted",
    pages: Pages | None = None,
) -> None:
    """
    Write the report of a territory as PDF.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    path : Path
        The file; replaced as a whole where it exists.
    lang : str
        ``fr`` or ``en``.
    edition : str
        ``restricted`` or ``public``; the public one shows an allow-list only.
    pages : Pages, optional
        What both reports show, where it is at hand; ``lang`` and ``edition`` are then its own.

    Raises
    ------
    ZaeError
        If the folder cannot be written to.
    """
    pages = Pages(assessment, lang=lang, edition=edition) if pages is None else pages
    with Press() as press:
        press.keep("ground.jpg", pages.ground)
        for i, svg in enumerate(pages.overviews.values()):
            press.keep(f"overview-{i}.svg", svg)
        paper = press.set(
            "territory.typ",
            pages.content(most=SHEETS_ON_PAPER, ranked=RANKED_ON_PAPER, zones=ZONES_ON_PAPER),
        )
    with whole(path) as beside:
        beside.write_bytes(paper)


class Press:
    """
    A folder where typst finds the templates and the images of the reports that it sets.

    Examples
    --------
    >>> with Press() as press:
    ...     sorted(p.name for p in press.folder.iterdir())
    ['parts.typ', 'site.typ', 'territory.typ']
    """

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="zae-press-")
        self.folder = Path(self._folder.name)

    def __enter__(self) -> Self:
        source = files("zae.publish.report").joinpath("templates")
        for name in TEMPLATES:
            self.keep(name, source.joinpath(name).read_bytes())
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def keep(self, name: str, data: bytes) -> None:
        """Put a file where the templates can name it."""
        (self.folder / name).write_bytes(data)

    def set(self, template: str, shown: Mapping[str, Any]) -> bytes:
        """
        Typeset a report.

        Parameters
        ----------
        template : str
            One of ``TEMPLATES``.
        shown : mapping
            Content; characters that nobody can see are left out.

        Returns
        -------
        bytes
            The PDF, tagged for screen readers, dated by :func:`zae.publish.dates.written_at`.
        """
        paper = typst.compile(
            str(self.folder / template),
            root=str(self.folder),
            font_paths=[_fonts()],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(plain(shown), ensure_ascii=False, allow_nan=False)},
            timestamp=int(written_at().timestamp()),
        )
        return packed(bytes(paper))


def packed(paper: bytes) -> bytes:
    """
    The same PDF with its objects packed together (ISO 32000-1, 7.5.7), its pages untouched.

    The tags that tell a screen reader where a cell stands are a small object each; typst writes
    them one by one in the open, which makes three quarters of a report of many pages.
    """
    small = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper)) as pages:
        pages.save(
            small,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
            fix_metadata_version=False,
        )
    return small.getvalue()


@cache
def _fonts() -> str:
    """Folder of DejaVu, for what the fonts of typst lack; matplotlib brings it."""
    return str(Path(mpl.get_data_path()) / "fonts" / "ttf")


def plain(shown: Any) -> Any:
    r"""
    Content with every text on one line, without invisible characters.

    Examples
    --------
    >>> plain({"names": ["a\nb", "c\u202ed"], "n": 1.5})
    {'names': ['a b', 'cd'], 'n': 1.5}
    """
    if isinstance(shown, str):
        return printable(shown.replace("\n", " "))
    if isinstance(shown, Mapping):
        return {key: plain(value) for key, value in shown.items()}
    if isinstance(shown, list | tuple):
        return [plain(value) for value in shown]
    return shown
