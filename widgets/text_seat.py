"""The words of the seat: second person, lock, relief, signing in and out; `widgets.text` takes them in."""

from __future__ import annotations

from typing import Final

SEAT: Final[dict[str, tuple[str, str]]] = {
    # banner
    "banner.second": ("待第二人确认", "Second person asked"),
    "areas": ("本席街镇", "Areas of this seat"),
    "areas.own": ("✓ 本席", "✓ this seat"),
    "areas.all": ("全区", "The whole district"),
    "banner.waiting": ("等第二人确认", "Waits for a second person"),
    "banner.unsigned": ("未补签", "Unsigned"),
    "banner.clock": ("时钟偏差", "Clock skew"),
    "second.approve": ("批准", "Approve"),
    "second.refuse": ("不批", "Refuse"),
    "second.by_phone": ("电话授权", "By phone"),
    "second.withdraw": ("撤销请求", "Recall"),
    "second.all": ("全部", "All"),
    "second.sign": ("补签", "Countersign"),
    "second.dispute": ("有异议", "Dispute"),
    "second.open": ("看事件", "Open"),
    # list
    "second.title": ("二人确认与补签", "Second person and signatures"),
    "second.none": (
        "没有待第二人确认的请求，也没有未补签的事项",
        "Nothing waits, nothing is unsigned",
    ),
    "second.head.ask": ("待第二人确认 {count}", "Second person asked {count}"),
    "second.head.unsigned": ("未补签 {count}", "Unsigned {count}"),
    "second.mine": ("本人请求", "Yours"),
    # confirm bar
    "confirm.cancel": ("取消", "Cancel"),
    "confirm.go": ("确定", "Confirm"),
    # telephone authorisation
    "phone.title": ("电话授权", "Authorised by telephone"),
    "phone.who": ("授权人", "Who authorised"),
    "phone.account": ("工号（知道就填）", "Number, if known"),
    "phone.phone": ("电话", "Telephone"),
    "phone.time": ("通话时间", "Time of the call"),
    "phone.text": ("原话", "What was said"),
    "phone.send": ("记录并执行", "Record and act"),
    "phone.hint": (
        "立即生效，标“电话授权，未补签”；授权人上岗后补签或提出异议",
        "Takes effect at once, marked unsigned; the leader signs or disputes it later",
    ),
    "phone.empty": ("授权人、电话、原话都要写", "Who, telephone and what was said are all needed"),
    "phone.bad_time": ("时间写成 02:14，不能在将来", "Write the time as 02:14, not in the future"),
    # lock, relief, sign-out
    "lock.title": ("本席已锁定", "This seat is locked"),
    "lock.detail": (
        "{who} · {time} 起 · 队列、状态条和声音照常",
        "{who} · since {time} · queue, strip and sound go on",
    ),
    "lock.offline": (
        "与枢纽失联：只认本次登录的 {who}",
        "The hub is out of reach: only {who}, who signed in here, can unlock",
    ),
    "lock.no_password": (
        "本席以令牌登录，没有密码：按 Enter 解锁",
        "This seat came in with a token, there is no password: Enter unlocks",
    ),
    "lock.side": ("已锁定 · 在主窗口解锁", "Locked · unlock in the main window"),
    "lock.unlock": ("解锁", "Unlock"),
    "lock.not_you": ("本席由 {who} 锁定；换人请用顶岗", "Locked by {who}; to change places use relief"),
    "relief.title": ("顶岗：接班人登录", "Relief: who takes over signs in"),
    "relief.detail": (
        "界面不变；登录成功前仍由 {who} 值守",
        "The screen stays as it is; {who} stays on duty until you are in",
    ),
    "relief.go": ("登录顶岗", "Take over"),
    "relief.same": ("你已在本席", "You are at this seat already"),
    "relief.offline": ("与枢纽失联，不能顶岗", "The hub is out of reach: no relief now"),
    "seat.user": ("工号", "Number"),
    "seat.password": ("密码", "Password"),
    "seat.wrong": ("工号或密码不对", "Wrong number or password"),
    "seat.wrong_left": ("工号或密码不对，还可试 {left} 次", "Wrong number or password, {left} tries left"),
    "seat.locked_out": ("失败过多，{minutes} 分钟后再试", "Too many failures; try again in {minutes} min"),
    "seat.offline_wrong": (
        "密码不对，或不是本次登录的人；与枢纽失联",
        "Wrong, or not who signed in here; the hub is out of reach",
    ),
    "seat.busy": ("正在核对", "Looking"),
    "seat.empty": ("工号和密码都要填", "Number and password are both needed"),
    "seat.taken": (
        "{seat} 席由 {by} 在用，再按 Enter 接管",
        "Seat {seat} is in use by {by}; Enter takes it over",
    ),
    "signin.sound": ("试音", "Test sound"),
}
