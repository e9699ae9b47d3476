"""
What of an inventory may leave the services: an allow-list, applied before anything is written.

See ``docs/decisions/0010-editions.md``: no writer can let out what it was never given.
"""

from dataclasses import replace
from typing import Final

from zae.inventory.state import Inventory
from zae.publish.editions import Edition

UNITS: Final = (
    "site_id", "area_m2", "commune_insee", "built_share", "availability", "state", "vacant_low",
    "vacant_high", "evidence", "change", "geometry",
)  # fmt: skip
"""Columns of the units in the public edition: no owner, tenure, parcel, address or occupant."""

ZONES: Final = (
    "name", "vocation", "stage", "commune_insee", "commune", "area_m2", "units", "vacant_low",
    "vacant_high", "rate_low", "rate_high", "geometry",
)  # fmt: skip
"""Columns of the zones in the public edition."""


def edited(inventory: Inventory, edition: Edition) -> Inventory:
    """
    What an edition may show of an inventory.

    Parameters
    ----------
    inventory : Inventory
        The inventory.
    edition : str
        ``restricted`` or ``public``.

    Returns
    -------
    Inventory
        The inventory itself in the restricted edition. In the public one: zones and units with
        the columns of ``ZONES`` and ``UNITS`` alone (the others are there, empty), no business, no
        contradiction, an account without identifiers.
    """
    if edition == "restricted":
        return inventory
    units, zones = inventory.units.copy(), inventory.zones.copy()
    for frame, allowed in ((units, UNITS), (zones, ZONES)):
        for column in frame.columns.difference(allowed):
            frame[column] = None
    account = inventory.account[["layer", "role", "action", "reason", "count"]]
    reason = account["reason"].astype(str).str.split(": ", n=1).str[0]
    return replace(
        inventory,
        units=units,
        zones=zones,
        occupants=inventory.occupants.iloc[:0],
        contradictions=inventory.contradictions.iloc[:0],
        account=account.assign(reason=reason, ids=""),
    )
