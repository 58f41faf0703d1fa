"""The documents and the program agree: keys, words on screen, commands, files, dependencies, the tree's shape."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImageReader, QKeySequence
from PySide6.QtWidgets import QApplication

from console.bench import BENCHES
from console.cli import COMMANDS
from console.handbook_shots import PARTS, name_of
from console.message_log import MessageLog
from console.pages.desk_page import DeskPage
from console.pages.escalations import EscalationsPage
from console.pages.settings import SettingsPage
from console.pages.video import VideoPage
from console.palette import Palette
from console.prefs import PrefsStore
from console.register import lay_register
from console.screens import Screens
from console.seat import lay_seat
from console.seat_areas import SeatAreas
from console.shots_world import StillMonitors
from console.sounds import QtSpeaker, Sounds
from console.window import Window
from core.client.window import USE_BY
from core.domain.district import parse_district
from core.domain.nouns import Priority, Role
from resources import district_files
from tests.console.room import Room
from tests.core.domain.world import OPERATOR
from widgets.look import Look
from widgets.text import LANGS, Words
from widgets.theme import DARK, THEMES, apply_theme

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "resources" / "docs"


def read(path: Path) -> str:
    """A page."""
    return path.read_text(encoding="utf-8")


README = read(ROOT / "README.md")
HANDBOOKS = {lang: read(DOCS / f"handbook_{lang[:2]}.md") for lang in LANGS}
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
PAGES = {"README.md": README, **{f"handbook_{lang[:2]}.md": text for lang, text in HANDBOOKS.items()}}
PAGES |= {path.name: read(path) for path in DECISIONS}
PAGES |= {name: read(ROOT / name) for name in ("CHANGELOG.md", "THIRD_PARTY_NOTICES.md")}


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next of the same or a higher level."""
    level = heading.index(" ")
    lines = text.splitlines()
    start = lines.index(heading) + 1
    end = next((at for at in range(start, len(lines)) if re.match(rf"#{{1,{level}}} ", lines[at])), len(lines))
    return "\n".join(lines[start:end])


def rows(text: str) -> list[list[str]]:
    """The cells of every table row, heads and rules left out."""
    rule = re.compile(r"\|[-|: ]+\|$")
    found = []
    for line, following in pairwise([*text.splitlines(), ""]):
        if line.startswith("|") and not rule.match(line) and not rule.match(following):
            found.append([cell.strip() for cell in line[1:-1].split("|")])
    return found


def marked(text: str) -> list[str]:
    """What stands between backticks, on one line."""
    return re.findall(r"`([^`\n]+)`", text)


def fenced(text: str) -> list[str]:
    """The lines of fenced blocks."""
    return [
        line
        for block in re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ]


# ---- keys ------------------------------------------------------------------------------------------------------------

EVERYWHERE, LISTS = "everywhere", "lists"
TABLES = {
    "zh_CN": {
        EVERYWHERE: "任何地方",
        "desk": "工作台",
        "escalations": "提级",
        "video": "视联",
        "settings": "设置",
        LISTS: "列表、地图、输入框",
    },
    "en": {
        EVERYWHERE: "Everywhere",
        "desk": "Desk",
        "escalations": "Escalations",
        "video": "Video",
        "settings": "Settings",
        LISTS: "Lists, map, fields",
    },
}
CAPS = {"Return": "Enter", "Left": "←", "Right": "→"}
QT_NAMES = {"↓": "Down", "↑": "Up", "Enter": "Return", "+": "Plus", "-": "Minus", "1": "1", "9": "9"}


def told(lang: str, table: str) -> set[tuple[str, str]]:
    """(key, words) of one of a handbook's key tables."""
    keys = section(section_of_keys(lang), f"### {TABLES[lang][table]}")
    return {(key, row[1]) for row in rows(keys) for key in marked(row[0])}


def section_of_keys(lang: str) -> str:
    """The chapter about keys."""
    return section(HANDBOOKS[lang], "## 键位" if lang == "zh_CN" else "## Keys")


@pytest.fixture(params=LANGS)
def cards(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[tuple[str, dict[str, set[tuple[str, str]]]]]:
    """For a language, what the key card lists on each page: (key, words)."""
    lang: str = request.param
    apply_theme(qapp, DARK)
    room = Room(_hub(), OPERATOR, lang)
    look, desk = Look(DARK, lang), room.desk
    desk_page = DeskPage(desk, look)
    settings = SettingsPage(desk, look)
    window = Window(desk, look, [desk_page, EscalationsPage(desk, look), VideoPage(desk, look), settings], desk_page)
    lay_seat(desk, look, window)
    Screens(desk, window, PrefsStore(None), StillMonitors(), {})
    lay_register(desk, look, window, ROOT)
    window.lay(Sounds(desk, QtSpeaker(window), PrefsStore(None), look, window.strip.show_sound))
    window.lay(SeatAreas(desk, look, PrefsStore(None), window))
    window.lay(Palette(desk, look, PrefsStore(None), window))
    window.lay(MessageLog(desk, look, window))
    window.resize(1920, 1080)
    window.show()
    found = {}
    for name in window.page_names:
        window.show_page(name)
        window.foot.keys_requested.emit()
        words = Words(lang)
        lines = window.key_card.lines
        found[name] = {(cap(key, words), line.text) for line in lines for key in line.keys}
        window.escape()
    yield lang, found
    room.page = window
    room.leaves()


def _hub() -> Any:
    from tests.console.driver import FakeHub

    return FakeHub()


def cap(key: str, words: Words) -> str:
    """A key of the card as the handbook writes it."""
    return "+".join(CAPS.get(part, words.key(part)) for part in key.split("+"))


def test_that_the_handbook_has_every_key_of_every_page_and_no_other(
    cards: tuple[str, dict[str, set[tuple[str, str]]]],
) -> None:
    lang, found = cards
    everywhere = told(lang, EVERYWHERE)
    assert found.keys() == TABLES[lang].keys() - {EVERYWHERE, LISTS}
    assert found["desk"] == everywhere | told(lang, "desk")
    for page in found.keys() - {"desk"}:
        assert found[page] - everywhere == told(lang, page), page


@pytest.mark.parametrize("lang", LANGS)
def test_that_a_key_of_lists_and_fields_is_read_by_a_widget(lang: str) -> None:
    known = set(re.findall(r"Key_(\w+)", "".join(read(path) for path in (ROOT / "widgets").glob("*.py"))))
    known |= set(re.findall(r'"(F\d+)"', "".join(read(path) for path in (ROOT / "widgets").glob("*_panel.py"))))
    known |= set("123456789")  # written as a range there
    keys = {part for key, _ in told(lang, LISTS) for part in re.split(r"(?<=.)\+|–", key)} - {"Ctrl", "Shift"}
    assert keys
    assert {QT_NAMES.get(key, key) for key in keys} <= known


@pytest.mark.parametrize("lang", LANGS)
def test_that_every_key_in_the_text_is_in_a_table(lang: str) -> None:
    listed = {key for table in TABLES[lang] for key, _ in told(lang, table)}
    listed |= {"Ctrl", "Shift", "Ctrl+H", "Ctrl+O"}  # the practice has keys of its own
    body = HANDBOOKS[lang].partition("## 给管理员" if lang == "zh_CN" else "## For administrators")[0]
    keys = {word for word in marked(body) if is_key(word, lang)}
    assert len(keys) > 20
    assert keys <= listed


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh_CN", ("只确认", "续领", "释放", "催办", "顶岗", "补签")),
        ("en", ("Ack only", "keep", "release", "Urge", "Relief", "补签")),
    ],
)
def test_that_the_words_of_the_screen_a_newcomer_meets_are_explained(lang: str, words: tuple[str, ...]) -> None:
    chapter = HANDBOOKS[lang].partition("## 词语" if lang == "zh_CN" else "## Words")[2].partition("\n## ")[0]
    explained = [line.split("|")[1] for line in chapter.splitlines() if line.startswith("|")]
    assert [word for word in words if not any(word in term for term in explained)] == []


def is_key(word: str, lang: str) -> bool:
    """Whether a word in backticks can be pressed."""
    name = word.replace("空格", "Space").replace("→", "Right").replace("←", "Left")
    return not QKeySequence(name).isEmpty() and QKeySequence(name)[0].key().name != "Key_unknown" and " " not in word


def test_that_both_handbooks_have_the_same_shape() -> None:
    shapes = [re.findall(r"^#+ ", text, re.MULTILINE) for text in HANDBOOKS.values()]
    assert shapes[0] == shapes[1]
    assert fenced_commands(HANDBOOKS["zh_CN"]) == fenced_commands(HANDBOOKS["en"])


def fenced_commands(text: str) -> list[list[str]]:
    """Subcommands and options of the lines in fenced blocks."""
    return [re.findall(r"hubpost (\w+)|(?<!\S)(--[a-z-]+)", line) for line in fenced(text)]


# ---- words on screen -------------------------------------------------------------------------------------------------


@cache
def literals() -> frozenset[str]:
    """Every text in the program but what stands in docstrings; a filled-in text is there in its parts."""
    found: set[str] = set()
    for folder in ("console", "core", "widgets"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(read(path))
            remarks = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in remarks)
            found.update(node.value for node in texts if isinstance(node.value, str))
    return frozenset(found)


@pytest.mark.parametrize(("lang", "quoted"), [("zh_CN", "「([^」]+)」"), ("en", '"([^"]+)"')])
def test_that_words_said_to_be_on_screen_are(lang: str, quoted: str) -> None:
    body = " ".join(re.sub(r"^```.*?^```", "", HANDBOOKS[lang], flags=re.MULTILINE | re.DOTALL).split())
    said = set(re.findall(quoted, body)) - EXCUSED[lang]
    shown = "\n".join(literals())
    assert len(said) > 40
    assert {word for word in said if word not in shown} == set()


# What explains the quotes themselves, and names made of several words on screen.
EXCUSED = {"zh_CN": {"发现—采集—流转—处置—结案"}, "en": {"quotes"}}


# ---- figures ---------------------------------------------------------------------------------------------------------


def test_that_the_handbooks_figures_are_the_programs() -> None:
    district = parse_district(district_files("yingze"))
    asks = {limit.total_seconds() / 60 for limit in USE_BY.values()}
    assert set(USE_BY) == {"case.dispatch", "case.request", "case.reroute"}
    critical, others = district.lease[Priority.P1], {district.lease[p] for p in Priority if p is not Priority.P1}
    chinese = (f"{district.recall_seconds} 秒内", f"特急 {critical} 秒", *(f"其余 {s // 60} 分钟" for s in others))
    english = (f"within {district.recall_seconds} seconds", f"{critical} seconds for a critical")
    english += tuple(f"{s // 60} minutes for others" for s in others)
    for needed in (*chinese, *(f"超过 {m:.0f} 分钟" for m in asks)):
        assert needed in " ".join(HANDBOOKS["zh_CN"].split())
    for needed in (*english, *(f"waited over {m:.0f} minutes" for m in asks)):
        assert needed in " ".join(HANDBOOKS["en"].split())


def test_that_the_changelog_counts_the_duty_list_as_it_is() -> None:
    district = parse_district(district_files("yingze"))
    classes = {duty.code.partition("-")[0] for duty in district.duties.values()}
    assert f"{len(district.duties)} matters in {len(classes)} classes" in PAGES["CHANGELOG.md"]


# ---- commands and options --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_that_every_command_and_option_named_is_there(name: str) -> None:
    known = {command.name for command in COMMANDS} | {"test", "check", "COMMAND"}
    for line in (*fenced(PAGES[name]), *marked(PAGES[name])):
        for command in re.findall(r"(?:\./)?hubpost ([A-Za-z]\w*)", line):
            assert command in known, line
        if "hubpost" in line:
            for option in re.findall(r"(?<!\S)(--[a-z-]+)", line):
                assert option in literals(), line


def test_that_the_readme_names_every_command_and_benchmark() -> None:
    for command in COMMANDS:
        assert f"hubpost {command.name}" in README, command.name
    for bench in BENCHES:
        assert f"hubpost bench {bench}" in README, bench


def test_that_the_readme_begins_with_the_two_commands_and_a_picture_of_the_desk() -> None:
    first = "\n".join(README.splitlines()[:14])
    assert re.findall(r"^\./hubpost (\w+)", first, re.MULTILINE) == ["demo", "test"]
    assert "](resources/docs/pictures/desk_dark_zh.png)" in first


def test_that_roles_named_for_accounts_exist() -> None:
    named = {role for text in PAGES.values() for role in re.findall(r"--role (\w+)", text)}
    assert {"operator", "replay"} <= named <= {role.value for role in Role}


# ---- files, tests and pictures ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_that_every_file_and_test_named_is_there(name: str) -> None:
    for path in linked(name):
        assert path.exists(), path
    for word in marked(PAGES[name]):
        where, _, test = word.partition("::")
        if re.match(r"(core|widgets|console|resources|tests)/", where):
            assert (ROOT / where).exists(), word
        if test:
            assert re.search(rf"^(async )?def {test}\(", read(ROOT / where), re.MULTILINE), word


def linked(name: str) -> list[Path]:
    """The files a page links to; a link beyond the tree is a fault of its own."""
    home = {"README.md": ROOT, "CHANGELOG.md": ROOT, "THIRD_PARTY_NOTICES.md": ROOT}.get(name, DOCS)
    targets = re.findall(r"\]\(([^)#]+)\)", PAGES[name])
    assert not [target for target in targets if ":" in target]
    return [home / target for target in targets]


def test_that_the_pictures_are_the_ones_shown_and_small() -> None:
    shown = {path.resolve() for path in linked("README.md") if path.suffix == ".png"}
    assert shown == set((DOCS / "pictures").glob("*.png"))
    for path in shown:
        assert path.stat().st_size <= 400 * 1024, path.name
        size = QImageReader(str(path)).size()
        assert size.width() >= 1200, path.name


def test_that_every_decision_is_half_a_page_and_argued() -> None:
    assert [path.name[:2] for path in DECISIONS] == [f"{n:02}" for n in range(1, len(DECISIONS) + 1)]
    for path in DECISIONS:
        text = read(path)
        assert len(text.splitlines()) <= 30, path.name
        marks = re.findall(r"^\*\*([A-Z][a-z ]+)\.\*\*", text, re.MULTILINE)
        assert marks == ["Question", "Choice", "Price", "Not taken", "Shown by"], path.name


# ---- the tree --------------------------------------------------------------------------------------------------------


def test_that_the_folder_table_is_the_tree_and_its_imports() -> None:
    table = {row[0].strip("`").rstrip("/"): row[3] for row in rows(section(README, "### Folders"))}
    packages = {f"core/{init.parent.name}" for init in (ROOT / "core").glob("*/__init__.py")}
    assert table.keys() == packages | {"widgets", "console", "resources", "tests"}
    for folder in packages | {"widgets"}:
        named = {word.replace(".", "/") for word in re.findall(r"[A-Za-z_][\w.]*", table[folder])}
        assert imported(folder) == named, folder


def imported(folder: str) -> set[str]:
    """What a folder's modules import beyond themselves and the standard library: packages, or parts of core."""
    found = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(read(path))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module is not None:
                names = [node.module]
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "import_module":
                names = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            else:
                continue
            for name in names:
                parts = name.split(".")
                found.add("/".join(parts[:2]) if parts[0] == "core" else parts[0])
    return found - {folder, folder.partition("/")[2]} - set(sys.stdlib_module_names)


def project() -> dict[str, Any]:
    """The project file."""
    return tomllib.loads(read(ROOT / "pyproject.toml"))["project"]


def plain(requirement: str) -> str:
    """A requirement's package, as it is compared."""
    return re.sub(r"[-_.]+", "-", re.match(r"[A-Za-z0-9._-]+", requirement).group()).lower()  # type: ignore[union-attr]


def test_that_the_dependency_table_is_the_projects() -> None:
    asked = [
        *project()["dependencies"],
        *(one for extra in project()["optional-dependencies"].values() for one in extra),
    ]
    told = {
        plain(word.strip()) for row in rows(section(README, "### What it is built on")) for word in row[0].split(",")
    }
    assert told == {plain(one) for one in asked}


def test_that_the_notices_name_what_the_locks_install_and_nothing_else() -> None:
    locked = {
        plain(line)
        for lock in ("requirements.lock", "requirements-hub.lock")
        for line in read(ROOT / lock).splitlines()
        if line[:1].isalnum()
    }
    notices = PAGES["THIRD_PARTY_NOTICES.md"].partition("## System packages")[0]
    told = {plain(word) for row in rows(notices) for word in re.sub(r"\(.*?\)", "", row[0]).split(", ")}
    assert told - {"ffmpeg"} == locked | {"psycopg"}


# ---- what no page may say --------------------------------------------------------------------------------------------

FORBIDDEN: dict[str, Callable[[str], bool]] = {
    "a machine's folder": lambda text: bool(re.search(r"(?<![\w.])/(home|root|tmp|work|Users|opt)/", text)),
    "an address that is not this machine's": lambda text: bool(
        re.search(r"\b(https?|wss?)://(?!127\.0\.0\.1|localhost|HOST|主机)", text)
    ),
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("what", FORBIDDEN)
def test_that_no_page_names(what: str, name: str) -> None:
    assert not FORBIDDEN[what](PAGES[name])


def test_that_the_changelog_begins_with_the_present_version() -> None:
    assert re.search(r"^## (\S+)", PAGES["CHANGELOG.md"], re.MULTILINE).group(1) == project()["version"]  # type: ignore[union-attr]


# ---- pictures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_that_a_handbook_shows_every_picture_the_program_takes_for_it_and_no_other(lang: str) -> None:
    shown = re.findall(r"!\[[^\]]+\]\(pictures/handbook/([^)]+)\)", HANDBOOKS[lang])
    assert shown
    assert set(shown) == {name_of(part, "dark", lang) for part in PARTS}


def test_that_each_picture_of_the_handbooks_is_kept_in_both_themes() -> None:
    kept = {path.name for path in (DOCS / "pictures" / "handbook").iterdir()}
    assert kept == {name_of(part, theme, lang) for part in PARTS for theme in THEMES for lang in LANGS}
