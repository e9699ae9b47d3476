"""
CNIG standards *Sites économiques* v2024-10 and *Friches* v1.0.6, in and out.

``write(tables, path, form=…, edition=…)`` writes, ``read(paths)`` reads, ``validate(delivery)``
says every fault. ``tables`` maps the official name of a class (``POLE-ECO``, ``SITE-ECO``,
``TERRAIN-ECO``, ``ETABLISSEMENT``, ``FRICHE``) to a GeoDataFrame whose columns have the official
names and whose active geometry is that of the class; ``cnig_class(name).fields`` lists them.
"""

from layers.cnig.read import Delivery, read
from layers.cnig.standard import CLASSES, CnigClass, Field, cnig_class
from layers.cnig.tables import Table, as_table
from layers.cnig.validate import validate
from layers.cnig.write import Written, write

__all__ = [
    "CLASSES",
    "CnigClass",
    "Delivery",
    "Field",
    "Table",
    "Written",
    "as_table",
    "cnig_class",
    "read",
    "validate",
    "write",
]
