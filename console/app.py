"""`hubpost console`: builds the desk by hand, from the line to the window, and takes it down cleanly."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Final

import platformdirs
from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from console.asked import Notice
from console.choices import Choices, look_of, scale_qt
from console.desk import Desk
from console.drafts import Drafts
from console.feed_thread import FeedThread
from console.grants import Grants
from console.hand import Hand
from console.hub_clock import HubClock
from console.input_method import VARIABLE, X_VARIABLE, Advice, advice, front_end_answers, module_for
from console.pages import Page
from console.pages.desk_page import DeskPage
from console.pages.escalations import EscalationsPage
from console.pages.map_tracker import MapTrackerPage
from console.pages.seats import SeatsPage
from console.pages.settings import SettingsPage
from console.pages.video import VideoPage
from console.palette import Palette
from console.prefs import PrefsStore
from console.presets import BY_ID
from console.probe import probe
from console.register import lay_register
from console.screens import QtMonitors, Screens
from console.seat import Seat, lay_seat
from console.seat_areas import SeatAreas
from console.seat_choices import lay_choices
from console.shots import take_shots
from console.sounds import QtSpeaker, Sounds
from console.wall import WallPage, WallWindow
from console.window import SIZE, Window
from core.client.checking import CheckedItem, checked
from core.client.connection import dial
from core.client.credentials import Credentials, Token
from core.client.feed import Feed
from core.client.headless import TOKEN_VARIABLE, MisusedError, hub_url, token_of
from core.client.ids import Ids
from core.client.items import Item
from core.client.keeper import Keeper
from core.client.store import ConsoleStore
from core.client.system import SystemClock, since_boot, system_rng
from core.domain.board import Board
from core.domain.district import District, parse_district
from core.domain.rules.rights import Rights, parse_rights
from resources import data, district_files
from widgets.look import Look
from widgets.text import LANGS
from widgets.theme import THEMES, apply_theme

OK, FAILED, MISUSED = 0, 1, 2
HANDOVER_S: Final = 0.0005  # a thread gives the interpreter up that soon: the hand waits for no feed and no disk
DISTRICT: Final = "yingze"
PRINTED: Final = "printed"
SLIPS: Final = "slips"
SHOTS_AFTER_MS: Final = 4_000
READ_AFTER_MS: Final = 3_000  # by then the desk stands, and nobody has searched yet
EXAMPLE: Final = "example: HUBPOST_TOKEN=… hubpost console --hub ws://127.0.0.1:8740 --lang zh_CN --theme dark"


def no_stream(address: str) -> str | None:
    """For a site without a video gateway: an address is playable as it is, if it is one."""
    return address if "://" in address else None


@dataclass(frozen=True)
class Config:
    """What a console is started with; without a token it asks who sits there."""

    hub: str
    data: Path
    token: str | None = None
    user: str = ""
    seat: str = ""
    lang: str = ""  # "" is what this seat has chosen
    theme: str = ""
    district: str = DISTRICT
    layout: str = ""  # "" is the one this seat had last
    streams: Callable[[str], str | None] = no_stream  # where to play a link's stream address
    mode: str = "live"  # "demo" says on screen that nothing is real


class Console:
    """A running console: the desk, its window and the threads behind them."""

    def __init__(
        self,
        desk: Desk,
        window: Window,
        seat: Seat,
        feed: FeedThread,
        choices: Choices,
        hand: Hand,
        closers: Sequence[Callable[[], None]],
    ) -> None:
        self.desk = desk
        self.window = window
        self.seat = seat
        self.feed = feed
        self.choices = choices
        self.hand = hand
        self._closers = closers
        self._is_closed = False
        window.closing.connect(self.close)

    def close(self) -> None:
        """Stop folding, end the line with outbox and picture on disk, join the threads; safe to call twice."""
        if self._is_closed:
            return
        self._is_closed = True
        self.desk.stop()
        self.feed.stop()
        for close in self._closers:
            close()
        self.window.close()


def chosen_application(config: Config) -> QApplication:
    """The Qt application in the appearance and the scale this seat has chosen."""
    prefs = PrefsStore(config.data).prefs
    scale_qt(prefs, os.environ)
    theme = config.theme or prefs.theme
    return application(config.lang or prefs.lang, theme if theme in THEMES else "dark")


def application(lang: str, theme: str) -> QApplication:
    """The Qt application in one appearance, with input methods that work for Chinese."""
    fit_input_method()
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("hubpost")
    apply_theme(app, THEMES[theme])
    QLocale.setDefault(QLocale(lang))
    translate(app, lang)
    return app


def tell_input_method(desk: Desk, said: Advice | None) -> None:
    """Say once, to whoever sits down, that Chinese cannot be typed here and what to do."""
    if said is not None:
        told = Notice("failed", f"{said.zh}：{said.fix_zh}", f"{said.en}: {said.fix_en}")
        desk.ready.connect(lambda _: desk.noticed.emit(told), Qt.ConnectionType.SingleShotConnection)


def fit_input_method() -> None:
    """PySide6's wheels carry no fcitx module; fcitx speaks ibus' protocol, so ask for that one."""
    module = module_for(os.environ)
    if module is not None:
        os.environ[VARIABLE] = module
        os.environ.setdefault(X_VARIABLE, "@im=fcitx")  # whose front end it is, for what is said if none answers


def translate(app: QObject, lang: str) -> None:
    """Qt's own words, e.g. of a text field's menu, in Chinese; English needs none."""
    if not lang.startswith("zh"):
        return
    words = QTranslator(app)
    if words.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        QApplication.installTranslator(words)


def rules(district: str) -> tuple[District, Rights]:
    """The district package and the rights file this console decides by."""
    return parse_district(district_files(district)), parse_rights(data("rights.toml"))


def start_console(config: Config) -> Console:
    """Build everything, start the threads and show the window; needs an `application`."""
    sys.setswitchinterval(HANDOVER_S)
    district, rights = rules(config.district)
    wall, rng = SystemClock(), system_rng()
    board = Board(district, rights, is_whole=False)
    desk = Desk(board, HubClock(since_boot, wall.now), since_boot, Ids(wall, rng).next, mode=config.mode)
    feed, closers = _line(config, desk, district, rights, wall)
    prefs = PrefsStore(config.data)
    look = look_of(prefs.prefs, config.theme, config.lang, district, desk.now())
    video = VideoPage(desk, look, resolve=config.streams)
    settings = SettingsPage(desk, look)
    window = _window(desk, look, (video, settings), prefs)
    seat = lay_seat(desk, look, window, has_password=config.token is None)
    sounds = Sounds(desk, QtSpeaker(window), prefs, look, window.strip.show_sound)
    window.lay(sounds)
    window.strip.sound_clicked.connect(sounds.silence)
    window.lay(SeatAreas(desk, look, prefs, window))
    lay_register(desk, look, window, config.data / SLIPS)
    screens, monitors = _screens(desk, window, prefs, config.layout)
    window.lay(Palette(desk, look, prefs, window))
    choices = Choices(desk, prefs, window, config.theme, config.lang)
    hand = Hand(desk, look, window, config.data / PRINTED, slips=(config.data / SLIPS,))
    lay_choices(desk, window, settings, choices, sounds, screens, config.hub, config.data, monitors.present)
    console = Console(desk, window, seat, feed, choices, hand, [video.stop, hand.close, *closers])
    desk.attach(feed)
    tell_input_method(desk, advice(os.environ, front_end_answers(os.environ)))
    window.resize(*SIZE)
    window.show()
    window.show_page("desk")
    QTimer.singleShot(READ_AFTER_MS, window, lambda: Thread(target=desk.finds.warm, daemon=True).start())
    if config.token is None:
        window.ask_sign_in(config.user, config.seat)
    feed.start()
    desk.start()
    return console


def start_wall(config: Config) -> tuple[WallWindow, Callable[[], None]]:
    """The wall's window and how to take it down; needs an `application` and a viewer's token."""
    sys.setswitchinterval(HANDOVER_S)
    district, rights = rules(config.district)
    wall, rng = SystemClock(), system_rng()
    board = Board(district, rights, is_whole=False)
    desk = Desk(board, HubClock(since_boot, wall.now), since_boot, Ids(wall, rng).next)
    feed, closers = _line(config, desk, district, rights, wall)
    look = look_of(PrefsStore(config.data).prefs, config.theme, config.lang, district, desk.now())
    window = WallWindow(desk, look)
    desk.attach(feed)

    def close() -> None:
        desk.stop()
        feed.stop()
        for each in closers:
            each()

    window.resize(*SIZE)
    window.showFullScreen()
    feed.start()
    desk.start()
    return window, close


def _line(
    config: Config, desk: Desk, district: District, rights: Rights, wall: SystemClock
) -> tuple[FeedThread, list[Callable[[], None]]]:
    """The feed's thread, and beside it the one thread that owns the console's disk."""
    executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
    store = ConsoleStore(config.data, lambda: Board(district, rights))
    keeper = Keeper(store, executor)

    def build(credentials: Credentials, told: Callable[[Item], None], has_room: Callable[[], bool]) -> Feed:
        return Feed(
            dial, hub_url(config.hub), credentials, keeper, told, wall, system_rng(), client="console", room=has_room
        )

    def check(user: str, password: str) -> Awaitable[CheckedItem]:
        return checked(dial, hub_url(config.hub), user, password)

    credentials = Token(config.token, config.seat or None) if config.token is not None else None
    grants = Grants(config.data, wall.now, store.picture_at)
    desk.drafts = Drafts(store, executor)
    feed = FeedThread(
        build,
        desk.inbox,
        since_boot,
        credentials,
        lambda: probe(hub_url(config.hub)),
        check,
        grants=grants,
        disk=executor,
    )
    return feed, [lambda: executor.submit(store.close).result(), lambda: executor.shutdown(wait=True)]


def _window(desk: Desk, look: Look, others: Sequence[Page], prefs: PrefsStore) -> Window:
    desk_page, escalations = DeskPage(desk, look, prefs=prefs), EscalationsPage(desk, look)
    pages: list[Page] = [desk_page, escalations, *others]
    window = Window(desk, look, pages, desk_page)
    escalations.case_wanted.connect(window.open_case)
    return window


def _screens(desk: Desk, window: Window, prefs: PrefsStore, layout: str) -> tuple[Screens, QtMonitors]:
    """The windows beside the main one, as this seat has chosen them or as the command line says."""
    if layout:
        prefs.update(layout=layout)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    own: dict[str, Callable[[Look], Page]] = {
        "map": lambda look: MapTrackerPage(desk, look, prefs=prefs),
        "seats": lambda look: SeatsPage(desk, look, prefs=prefs),
        "wall": lambda look: WallPage(desk, look),
    }
    monitors = QtMonitors(app, window)
    return Screens(desk, window, prefs, monitors, own), monitors


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The command line as read."""
    parser = argparse.ArgumentParser(
        prog="hubpost console",
        description="The console of one seat. Without a token it asks for number and password.",
        epilog=EXAMPLE,
        allow_abbrev=False,
    )
    parser.add_argument("--hub", required=True, metavar="URL", help="the hub, ws://HOST:PORT or wss://HOST:PORT")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where outbox and last picture are kept")
    parser.add_argument("--token-file", type=Path, metavar="FILE", help=f"the token, if not in {TOKEN_VARIABLE}")
    parser.add_argument("--user", default="", help="the number that stands in the sign-in")
    parser.add_argument("--seat", default="", help="the seat to sit at")
    parser.add_argument("--lang", choices=LANGS, default="", help="language of the desk, this time")
    parser.add_argument("--theme", choices=("auto", *sorted(THEMES)), default="", help="appearance, this time")
    parser.add_argument("--district", default=DISTRICT, help="the district package the desk decides by")
    parser.add_argument("--layout", choices=sorted(BY_ID), default="", help="which windows on which monitors")
    parser.add_argument("--wall", action="store_true", help="a wall: only to be read; takes a viewer's token")
    parser.add_argument("--shots", type=Path, metavar="DIR", help="save a picture of every page there, then end")
    return parser.parse_args(argv)


def config_of(said: argparse.Namespace) -> Config:
    """The command line as a Config; raises MisusedError."""
    hub_url(said.hub)
    has_token = said.token_file is not None or bool(os.environ.get(TOKEN_VARIABLE, "").strip())
    return Config(
        hub=said.hub,
        data=said.data if said.data is not None else platformdirs.user_data_path("hubpost") / "console",
        token=token_of(said.token_file, os.environ) if has_token else None,
        user=said.user,
        seat=said.seat,
        lang=said.lang,
        theme=said.theme,
        district=said.district,
        layout=said.layout,
    )


def main(argv: Sequence[str]) -> int:
    """Run the console; 0 when its window is closed, 1 when nothing could be drawn, 2 misused."""
    said = arguments(argv)
    try:
        config = config_of(said)
    except MisusedError as misuse:
        print(f"hubpost console: {misuse}", file=sys.stderr)
        return MISUSED
    if said.wall and config.token is None:
        print(f"hubpost console: --wall needs a viewer's token in {TOKEN_VARIABLE} or --token-file", file=sys.stderr)
        return MISUSED
    app = chosen_application(config)
    if said.wall:
        return _run_wall(app, config)
    console = start_console(config)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: console.window.close())
    if said.shots is not None:
        QTimer.singleShot(SHOTS_AFTER_MS, console.window, lambda: _shoot(console, said.shots))
    code = app.exec()
    console.close()
    return code


def _run_wall(app: QApplication, config: Config) -> int:
    window, close = start_wall(config)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: window.close())
    code = app.exec()
    close()
    return code


def _shoot(console: Console, folder: Path) -> None:
    take_shots(console.window, folder, console.choices.try_on)
    console.window.close()
