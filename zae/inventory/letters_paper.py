"""The letters of the consultation, one an owner or establishment: restricted edition only."""

import datetime as dt
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

from pandas import DataFrame

from zae.inventory.life import CONSULTATION_DAYS
from zae.inventory.state import Inventory
from zae.inventory.wording import sources_rows
from zae.messages import N_, area, date, translator
from zae.publish.report.pdf import Press

OWNER: Final = "propriétaire"
OCCUPANT: Final = "occupant"

_WORDS: Final = {
    "subject": N_("Subject: inventory of the business zones, consultation of owners and occupants"),
    "hello": N_("Madam, Sir,"),
    "zone": N_("Zone"),
    "unit": N_("Unit"),
    "parcels": N_("Cadastral parcels"),
    "area": N_("Area"),
    "state": N_("Occupation on 1 January"),
    "recorded": N_("What is recorded about you"),
    "name": N_("Name"),
    "siret": N_("SIRET"),
    "address": N_("Address"),
    "activity": N_("Activity"),
    "regards": N_("Yours faithfully,"),
    "answer": N_("Your answer"),
    "right": N_("What is recorded is right."),
    "wrong": N_("This is to be corrected or added:"),
    "signed": N_("Name, capacity, date and signature:"),
    "to_find": N_("Owners to be found"),
    "page": N_("Page"),
}
_CAPACITY: Final = {OWNER: N_("as owner"), OCCUPANT: N_("as occupant")}

_LAW: Final = N_(
    "Article L318-8-2 of the code de l'urbanisme asks {authority} to draw up, for each business "
    "zone, an inventory of the land units with their area and owners, of the occupants, and of the "
    "vacancy rate, and to hear owners and occupants before it is adopted. You are concerned "
    "{capacity} of what follows."
)
_VACANT: Final = N_(
    "A land unit counts as vacant when it is no longer assigned to an activity liable to the "
    "business property tax (CFE) for two years on 1 January and stayed unoccupied all that time."
)
_HOW: Final = N_(
    "You have thirty days, until {deadline} included, to say whether this is right: with the sheet "
    "below or on plain paper, naming the unit, to {contact}. Each answer is entered in a register "
    "with what was done of it. Without an answer, the inventory keeps what is written here."
)
_DATA: Final = N_(
    "{authority} processes these data to fulfil a legal obligation (GDPR, article 6.1 c). They "
    "come from: {sources}. You may ask for access to them and for their correction at the address "
    "above, and complain to the CNIL. The public edition of the inventory names neither owners nor "
    "natural persons, and holds no parcels."
)
_TO_FIND: Final = N_(
    "The owner of these units is not in the layer of parcels: the service completes it from the "
    "land registry documentation (DGFiP), then makes the draft and the letters again."
)


def letters_paper(inventory: Inventory, table: DataFrame, opened: dt.date) -> bytes:
    """
    Letters of a consultation as one PDF.

    Parameters
    ----------
    inventory : Inventory
        The inventory that is put to consultation.
    table : DataFrame
        Rows of :func:`zae.inventory.letters.letters`: those of one owner are one letter, each
        establishment has its own.
    opened : date
        Day on which the consultation opens: the date of the letters.

    Returns
    -------
    bytes
        One letter an owner and an establishment, each from a page of its own; units whose owner is
        not known are listed on the last page.
    """
    with Press() as press:
        template = files("zae.inventory").joinpath("templates/letters.typ")
        press.keep("letters.typ", template.read_bytes())
        return press.set("letters.typ", content(inventory, table, opened))


def content(inventory: Inventory, table: DataFrame, opened: dt.date) -> dict[str, Any]:
    """Everything that the template prints, in words."""
    entry, lang = inventory.entry, inventory.study.lang
    _ = translator(lang)
    last = opened + dt.timedelta(days=CONSULTATION_DAYS)
    owners = inventory.units["owner"].reindex(table["unite"]).to_numpy()
    known = [q != OWNER or bool(isinstance(o, str) and o)
             for q, o in zip(table["qualite"], owners, strict=True)]  # fmt: skip
    found, lost = table[known], table[[not k for k in known]]
    contact = ", ".join(x for x in (entry.contact or entry.authority, entry.mail) if x)
    # Two businesses may share name and address (« l'occupant »): each is told what is recorded
    # about itself. Rows of owners have no SIRET, so that theirs stay one letter.
    keys = ["qualite", "destinataire", "adresse", "siret"]
    addressees = found.groupby(keys, sort=False, dropna=False)
    return {
        "t": {key: _(word) for key, word in _WORDS.items()},
        "lang": lang,
        "title": _("Inventory of the business zones, {year}").format(year=entry.year),
        "authority": entry.authority,
        "contact": [x for x in (entry.contact, entry.mail) if x],
        "day": date(opened, lang),
        "letters": [_letter(inventory, rows) for _key, rows in addressees],
        "how": _(_HOW).format(deadline=date(last, lang), contact=contact),
        "vacant": _(_VACANT),
        "data": _(_DATA).format(authority=entry.authority, sources=_sources(inventory)),
        "to_find": [_unit(row, lang) for row in lost.to_dict("records")],
        "to_find_note": _(_TO_FIND),
    }  # fmt: skip


def _letter(inventory: Inventory, rows: DataFrame) -> dict[str, Any]:
    lang = inventory.study.lang
    _ = translator(lang)
    first = rows.iloc[0]
    said = _CAPACITY[first["qualite"]]
    capacity = _(said)
    told = {"name": first["destinataire"], "siret": first["siret"], "address": first["adresse"],
            "activity": first["activite"]}  # fmt: skip
    return {
        "to": first["destinataire"],
        "address": first["adresse"] or "",
        "law": _(_LAW).format(authority=inventory.entry.authority, capacity=capacity),
        "units": [_unit(row, lang) for row in rows.to_dict("records")],
        "told": [{"key": _(_WORDS[k]), "value": v} for k, v in told.items() if v]
        if first["qualite"] == OCCUPANT else [],
    }  # fmt: skip


def _unit(row: Mapping[Any, Any], lang: str) -> dict[str, str]:
    return {
        "zone": row["zone"] or "",
        "unit": row["unite"],
        "parcels": str(row["parcelles"]).replace("|", ", "),
        "area": area(row["surface_m2"], lang),
        "state": row["etat"],
    }


def _sources(inventory: Inventory) -> str:
    """Producer and vintage of each source, once."""
    told = [", ".join(t for t in (x["producer"], x["vintage"]) if t) or x["file"]
            for x in sources_rows(inventory)]  # fmt: skip
    return " ; ".join(dict.fromkeys(told))
