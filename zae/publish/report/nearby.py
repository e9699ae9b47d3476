"""What stands beside the mark of a site: the next letter, the nearest sites, its page."""

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

import numpy as np
from scipy.spatial import cKDTree

from criteria.counterfactual import letter_changes
from zae.assessment import Assessment, Run
from zae.messages import N_
from zae.publish.numerals import measure
from zae.publish.report.marks import Row, mark_of
from zae.publish.report.reader import Reader

CHANGES: Final = 3
"""Changes that are offered to a reader."""

NEIGHBOURS: Final = 5
"""Nearest sites that are named."""

_WEB: Final = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_KM: Final = 1_000.0


def next_letters(
    run: Run, assessment: Assessment, reader: Reader, only: Collection[str] | None = None
) -> dict[str, list[str]]:
    """
    The smallest changes that give each site the next letter, in words.

    Parameters
    ----------
    run : Run
        The run of one project.
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.
    only : collection of str, optional
        Sites that are wanted; all of them where none are given.

    Returns
    -------
    dict of str to list of str
        By site id, the smallest first; a site for which no change of one or two facts is enough,
        or that has the best letter, is absent.
    """
    found: dict[str, list[str]] = {}
    changes = letter_changes(run.facts, run.scores, assessment.grid, only=only)
    for row in changes.groupby("site_id", sort=False).head(CHANGES).to_dict("records"):
        found.setdefault(str(row["site_id"]), []).append(_change(row, assessment, reader))
    return found


def _change(row: Mapping[Any, Any], assessment: Assessment, reader: Reader) -> str:
    first = _move(row["fact"], (row["now"], row["then"]), assessment, reader)
    if not isinstance(row["second"], str):
        return first
    second = _move(row["second"], (row["second_now"], row["second_then"]), assessment, reader)
    return reader.say(N_("{first}, together with {second}"), first=first, second=second)


def _move(key: str, ends: tuple[float, float], assessment: Assessment, reader: Reader) -> str:
    criterion = assessment.grid.by_key[key]
    now, then = ends
    return reader.say(
        N_("{criterion}: {then} instead of {now}"),
        criterion=reader.text(criterion.label),
        then=measure(then, reader.lang, unit=reader.unit(criterion.unit)),
        now=measure(now, reader.lang),
    )


def next_letter(run: Run, assessment: Assessment) -> dict[str, str]:
    """
    Letter just above that of each site; absent where there is none.

    Parameters
    ----------
    run : Run
        The run of one project.
    assessment : Assessment
        The assessment.

    Returns
    -------
    dict of str to str
        By site id.
    """
    scale = [s.letter for s in assessment.grid.letters.scale]
    above = dict(zip(scale[1:], scale, strict=False))
    letters = run.scores.table["letter"].dropna()
    return {str(site): above[x] for site, x in letters.items() if x in above}


def neighbours(
    assessment: Assessment, only: Collection[str] | None = None
) -> dict[str, list[tuple[str, float]]]:
    """
    Nearest sites of each one, between centroids.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    only : collection of str, optional
        Sites that are wanted; all of them where none are given.

    Returns
    -------
    dict of str to list of (str, float)
        By site id: ids of the nearest others and distances [m], the nearest first.
    """
    ids = [str(i) for i in assessment.sites.index]
    middle = assessment.sites.geometry.centroid
    points = np.column_stack([middle.x, middle.y])
    asked = [i for i, site in enumerate(ids) if only is None or site in only]
    far, place = cKDTree(points).query(points[asked], k=min(NEIGHBOURS + 1, len(ids)))
    shape = (len(asked), -1)
    told = [ids[i] for i in asked]
    rows = zip(told, np.reshape(far, shape), np.reshape(place, shape), strict=True)
    return {
        site: [(ids[j], float(d)) for d, j in zip(ds, js, strict=True) if ids[j] != site][
            :NEIGHBOURS
        ]
        for site, ds, js in rows
    }


def beside(site: str, near: list[tuple[str, float]], run: Run, assessment: Assessment,
           reader: Reader) -> list[Row]:  # fmt: skip
    """
    Neighbours of a site as rows: name, distance, letter and mark for the project of its sheet.

    Parameters
    ----------
    site : str
        Id of the site.
    near : list of (str, float)
        Its neighbours, as :func:`neighbours` gives them.
    run : Run
        The run of the project.
    assessment : Assessment
        The assessment.
    reader : Reader
        Who reads.

    Returns
    -------
    list of dict
        One row a neighbour, the nearest first.
    """
    names, table = assessment.sites["name"], run.scores.table
    return [
        {
            "id": other,
            "name": names[other] or other,
            "distance": _distance(metres, reader),
            "letter": shown["letter"],
            "letters": shown["letters"],
            "score": measure(table["score"][other], reader.lang),
        }
        for other, metres in near
        if other != site
        for shown in (mark_of(table.loc[other].to_dict(), reader),)
    ]


def _distance(metres: float, reader: Reader) -> str:
    far = metres >= _KM
    return measure(metres / _KM if far else metres, reader.lang, unit="km" if far else "m")


def web_page(url: object) -> str:
    """
    Address of a photo, plan or sheet, where it is one of the web; else nothing.

    Examples
    --------
    >>> web_page("https://cartofriches.cerema.fr/1"), web_page("javascript:alert(1)")
    ('https://cartofriches.cerema.fr/1', '')
    """
    return str(url) if isinstance(url, str) and _WEB.fullmatch(url) else ""
