"""From the weights that people gave to a grid file."""

from pathlib import Path

from criteria.elicit import with_weights
from criteria.grid import Grid, RuleError, parse
from criteria.published import own_copy
from zae.answers import Elicited
from zae.grids import grid_text, open_grid, write_new


def marked_grid(reference: str) -> Grid:
    """
    A grid of value functions by its name or path: the kind whose weights people are asked for.

    Parameters
    ----------
    reference : str
        Name of a published grid, or path that ends in ``.toml``.

    Returns
    -------
    Grid
        The grid.

    Raises
    ------
    RuleError
        If there is none, it is faulty, or it is a grid of uses.

    Examples
    --------
    >>> len(marked_grid("implantation-1").criteria)
    18
    """
    grid = open_grid(reference)
    if not isinstance(grid, Grid):
        raise RuleError("grid {name}: weights of a grid of uses are not asked for", name=reference)
    return grid


def write_weighted(reference: str, found: Elicited, out: Path) -> Path:
    """
    Write the grid with the weights that people gave.

    Parameters
    ----------
    reference : str
        Grid whose weights were asked for. A published one is copied under the name of the file.
    found : Elicited
        What people gave.
    out : Path
        File to write, ``name.toml``.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    RuleError
        If the name of the file cannot name a grid, or a weight of the grid file is not on one
        line.
    AlreadyThereError
        If the file exists.
    """
    text = grid_text(reference)
    if not reference.endswith(".toml"):
        text = own_copy(reference, name=out.stem, label=out.stem)
    new = with_weights(text, found.shares, marked_grid(reference), source=found.source)
    parse(new, name=out.name)
    return write_new(new, out)
