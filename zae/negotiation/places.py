"""Where the sites of a negotiation are: the layers of the study, read but not scored."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from zae.assess import ground, unscored
from zae.assessment import Assessment
from zae.messages import N_, translator
from zae.negotiation.case import Case, CaseError
from zae.publish import drawing, figures
from zae.publish.palette import HIGHLIGHT
from zae.study import read

SEEN: Final = frozenset(
    {
        "building", "commune", "friche", "natural_area", "owner", "parcel", "site", "street",
        "water", "zone",
    }
)  # fmt: skip
"""Roles that place the sites, or that the map shows."""

WIDTH_MM, HEIGHT_MM = 174.0, 96.0

DISKS: Final = {
    "estimated_disk": N_(
        "Dashed circle ({sites}): outline unknown; a disk of the declared area around the declared "
        "point, both estimated."
    ),
    "nominal_disk": N_(
        "Dashed circle ({sites}): outline and area unknown; a disk of one size for all, around the "
        "declared point."
    ),
}
"""Sites that have no outline, by ``geometry_status``, and what the caption says of them."""


def places(case: Case) -> Assessment | None:
    """
    Layers and sites of the study of a case, without facts and scores.

    Parameters
    ----------
    case : Case
        The case.

    Returns
    -------
    Assessment or None
        Without runs; None where the case names no study.

    Raises
    ------
    StudyError
        If a layer cannot be read.
    CaseError
        If the study has no site of an id of the case; names them all.
    """
    if not case.study:
        return None
    found = placed_sites(case.folder / case.study)
    absent = [site.id for site in case.sites if site.id not in found.sites.index]
    if absent:
        raise CaseError(
            "the study « {study} » has no site {absent}", study=case.study, absent=absent
        )
    return replace(found, sites=found.sites.loc[[site.id for site in case.sites]])


def placed_sites(path: Path) -> Assessment:
    """
    Sites of a study and the layers that show them, without facts and scores.

    Parameters
    ----------
    path : Path
        The study file.

    Returns
    -------
    Assessment
        Without runs.

    Raises
    ------
    StudyError
        If the study or a layer cannot be read.
    NoSiteError
        If it has no site.
    """
    study = read(path)
    study = study.model_copy(
        update={"layers": tuple(entry for entry in study.layers if entry.role in SEEN)}
    )
    return unscored(study, ground(study))


def site_map(found: Assessment) -> bytes:
    """
    Map of the sites of a case, numbered in its order.

    Parameters
    ----------
    found : Assessment
        As :func:`places` gives it.

    Returns
    -------
    bytes
        An SVG file.
    """
    shapes = found.sites.geometry
    bounds = drawing.grown(drawing.bounds_of(shapes), 0.15, least=300)
    figure, axes = drawing.sheet(WIDTH_MM, HEIGHT_MM, bounds)
    figures.ground(axes, found)
    for disks, style in (
        (False, {"alpha": 0.45, "linewidths": 0.8}),
        (True, {"alpha": 0.3, "linewidths": 1.6, "linestyle": "--"}),
    ):
        some = shapes[found.sites["geometry_status"].isin(list(DISKS)) == disks]
        drawing.polygons(axes, drawing.seen(some, axes), facecolor=HIGHLIGHT, edgecolor=HIGHLIGHT,
                         zorder=8, **style)  # fmt: skip
    centre = shapes.representative_point()
    drawing.points(axes, centre, s=130, c="#1c3b70", edgecolors="#ffffff", linewidths=0.9, zorder=9)
    for number, at in enumerate(centre, 1):
        axes.text(
            at.x, at.y, str(number), ha="center", va="center", fontsize=7, color="#ffffff",
            fontweight="bold", zorder=10, clip_on=True,
        )  # fmt: skip
    drawing.scale_bar(axes)
    figures.framed(axes)
    return drawing.written(figure, dpi=160)


def map_caption(found: Assessment, case: Case) -> str:
    """
    What the map of the sites shows, and which of them are no surveyed outline.

    Parameters
    ----------
    found : Assessment
        As :func:`places` gives it.
    case : Case
        The case, for the names of its sites.

    Returns
    -------
    str
        Sentences: the sites by their numbers; those that are drawn as a disk, and why.
    """
    _, names = translator(case.lang), [site.name for site in case.sites]
    told = [
        _("The sites")
        + (" : " if case.lang == "fr" else ": ")
        + " ; ".join(f"{number} {name}" for number, name in enumerate(names, 1))
        + "."
    ]
    status = found.sites["geometry_status"].tolist()
    for kind, sentence in DISKS.items():
        numbers = [str(n) for n, s in enumerate(status, 1) if s == kind]
        if numbers:
            told.append(_(sentence).format(sites=", ".join(numbers)))
    return " ".join(told)
