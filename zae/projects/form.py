"""
The form of a project owner: a workbook or a TOML file, filled in without an account.

Both hold the same questions (``QUESTIONS``) and are read back into the same declaration.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import ValidationError
from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter import Workbook

from criteria.faults import faults_of
from criteria.project import PROFILES, Vocation
from land.errors import Message, Parts, ZaeError
from zae.messages import N_, translator
from zae.projects.kinds import Declaration
from zae.publish.whole import whole
from zae.store import StoreError
from zae.tomlfile import content_of, text_of

By = Literal["owner", "collectivity"]
SHEET: Final = "Projet"
FIRST_ROW: Final = 4
"""Row of the first question, from 0: title, explanation and heads stand before."""


class FormError(ZaeError, ValueError):
    """A form cannot be read or is filled in wrongly; all faults are listed, each by its cell."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its key in the declaration, its words, what an answer is, and its unit."""

    key: str
    label: str
    answer: Literal["text", "number", "share", "yes_no", "vocation", "date"]
    unit: str = ""


QUESTIONS: Final = (
    Question("key", N_("Short name of the project, without spaces"), "text"),
    Question("label", N_("Name of the project"), "text"),
    Question("vocation", N_("Vocation"), "vocation"),
    Question("jobs.cadres", N_("Jobs after three years: managers and professionals"), "number"),
    Question("jobs.professions_intermediaires", N_("Jobs: technicians and intermediate"), "number"),
    Question("jobs.employes", N_("Jobs: employees"), "number"),
    Question("jobs.ouvriers", N_("Jobs: workers"), "number"),
    Question("transfer_share", N_("Share of these jobs moved from elsewhere here"), "share", "%"),
    Question("floor_m2", N_("Floor area"), "number", "m²"),
    Question("plot_m2", N_("Land needed, with yard, roads and green"), "number", "m²"),
    Question("roof_m2", N_("Roof"), "number", "m²"),
    Question("open_ground_share", N_("Share of the plot kept as open ground"), "share", "%"),
    Question("renewable_roof_share", N_("Share of the roof that makes energy"), "share", "%"),
    Question("heat_network", N_("Would connect to a heat network"), "yes_no"),
    Question("energy_mwh_year", N_("Energy used in a year"), "number", "MWh"),
    Question("trucks_per_day", N_("Trucks a working day"), "number"),
    Question("nuisance_distance_m", N_("Distance to keep from neighbours"), "number", "m"),
    Question("services_joined", N_("Shared services that it would join"), "number"),
    Question("services_offered", N_("Shared services that it is offered"), "number"),
    Question("mobility_plan", N_("A mobility plan, now or promised"), "yes_no"),
    Question("opens", N_("Day of opening"), "date"),
)
"""The questions. None has to be answered but the first three: what is left empty is unknown."""

_OUTSIDE: Final = ("mobility_plan", "energy_mwh_year", "opens")
_WHOLE: Final = ("services_joined", "services_offered")
_VOCATIONS: Final[tuple[str, ...]] = Vocation.__args__  # type: ignore[attr-defined]


def write_form(path: Path, *, lang: str = "fr") -> Path:
    """
    Write the empty form: a workbook (``.xlsx``) with a list or a range behind each cell.

    Parameters
    ----------
    path : Path
        File to write.
    lang : str
        Language of the questions.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    FormError
        If the ending is another.
    """
    if path.suffix != ".xlsx":
        raise FormError("{file}: the form is a workbook, .xlsx", file=path.name)
    _ = translator(lang)
    with whole(path) as beside:
        book = Workbook(str(beside))
        sheet = book.add_worksheet(SHEET)
        formats = {
            "title": book.add_format({"bold": True, "font_size": 15, "font_color": "#1c3b70"}),
            "head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#f2f4f8"}),
            "muted": book.add_format({"font_color": "#53565c", "text_wrap": True}),
            **{kind: book.add_format({"bg_color": "#fff6cc", "border": 1, "locked": False,
                                      "border_color": "#d4d7dc", "num_format": code})
               for kind, code in _CELLS.items()},
        }  # fmt: skip
        sheet.set_column("A:A", None, None, {"hidden": True})
        sheet.set_column("B:B", 58)
        sheet.set_column("C:C", 26)
        sheet.set_column("D:D", 10)
        sheet.write_string(0, 1, _("My project"), formats["title"])
        told = _("Fill in the yellow cells. An empty one means « unknown »: it widens the score, "
                 "it is not a zero.")  # fmt: skip
        sheet.write_string(1, 1, told, formats["muted"])
        sheet.set_row(1, 30)
        for column, head in enumerate(("", _("Question"), _("Answer"), _("Unit"))):
            sheet.write_string(FIRST_ROW - 1, column, head, formats["head"])
        for row, question in enumerate(QUESTIONS, start=FIRST_ROW):
            sheet.write_string(row, 0, question.key)
            sheet.write_string(row, 1, _(question.label))
            sheet.write_blank(row, 2, None, formats[question.answer])
            sheet.write_string(row, 3, question.unit, formats["muted"])
            sheet.data_validation(row, 2, row, 2, _validation(question, _))
        sheet.protect("", {"format_columns": True})
        sheet.freeze_panes(FIRST_ROW, 0)
        sheet.fit_to_pages(1, 1)
        sheet.set_paper(9)
        book.close()
    return path


_CELLS: Final = {
    "text": "@", "number": "#,##0.##", "share": "0%", "yes_no": "@", "vocation": "@",
    "date": "dd/mm/yyyy",
}  # fmt: skip


def _validation(question: Question, _: Callable[[str], str]) -> dict[str, Any]:
    told = {"error_title": _(question.label)[:32]}
    if question.answer == "yes_no":
        return told | {"validate": "list", "source": ["oui", "non"],
                       "error_message": _("oui or non")}  # fmt: skip
    if question.answer == "vocation":
        return told | {"validate": "list", "source": list(_VOCATIONS)}
    if question.answer == "share":
        return told | {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1,
                       "error_message": _("Between 0 % and 100 %")}  # fmt: skip
    if question.answer == "number":
        return told | {"validate": "decimal", "criteria": ">=", "value": 0,
                       "error_message": _("A number, 0 or more")}  # fmt: skip
    if question.answer == "date":
        return told | {"validate": "date", "criteria": ">=", "value": dt.date(2000, 1, 1),
                       "error_message": _("A date")}  # fmt: skip
    return {"validate": "any"}


def read_form(path: Path, by: By = "owner") -> Declaration:
    """
    Declaration of a form that somebody filled in.

    Parameters
    ----------
    path : Path
        The workbook, or a TOML file with the same keys.
    by : str
        Whose reading it is: ``owner`` or ``collectivity``.

    Returns
    -------
    Declaration
        What it says; empty answers are unknown.

    Raises
    ------
    FormError
        If the file cannot be read or an answer is wrong; every fault with its cell or key.
    """
    answers, places = _of_toml(path) if path.suffix == ".toml" else _of_workbook(path)
    outside = {key: answers.pop(key) for key in _OUTSIDE if key in answers}
    faults: list[str] = []
    try:
        return Declaration.model_validate({"by": by, "project": answers, **outside})
    except StoreError as error:
        inner = error.message.values.get("faults")
        faults = list(inner.parts) if isinstance(inner, Parts) else [error.message]
    except ValidationError as error:
        faults = list(faults_of(error, model=Declaration))
    raise FormError(
        "{file}: {count} fault(s)\n  {faults}",
        file=path.name,
        count=len(faults),
        faults=Parts([_placed(fault, places) for fault in faults], between="\n  "),
    )


def _placed(fault: str, places: Mapping[str, str]) -> str:
    """A fault, the cell of its question before it."""
    key = next((k for k in places if str(fault).startswith((f"{k}:", f"{k} "))), "")
    return Message("{cell}: {fault}", cell=places[key], fault=fault) if key else fault


def _of_toml(path: Path) -> tuple[dict[str, Any], dict[str, str]]:
    found = content_of(text_of(path, FormError), FormError, name=path.name)
    if isinstance(found.get("label"), str):
        found["label"] = {"fr": found["label"]}
    return found, {}


def _of_workbook(path: Path) -> tuple[dict[str, Any], dict[str, str]]:
    try:
        rows = (
            CalamineWorkbook.from_path(path)
            .get_sheet_by_name(SHEET)
            .to_python(skip_empty_area=False)
        )
    except (OSError, CalamineError) as error:
        raise FormError("{file}: not a form of ours that can be read: {why}", file=path.name,
                        why=str(error)) from None  # fmt: skip
    asked = {question.key: question for question in QUESTIONS}
    flat: dict[str, Any] = {}
    places: dict[str, str] = {}
    faults: list[Message] = []
    for number, (key, _label, answer, *_rest) in enumerate((r for r in rows), start=1):
        if key not in asked or answer in ("", None):
            continue
        cell = f"C{number}"
        places[str(key)] = cell
        value = _value(asked[str(key)], answer)
        if isinstance(value, Message):
            faults.append(Message("{cell}: {fault}", cell=cell, fault=value))
        else:
            flat[str(key)] = value
    if faults:
        raise FormError("{file}: {count} fault(s)\n  {faults}", file=path.name, count=len(faults),
                        faults=Parts(faults, between="\n  "))  # fmt: skip
    return _nested(flat), places


def _value(question: Question, answer: Any) -> Any:
    """Answer of a cell in the type of its question, or what is wrong with it."""
    wanted = question.answer
    if wanted == "yes_no":
        known = {"oui": True, "non": False, "yes": True, "no": False}
        said = known.get(str(answer).strip().lower())
        return Message("« {found} »: oui or non", found=str(answer)) if said is None else said
    if wanted in ("number", "share"):
        return _number(question, answer)
    if wanted == "date":
        day = answer.date() if isinstance(answer, dt.datetime) else answer
        return (
            day if isinstance(day, dt.date) else Message("« {found} »: a date", found=str(answer))
        )
    return str(answer).strip()


def _number(question: Question, answer: Any) -> float | int | Message:
    text = str(answer).replace("\u202f", "").replace("\u00a0", "").replace(" ", "")
    percent = text.endswith("%")
    try:
        value = float(text.removesuffix("%").replace(",", "."))
    except ValueError:
        return Message("« {found} »: a number", found=str(answer))
    if percent:
        value /= 100
    if question.answer == "share" and not 0 <= value <= 1:
        return Message("« {found} »: a share, between 0 % and 100 %", found=str(answer))
    return int(value) if question.key in _WHOLE and value.is_integer() else value


def _nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Keys with a dot as tables; jobs that were not said of one profile are none there."""
    found: dict[str, Any] = {k: v for k, v in flat.items() if "." not in k}
    jobs = {k.split(".")[1]: v for k, v in flat.items() if k.startswith("jobs.")}
    if jobs:
        found["jobs"] = {profile: jobs.get(profile, 0.0) for profile in PROFILES}
    if "label" in found:
        found["label"] = {"fr": found["label"]}
    return found
