"""Some sixty cases as a shift brings them, for pictures and tests of the queue; all of it invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from core.domain.nouns import Case, Clock, Deadline, Escalation, Kind, Priority, Rung, State, Task, TaskState

NOW: Final = datetime(2026, 11, 22, 6, 32, 7, tzinfo=UTC)  # 14:32:07 at the desk
ME: Final = "0107"

# zh, en
TITLES: Final = (
    ("幸福里小区 3 号楼燃气异味", "Gas smell, Xingfuli Bldg 3"),
    ("南桥口工地约 30 人讨薪聚集", "~30 workers gather over pay, Nanqiao"),
    ("北渠路污水井盖缺失", "Manhole cover missing, Beiqu Rd"),
    ("建工医院西门物业停水冲突", "Water cut-off clash, property mgmt"),
    ("背街路灯连片不亮（督办单 2025-086）", "Street lights out (order 2025-086)"),
    ("独居老人两日未出门，敲门无应", "Elder living alone, no answer 2 days"),
    ("楼上漏水引发持刀威胁（已劝离）", "Leak dispute, knife threat (calmed)"),
    ("三单元楼道电动车飞线充电", "E-bike charging via window cable"),
    ("冷库氨机房巡查发现报警器失效", "Ammonia alarm fault found on patrol"),
    ("婚房彩礼纠纷，双方亲属到场", "Bride-price dispute, kin gathering"),
    ("早市占道，群众反映通行难", "Morning market blocks the lane"),
    ("单元门禁损坏多日未修", "Door access broken for days"),
    ("夜间施工噪声（重复来电 3 次）", "Night construction noise (3 calls)"),
    ("树枝折断压电缆，未断电", "Branch on cable, power still on"),
    ("小区停水咨询（同类 6 件已合并）", "Water outage enquiries (6 merged)"),
    ("楼道堆物，已劝导未清", "Hallway clutter, warned, not cleared"),
    ("宠物伤人后续赔偿调解", "Dog bite, compensation mediation"),
)
_NAMES: Final = {"王磊": "Wang L.", "陈静": "Chen J.", "孙丽": "Sun L."}
# urgency, state, source, grid, holder, unit, seconds left, limit, clock
FACTS: Final = (
    (1, "unacked", "app", "140106001001-01", None, None, 48, 60, "response"),
    (2, "unacked", "cameras", "140106002001-01", None, None, 200, 300, "response"),
    (3, "unacked", "hotline-12345", "140106003001-01", None, None, 786, 900, "response"),
    (2, "to_receipt", "hotline-12345", "140106004001-01", None, "housing", -761, 300, "receipt"),
    (3, "feedback_due", "supervision-13710", "140106005001-01", None, "urban", -93600, 86400, "handling"),
    (2, "handling", "app", "140106001002-01", ME, None, 375, 1800, "scene"),
    (2, "handling", "transfer-110", "140106002002-01", "王磊", None, 710, 3600, "handling"),
    (3, "to_route", "app", "140106003002-01", None, None, 1450, 1800, "response"),
    (3, "to_receipt", "app", "140106101001-01", None, "emergency", 1560, 2400, "receipt"),
    (3, "handling", "platform", "140106004002-01", "陈静", None, 4320, 7200, "handling"),
    (4, "handling", "hotline-12345", "140106005002-01", None, "urban", 9600, 14400, "handling"),
    (4, "handling", "app", "140106006001-01", None, "property", 18300, 28800, "handling"),
    (4, "to_verify", "hotline-12345", "140106001003-01", ME, None, None, 0, None),
    (4, "to_route", "app", "140106002003-01", None, None, 27000, 28800, "response"),
    (4, "handling", "hotline-12345", "140106003003-01", ME, "water-supply", 29400, 43200, "handling"),
    (4, "handling", "app", None, "孙丽", None, 71100, 86400, "handling"),
    (4, "returned", "manual", "140106004003-01", None, None, 158400, 172800, "handling"),
)


def sample(lang: str, copies: int = 4) -> list[Case]:
    """The rows above, and copies of them further off in time, with some tracked, paused and closed."""
    cases = []
    for copy in range(copies):
        for place, row in enumerate(zip(TITLES, FACTS, strict=True)):
            if copy and row[1][1] == "unacked":
                continue
            cases.append(_case(417 - place + 1000 * copy, row, lang, copy))
    return cases


def _case(number: int, row: tuple[tuple[str, str], tuple[object, ...]], lang: str, copy: int) -> Case:
    (zh, en), (level, state, source, grid, holder, unit, left, limit, clock) = row
    assert isinstance(level, int)
    limits: tuple[Deadline, ...] = ()
    if isinstance(left, int) and isinstance(limit, int):
        due = NOW + timedelta(seconds=left + copy * 3700 * (1 if left > 0 else 0))
        limits = (Deadline(kind=Clock(str(clock)), due=due, origin="sample", limit=limit),)
    elif copy == 0:
        limits = (Deadline(kind=Clock.HANDLING, due=NOW, origin="sample", limit=60, paused=True),)
    tasks: tuple[Task, ...] = ()
    if unit is not None:
        by = ME if copy % 2 else "0102"
        tasks = (Task(id=f"{number}.1", unit=str(unit), role="lead", state=TaskState.SENT, sent_at=NOW, sent_by=by),)
    is_closed = copy == 3 and level == 4
    risen = Escalation(
        id="e",
        at=NOW,
        clock=Clock.RECEIPT,
        rung=Rung.TOWN,
        level=1,
        generation=1,
        asked=(),
        unanswered=(),
        due=NOW,
        late=0.0,
    )
    return Case(
        no=f"YZ-20261122-{number:04d}",
        version=1,
        title=en if lang == "en" else zh,
        opened_at=NOW - timedelta(seconds=12 + number % 7 + copy * 900),
        source=str(source),
        kind=Kind.INCIDENT,
        state=State.CLOSED if is_closed else State(str(state)),
        priority=Priority(f"P{level}"),
        acked=state != "unacked",
        grid=None if grid is None else str(grid),
        holder=None
        if is_closed or holder is None
        else _NAMES.get(str(holder), str(holder))
        if lang == "en"
        else str(holder),
        deadlines=() if is_closed else limits,
        tasks=() if is_closed else tasks,
        escalations=(risen,) if left == -761 else (),
        closed_at=NOW - timedelta(minutes=number % 60) if is_closed else None,
        unassigned="no_grid" if grid is None else None,
    )
