"""Reports of single sites: a folder with one PDF and one HTML file a site."""

import re
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from zae.assessment import Assessment
from zae.publish import plans
from zae.publish.editions import Edition, edited
from zae.publish.report import content
from zae.publish.report.html import image, render
from zae.publish.report.pdf import Press
from zae.publish.report.reader import Reader
from zae.publish.whole import whole


def write_sites(
    assessment: Assessment,
    folder: Path,
    *,
    lang: str = "fr",
    edition: Edition = "restricted",
    progress: Callable[[str], object] = str,
    only: Collection[str] | None = None,
) -> dict[str, str]:
    """
    Write the report of every site, as PDF and HTML.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    folder : Path
        Where to write; made where it is absent.
    lang : str
        ``fr`` or ``en``.
    edition : str
        ``restricted`` or ``public``; the public one shows an allow-list only.
    progress : callable
        Told the id of each site once its report is written.
    only : collection of str, optional
        Ids of the sites that get a report; all of them where absent.

    Returns
    -------
    dict of str to str
        Name of the files of each site, without extension.

    Raises
    ------
    ZaeError
        If the folder cannot be written to.
    """
    assessment, reader = edited(assessment, edition), Reader(lang=lang, edition=edition)
    names = file_names(assessment.sites.index)
    locator = plans.Locator(assessment)
    with Press() as press:
        press.keep("location.png", locator.image)
        for shown in content.site_reports(assessment, reader, only=only):
            site = shown["s"]["id"]
            plan = plans.plan(assessment, site)
            press.keep("plan.svg", plan)
            shown["at"] = locator.place(site)
            images = {"location": image(locator.image, "png"), "plan": image(plan)}
            _write(folder / f"{names[site]}.pdf", press.set("site.typ", shown))
            _write(folder / f"{names[site]}.html", render("site.html.j2", shown, **images).encode())
            progress(str(site))
    return names


def _write(path: Path, data: bytes) -> None:
    with whole(path) as beside:
        beside.write_bytes(data)


def file_names(sites: Iterable[str]) -> dict[str, str]:
    """
    A file name for each site that every system accepts, no two alike even without case.

    Parameters
    ----------
    sites : iterable of str
        Ids of the sites.

    Returns
    -------
    dict of str to str
        Name by id, without extension.

    Examples
    --------
    >>> file_names(["34172_A", "../a b", "34172_a"])
    {'34172_A': '34172_A', '../a b': 'a_b', '34172_a': '34172_a-2'}
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for site in sites:
        stem = re.sub(r"[^A-Za-z0-9_-]+", "_", str(site)).strip("_-")[:80] or "site"
        name, number = stem, 2
        while name.lower() in taken:
            name, number = f"{stem}-{number}", number + 1
        taken.add(name.lower())
        names[site] = name
    return names
