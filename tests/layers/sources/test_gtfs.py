"""A network of one line made by hand: what runs when, and how often at the peak."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from land.errors import SchemaError
from layers.errors import ReadError
from layers.options import ReadOptions
from layers.read import read
from layers.sources import gtfs
from layers.sources.gtfs_calendar import DAYS

TUESDAY, SATURDAY = date(2026, 3, 10), date(2026, 3, 14)
HOLIDAY = date(2026, 3, 17)  # a Tuesday that runs as a Sunday

STOPS = """stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station
G,Gare,43.60,3.88,1,
G1,Gare quai 1,43.6001,3.8801,0,G
G2,Gare quai 2,43.6002,3.8802,0,G
M,Mairie,43.61,3.89,,
H,Hameau,43.62,3.90,,
X,Entrée nord,43.60,3.88,2,G
"""
TRIPS = """route_id,service_id,trip_id,direction_id
T1,week,w1,0
T1,week,w2,0
T1,week,w3,0
T1,week,w4,1
T1,rest,r1,0
T1,rest,late,0
"""
# Three trips out and one back between seven and nine on working days.
TIMES = """trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type
w1,06:59:59,06:59:59,G1,1,0
w1,07:10:00,07:10:00,M,2,0
w1,07:20:00,07:20:00,H,3,0
w2,07:00:00,07:00:00,G1,1,0
w2,07:10:00,07:10:00,M,2,0
w2,07:20:00,07:20:00,H,3,0
w3,08:59:59,08:59:59,G1,1,0
w3,09:10:00,09:10:00,M,2,0
w3,09:20:00,09:20:00,H,3,0
w4,07:30:00,07:30:00,H,10,0
w4,07:40:00,07:40:00,M,20,1
w4,07:50:00,07:50:00,G2,30,0
r1,08:00:00,08:00:00,G1,1,0
r1,08:10:00,08:10:00,M,2,0
r1,08:20:00,08:20:00,H,3,0
late,25:10:00,25:10:00,G1,1,0
late,25:20:00,25:20:00,M,2,0
late,25:30:00,25:30:00,H,3,0
"""
CALENDAR = f"""service_id,{",".join(DAYS)},start_date,end_date
week,1,1,1,1,1,0,0,20260302,20260329
rest,0,0,0,0,0,1,1,20260302,20260329
"""
DATES = """service_id,date,exception_type
week,20260317,2
rest,20260317,1
"""
ROUTES = "route_id,route_short_name,route_type\nT1,1,0\n"

FILES = {
    "stops.txt": STOPS, "trips.txt": TRIPS, "stop_times.txt": TIMES, "calendar.txt": CALENDAR,
    "calendar_dates.txt": DATES, "routes.txt": ROUTES,
}  # fmt: skip


def feed(folder: Path, **changed: str | None) -> Path:
    texts = FILES | {f"{name}.txt": text for name, text in changed.items()}
    for name, text in texts.items():
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def per_h(path: Path, day: date, peak: tuple[float, float] = gtfs.PEAK) -> dict[str, float]:
    stops = gtfs.departures(path, day=day, peak=peak).stops
    return stops.set_index("stop_id")["peak_departures_per_h"].to_dict()


def test_departures_of_a_working_day_in_the_better_direction(tmp_path: Path) -> None:
    # station: 7:00 and 8:59:59 out, nothing back (the last stop of a trip is no departure)
    # Mairie: 7:10 twice out; nobody may board on the way back. Hameau: 7:30 back
    assert per_h(feed(tmp_path), TUESDAY) == {"G": 1.0, "M": 1.0, "H": 0.5}


def test_a_holiday_removes_one_service_and_adds_another(tmp_path: Path) -> None:
    folder = feed(tmp_path)
    assert per_h(folder, HOLIDAY) == {"G": 0.5, "M": 0.5, "H": 0.0}
    assert per_h(folder, HOLIDAY) == per_h(folder, SATURDAY)


def test_trips_past_midnight_leave_on_the_next_day(tmp_path: Path) -> None:
    folder = feed(tmp_path)
    at_night = (1.0, 2.0)
    sunday, monday = date(2026, 3, 15), date(2026, 3, 16)
    assert per_h(folder, sunday, at_night)["G"] == 1.0  # the 25:10 of Saturday
    assert per_h(folder, monday, at_night)["G"] == 1.0  # the 25:10 of Sunday
    assert per_h(folder, SATURDAY, at_night)["G"] == 0.0  # Friday has none
    assert per_h(folder, HOLIDAY.replace(day=18), at_night)["G"] == 1.0  # of the holiday
    assert per_h(folder, sunday, (25.0, 26.0))["G"] == 1.0  # its own, on the clock of the day


def test_a_calendar_of_dates_alone(tmp_path: Path) -> None:
    dates = "service_id,date,exception_type\nweek,20260310,1\nrest,20260314,1\n"
    folder = feed(tmp_path, calendar=None, calendar_dates=dates)
    assert per_h(folder, TUESDAY) == {"G": 1.0, "M": 1.0, "H": 0.5}
    assert per_h(folder, SATURDAY)["G"] == 0.5
    assert per_h(folder, date(2026, 3, 11)) == {"G": 0.0, "M": 0.0, "H": 0.0}


def test_trips_given_by_their_headway(tmp_path: Path) -> None:
    repeats = "trip_id,start_time,end_time,headway_secs\nw2,06:30:00,08:30:00,600\n"
    folder = feed(tmp_path, frequencies=repeats)
    # every ten minutes from 6:30 to before 8:30: nine leave the station from 7:00 to 8:20,
    # with the 8:59:59 ten in two hours; the 7:00 of the model trip itself is not one more
    assert per_h(folder, TUESDAY)["G"] == 5.0
    # Mairie ten minutes later: from 6:50 on ten, 7:00 to 8:30, and the first trip at 7:10
    assert per_h(folder, TUESDAY)["M"] == 5.5


def test_stops_without_time_take_that_of_the_stop_before(tmp_path: Path) -> None:
    times = TIMES.replace("w2,07:10:00,07:10:00,M", "w2,,,M")
    assert per_h(feed(tmp_path, stop_times=times), TUESDAY)["M"] == 1.0


def test_the_typical_day_is_a_tuesday_and_not_the_holiday(tmp_path: Path) -> None:
    found = gtfs.departures(feed(tmp_path))
    assert found.day == date(2026, 3, 3)
    assert found.day.weekday() == 1


def test_a_service_that_runs_alone_for_years_is_not_the_network(tmp_path: Path) -> None:
    """One trip from 2015 to 2099 beside four that run in March 2026: a Tuesday of that month."""
    calendar = CALENDAR.replace(
        "rest,0,0,0,0,0,1,1,20260302,20260329", "rest,1,1,1,1,1,1,1,20150101,20991231"
    )
    trips = "\n".join(line for line in TRIPS.splitlines() if ",late," not in line) + "\n"
    folder = feed(tmp_path, calendar=calendar, calendar_dates=None, trips=trips)
    assert gtfs.departures(folder).day == date(2026, 3, 3)


def test_platforms_are_one_stop_where_the_station_is_and_others_are_counted_out(
    tmp_path: Path,
) -> None:
    found = gtfs.departures(feed(tmp_path), day=TUESDAY)
    assert found.left_out == 1  # the entrance
    station = found.stops.set_index("stop_id").loc["G"]
    assert (station["name"], station["mode"]) == ("Gare", "tram")
    assert (station.geometry.x, station.geometry.y) == (3.88, 43.60)
    loose = STOPS.replace("0,G", "0,nowhere")
    alone = gtfs.departures(feed(tmp_path, stops=loose), day=TUESDAY).stops
    assert set(alone["stop_id"]) == {"G1", "G2", "M", "H"}


def zipped(folder: Path) -> Path:
    target = folder.parent / "reseau.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for path in feed(folder).iterdir():
            archive.write(path, f"export/{path.name}")
    return target


def test_a_zip_or_a_folder_comes_through_the_door_as_stops(tmp_path: Path) -> None:
    (tmp_path / "feed").mkdir()
    options = ReadOptions(service_day=TUESDAY)
    archive = read(zipped(tmp_path / "feed"), role="stop", options=options)
    folder = read(tmp_path / "feed", role="stop", options=options)
    for layer in (archive, folder):
        assert layer.frame.crs.to_epsg() == 2154
        assert layer.frame["peak_departures_per_h"].to_dict() == {"G": 1.0, "M": 1.0, "H": 0.5}
        account = layer.account.set_index("action")["count"]
        assert account["read"] == account["kept"] + account["refused"] == 4
    assert archive.account["reason"].str.contains("2026-03-10 07:00-09:00").sum() == 1


def test_a_zip_of_something_else_is_no_feed(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("stops.txt", STOPS)
    assert not gtfs.is_feed(tmp_path / "a.zip")
    with pytest.raises(ReadError):
        read(tmp_path / "a.zip", role="stop")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"calendar": None, "calendar_dates": None}, "calendar.txt or calendar_dates.txt"),
        ({"trips": None}, "trips.txt"),
        ({"stop_times": TIMES.replace("25:10:00", "25h10")}, "25h10"),
        ({"stop_times": TIMES.replace("stop_sequence", "order")}, "stop_sequence"),
        ({"frequencies": "trip_id,start_time,end_time,headway_secs\nw2,06:30:00,08:30:00,0\n"},
         "headway_secs"),
    ],
)  # fmt: skip
def test_a_feed_that_cannot_be_counted_says_why(
    tmp_path: Path, changed: dict[str, str | None], words: str
) -> None:
    with pytest.raises(ReadError, match=words):
        gtfs.departures(feed(tmp_path, **changed), day=TUESDAY)


def test_a_day_outside_the_calendar_is_refused_with_the_days_there_are(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="from 2026-03-02 to 2026-03-29"):
        gtfs.departures(feed(tmp_path), day=date(2025, 3, 10))


def test_a_layer_says_which_kinds_it_is_complete_for(tmp_path: Path) -> None:
    path = tmp_path / "nature.geojson"
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":'
        '{"protection":"wetland"},"geometry":{"type":"Polygon","coordinates":'
        "[[[3.8,43.6],[3.81,43.6],[3.81,43.61],[3.8,43.6]]]}}]}"
    )
    whole = read(path, role="natural_area", options=ReadOptions(complete_for=("appb",)))
    assert whole.frame.attrs["complete_for"] == ("appb",)
    assert "complete_for" not in read(path, role="natural_area").frame.attrs
    with pytest.raises(SchemaError, match="no kind apb"):
        read(path, role="natural_area", options=ReadOptions(complete_for=("apb",)))


@pytest.mark.parametrize(
    ("table", "text", "said"),
    [
        ("stops", "", "stops.txt: cannot be read"),
        ("stops", STOPS.replace("stop_lon", "lon"), "stops.txt: no column stop_lon"),
        ("stops", STOPS.replace("M,Mairie", "G,Mairie"), "« stop_id » names several rows: 'G'"),
        ("stops", "stop_id, stop_id ,stop_lat,stop_lon\n", "two columns have the same name"),
        ("trips", TRIPS.replace("w2,0", "w1,0"), "« trip_id » names several rows"),
        ("stop_times", TIMES.replace(",1,0", ",un,0"), "stop_times.txt, stop_sequence: 5"),
        ("stop_times", TIMES.replace("G1,1,0", "G1,1,0,9,9", 1), "stop_times.txt: cannot be read"),
        ("calendar", CALENDAR.replace("20260302", "20261302", 1), "start_date: 1 unreadable"),
        ("calendar", CALENDAR.replace("monday", "lundi"), "calendar.txt: no column monday"),
        ("calendar_dates", "service_id\nrest\n", "no column date, exception_type"),
        ("routes", ROUTES + "T1,2,3\n", "« route_id » names several rows"),
        ("frequencies", "trip_id,start_time,end_time,headway_secs\nw1,07:00:00,,600\n",
         "a period without its start or its end"),
    ],
)  # fmt: skip
def test_a_damaged_table_is_told_with_its_name(
    tmp_path: Path, table: str, text: str, said: str
) -> None:
    with pytest.raises(ReadError) as raised:
        gtfs.departures(feed(tmp_path, **{table: text}))
    assert said in str(raised.value)


def test_a_comma_at_the_end_of_each_row_moves_no_column(tmp_path: Path) -> None:
    """Some networks write one: pandas then takes the first column for the names of the rows."""
    head, *rows = TIMES.splitlines()
    text = "\n".join([head, *(f"{row}," for row in rows)])
    folder = feed(tmp_path, stop_times=text + "\n")
    assert per_h(folder, TUESDAY) == {"G": 1.0, "M": 1.0, "H": 0.5}


def test_a_feed_without_its_routes_has_stops_of_unknown_mode(tmp_path: Path) -> None:
    found = gtfs.departures(feed(tmp_path, routes="r\n"), day=TUESDAY)
    assert set(found.stops["mode"]) == {"unknown"}


def test_a_calendar_that_ends_in_2099_is_not_walked_to_its_end(tmp_path: Path) -> None:
    folder = feed(tmp_path, calendar=CALENDAR.replace("20260329", "20991231"))
    assert gtfs.departures(folder).day == date(2026, 3, 3)
