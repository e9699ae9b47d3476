"""What may not happen when one thing is changed: more of it never turns the answer round."""

from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, Series
from pytest import approx  # noqa: PT013
from shapely import LineString, Point, box

from criteria.cost import public_cost
from criteria.ecology import COEFFICIENTS, ecological_sensitivity, hazard_class
from criteria.employment import job_match, jobs_balance, recruitment_tension
from criteria.energy import renewable_energy
from criteria.facts import known
from criteria.mobility import commuting_ghg, transit_walk
from criteria.nuisances import receptor_distance
from criteria.project import PROFILES
from criteria.sobriety import job_density, open_ground
from criteria.traffic import transport_load
from tests.criteria.maps import FAR, SQUARE, communes, frame, jobs, labour, project, sites, values

FEW = settings(max_examples=25, deadline=None)
SHARE = st.floats(0, 1)
HERE = Series({"A": "1"})
BOXES = st.tuples(st.integers(0, 120), st.integers(0, 120), st.integers(1, 90)).map(
    lambda t: box(t[0], t[1], t[0] + t[2], t[1] + t[2])
)


def bounds(part: DataFrame) -> tuple[float, float]:
    return values(part)[:2]


@FEW
@given(st.floats(1, 500), st.floats(1.01, 5))
def test_more_jobs_on_the_same_land_are_denser(few: float, times: float) -> None:
    low, high = (
        bounds(job_density(sites(), project=project(jobs=jobs(cadres=n), plot_m2=4000)))
        for n in (few, few * times)
    )
    assert low < high


@FEW
@given(st.lists(st.tuples(st.sampled_from(sorted(COEFFICIENTS)), BOXES), min_size=1, max_size=6))
def test_one_area_more_never_lowers_the_sensitivity(areas: list) -> None:
    def of(some: list) -> tuple[float, float]:
        kinds = [k for k, _ in some] + ["wetland", "znieff1", "natura2000"]
        layer = frame([g for _, g in some] + [FAR] * 3, protection=kinds)
        return bounds(ecological_sensitivity(sites(), natural_areas=layer))

    fewer, every = of(areas[1:]), of(areas)
    assert every[0] >= fewer[0] - 1e-6
    assert of([*areas, areas[0]]) == approx(every)  # the same area twice counts once
    assert every[1] <= 100


@FEW
@given(st.lists(st.tuples(st.integers(0, 3), BOXES), min_size=1, max_size=6))
def test_one_hazard_more_never_lowers_the_class(plans: list) -> None:
    def of(some: list) -> float:
        layer = frame([FAR, *(g for _, g in some)], severity=[0, *(s for s, _ in some)])
        return bounds(hazard_class(sites(), hazards=layer))[0]

    assert of(plans) >= of(plans[1:])


@FEW
@given(SHARE)
def test_what_is_declared_is_what_is_counted(share: float) -> None:
    low, high = bounds(open_ground(sites(), project=project(open_ground_share=share)))
    assert low == high == approx(100 * share, abs=1e-5)


POINTS = st.lists(st.tuples(st.floats(-400, 700), st.floats(-400, 700)), min_size=1, max_size=5)


@FEW
@given(POINTS)
def test_one_neighbour_more_is_never_farther(xy: list) -> None:
    homes = frame([box(2000, 0, 2010, 10)], usage=["residential"], dwellings=[1])

    def of(some: list) -> tuple[float, float]:
        schools = frame(
            [Point(3000, 0), *map(Point, some)], facility_kind=["school"] * (len(some) + 1)
        )
        noisy = project(nuisance_distance_m=100)
        return bounds(
            receptor_distance(sites(), project=noisy, buildings=homes, facilities=schools)
        )

    few, many = of(xy[1:]), of(xy)
    assert many[0] <= few[0] + 1e-6
    assert many[1] <= few[1] + 1e-6


@FEW
@given(st.floats(1, 900), st.floats(1, 900))
def test_workers_from_farther_away_raise_the_carbon(near: float, away: float) -> None:
    shapes = {"1": box(-1000, -1000, 1000, 1000), "2": box(19_000, -1000, 21_000, 1000)}

    def of(workers: list[float]) -> float:
        flows = DataFrame({"origin_insee": ["1", "2"], "destination_insee": "1"})
        given_ = {"communes": communes(shapes), "flows": flows.assign(workers=workers)}
        return bounds(commuting_ghg(sites(), commune_of=HERE, **given_))[0]

    assert of([near, 0.0]) < of([near, away]) < of([near, 2 * away])


@FEW
@given(POINTS)
def test_one_stop_more_is_never_farther(xy: list) -> None:
    def of(some: list) -> tuple[float, float]:
        stops = frame(
            [Point(1300, 50), *map(Point, some)], peak_departures_per_h=[4.0] * (len(some) + 1)
        )
        return bounds(transit_walk(sites(), stops=stops))

    few, many = of(xy[1:]), of(xy)
    assert many[0] <= few[0]
    assert many[1] <= few[1]


@FEW
@given(SHARE, SHARE, st.sampled_from([None, True, False]))
def test_more_panels_are_never_less(one: float, two: float, heat: bool | None) -> None:
    few, many = (
        bounds(
            renewable_energy(
                sites(), project=project(renewable_roof_share=share, heat_network=heat)
            )
        )
        for share in sorted((one, two))
    )
    assert few[0] <= many[0]
    assert few[1] <= many[1] <= 100


@FEW
@given(st.lists(st.floats(0, 500), min_size=4, max_size=4), st.integers(0, 3), st.floats(1, 500))
def test_more_job_seekers_never_match_less(seekers: list, profile: int, more: float) -> None:
    wide = communes({"1": box(-40_000, -40_000, 40_000, 40_000)})
    works = project(jobs=jobs(cadres=10, employes=20, ouvriers=30))
    raised = [n + more * (i == profile) for i, n in enumerate(seekers)]
    few, many = (
        bounds(job_match(sites(), project=works, communes=wide, labour=labour({"1": n})))
        for n in (seekers, raised)
    )
    assert 0 <= few[0] <= many[0] <= 1
    assert few[1] <= many[1] + 1e-9


@FEW
@given(
    st.lists(SHARE, min_size=4, max_size=4),
    st.lists(st.integers(1, 50), min_size=4, max_size=4),
)
def test_tension_lies_between_those_of_the_profiles(shares: list, numbers: list) -> None:
    works = project(jobs=dict(zip(PROFILES, map(float, numbers), strict=True)))
    survey = DataFrame({"profile": list(PROFILES), "difficult_share": shares})
    low, high = bounds(recruitment_tension(sites(), project=works, tension=survey))
    assert 100 * min(shares) - 1e-5 <= low == high <= 100 * max(shares) + 1e-5
    wider = bounds(recruitment_tension(sites(), project=works, tension=survey.iloc[1:]))
    assert wider[0] <= low + 1e-5
    assert wider[1] >= high - 1e-5


@FEW
@given(st.floats(1, 1e5), st.floats(1, 1e5))
def test_twice_the_jobs_is_twice_the_balance(work: float, residents: float) -> None:
    def of(number: float) -> float:
        town = communes({"1": SQUARE}, jobs=[number], employed_residents=[residents])
        return bounds(jobs_balance(sites(), commune_of=HERE, communes=town))[0]

    assert of(2 * work) == approx(2 * of(work), rel=1e-5, abs=2e-6)


WORKS = project(
    jobs=jobs(cadres=30, ouvriers=30), trucks_per_day=10, transfer_share=0.0, plot_m2=5000
)


@FEW
@given(st.floats(0, 2000), st.floats(0, 2000))
def test_more_spare_capacity_never_raises_the_load(one: float, two: float) -> None:
    def of(spare: float) -> tuple[float, float]:
        street = frame([LineString([(0, -9), (99, -9)])], spare_veh_h=[spare])
        return bounds(transport_load(sites(), project=WORKS, streets=street))

    tight, easy = (of(spare) for spare in sorted((one, two)))
    assert easy[0] <= tight[0]
    assert easy[1] <= tight[1] <= 10


@FEW
@given(st.floats(0, 100), st.floats(0, 100))
def test_the_more_is_artificialised_already_the_less_it_costs(one: float, two: float) -> None:
    fresh, built = (
        bounds(public_cost(sites(), project=WORKS, artificialised=known(Series({"A": share}))))
        for share in sorted((one, two))
    )
    assert built[0] <= fresh[0]
    assert built[1] <= fresh[1]
