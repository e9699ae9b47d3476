"""Where everything stands in the workbook, so that one sheet can speak of another."""

from dataclasses import dataclass
from functools import cached_property

from criteria.grid import Criterion, Grid
from zae.publish.workbook.formulas import Place, Points

SIDES = ("central", "low", "high")
"""Blocks of the sheets of marks and notes, in order."""

HEAD_ROWS = 4
"""Rows above the first site: title, block, label or weight, code."""

WEIGHT_ROW = 2
"""Row of the sheet of marks that repeats the weights of the grid."""

ID_COLUMNS = 3
"""Columns of a row of site: project, id, name."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """Names of the sheets, in the language of the reader."""

    readme: str
    grid: str
    facts: str
    marks: str
    scores: str
    vetoes: str
    sources: str


@dataclass(frozen=True, kw_only=True)
class Layout:
    """
    Places of the cells that formulas speak of.

    Parameters
    ----------
    grid : Grid
        The grid; its criteria stand in the order of the families.
    names : Names
        Names of the sheets.
    """

    grid: Grid
    names: Names

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """Criteria, those of a family side by side."""
        return tuple(c for f in self.grid.families for c in self.grid.family_criteria(f.key))

    @cached_property
    def most_points(self) -> int:
        """Number of breakpoints of the longest value function."""
        return max(len(c.value.points) for c in self.criteria)

    GRID_TOP = 4
    WEIGHT = 4
    FIRST_POINT = 6

    @property
    def families_top(self) -> int:
        """Row of the first family on the sheet of the grid."""
        return self.GRID_TOP + len(self.criteria) + 3

    @property
    def letters_top(self) -> int:
        """Row of the best letter on the sheet of the grid."""
        return self.families_top + len(self.grid.families) + 3

    @property
    def floor_row(self) -> int:
        """Row of the floor on the sheet of the grid."""
        return self.letters_top + len(self.grid.letters.scale) + 2

    @property
    def _on_grid(self) -> Place:
        return Place(self.names.grid)

    def weight(self, i: int) -> str:
        """Address of the weight of a criterion."""
        return self._on_grid.cell(self.GRID_TOP + i, self.WEIGHT, fixed=True)

    def points(self, i: int) -> Points:
        """Addresses of the breakpoints of a criterion."""
        row, first = self.GRID_TOP + i, self.FIRST_POINT
        return [
            (
                self._on_grid.cell(row, first + 2 * k, fixed=True),
                self._on_grid.cell(row, first + 2 * k + 1, fixed=True),
            )
            for k in range(len(self.criteria[i].value.points))
        ]

    def family_weights(self) -> list[str]:
        """Addresses of the weights of the families."""
        return [
            self._on_grid.cell(self.families_top + k, 1, fixed=True)
            for k in range(len(self.grid.families))
        ]

    def letters(self) -> list[tuple[str, str]]:
        """Addresses of each letter and of the score that earns it."""
        rows = range(self.letters_top, self.letters_top + len(self.grid.letters.scale))
        on = self._on_grid
        return [(on.cell(r, 0, fixed=True), on.cell(r, 1, fixed=True)) for r in rows]

    def floor(self) -> str:
        """Address of the floor."""
        return self._on_grid.cell(self.floor_row, 1, fixed=True)

    def block(self, side: int) -> int:
        """First column of a block of criteria: central, low, high; or low, high, status."""
        return ID_COLUMNS + side * len(self.criteria)

    def inside(self, family: str) -> tuple[int, int]:
        """First and last place of the criteria of a family."""
        places = [i for i, c in enumerate(self.criteria) if c.family == family]
        return places[0], places[-1]
