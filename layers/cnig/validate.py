"""Say every fault of a delivery at once, with the rule of the standard that speaks."""

from collections.abc import Iterable

from layers.cnig.checks import between, cells, rows
from layers.cnig.faults import Fault
from layers.cnig.read import Delivery
from layers.cnig.tables import Table


def validate(delivery: Delivery | Iterable[Table]) -> tuple[Fault, ...]:
    """
    Check tables of the standards.

    Parameters
    ----------
    delivery : Delivery or iterable of Table
        What was read, or tables made by :func:`layers.cnig.as_table`.

    Returns
    -------
    tuple of Fault
        All of them: those of the reading first, then table by table, then between tables.
        Nothing is changed.

    Notes
    -----
    A table lists faults that the published schemas miss: lists that stand outside their
    ``constraints``, obligations of the text, keys, geometry, units, references, sums.

    References
    ----------
    .. [1] CNIG, Géostandard Sites économiques, v2024-10; Géostandard Friches, v2023-12.

    Examples
    --------
    >>> from geopandas import GeoDataFrame
    >>> from shapely import Point
    >>> from layers.cnig import as_table
    >>> point = GeoDataFrame({"pole_id": ["x"]}, geometry=[Point(770000, 6280000)], crs=2154)
    >>> sorted({f.rule for f in validate([as_table("POLE-ECO", point)])})
    ['id.form', 'value.required']
    """
    tables = delivery.tables if isinstance(delivery, Delivery) else tuple(delivery)
    found = list(delivery.faults) if isinstance(delivery, Delivery) else []
    unread = {(f.table, f.file, f.row, f.field) for f in found if f.rule == "geometry.unreadable"}
    for table in tables:
        found += [
            f
            for f in (*cells.check(table), *rows.check(table))
            # A cell that cannot be read is not an empty one.
            if (f.table, f.file, f.row, f.field) not in unread
        ]
    return (*found, *between.check(tables))
