"""What goes for every command: the language, the version, and the reader who asks."""

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zae.messages import DEFAULT_LANG, N_, Lang

if TYPE_CHECKING:
    from zae.assessment import Assessment
    from zae.study import Study

root = typer.Typer(
    name="zae",
    help=N_("Available land, scored sites, maps and reports for French business zones."),
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Language of the reader, and whether it was asked for in so many words."""

    lang: Lang = DEFAULT_LANG
    asked: bool = False

    def read(self, path: Path) -> "Study":
        """Study of a file, in the language that was asked for."""
        from zae.study import read  # noqa: PLC0415  only commands about a study wait for it

        study = read(path)
        return study.model_copy(update={"lang": self.lang}) if self.asked else study

    def assess(self, path: Path) -> "Assessment":
        """Assessment of a study file, behind a bar."""
        from zae.assess import assess  # noqa: PLC0415
        from zae.cli.progress import bar, steps_of  # noqa: PLC0415

        study = self.read(path)
        with bar(self.lang, steps_of(study)) as progress:
            return assess(study, progress=progress)


def print_version(asked: bool) -> None:
    """Print the version and stop, where it was asked for."""
    if asked:
        typer.echo(version("zae-toolkit"))
        raise typer.Exit


@root.callback()
def options(
    ctx: typer.Context,
    *,
    lang: Annotated[
        Lang | None,
        typer.Option(
            envvar="ZAE_LANG",
            help=N_("Language of messages and deliverables; may stand anywhere on the line."),
        ),
    ] = None,
    show_version: Annotated[
        bool,
        typer.Option(
            "--version",
            help=N_("Print the version and stop."),
            callback=print_version,
            is_eager=True,
        ),
    ] = False,
) -> None:
    """Take in what goes for every command."""
    del show_version  # its callback has already printed it
    ctx.obj = Reader(lang=lang or DEFAULT_LANG, asked=lang is not None)
