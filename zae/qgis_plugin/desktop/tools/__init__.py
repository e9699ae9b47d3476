"""The tools of the toolbox, by task."""

from __future__ import annotations

from .assembling import AssemblePlots
from .checking import CheckStudy, Doctor
from .explaining import ExplainSite
from .inventory import DraftInventory
from .land import AvailableLand, LandUnits
from .opening import OpenMap
from .preparing import PrepareStudy
from .scoring import ScoreLayers, ScoreStudy

TOOLS = (
    Doctor,
    PrepareStudy,
    CheckStudy,
    LandUnits,
    AvailableLand,
    ScoreLayers,
    ScoreStudy,
    ExplainSite,
    AssemblePlots,
    DraftInventory,
    OpenMap,
)
"""In the order of a study."""
