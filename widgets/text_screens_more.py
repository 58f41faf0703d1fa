"""The words of layouts, second windows, the board of seats, the wall and the start without a hub."""

from __future__ import annotations

from typing import Final

SCREENS_MORE: Final[dict[str, tuple[str, str]]] = {
    # second windows
    "window.side": ("{screen} · {hub}", "{screen} · {hub}"),
    "screen.desk": ("工作台", "Desk"),
    "screen.escalations": ("提级", "Escalations"),
    "screen.video": ("视联", "Video"),
    "screen.map": ("地图与交办跟踪", "Map and tracker"),
    "screen.seats": ("各席负荷", "Seats"),
    "screen.wall": ("大屏", "Wall"),
    # seats
    "seats": ("各席认领与负荷", "Claims and load by seat"),
    "seats.none": ("没有席位认领事件", "No seat has claimed a case"),
    "seats.none_more": ("有人认领后，这里按席位列出", "Listed by seat as soon as somebody claims"),
    "seats.units": ("责任单位办理，非本班交办", "With units, sent by nobody here"),
    "seats.last": ("最近 {seat} 席", "Last at {seat}"),
    "seats.last.tip": (
        "此人最近一次认领是在 {seat} 席，现在没有认领的事件；此刻是否在席，本机不知道",
        "Claimed last at seat {seat} and has no claim now; this console does not know who sits there",
    ),
    "col.seat": ("席位", "Seat"),
    "col.person": ("值守", "Person"),
    "col.claimed": ("认领", "Claimed"),
    "col.sent_out": ("已交办", "Sent out"),
    "col.held": ("合计", "All"),
    "col.levels": ("按紧急程度", "By urgency"),
    "col.late": ("超期", "Overdue"),
    "col.first": ("最近时限", "Next deadline"),
    # wall
    "wall.due": ("待确认与最近时限", "Unacked and next deadlines"),
    "wall.more": ("另有 {count} 件待确认", "{count} more unacked"),
    "wall.none": ("没有运行中的时限", "No limit is running"),
    "wall.offline": ("与枢纽失去联系，显示 {time} 的数据", "Hub out of reach, data of {time}"),
    "wall.data": ("数据 {time}", "Data {time}"),
    "wall.no_data": ("还没有数据", "No data yet"),
    "wall.not_viewer": ("大屏须用只读账号的令牌", "The wall needs the token of a viewer"),
    "wall.not_viewer_more": (
        "此令牌属于{role}，已断开。请系统管理员另建只读账号",
        "This token is a {role}'s; signed off. Ask the administrator for a viewer's account",
    ),
    "wall.refused": ("枢纽不接受此令牌", "The hub does not take this token"),
    # start without a hub
    "signin.offline": ("离线进入", "Work offline"),
    "signin.kept": (
        "枢纽不可达。{user} 可凭密码离线进入，至 {until}；数据 {time}",
        "No hub. {user} may work offline by password until {until}; data of {time}",
    ),
    "signin.expired": ("离线已满 12 小时，须重新登录", "12 hours without the hub are over; sign in again"),
    "resync.sending": ("补发待发操作 {done}/{all}", "Sending the outbox {done}/{all}"),
    "resync.asks": ("{count} 件已过时效，逐件确认", "{count} past their use-by ask below"),
}
