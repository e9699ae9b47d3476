"""The verbs of the facts that are kept beside a study."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Final

import typer

from zae.caching import FOLDER, Cache
from zae.cli.tables import say
from zae.messages import N_, translator
from zae.study import read

cache = typer.Typer(help=N_("Facts kept beside a study."), no_args_is_help=True)

MEBIBYTE: Final = 2**20

StudyFile = Annotated[Path, typer.Argument(metavar="STUDY.toml", help=N_("Study file."))]


def _of(study: Path) -> Cache:
    return Cache(read(study).folder / FOLDER)


@cache.command(help=N_("List the facts that are kept, with their number and size."))
def show(ctx: typer.Context, study: StudyFile) -> None:
    """List what is kept."""
    _ = translator(ctx.obj.lang)
    entries = list(_of(study).entries())
    for fact, count in sorted(Counter(p.name.split("-")[0] for p in entries).items()):
        say(f"{fact}  {count}")
    size = sum(p.stat().st_size for p in entries) / MEBIBYTE
    say(_("{count} entries, {size:.1f} MiB").format(count=len(entries), size=size))


@cache.command(help=N_("Remove the facts that are kept; the next run measures them again."))
def clear(ctx: typer.Context, study: StudyFile) -> None:
    """Remove what is kept."""
    _ = translator(ctx.obj.lang)
    held = _of(study).clear() / MEBIBYTE
    say(_("{size:.1f} MiB removed").format(size=held))
