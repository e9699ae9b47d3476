"""Grid files of a territory: opened by name or path, checked, copied, compared on a study."""

from pathlib import Path

from pandas import DataFrame

from criteria.grid import Grid, RuleError, names, packaged
from criteria.grid_check import AnyGrid, faults, parse_any
from criteria.published import broken_seals, own_copy
from criteria.use_grid import UseGrid
from criteria.use_versions import use_lines
from criteria.versions import GridDiff, diff, lines
from zae.assessment import Assessment
from zae.starter import AlreadyThereError
from zae.study import StudyError


def grid_text(reference: str) -> str:
    """
    Text of a grid: a published one by its name, or a file by its path.

    Parameters
    ----------
    reference : str
        Name, or path that ends in ``.toml``.

    Returns
    -------
    str
        TOML.

    Raises
    ------
    RuleError
        If no published grid has this name, or the file is not in UTF-8.
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> grid_text("mutafriches-1.19").count("[[criteria]]")
    32
    """
    if reference.endswith(".toml"):
        try:
            return Path(reference).read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            name = Path(reference).name
            raise RuleError("{file}: not written in UTF-8; save it so", file=name) from error
    known = (*names(), *names(kind="uses"))
    if reference not in known:
        raise RuleError(
            "no grid « {name} »; published: {known}; a file ends in .toml",
            name=reference,
            known=known,
        )
    return packaged(reference)


def open_grid(reference: str) -> AnyGrid:
    """
    A grid by its name or path.

    Parameters
    ----------
    reference : str
        As for :func:`grid_text`.

    Returns
    -------
    Grid or UseGrid
        The grid.

    Raises
    ------
    RuleError
        If there is none of that name, or it is faulty.
    """
    return parse_any(grid_text(reference), name=reference)


def grid_faults(reference: str) -> list[str]:
    """
    Every fault of a grid; a published one must also be what was published.

    Parameters
    ----------
    reference : str
        As for :func:`grid_text`.

    Returns
    -------
    list of str
        Faults, each with its place.

    Examples
    --------
    >>> grid_faults("implantation-1")
    []
    """
    seals = [] if reference.endswith(".toml") else [
        fault for fault in broken_seals() if f"grid {reference} " in fault
    ]  # fmt: skip
    return [*seals, *faults(grid_text(reference), name=reference)]


def write_copy(source: str, out: Path, *, label: str = "") -> Path:
    """
    Write a territory's own copy of a published grid; its name is that of the file.

    Parameters
    ----------
    source : str
        Name of a published grid.
    out : Path
        File to write, ``name.toml``.
    label : str
        Title; the name where empty.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    RuleError
        If there is no such grid, or the name of the file cannot name a grid.
    AlreadyThereError
        If the file exists: a grid that somebody works on is never overwritten.
    """
    return write_new(own_copy(source, name=out.stem, label=label or out.stem), out)


def write_new(text: str, out: Path) -> Path:
    """
    Write a file that is not there yet.

    Parameters
    ----------
    text : str
        Its content.
    out : Path
        The file.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    AlreadyThereError
        If it exists.
    """
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise AlreadyThereError("{file} exists already; choose another file", file=out) from error
    return out


def changed_lines(before: AnyGrid, after: AnyGrid) -> DataFrame:
    """
    Lines that differ between two grids of one kind and can move a site.

    Parameters
    ----------
    before, after : Grid or UseGrid
        The two grids.

    Returns
    -------
    DataFrame
        Index ``line``, columns ``before`` and ``after``.

    Raises
    ------
    RuleError
        If they are not of one kind.
    """
    if isinstance(before, UseGrid) and isinstance(after, UseGrid):
        return use_lines(before, after)
    return lines(*_marked(before, after))


def _marked(before: AnyGrid, after: AnyGrid) -> tuple[Grid, Grid]:
    if isinstance(before, UseGrid) or isinstance(after, UseGrid):
        raise RuleError(
            "grids {before} and {after}: sites of a study are compared under two grids "
            "of value functions, and a grid of uses with another grid of uses",
            before=before.name,
            after=after.name,
        )
    return before, after


def moved(before: AnyGrid, after: AnyGrid, assessment: Assessment, project: str = "") -> GridDiff:
    """
    What another grid does to the sites of a study.

    Parameters
    ----------
    before, after : Grid or UseGrid
        The two grids; both must be grids of value functions.
    assessment : Assessment
        The study, carried out.
    project : str
        Key of the project; the first if empty.

    Returns
    -------
    GridDiff
        Lines, moves and what each line did to each site.

    Raises
    ------
    RuleError
        If a grid is one of uses, or looks at a fact that the study did not measure.
    StudyError
        If the study has no such project.
    """
    old, new = _marked(before, after)
    key = project or next(iter(assessment.runs))
    if key not in assessment.runs:
        raise StudyError(
            "no project « {key} »; there are: {known}", key=key, known=list(assessment.runs)
        )
    run = assessment.runs[key]
    return diff(old, new, run.facts, vocation=run.project.vocation)
