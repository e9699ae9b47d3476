"""
What may stand after ``zae``, and the module behind each word.

A module is imported only when its word is given: a list of commands does not wait for the whole
toolkit. The line of help stands here too; a test compares it with that of the command.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

import typer

from zae.messages import N_


@dataclass(frozen=True, slots=True)
class Verb:
    """
    A word after ``zae``.

    Parameters
    ----------
    place : str
        Module of :mod:`zae.cli` and name of its Typer application, parted by a colon.
    help : str
        Its line in the list of commands.
    group : bool
        Whether the word stands for the whole application, or for its command of that name.
    """

    place: str
    help: str
    group: bool = True

    def load(self, name: str) -> Any:
        """The command behind the word, its module imported."""
        module, attribute = self.place.split(":")
        app = getattr(import_module(f"zae.cli.{module}"), attribute)
        whole: Any = typer.main.get_group(app)
        found = whole if self.group else whole.commands[name]
        found.name = name
        return found

    def line(self, name: str) -> Any:
        """A command that only has its name and its help, for lists."""
        app = typer.Typer(add_completion=False)
        app.command(name=name, help=self.help)(_not_loaded)
        return typer.main.get_command(app)


def _not_loaded() -> None:
    raise AssertionError("a line of the list of commands was carried out")


VERBS: Final = {
    "demo": Verb(
        "commands:app",
        N_("Make a fictional commune and carry out a whole study of it."),
        group=False,
    ),
    "init": Verb(
        "commands:app",
        N_("Write a commented study file for a territory, to be completed."),
        group=False,
    ),
    "fetch": Verb(
        "sources:app", N_("Bring national sources in for a territory, clipped to it."), group=False
    ),
    "sources": Verb(
        "sources:app", N_("Show which sources are there, their age, and gaps."), group=False
    ),
    "check": Verb(
        "commands:app",
        N_("Say every fault of a study and its layers, without scoring."),
        group=False,
    ),
    "run": Verb(
        "commands:app",
        N_("Carry out a study: scores, GeoPackage, QGIS project, map and report."),
        group=False,
    ),
    "sites": Verb("commands:app", N_("List the candidate sites with their scores."), group=False),
    "explain": Verb(
        "commands:app",
        N_("Show how a score was reached, so that it can be computed again by hand."),
        group=False,
    ),
    "assemble": Verb(
        "assembling:app",
        N_("Assemble land units into plots for a company's brief, best score first."),
        group=False,
    ),
    "land": Verb("land:land", N_("Land units of a study, and the land that can be had.")),
    "robustness": Verb(
        "firmness:app", N_("Say how often each site is first under other weights."), group=False
    ),
    "unknowns": Verb(
        "firmness:app", N_("Say what to measure first, over all sites or on one."), group=False
    ),
    "redundancy": Verb(
        "firmness:app",
        N_("Say which criteria repeat each other; of several studies, which follow density."),
        group=False,
    ),
    "grid": Verb("grids:grids", N_("Grids: check, read, compare and copy them.")),
    "weights": Verb("grids:weights", N_("Weights that come from people.")),
    "inventory": Verb(
        "inventory:inventory",
        N_("Legal inventory of the business zones (code de l'urbanisme, L318-8-2)."),
    ),
    "cnig": Verb(
        "cnig:cnig", N_("Deliveries in the CNIG standards: Sites économiques and Friches.")
    ),
    "followup": Verb(
        "followup_tables:followup",
        N_("Companies' projects: form, promises, checks at years 1, 3 and 5, inquiry, scenarios."),
    ),
    "charter": Verb(
        "charter_land:charters",
        N_("Charter of a zone: articles as rules, who is admitted, commons, tenure, votes."),
    ),
    "mutualise": Verb(
        "sharing_history:mutualisations",
        N_("What neighbours could share: practices, where they fit, groups to form."),
    ),
    "negotiate": Verb(
        "negotiations:negotiations",
        N_("Uses of a site between services: options, agreements, offers, minutes."),
    ),
    "notes": Verb("notes:notes", N_("Remarks that readers wrote on the map.")),
    "store": Verb(
        "stores:stores",
        N_("The store of events: what was said, promised, decided and seen; nothing is erased."),
    ),
    "cache": Verb("cache:cache", N_("Facts kept beside a study.")),
    "plugin": Verb(
        "plugin:app", N_("Write the plugin of QGIS as the archive that QGIS installs."), group=False
    ),
    "doctor": Verb(
        "doctor:app",
        N_("Say what the toolkit finds on this machine, and what is missing."),
        group=False,
    ),
}
"""In the order in which a newcomer meets them."""
