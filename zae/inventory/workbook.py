"""The inventory as a workbook: zones, état parcellaire, occupants, changes, ground consumed."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd
from pandas import DataFrame
from xlsxwriter import Workbook

from zae.inventory.editions import edited
from zae.inventory.state import Inventory
from zae.inventory.wording import HEADS, coded, sources_rows
from zae.messages import translator
from zae.publish.dates import written_at
from zae.publish.editions import Edition
from zae.publish.whole import whole

_FORMATS: Final[Mapping[str, Mapping[str, Any]]] = {
    "head": {"bold": True, "text_wrap": True, "bg_color": "#1c3b70", "font_color": "#ffffff",
             "valign": "top"},
    "text": {"valign": "top"},
    "wrapped": {"valign": "top", "text_wrap": True},
    "number": {"valign": "top", "num_format": "#,##0"},
    "share": {"valign": "top", "num_format": "0.0%"},
    "day": {"valign": "top", "num_format": "dd/mm/yyyy"},
}  # fmt: skip
_WIDE: Final = ("name", "parcels", "owner", "address", "citation", "others")
_NARROW, _BROAD = 15, 34


def write_workbook(
    inventory: Inventory, path: Path, *, lang: str = "fr", edition: Edition = "restricted"
) -> None:
    """
    Write the inventory as XLSX.

    Parameters
    ----------
    inventory : Inventory
        The inventory.
    path : Path
        The file; replaced as a whole.
    lang : str
        Language of the heads and of the coded values.
    edition : str
        ``restricted`` or ``public``.

    Raises
    ------
    ZaeError
        If the file cannot be put in its place.
    """
    shown = edited(inventory, edition)
    _ = translator(lang)
    sheets = {
        _("Zones"): shown.zones.drop(columns="geometry").reset_index(),
        _("Land units"): shown.units.drop(columns="geometry").reset_index(),
        _("Occupants"): DataFrame(shown.occupants.drop(columns="geometry")).reset_index(),
        _("Changes"): shown.changes,
        _("Ground consumed"): shown.consumption.reset_index(),
        _("Sources"): DataFrame(sources_rows(shown)),
    }
    with whole(path) as beside:
        book = Workbook(beside, {"strings_to_formulas": False, "strings_to_urls": False,
                                 "nan_inf_to_errors": False})  # fmt: skip
        book.set_properties({"title": shown.study.title, "created": written_at()})
        formats = {name: book.add_format(dict(made)) for name, made in _FORMATS.items()}
        for name, table in sheets.items():
            filled = table.dropna(axis="columns", how="all")
            if len(filled):
                _sheet(book, formats, name, coded(filled, lang), lang)
        book.close()


def _sheet(
    book: Workbook, formats: Mapping[str, Any], name: str, table: DataFrame, lang: str
) -> None:
    _ = translator(lang)
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
    for column, title in enumerate(table.columns):
        sheet.set_column(column, column, _BROAD if title in _WIDE else _NARROW)
        sheet.write_string(0, column, _(HEADS.get(title, title)), formats["head"])
        for row, value in enumerate(table[title], 1):
            _cell(sheet, (row, column), value, formats, share=title in _SHARES)


_SHARES: Final = (
    "rate_low", "rate_high", "built_share", "confidence", "densification_share",
)  # fmt: skip


def _cell(
    sheet: Any, at: tuple[int, int], value: object, formats: Mapping[str, Any], *, share: bool
) -> None:
    if value is None or value is pd.NaT or value is pd.NA or value != value:  # noqa: PLR0124
        sheet.write_blank(*at, None, formats["text"])
    elif isinstance(value, dt.date):
        sheet.write_datetime(*at, pd.Timestamp(value).to_pydatetime(), formats["day"])
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(*at, value, formats["share" if share else "number"])
    else:
        sheet.write_string(*at, str(value), formats["wrapped"])
