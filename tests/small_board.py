"""Two plans for the small city with every kind of target, and figures that stand just below, on and above them."""

from dataclasses import replace

from small_city import DO_SON, PERIOD, UNITS, locality

from kstt.period import Period
from kstt.targets.indicator import Indicator
from kstt.targets.scoreboard import Scoreboard, score
from kstt.targets.standing import Standing
from kstt.targets.target import Parts, Plan, Target
from kstt.targets.year import Year
from report_templates.definitions import load_indicators

_KNOWN = {one.id: one for one in load_indicators()}
LATE = replace(
    _KNOWN["on_time_resolution"], id="late", name="=Tỷ lệ hồ sơ quá hạn", numerator="Hồ sơ quá hạn", direction="at_most"
)
_IDS = ("on_time_resolution", "online_payment", "satisfaction", "staff_productivity", "service_quality_index")
INDICATORS: tuple[Indicator, ...] = (*(_KNOWN[one] for one in _IDS), LATE)
_WARD = replace(DO_SON, locality="do-son")
BOUND = tuple(_WARD if unit == DO_SON else unit for unit in UNITS)
CITY_PLAN = Plan(
    "city",
    "hai-phong",
    2026,
    "=Kế hoạch kiểm soát thủ tục hành chính năm 2026",
    "UBND thành phố Hải Phòng",
    (
        Target("on_time_resolution", "all", "mục I.1", "98"),
        Target("online_payment", "all", "mục I.2", "60.5", ("30", "40.25", "50", "60.5"), "=Không tính giao dịch lỗi"),
        Target("satisfaction", "two", "mục I.3", "95"),
        Target("satisfaction", "nobody", "mục I.4", "95"),
        Target("staff_productivity", "all", "mục II.1", "5280"),
        Target("service_quality_index", "ward", "mục II.2", "80.5"),
        Target("late", "all", "mục II.3", "2"),
    ),
    {"all": ("kind:commune",), "two": (11311, 11383), "nobody": (), "ward": (11413,)},
    "15/KH-UBND",
    "2026-01-20",
    ("Nghị quyết số 01/NQ-CP", "=Quyết định số 766/QĐ-TTg"),
)
WARD_PLAN = Plan(
    "ward",
    "do-son",
    2026,
    "Kế hoạch của phường Đồ Sơn năm 2026",
    "Chủ tịch UBND phường Đồ Sơn",
    (
        Target("on_time_resolution", "self", "Phụ lục II", "99.95"),
        Target("service_quality_index", "self", "Phụ lục III", "85"),
    ),
    {"self": ("self",)},
    issued_on="2026-02",
)


def now() -> Standing:
    """Ten of twelve units have figures; together 97.996 % on time, and 2.004 % late."""
    found: Standing = {}
    for at, unit in enumerate(UNITS[:10]):
        found["on_time_resolution", unit.code] = Parts(2450 if at < 9 else 2449, 2500)
        found["online_payment", unit.code] = Parts(10 * at, 100 if at else 0)
        found["staff_productivity", unit.code] = Parts(1300 + at // 2, 1)
        found["service_quality_index", unit.code] = Parts((8050, 8049, 8051, 8500)[at % 4], None, 2)
        found["late", unit.code] = Parts(50 if at < 9 else 51, 2500)
    found["satisfaction", UNITS[0].code] = Parts(0, 0)
    return found


def board(period: Period = PERIOD, so_far: Standing | None = None, lacking: tuple[str, ...] = ()) -> Scoreboard:
    """Everything judged; the year so far is the quarter's unless it is lacking."""
    year = Year(now(), None if lacking else so_far or now(), lacking)
    return score((CITY_PLAN, WARD_PLAN), INDICATORS, locality(), BOUND, year, period)


def points_apart() -> Scoreboard:
    """One target on points that two units gave, which are not added, and one of a group nobody is in."""
    targets = tuple(Target("service_quality_index", group, "mục II", "80.5") for group in ("two", "nobody"))
    points: Standing = {("service_quality_index", code): Parts(8000, None, 2) for code in (11311, 11383)}
    plan = replace(CITY_PLAN, target=targets)
    return score((plan,), load_indicators(), locality(), UNITS, Year(points, None), PERIOD)
