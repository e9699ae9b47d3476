"""The command about this machine: what is there and what is missing."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Final

import typer

from zae.cli.exits import Exit
from zae.cli.tables import print_json, print_table, say
from zae.doctor import State, examine
from zae.messages import N_, translator

if TYPE_CHECKING:
    from zae.cli.root import Reader

app = typer.Typer(no_args_is_help=True)

STATES: Final[dict[State, str]] = {
    "fine": N_("as it should be"),
    "missing": N_("must be mended"),
    "optional": N_("not needed"),
}


@app.command(help=N_("Say what the toolkit finds on this machine, and what is missing."))
def doctor(
    ctx: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help=N_("Print JSON, for a machine."))] = False,
) -> None:
    """Say what is there and what is missing."""
    reader: Reader = ctx.obj
    _ = translator(reader.lang)
    found = examine()
    if as_json:
        print_json([asdict(f) for f in found])
    else:
        print_table(
            _("This machine"),
            [_("looked at"), _("found here"), _("condition"), _("what to do")],
            [
                (_(f.subject), f.found or "–", _(STATES[f.state]), _(f.advice) if f.advice else "")
                for f in found
            ],
        )
    missing = sum(f.state == "missing" for f in found)
    if missing:
        say(_("To mend: {count}").format(count=missing))
        raise typer.Exit(Exit.FAULT)
