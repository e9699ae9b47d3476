"""Reports as HTML: one file, no request leaves it."""

import base64
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from zae.assessment import Assessment
from zae.publish.editions import Edition
from zae.publish.report import content
from zae.publish.report.pages import RANKED_ON_SCREEN, SHEETS_ON_SCREEN, Pages
from zae.publish.whole import whole


def write_html(
    assessment: Assessment,
    path: Path,
    *,
    lang: str = "fr",
    edition: Edition = "restricted",
    pages: Pages | None = None,
) -> None:
    """
    Write the report of a territory as one HTML file.

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
    maps = {key: image(svg) for key, svg in pages.overviews.items()}
    shown, ground = (
        pages.content(most=SHEETS_ON_SCREEN, ranked=RANKED_ON_SCREEN),
        image(pages.ground, "jpeg"),
    )
    page = render("territory.html.j2", shown, maps=maps, ground=ground)
    with whole(path) as beside:
        beside.write_text(page, encoding="utf-8", newline="\n")


def render(template: str, shown: content.Content, **images: Any) -> str:
    """
    A page from its content; every text is escaped.

    Parameters
    ----------
    template : str
        Name of the template.
    shown : dict
        Content.
    **images
        Images as data addresses.

    Returns
    -------
    str
        The page.
    """
    environment, css = _environment()
    return environment.get_template(template).render(shown | images, css=css)


@cache
def _environment() -> tuple[Environment, Markup]:
    """Templates and style sheet, read once."""
    loader = PackageLoader("zae.publish.report", "templates")
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    css, _, _ = loader.get_source(environment, "report.css")
    return environment, Markup(css)  # noqa: S704 (our own file)


def image(data: bytes, kind: str = "svg+xml") -> str:
    """
    An image as a data address.

    Examples
    --------
    >>> image(b"<svg/>")
    'data:image/svg+xml;base64,PHN2Zy8+'
    """
    return f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"
