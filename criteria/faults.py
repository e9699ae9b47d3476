"""
Faults of files that a person writes (study, grid, projects), said in sentences of our own.

The libraries that find them speak English only. Each kind of fault has one short template here, so
that it can be said in the language of the reader; the place of the fault goes before it.
"""

import re
import tomllib
from collections.abc import Callable, Sized
from difflib import get_close_matches
from typing import Final, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from land.errors import Message, ZaeError

Place = tuple[int | str, ...]
Many = TypeVar("Many", bound=Sized)

_OF_VALUE: Final = {
    "bool_parsing": Message("Input should be true or false"),
    "bool_type": Message("Input should be true or false"),
    "date_from_datetime_inexact": Message("Input should be a date, like 2026-01-31"),
    "date_from_datetime_parsing": Message("Input should be a date, like 2026-01-31"),
    "date_parsing": Message("Input should be a date, like 2026-01-31"),
    "date_type": Message("Input should be a date, like 2026-01-31"),
    "dict_type": Message("Input should be a table of keys and values"),
    "enum": Message("Input should be {expected}"),
    "finite_number": Message("Input should be a finite number"),
    "float_parsing": Message("Input should be a valid number"),
    "float_type": Message("Input should be a valid number"),
    "greater_than": Message("Input should be greater than {gt}"),
    "greater_than_equal": Message("Input should be greater than or equal to {ge}"),
    "int_from_float": Message("Input should be a valid integer"),
    "int_parsing": Message("Input should be a valid integer"),
    "int_type": Message("Input should be a valid integer"),
    "less_than": Message("Input should be less than {lt}"),
    "less_than_equal": Message("Input should be less than or equal to {le}"),
    "list_type": Message("Input should be a list"),
    "literal_error": Message("Input should be {expected}"),
    "mapping_type": Message("Input should be a table of keys and values"),
    "model_type": Message("Input should be a table of keys and values"),
    "path_type": Message("Input should be a path"),
    "string_pattern_mismatch": Message("Input should match the pattern {pattern}"),
    "string_too_long": Message("Input should have at most {max_length} characters"),
    "string_too_short": Message("Input should have at least {min_length} characters"),
    "string_type": Message("Input should be a text between quotes"),
    "tuple_type": Message("Input should be a list"),
}
_OF_PLACE: Final = {
    "extra_forbidden": Message("Extra inputs are not permitted"),
    "missing": Message("Field required"),
    "too_long": Message("there should be at most {max_length}, not {actual_length}"),
    "too_short": Message("there should be at least {min_length}, not {actual_length}"),
}
_OF_TOML: Final[dict[str, Message]] = {
    str(message): message
    for message in (
        Message("Cannot overwrite a value"),
        Message("Expected '=' after a key in a key/value pair"),
        Message("Expected ']' at the end of a table declaration"),
        Message("Expected ']]' at the end of an array declaration"),
        Message("Expected newline or end of document after a statement"),
        Message("Invalid date or datetime"),
        Message("Invalid initial character for a key part"),
        Message("Invalid statement"),
        Message("Invalid value"),
        Message("Unclosed array"),
        Message("Unclosed inline table"),
        Message("Unescaped '\\' in a string"),
        Message("Unterminated string"),
    )
}
_AT: Final = re.compile(r"(?s)(.*) \(at (?:line (\d+), column (\d+)|end of document)\)")


def dotted(place: Place) -> str:
    """
    Place of a fault as keys with dots between; the whole grid where there is none.

    Examples
    --------
    >>> dotted(("criteria", 3, "weight")), dotted(())
    ('criteria.3.weight', 'grid')
    """
    return ".".join(map(str, place)) or Message("grid")


def keyed(content: object, place: Place) -> str:
    """
    Place of a fault, with the key of an entry of a list rather than its number.

    Examples
    --------
    >>> keyed({"criteria": [{"key": "bus"}]}, ("criteria", 0, "weight"))
    'criteria.bus.weight'
    """
    steps: list[int | str] = []
    for step in place:
        entries = content if isinstance(content, list) else []
        try:
            content = content[step]  # type: ignore[index]
        except (LookupError, TypeError):
            content = None
        key = _key(content) if isinstance(step, int) else None
        alone = [_key(e) for e in entries].count(key) == 1  # two of a key: numbers tell them apart
        steps.append(key if key and alone else step)
    return dotted(tuple(steps))


def _key(entry: object) -> str | None:
    key = entry.get("key") if isinstance(entry, dict) else None
    return key if isinstance(key, str) else None


def at_least(count: int) -> AfterValidator:
    """
    Check of a field that holds several entries: how many there must be.

    Unlike a least length that pydantic itself checks, it does not count entries that are faulty
    themselves, which would make a second fault of each.

    Parameters
    ----------
    count : int
        Least number of entries.

    Returns
    -------
    AfterValidator
        To be put into ``Annotated``.

    Examples
    --------
    >>> from typing import Annotated
    >>> class Zone(BaseModel):
    ...     jobs: Annotated[tuple[int, ...], at_least(1)]
    >>> for jobs in ([], ["ten"]):
    ...     try:
    ...         Zone.model_validate({"jobs": jobs})
    ...     except ValidationError as error:
    ...         print(*faults_of(error), sep="; ")
    jobs: there should be at least 1, not 0
    jobs.0: Input should be a valid integer, found « ten »
    """

    def checked(entries: Many) -> Many:
        if len(entries) < count:
            raise PydanticCustomError(
                "too_short", "too few", {"min_length": count, "actual_length": len(entries)}
            )
        return entries

    return AfterValidator(checked)


def faults_of(
    error: ValidationError,
    place: Callable[[Place], str] = dotted,
    *,
    model: type[BaseModel] | None = None,
) -> list[Message]:
    """
    Every fault of a file that was checked, its place before it.

    Parameters
    ----------
    error : ValidationError
        What the check found.
    place : callable
        Says the place of a fault from its keys and numbers.
    model : type, optional
        What was checked; with it, a key that does not exist brings the nearest that does.

    Returns
    -------
    list of Message
        One message a fault, in the order in which they were found.

    Examples
    --------
    >>> from pydantic import BaseModel
    >>> class Parcel(BaseModel):
    ...     area_m2: float
    >>> try:
    ...     Parcel.model_validate({"area_m2": "large"})
    ... except ValidationError as error:
    ...     print(*faults_of(error))
    area_m2: Input should be a valid number, found « large »
    """
    return [
        Message("{place}: {fault}", place=place(one["loc"]), fault=_fault(one, model))
        for one in error.errors()
    ]


def toml_fault(error: tomllib.TOMLDecodeError) -> str:
    """
    What is wrong with the writing of a TOML file, and where.

    Parameters
    ----------
    error : TOMLDecodeError
        What the reader of the file said.

    Returns
    -------
    str
        A message, as far as the fault is one of the known ones.

    Examples
    --------
    >>> try:
    ...     tomllib.loads("name = ")
    ... except tomllib.TOMLDecodeError as error:
    ...     toml_fault(error)
    'Invalid value (at end of document)'
    """
    found = _AT.fullmatch(str(error))
    if found is None:
        return str(error)
    text, line, column = found.groups()
    fault = _OF_TOML.get(text, text)
    if line is None:
        return Message("{fault} (at end of document)", fault=fault)
    return Message(
        "{fault} (at line {line}, column {column})", fault=fault, line=line, column=column
    )


def _nearest(model: type[BaseModel] | None, place: Place) -> str:
    """Key of a model that is written most like the last one of a place; nothing far off."""
    for step in place[:-1]:
        if model is None or isinstance(step, int) or step not in model.model_fields:
            continue
        model = _inside(model.model_fields[step].annotation)
    known = list(model.model_fields) if model else []
    return next(iter(get_close_matches(str(place[-1]), known, 1, cutoff=0.75)), "")


def _inside(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for a in get_args(annotation) if (m := _inside(a))), None)


def _fault(one: ErrorDetails, model: type[BaseModel] | None) -> str:
    kind, context = one["type"], dict(one.get("ctx", {}))
    if kind == "value_error":
        error = context["error"]
        return error.message if isinstance(error, ZaeError) else str(error)
    near = _nearest(model, one["loc"]) if kind == "extra_forbidden" else ""
    if near:
        return Message("Extra inputs are not permitted; did you mean « {near} »?", near=near)
    if kind in _OF_PLACE:
        return _OF_PLACE[kind].filled(**context)
    if kind not in _OF_VALUE:
        return one["msg"]
    if "expected" in context:
        context["expected"] = _choices(context["expected"])
    fault = _OF_VALUE[kind].filled(**context)
    found = one["input"]
    if not isinstance(found, str | int | float):
        return fault
    # As it stands in the file: a decimal comma would not be TOML.
    return Message("{fault}, found « {found} »", fault=fault, found=str(found))


def _choices(expected: str) -> str:
    first, between, last = expected.rpartition(" or ")
    return Message("{first} or {last}", first=first, last=last) if between else last
