"""`hubpost demo`: the whole product at work: a hub, live sources, answering departments and a desk, on its own data."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path
from typing import Final

import platformdirs
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from console.app import Config, Console, chosen_application, start_console
from console.demo_hub import LEAD, DemoError, DemoHub
from console.demo_stream import TestPattern
from console.prefs import PrefsStore
from console.shots import take_shots
from console.stall import StallMeter
from console.window import Window
from core.domain.rules.escalation import open_escalations
from resources import district_names
from widgets.text import LANGS
from widgets.theme import THEMES

EXAMPLE: Final = "example: hubpost demo --speed 20, or with no display: hubpost demo --for 30 --shots shots"
UNSEEN_S: Final = 30.0  # how long it runs where nobody can see it
TELL_MS: Final = 5_000


class Figures:
    """The demo's live figures, read off the desk's own board."""

    def __init__(self, console: Console, stalls: StallMeter) -> None:
        self._console = console
        self._stalls = stalls

    def line(self) -> str:
        """One line of them."""
        desk = self._console.desk
        cases = list(desk.board.cases.values())
        seen = desk.connection.data_at
        age = "-" if seen is None else f"{max(0.0, (desk.now() - seen).total_seconds()):.1f}s"
        return (
            f"in {len(cases)}  dispatched {sum(bool(c.tasks) for c in cases)}  "
            f"escalated {sum(bool(open_escalations(c)) for c in cases)}  "
            f"closed {sum(c.closed_at is not None for c in cases)}  "
            f"link {'live' if desk.connection.is_live else 'not live'}, age {age}  "
            f"UI stall p99 {self._stalls.percentile(0.99):.1f} ms"
        )


def main(argv: list[str]) -> int:
    """Entry of `hubpost demo`."""
    args = _arguments().parse_args(argv)
    if args.speed <= 0:
        print("hubpost demo: --speed must be above 0", file=sys.stderr)
        return 2
    unseen = not _has_display()
    if unseen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    seconds = args.seconds if args.seconds is not None else (UNSEEN_S if unseen else None)
    shots = args.shots or (Path("hubpost-demo-pictures") if unseen else None)
    folder = args.data or platformdirs.user_data_path("hubpost") / f"demo-{args.district}"
    lang = args.lang or PrefsStore(folder / "console").prefs.lang
    hub = DemoHub(folder, args.district, args.speed, lang)
    pattern = TestPattern(folder / "stream")
    try:
        print(f"demo: data in {folder}; starting the hub", flush=True)
        started = hub.start()
        if not pattern.start():
            print("demo: no ffmpeg, so the video tile has nothing to play (hubpost doctor tells how to get it)")
        print(f"demo: hub at {started.ws}, reports at {started.http}", flush=True)
        config = Config(
            hub=started.ws,
            data=folder / "console",
            token=hub.tokens[LEAD],
            seat="02",
            lang=args.lang,
            theme=args.theme,
            district=args.district,
            streams=pattern.url,
            mode="demo",
        )
        return _run(config, seconds, shots, unseen, hub)
    except (DemoError, OSError) as failure:
        print(f"hubpost demo: {failure}", file=sys.stderr)
        return 1
    finally:
        pattern.stop()
        hub.stop()


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("hubpost demo", description=__doc__, epilog=EXAMPLE)
    parser.add_argument("--district", choices=district_names(), default="yingze")
    parser.add_argument("--speed", type=float, default=20.0, help="times the pace of the real log (default 20)")
    parser.add_argument("--for", dest="seconds", type=float, metavar="SECONDS", help="end after so long")
    parser.add_argument("--shots", type=Path, metavar="DIR", help="leave a picture of every screen there at the end")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the demo's data; a restart goes on from it")
    parser.add_argument("--lang", choices=LANGS, default="")
    parser.add_argument("--theme", choices=sorted(THEMES), default="")
    return parser


def _has_display() -> bool:
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _run(config: Config, seconds: float | None, shots: Path | None, tell: bool, hub: DemoHub) -> int:
    app = chosen_application(config)
    console = start_console(config)
    stalls = StallMeter(app)
    figures = Figures(console, stalls)
    QTimer.singleShot(2_000, app, stalls.start)  # the first paint is no stall
    timer = QTimer(app)
    timer.setInterval(TELL_MS)
    timer.timeout.connect(lambda: _tick(app, hub, figures if tell or seconds is not None else None))
    timer.start()
    if seconds is not None:
        QTimer.singleShot(int(seconds * 1000), app, lambda: app.exit(0))  # quit would close the window first
    if shots is not None and seconds is not None:
        QTimer.singleShot(int(seconds * 300), app, lambda: console.window.show_page("escalations"))
        QTimer.singleShot(int(seconds * 500), app, lambda: _play(console.window))
    console.window.closing.connect(app.quit)
    signal.signal(signal.SIGINT, lambda *_: app.quit())
    signal.signal(signal.SIGTERM, lambda *_: app.quit())
    app.exec()
    timer.stop()
    stalls.stop()
    last = figures.line()
    pictures = take_shots(console.window, shots, console.choices.try_on) if shots is not None else []
    was_alive = hub.alive()
    console.close()
    print(f"demo: {last}", flush=True)
    for picture in pictures:
        print(f"demo: {picture}")
    if not was_alive:
        print("hubpost demo: the hub ended by itself; run it alone to see why: hubpost hub --data DIR", file=sys.stderr)
        return 1
    return 0


def _play(window: Window) -> None:
    """Open the video page and start its picture, so that the pictures left behind show one that plays."""
    window.show_page("video")
    play = next(action for action in window.page.acts() if action.id == "play")
    if play.refusal() is None:
        play.run()


def _tick(app: QApplication, hub: DemoHub, figures: Figures | None) -> None:
    if figures is not None:
        print(f"demo: {figures.line()}", flush=True)
    if not hub.alive():
        app.quit()
