"""What the reports of a territory show on a screen and on paper, worked out once for both."""

from functools import cached_property

from zae.assessment import Assessment
from zae.publish import figures
from zae.publish.editions import Edition, edited
from zae.publish.report import content
from zae.publish.report.marks import Row
from zae.publish.report.reader import Reader

SHEETS_ON_SCREEN = 200
"""Sites that get a sheet in the HTML report of a territory; the others are in the rankings."""

SHEETS_ON_PAPER = 60
"""Sites that get a sheet in the PDF report of a territory; the others are in the rankings."""

RANKED_ON_SCREEN = 1_000
"""Sites that a ranking names in the HTML report: half a megabyte a project."""

RANKED_ON_PAPER = 150
"""Sites that a ranking names in the PDF report: some eight pages a project at the most."""

ZONES_ON_PAPER = 150
"""Zones whose available land the PDF report tells: some twenty pages at the most."""


class Pages:
    """
    Sheets and maps of the report of a territory.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    lang : str
        ``fr`` or ``en``.
    edition : str
        ``restricted`` or ``public``; the public one shows an allow-list only.
    """

    def __init__(
        self, assessment: Assessment, *, lang: str = "fr", edition: Edition = "restricted"
    ) -> None:
        self.assessment = edited(assessment, edition)
        self.reader = Reader(lang=lang, edition=edition)

    @cached_property
    def overviews(self) -> dict[str, bytes]:
        """Map of the sites for each project, as SVG, by key of the project."""
        return {
            key: figures.overview(self.assessment, run, lang=self.reader.lang)
            for key, run in self.assessment.runs.items()
        }

    @cached_property
    def ground(self) -> bytes:
        """What lies under the sites on all these maps, as JPEG."""
        return figures.overview_ground(self.assessment)

    @cached_property
    def _sheets(self) -> list[Row]:
        return content.leading_sheets(self.assessment, self.reader, most=SHEETS_ON_SCREEN)

    def content(
        self, *, most: int, ranked: int | None = None, zones: int | None = None
    ) -> content.Content:
        """
        Content of the report with at most so many sheets.

        Parameters
        ----------
        most : int
            Number of sheets, not above ``SHEETS_ON_SCREEN``.
        ranked : int, optional
            Number of sites that each ranking names; all of them if none.
        zones : int, optional
            Number of zones whose available land is told; all of them if none.

        Returns
        -------
        dict
            As :func:`zae.publish.report.content.territory` gives it.
        """
        return content.territory(
            self.assessment, self.reader, most=most, pages=self._sheets, ranked=ranked, zones=zones
        )
