"""The commands about sources: what is there, and bringing it in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from land.errors import said
from layers.catalogue import catalogue
from layers.fetch.bring import Brought, Watch
from layers.fetch.client import Patience, client
from zae.cli.exits import Exit
from zae.cli.tables import print_json, print_table, say
from zae.fetching import Fetched, Held, Wish, fetch, held_sources, known_territory, sources_of
from zae.messages import N_, Lang, number, translator
from zae.study import read

if TYPE_CHECKING:
    from zae.cli.root import Reader

Json = Annotated[bool, typer.Option("--json", help=N_("Print JSON, for a machine."))]
Cache = Annotated[Path, typer.Option("--out", help=N_("Folder of the layers."))]


app = typer.Typer(no_args_is_help=True)


@app.command(name="fetch", help=N_("Bring national sources in for a territory, clipped to it."))
def fetch_sources(  # noqa: PLR0913  one argument an option
    ctx: typer.Context,
    territory: Annotated[
        str,
        typer.Argument(metavar="TERRITORY", help=N_("Name of a territory, or SIREN of any EPCI.")),
    ],
    *,
    only: Annotated[
        list[str] | None, typer.Option(help=N_("Source to bring in; may be repeated."))
    ] = None,
    mirror: Annotated[
        str, typer.Option("--from", help=N_("File, folder or mirror to take them from."))
    ] = "",
    out: Cache = Path("donnees"),
    buffer: Annotated[
        float | None, typer.Option(min=0, help=N_("Distance around the territory, in metres."))
    ] = None,
    value: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help=N_("Value in the addresses.")),
    ] = None,
    tries: Annotated[
        int, typer.Option(min=1, help=N_("Times that a server is asked before giving up."))
    ] = 6,
) -> None:
    """Bring sources in."""
    reader: Reader = ctx.obj
    wish = Wish(
        only=tuple(only or ()), cache=out, mirror=mirror, buffer_m=buffer,
        parameters=dict(_pair(v) for v in value or ()),
    )  # fmt: skip
    http = client(Patience(tries=tries))
    with _bars(reader.lang) as watch:
        found = fetch(
            territory, wish, http=http, watch=watch, told=lambda one: _tell(one, reader.lang)
        )
    _print_fetched(found, reader.lang)
    if found.failed:
        raise typer.Exit(Exit.FAULT)


@app.command(name="sources", help=N_("Show which sources are there, their age, and gaps."))
def show_sources(
    ctx: typer.Context,
    what: Annotated[
        str, typer.Argument(metavar="[STUDY.toml|TERRITORY]", help=N_("Study file or territory."))
    ] = "",
    *,
    out: Cache = Path("donnees"),
    as_json: Json = False,
) -> None:
    """Show what is there."""
    reader: Reader = ctx.obj
    if what.endswith(".toml"):
        _print_study(Path(what), reader.lang)
        return
    folder = out / known_territory(what).key if what else out
    held = held_sources(folder, on=datetime.now(UTC).date())
    if as_json:
        print_json([_plain(one) for one in held])
    else:
        _print_held(held, reader.lang)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(text, param_hint="--set")
    return name, value


@contextmanager
def _bars(lang: Lang) -> Iterator[Watch]:
    """Show what is being brought in; silent where nobody watches."""
    _ = translator(lang)
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    try:
        with Progress(
            *columns, console=console, transient=True, disable=not console.is_terminal
        ) as shown:
            task = shown.add_task("", total=None)
            yield lambda what, done, total: shown.update(
                task, description=what, completed=done, total=total
            )
    except KeyboardInterrupt:
        console.print(_("Stopped; the same command goes on from where it was."))
        raise


def _tell(one: Brought, lang: Lang) -> None:
    """Say on the standard error what did not come, as soon as it is known."""
    _ = translator(lang)
    console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    for failure in one.failures:
        console.print(f"{one.entry.key}: {said(failure, _)}")
    if one.failures and one.entry.note:
        console.print(f"{one.entry.key}: {one.entry.note[lang]}")


def _print_fetched(found: Fetched, lang: Lang) -> None:
    _ = translator(lang)
    print_table(
        found.territory.name,
        (_("Source"), _("Role"), _("Rows"), _("Vintage"), _("State")),
        [
            (
                one.entry.key,
                one.entry.role,
                number(one.source["rows"], lang) if "rows" in one.source else "",
                str(one.source.get("vintage", "")),
                _state(one, lang),
            )
            for one in found.brought
        ],
    )
    for one in found.brought:
        if one.source.get("withheld"):
            say(
                _("{key}: {count} establishment(s) asked not to be shown: kept without name, "
                  "street or place, or not at all").format(
                    key=one.entry.key, count=number(one.source["withheld"], lang))
            )  # fmt: skip
    say(_("Layers: {folder}").format(folder=found.folder))


def _state(one: Brought, lang: Lang) -> str:
    _ = translator(lang)
    if one.path is None:
        return _("did not come")
    if one.failures:
        return _("came without {count} part(s)").format(count=len(one.failures))
    return _("came")


def _print_held(held: list[Held], lang: Lang) -> None:
    _ = translator(lang)
    print_table(
        _("Sources"),
        (_("Source"), _("What it is"), _("File"), _("Vintage"), _("Age (days)"), _("Criteria")),
        [
            (
                one.entry.key,
                one.entry.title[lang],
                _file_of(one, lang),
                one.vintage,
                "" if one.age_days is None else str(one.age_days),
                ", ".join(one.criteria),
            )
            for one in held
        ],
    )
    unseen = [one.entry.key for one in held if one.entry.columns == "unconfirmed"]
    if unseen:
        say(_("Columns that nobody confirmed in a file or a documentation: {keys}").format(
            keys=", ".join(unseen)))  # fmt: skip
    roles = {one.entry.role for one in held if one.path}
    blind = sorted({c for one in held if one.entry.role not in roles for c in one.criteria})
    if blind:
        say(_("Criteria that lack a source: {codes}").format(codes=", ".join(blind)))


def _print_study(path: Path, lang: Lang) -> None:
    _ = translator(lang)
    study = read(path)
    rows = sources_of(study)
    print_table(
        study.title,
        (_("Layer"), _("Role"), _("Vintage"), _("Criteria")),
        [(x.name or Path(x.path).name, x.role, x.vintage, ", ".join(codes)) for x, codes in rows],
    )
    given = {x.role for x, _codes in rows}
    known = [e.key for e in catalogue().source if e.role not in given and e.role != "context"]
    say(_("Sources that would add a role: {keys}").format(keys=", ".join(known)))


def _plain(one: Held) -> dict[str, object]:
    return {
        "key": one.entry.key, "role": one.entry.role, "path": one.path or None,
        "vintage": one.vintage or None, "age_days": one.age_days, "rows": one.rows,
        "criteria": list(one.criteria), "missing_parts": one.missing,
        "columns": one.entry.columns, "columns_in": one.entry.columns_in or None,
    }  # fmt: skip


def _file_of(one: Held, lang: Lang) -> str:
    _ = translator(lang)
    if one.path and one.missing:
        return _("{file}, without {count} part(s)").format(file=one.path, count=one.missing)
    return one.path or _("missing")
