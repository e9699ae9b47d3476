"""The command that writes the plugin of QGIS."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zae.cli.tables import say
from zae.messages import N_, translator
from zae.plugin_archive import write_plugin

if TYPE_CHECKING:
    from zae.cli.root import Reader

app = typer.Typer()


@app.command(help=N_("Write the plugin of QGIS as the archive that QGIS installs."))
def plugin(
    ctx: typer.Context,
    *,
    out: Annotated[Path, typer.Option(help=N_("Archive to write."))] = Path("zae_qgis.zip"),
    email: Annotated[str, typer.Option(help=N_("To publish it: mail of who answers."))] = "",
    repository: Annotated[str, typer.Option(help=N_("To publish it: address of its code."))] = "",
    tracker: Annotated[str, typer.Option(help=N_("To publish it: where faults are told."))] = "",
    homepage: Annotated[str, typer.Option(help=N_("To publish it: address of its page."))] = "",
) -> None:
    """Write the archive of the plugin."""
    reader: Reader = ctx.obj
    _ = translator(reader.lang)
    said = {"email": email, "repository": repository, "tracker": tracker, "homepage": homepage}
    lacking = write_plugin(out, said=said)
    say(str(out))
    say(_("In QGIS: Plugins > Manage and install plugins > Install from ZIP."))
    if lacking and any(said.values()):
        say(_("plugins.qgis.org also asks for: {options}").format(
            options=", ".join(f"--{key}" for key in lacking)))  # fmt: skip
