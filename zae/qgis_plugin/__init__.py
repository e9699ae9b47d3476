"""
Plugin of QGIS: tools of the toolbox and a panel, which call the command ``zae``.

The folder works alone, copied into the plugins of QGIS: it imports nothing else of the toolkit.
What touches QGIS lies in ``desktop``; the rest is plain Python (3.9 or later), tested without it.
"""

from __future__ import annotations

from typing import Any


def classFactory(iface: Any) -> Any:  # noqa: N802  the name that QGIS looks for
    """
    Plugin for a QGIS that starts.

    Parameters
    ----------
    iface : QgisInterface
        The application; None in ``qgis_process``.

    Returns
    -------
    Plugin
        The plugin.
    """
    from .desktop.plugin import Plugin  # noqa: PLC0415  only QGIS has what it imports

    return Plugin(iface)
