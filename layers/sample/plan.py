"""
The hand-drawn plan of the fictional commune: trunk lines, districts, names.

Coordinates are kilometres east and north of the old town's market place. A seed bends the whole
sheet at once, so that lines that meet on paper still meet in the commune. No real place is
copied: the names are invented, the department « 99 » is no French department.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from shapely import LineString, Polygon

Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]

CRS: Final = "EPSG:2154"
ORIGIN: Final = (700_000.0, 6_600_000.0)
"""Where the market place falls in Lambert-93: the round numbers of the false origin."""

COMMUNE: Final = "99001"
COMMUNE_NAME: Final = "Valbrume-sur-Ourlande"
RIVER_NAME: Final = "L'Ourlande"
EPCI: Final = "Communauté de communes du Val d'Ourlande"
NEIGHBOURS: Final = {
    "99002": ("Trébigny-les-Hêtres", 2_150, 640, 5),
    "99003": ("Saint-Ormel", 5_400, 3_150, 18),
    "99004": ("Courvent-la-Forge", 3_300, 1_720, 11),
    "99005": ("Les Brandelles", 870, 190, 2),
    "99006": ("Mirvaux-le-Gué", 1_480, 350, 4),
}
"""Invented neighbours, clockwise from the north: name, population, jobs, dwellings a year."""

OUTLINE: Final = (
    (-2.22, 0.20), (-2.15, 0.72), (-1.92, 1.08), (-1.75, 1.46), (-1.20, 1.60), (-0.72, 1.86),
    (-0.10, 1.80), (0.45, 1.92), (1.05, 1.72), (1.62, 1.74), (1.96, 1.40), (2.08, 0.92),
    (2.32, 0.50), (2.20, -0.06), (2.25, -0.52), (1.92, -0.86), (1.80, -1.30), (1.28, -1.52),
    (0.80, -1.84), (0.22, -1.70), (-0.40, -1.86), (-0.95, -1.62), (-1.50, -1.50),
    (-1.82, -1.12), (-2.25, -0.80), (-2.10, -0.30),
)  # fmt: skip

RIVER: Final = (
    (-2.9, -0.62), (-2.45, -0.50), (-2.15, -0.66), (-1.88, -0.50), (-1.70, -0.72),
    (-1.42, -0.78), (-1.28, -0.55), (-1.05, -0.42), (-0.78, -0.54), (-0.55, -0.40),
    (-0.28, -0.35), (0.02, -0.39), (0.26, -0.33), (0.46, -0.36), (0.66, -0.50),
    (0.90, -0.46), (1.06, -0.60), (1.30, -0.72), (1.48, -0.58), (1.62, -0.42),
    (1.84, -0.50), (1.95, -0.72), (2.25, -0.80), (2.9, -0.66),
)  # fmt: skip
STREAM: Final = (
    (-0.62, 2.3), (-0.70, 1.72), (-0.98, 1.36), (-1.12, 0.95), (-1.22, 0.62), (-1.50, 0.30),
    (-1.46, -0.10), (-1.32, -0.36), (-1.26, -0.60),
)  # fmt: skip
RAILWAY: Final = (
    (-2.9, 0.64), (-2.0, 0.66), (-1.3, 0.62), (-0.6, 0.52), (0.2, 0.46), (0.9, 0.47),
    (1.6, 0.53), (2.2, 0.42), (2.9, 0.20),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """A trunk line of the plan: points [km], half width of its corridor [m], spare [veh/h]."""

    name: str
    kind: str
    half_width_m: float
    spare_veh_h: float
    points: tuple[tuple[float, float], ...]


def _road(name: str, half_width_m: float, spare_veh_h: float, *points: tuple[float, float]) -> Road:
    kind = "Type autoroutier" if name.startswith("A ") else "Route à 1 chaussée"
    if name.startswith("Bretelle"):
        kind = "Bretelle"
    return Road(
        name=name, kind=kind, half_width_m=half_width_m, spare_veh_h=spare_veh_h, points=points
    )


ROADS: Final = (
    _road("A 990", 19, 1900, (-2.9, 1.0), (-1.9, 1.16), (-0.9, 1.13), (0.0, 1.02), (0.55, 0.99),
          (1.2, 1.04), (1.9, 0.98), (2.9, 0.7)),
    _road("Route du Gué", 7, 420, (0.50, 2.4), (0.58, 1.75), (0.55, 1.2), (0.55, 0.99),
          (0.54, 0.8), (0.42, 0.56), (0.18, 0.24), (0.02, 0.02), (-0.06, -0.2), (-0.12, -0.40),
          (-0.24, -0.72), (-0.30, -1.1), (-0.52, -1.5), (-0.75, -2.2)),
    _road("Route des Hêtres", 6.5, 380, (-2.9, 0.22), (-1.9, 0.12), (-1.2, 0.16), (-0.6, 0.09),
          (0.02, 0.02), (0.55, 0.05), (1.2, 0.20), (1.8, 0.16), (2.9, 0.02)),
    _road("Boulevard de Ceinture", 8, 640, (-1.02, 0.14), (-1.06, -0.15), (-0.96, -0.48),
          (-0.82, -0.92), (-0.50, -1.16), (-0.1, -1.24), (0.35, -1.14), (0.72, -0.92),
          (1.05, -0.82), (1.22, -0.45), (1.30, -0.05), (1.27, 0.2)),
    _road("Avenue de la Gare", 6, 260, (0.02, 0.02), (0.06, 0.2), (0.20, 0.41)),
    _road("Route de Mirvaux", 5, 310, (-1.04, 0.16), (-1.06, 0.5), (-1.0, 0.78), (-1.02, 1.13),
          (-1.25, 1.38), (-1.42, 2.1)),
    _road("Route des Moulins", 4.5, 280, (-0.88, -0.78), (-1.2, -1.0), (-1.52, -1.08),
          (-2.4, -1.62)),
    _road("Route de la Forge", 4.5, 280, (0.9, -0.86), (1.2, -1.0), (1.5, -1.02), (2.3, -1.5)),
    _road("Chemin du Port", 4.5, 240, (1.29, -0.1), (1.6, -0.18), (2.0, -0.2), (2.9, -0.4)),
    _road("Route des Brandes", 5, 300, (-1.2, 1.34), (-0.7, 1.42), (-0.1, 1.34), (0.56, 1.36),
          (1.1, 1.4), (1.6, 1.48), (2.4, 1.65)),
    _road("Chemin des Prés", 4, 200, (-2.9, -0.24), (-1.9, -0.16), (-1.4, -0.12), (-1.05, 0.0)),
    _road("Chemin des Longs Champs", 4, 200, (0.12, -1.2), (0.16, -1.5), (0.4, -2.2)),
    _road("Avenue de l'Europe", 7, 350, (0.54, 0.8), (0.9, 0.76), (1.35, 0.78), (1.62, 0.72),
          (1.55, 0.36), (1.52, 0.18)),
    _road("Avenue des Sciences", 6.5, 350, (0.54, 0.8), (0.2, 0.76), (-0.3, 0.77),
          (-0.7, 0.82), (-1.0, 0.8)),
    _road("Chemin des Crêtes", 3.5, 180, (-1.02, 0.95), (-1.5, 0.9), (-2.1, 0.88),
          (-2.9, 0.8)),
    _road("Chemin de la Butte", 3.5, 180, (0.56, 1.6), (0.1, 1.62), (-0.5, 1.66),
          (-1.3, 1.62)),
    _road("Chemin du Bois Rond", 3.5, 180, (-0.6, -1.12), (-1.0, -1.3), (-1.2, -2.1)),
    _road("Chemin des Sables", 3.5, 180, (1.6, 0.68), (2.0, 0.72), (2.9, 0.55)),
    _road("Bretelle nord-est", 4, 500, (0.55, 1.17), (0.68, 1.14), (0.86, 1.06), (1.1, 1.035)),
    _road("Bretelle nord-ouest", 4, 500, (0.55, 1.17), (0.42, 1.13), (0.26, 1.05),
          (0.02, 1.018)),
    _road("Bretelle sud-est", 4, 500, (0.54, 0.8), (0.64, 0.87), (0.82, 0.965), (1.1, 1.03)),
    _road("Bretelle sud-ouest", 4, 500, (0.54, 0.8), (0.44, 0.88), (0.28, 0.95), (0.02, 1.016)),
)  # fmt: skip

ROUNDABOUTS: Final = ((0.54, 0.8), (0.55, 1.17), (-1.03, 0.145), (1.275, 0.2), (-0.33, -1.2))
"""Centres of the roundabouts [km]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A part of the commune: what is built there, lot size wanted [m²], streets, planning code."""

    name: str
    kind: str
    lot_m2: float
    planning: str
    points: tuple[tuple[float, float], ...]
    pattern: str = ""
    spacing_m: tuple[float, float] = (0.0, 0.0)
    angle_deg: float = 0.0


def _disk(x: float, y: float, r: float) -> tuple[tuple[float, float], ...]:
    return tuple(
        (
            x + r * (1.15 + 0.3 * np.sin(3 * a + x)) * float(np.cos(a)),
            y + r * (0.8 + 0.25 * np.cos(2 * a + y)) * float(np.sin(a)),
        )
        for a in np.linspace(0, 2 * np.pi, 10, endpoint=False)
    )


DISTRICTS: Final = (
    District(name="Les Rives", kind="park", lot_m2=9000, planning="N", points=(
        (-0.46, -0.29), (-0.1, -0.27), (0.18, -0.25), (0.20, -0.31), (-0.1, -0.34),
        (-0.46, -0.37))),
    District(name="Centre ancien", kind="centre", lot_m2=210, planning="UA", points=(
        (-0.28, 0.02), (-0.22, 0.2), (0.0, 0.25), (0.20, 0.21), (0.28, 0.02), (0.22, -0.2),
        (0.0, -0.27), (-0.22, -0.22))),
    District(name="Grand Ensemble des Tilleuls", kind="collective", lot_m2=5200, planning="UB",
             pattern="grid", spacing_m=(170, 150), angle_deg=12, points=(
        (-0.62, 0.3), (-0.60, 0.48), (-0.28, 0.44), (-0.20, 0.30), (-0.45, 0.18))),
    District(name="Faubourgs", kind="faubourg", lot_m2=480, planning="UB", points=(
        (-0.66, 0.02), (-0.60, 0.3), (-0.2, 0.43), (0.25, 0.40), (0.46, 0.40), (0.60, 0.25),
        (0.66, 0.02), (0.5, -0.28), (0.0, -0.34), (-0.5, -0.30), (-0.66, -0.2))),
    District(name="Les Acacias", kind="suburb", lot_m2=680, planning="UC", pattern="grid",
             spacing_m=(74, 210), angle_deg=6, points=(
        (-1.05, 0.19), (-1.06, 0.57), (-0.62, 0.50), (-0.60, 0.28), (-0.66, 0.12))),
    District(name="Le Clos Fleuri", kind="suburb", lot_m2=760, planning="UC", pattern="close",
             spacing_m=(120, 80), angle_deg=-8, points=(
        (-0.98, 0.82), (-0.97, 1.02), (-0.42, 1.01), (-0.40, 0.62), (-0.62, 0.58),
        (-0.97, 0.66))),
    District(name="La Rive gauche", kind="suburb", lot_m2=700, planning="UC", pattern="grid",
             spacing_m=(78, 190), angle_deg=28, points=(
        (-0.50, -0.46), (-0.68, -0.62), (-0.80, -0.92), (-0.5, -1.13), (-0.27, -1.2),
        (-0.2, -0.72), (-0.12, -0.44))),
    District(name="Les Cerisiers", kind="suburb", lot_m2=740, planning="UC", pattern="close",
             spacing_m=(128, 84), angle_deg=-14, points=(
        (-0.12, -0.44), (-0.2, -0.72), (-0.27, -1.2), (0.1, -1.2), (0.36, -1.1), (0.62, -0.92),
        (0.50, -0.62), (0.34, -0.42))),
    District(name="Les Coteaux", kind="suburb", lot_m2=690, planning="UC", pattern="grid",
             spacing_m=(76, 200), angle_deg=-10, points=(
        (0.64, 0.06), (1.24, 0.17), (1.27, -0.1), (1.18, -0.45), (0.92, -0.38), (0.60, -0.30))),
    District(name="Le Moulin", kind="suburb", lot_m2=800, planning="AUc", pattern="close",
             spacing_m=(125, 85), angle_deg=40, points=(
        (0.62, -0.56), (0.70, -0.84), (1.0, -0.76), (1.12, -0.66), (0.9, -0.54))),
    District(name="Les Brosses", kind="hamlet", lot_m2=1100, planning="UH",
             points=_disk(-1.46, -1.06, 0.13)),
    District(name="La Forge", kind="hamlet", lot_m2=1100, planning="UH",
             points=_disk(1.46, -1.02, 0.12)),
    District(name="Haut-Mirvaux", kind="hamlet", lot_m2=1200, planning="UH",
             points=_disk(-1.24, 1.37, 0.11)),
    District(name="Zone industrielle de la Gare", kind="industrie", lot_m2=5200, planning="UX",
             pattern="grid", spacing_m=(180, 230), angle_deg=5, points=(
        (0.64, 0.06), (0.60, 0.25), (0.50, 0.44), (0.9, 0.455), (1.5, 0.51), (1.53, 0.20),
        (1.2, 0.205))),
    District(name="Parc logistique des Trois Bornes", kind="logistique", lot_m2=21000,
             planning="UX", pattern="grid", spacing_m=(300, 420), angle_deg=4, points=(
        (0.72, 1.12), (0.70, 1.37), (1.15, 1.40), (1.6, 1.47), (1.78, 1.10), (1.2, 1.06))),
    District(name="Zone artisanale du Lavoir", kind="artisanat", lot_m2=2100, planning="UX",
             pattern="grid", spacing_m=(95, 170), angle_deg=-4, points=(
        (-1.09, 0.19), (-1.10, 0.55), (-1.40, 0.50), (-1.52, 0.33), (-1.50, 0.15))),
    District(name="Technoparc de l'Ourlande", kind="tertiaire", lot_m2=5200, planning="UX",
             pattern="close", spacing_m=(210, 150), angle_deg=8, points=(
        (-0.37, 0.56), (-0.40, 0.98), (0.0, 1.0), (0.36, 0.92), (0.50, 0.80), (0.40, 0.58),
        (0.1, 0.50))),
    District(name="Les Portes de Valbrume", kind="commerce", lot_m2=6500, planning="UX",
             pattern="grid", spacing_m=(200, 260), angle_deg=-3, points=(
        (0.58, 0.80), (0.70, 0.90), (0.86, 0.95), (1.2, 0.97), (1.28, 0.80), (1.26, 0.62),
        (0.60, 0.60))),
    District(name="ZAC des Brandes Hautes", kind="project", lot_m2=14000, planning="AUc",
             points=(
        (-0.42, 1.13), (-0.45, 1.37), (-0.1, 1.33), (0.46, 1.35), (0.46, 1.17), (0.1, 1.07))),
    District(name="Les Longs Champs", kind="field", lot_m2=16000, planning="AUs", points=(
        (-0.28, -1.28), (0.12, -1.25), (0.36, -1.18), (0.5, -1.4), (0.15, -1.52),
        (-0.4, -1.45))),
    District(name="Prairies de l'Ourlande", kind="meadow", lot_m2=15000, planning="N", points=(
        (-2.6, -0.35), (-1.9, -0.30), (-1.4, -0.34), (-1.08, -0.26), (-0.98, -0.62),
        (-1.1, -0.72), (-1.4, -0.92), (-2.0, -0.85), (-2.6, -0.90))),
    District(name="Prairies du Port", kind="meadow", lot_m2=15000, planning="N", points=(
        (1.32, -0.30), (1.7, -0.24), (2.6, -0.40), (2.6, -0.98), (1.9, -0.92), (1.3, -0.88),
        (1.15, -0.78))),
    District(name="Bois Rond", kind="wood", lot_m2=30000, planning="N", points=(
        (-1.15, -1.36), (-0.55, -1.5), (-0.3, -1.62), (-0.35, -2.2), (-1.3, -2.2),
        (-1.3, -1.5))),
    District(name="Bois de la Forge", kind="wood", lot_m2=30000, planning="N", points=(
        (0.62, -1.30), (1.05, -1.10), (1.4, -1.2), (1.7, -1.25), (1.6, -1.7), (0.7, -2.1),
        (0.5, -1.7))),
    District(name="Bois des Crêtes", kind="wood", lot_m2=30000, planning="N", points=(
        (-2.4, 0.95), (-1.75, 1.22), (-1.5, 1.45), (-1.6, 1.9), (-2.5, 1.6))),
    District(name="Bosquet des Sables", kind="wood", lot_m2=20000, planning="N", points=(
        (1.72, 0.62), (1.95, 0.66), (2.4, 0.58), (2.4, 0.30), (1.9, 0.30))),
)  # fmt: skip
FIELDS: Final = District(name="Plaine", kind="field", lot_m2=26_000, planning="A", points=OUTLINE)
"""What no district claims."""

ZONE_KINDS: Final = ("industrie", "logistique", "artisanat", "tertiaire", "commerce", "project")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet of paper, bent by the seed."""

    phases: Floats
    waves: Floats
    shifts: Floats

    def __call__(self, points: object) -> Floats:
        """Plan points [km] to Lambert-93 [m]."""
        km = np.asarray(points, dtype=float)
        phase = 2 * np.pi * (km @ self.waves.T) + self.phases
        bent = 1000 * km + np.sin(phase) @ self.shifts + np.array(ORIGIN)
        return np.asarray(bent, dtype=float)

    def line(self, points: object, *, step_m: float = 25.0) -> LineString:
        """Smooth line through plan points."""
        return LineString(_spline(self(points), step_m, closed=False))

    def area(self, points: object, *, step_m: float = 60.0, smooth: bool = False) -> Polygon:
        """Polygon of plan points, densified, so that neighbours bend alike."""
        if smooth:
            return Polygon(_spline(self(points), step_m, closed=True))
        ring = shapely.segmentize(Polygon(np.asarray(points, dtype=float)), step_m / 1000)
        return Polygon(self(shapely.get_coordinates(ring)))


def sheet(rng: Generator) -> Sheet:
    """Draw the bend of the sheet: four waves of 1.4 to 4 km that shift by some 25 m each."""
    angle = rng.uniform(0, 2 * np.pi, 4)
    length_km = rng.uniform(1.4, 4.0, 4)
    waves = np.c_[np.cos(angle), np.sin(angle)] / length_km[:, None]
    return Sheet(rng.uniform(0, 2 * np.pi, 4), waves, rng.normal(0, 24, (4, 2)))


def _spline(points: Floats, step_m: float, *, closed: bool) -> Floats:
    if closed:
        points = np.vstack([points, points[:1]])
    chord = np.r_[0.0, np.cumsum(np.sqrt(np.hypot(*np.diff(points, axis=0).T)))]
    curve = CubicSpline(chord, points, bc_type="periodic" if closed else "not-a-knot")
    length = np.hypot(*np.diff(points, axis=0).T).sum()
    at = np.linspace(0, chord[-1], max(8, int(length / step_m)))
    return np.asarray(curve(at), dtype=float)
