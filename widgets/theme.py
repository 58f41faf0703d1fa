"""Every colour, size and typeface of the desk in one place, so that no widget carries a value of its own."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Final

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from core.domain.nouns import Priority


def _c(value: str) -> QColor:
    return QColor(value)


@dataclass(frozen=True)
class PriorityTokens:
    """How one priority is drawn; `fill` None means outline only, `width` is the edge in pixels."""

    fill: QColor | None
    digit: QColor
    edge: QColor
    text: QColor
    width: float
    chart: QColor


@dataclass(frozen=True)
class SoonTokens:
    """The outlined pill of a clock that is nearly out."""

    tint: QColor
    text: QColor
    edge: QColor


@dataclass(frozen=True)
class OverTokens:
    """The solid pill of a clock that has run out."""

    fill: QColor
    text: QColor
    edge: QColor


@dataclass(frozen=True)
class MapTokens:
    """The district map: a grey ground that lets the badges lead."""

    land: QColor
    block: QColor
    road: QColor
    side_road: QColor
    water: QColor
    grid: QColor
    halo: QColor


@dataclass(frozen=True)
class ChartTokens:
    """Shaded tables from low to high with the number's colour on each step."""

    shades: tuple[QColor, ...]
    on_shades: tuple[QColor, ...]


@dataclass(frozen=True)
class Theme:
    """All colour tokens of one appearance, with the fonts that go with them."""

    name: str  # "dark" | "light"
    bg0: QColor
    bg1: QColor
    bg2: QColor
    bg3: QColor
    input: QColor
    line: QColor
    edge: QColor
    t1: QColor
    t2: QColor
    t3: QColor
    tdis: QColor
    acc: QColor
    acc_fill: QColor
    on_acc: QColor
    p1: PriorityTokens
    p2: PriorityTokens
    p3: PriorityTokens
    p4: PriorityTokens
    due_soon: SoonTokens
    over: OverTokens
    map: MapTokens
    chart: ChartTokens
    violet: QColor

    def priority(self, priority: Priority) -> PriorityTokens:
        """The tokens of one priority."""
        return {Priority.P1: self.p1, Priority.P2: self.p2, Priority.P3: self.p3, Priority.P4: self.p4}[priority]

    def font(self, role: str) -> QFont:
        """The typeface of one role of `ROLES`; needs a running application."""
        return font(role)

    def neutrals(self) -> dict[str, QColor]:
        """The plain colour tokens by name, for tests and galleries."""
        return {f.name: v for f in fields(self) if isinstance(v := getattr(self, f.name), QColor)}


# role → pixel size, weight
ROLES: Final[dict[str, tuple[int, QFont.Weight]]] = {
    "title": (22, QFont.Weight.Bold),
    "drill": (32, QFont.Weight.Bold),
    "clock": (22, QFont.Weight.Bold),
    "count": (22, QFont.Weight.Bold),
    "timer": (20, QFont.Weight.Medium),
    "timer_pill": (19, QFont.Weight.Bold),
    "row": (15, QFont.Weight.Normal),
    "row_strong": (15, QFont.Weight.Medium),
    "row_unacked": (15, QFont.Weight.Bold),
    "deadline": (16, QFont.Weight.Medium),
    "pill": (15, QFont.Weight.Bold),
    "head": (15, QFont.Weight.Bold),
    "body": (14, QFont.Weight.Normal),
    "body_strong": (14, QFont.Weight.Bold),
    "button": (14, QFont.Weight.Medium),
    "second": (13, QFont.Weight.Normal),
    "second_strong": (13, QFont.Weight.Medium),
    "label": (12, QFont.Weight.Normal),
    "label_strong": (12, QFont.Weight.Medium),
    "key": (12, QFont.Weight.Medium),
    "nav_key": (11, QFont.Weight.Normal),
}

FONT_STACK: Final = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "HarmonyOS Sans SC",
    "Microsoft YaHei UI",
    "PingFang SC",
    "WenQuanYi Micro Hei",
)


@lru_cache(maxsize=1)
def families() -> tuple[str, ...]:
    """The families of the stack that this seat really has, the simplified Chinese face first."""
    present = set(QFontDatabase.families())
    return tuple(name for name in FONT_STACK if name in present) or ("sans-serif",)


def font(role: str) -> QFont:
    """The typeface of one role of `ROLES`, the same in every theme; needs a running application."""
    return QFont(kept_font(role))


@lru_cache(maxsize=64)
def kept_font(role: str) -> QFont:
    """The one object behind `font`, for painting only: nobody changes it."""
    size, weight = ROLES[role]
    font = QFont()
    font.setFamilies(list(families()))
    font.setStyleHint(QFont.StyleHint.SansSerif)
    font.setPixelSize(size)
    font.setWeight(weight)
    return font


# sizes in logical pixels
GAP: Final = 6
RADIUS: Final = 4
INSET: Final = 14
TOP_STRIP: Final = 52
BANNER: Final = 35
NAV: Final = 76
NAV_ITEM: Final = (70, 64)
COMMAND_BAR: Final = 36
STRIP: Final = 47
COMPACT_STRIP: Final = 30
# Two lines with 8 px of air more than usual, on the 4 px grid: above the 44 px a finger needs, and still 14 cases seen.
ROOMY_STRIP: Final = 56
STRIPS: Final = {"roomy": ROOMY_STRIP, "normal": STRIP, "compact": COMPACT_STRIP}
TABLE_ROW: Final = 33
GROUP_HEAD: Final = 26
PANEL_HEAD: Final = 40
FILTER: Final = 28
CONTROL: Final = 34
KEY_CAP: Final = (20, 18)
RING: Final = 2


DARK: Final = Theme(
    name="dark",
    bg0=_c("#15171A"),
    bg1=_c("#1E2124"),
    bg2=_c("#262A2E"),
    bg3=_c("#33393F"),
    input=_c("#15171A"),
    line=_c("#383E44"),
    edge=_c("#7A838C"),
    t1=_c("#E8EAEC"),
    t2=_c("#B9C0C6"),
    t3=_c("#9EA7AF"),
    tdis=_c("#6C757D"),
    acc=_c("#6FD3CB"),
    acc_fill=_c("#78D3CB"),
    on_acc=_c("#0B1716"),
    p1=PriorityTokens(_c("#CB3048"), _c("#FFFFFF"), _c("#FFFFFF"), _c("#FF8A8C"), 1.8, _c("#CB3048")),
    p2=PriorityTokens(_c("#EE8A14"), _c("#14100A"), _c("#FFB25A"), _c("#FFB25A"), 1.0, _c("#EE8A14")),
    p3=PriorityTokens(_c("#FBE36B"), _c("#14100A"), _c("#FBE36B"), _c("#FBEDA8"), 1.0, _c("#FBE36B")),
    p4=PriorityTokens(None, _c("#86B2FA"), _c("#86B2FA"), _c("#86B2FA"), 1.5, _c("#3969C0")),
    due_soon=SoonTokens(_c("#443421"), _c("#FFB25A"), _c("#FFB25A")),
    over=OverTokens(_c("#CB3048"), _c("#FFFFFF"), _c("#FFFFFF")),
    map=MapTokens(
        land=_c("#24282C"),
        block=_c("#2A2F34"),
        road=_c("#454C53"),
        side_road=_c("#383E44"),
        water=_c("#20313A"),
        grid=_c("#59626A"),
        halo=_c("#000000"),
    ),
    chart=ChartTokens(
        shades=(_c("#262A2E"), _c("#2B3F40"), _c("#33605D"), _c("#439089"), _c("#6FD3CB")),
        on_shades=(_c("#E8EAEC"), _c("#E8EAEC"), _c("#E8EAEC"), _c("#14100A"), _c("#14100A")),
    ),
    violet=_c("#D58BFF"),
)

LIGHT: Final = Theme(
    name="light",
    bg0=_c("#D5D8DB"),
    bg1=_c("#EEF0F1"),
    bg2=_c("#E3E6E8"),
    bg3=_c("#CFD6DB"),
    input=_c("#FBFCFC"),
    line=_c("#C3C9CE"),
    edge=_c("#6B747C"),
    t1=_c("#15191C"),
    t2=_c("#3D464D"),
    t3=_c("#515B63"),
    tdis=_c("#8A939A"),
    acc=_c("#00635D"),
    acc_fill=_c("#005750"),
    on_acc=_c("#FFFFFF"),
    p1=PriorityTokens(_c("#AE1A2A"), _c("#FFFFFF"), _c("#7E0F1C"), _c("#A81729"), 1.8, _c("#AE1A2A")),
    p2=PriorityTokens(_c("#EA7C1E"), _c("#14100A"), _c("#7A3A00"), _c("#6E2A00"), 1.2, _c("#EA7C1E")),
    p3=PriorityTokens(_c("#FCE668"), _c("#14100A"), _c("#6B5600"), _c("#5C4900"), 1.2, _c("#FCE668")),
    p4=PriorityTokens(None, _c("#15459E"), _c("#15459E"), _c("#15459E"), 1.5, _c("#225AA0")),
    due_soon=SoonTokens(_c("#EDD2BA"), _c("#6E2A00"), _c("#7A3A00")),
    over=OverTokens(_c("#AE1A2A"), _c("#FFFFFF"), _c("#7E0F1C")),
    map=MapTokens(
        land=_c("#DFE3E6"),
        block=_c("#E9ECEE"),
        road=_c("#FFFFFF"),
        side_road=_c("#F6F7F8"),
        water=_c("#BFD3DC"),
        grid=_c("#8E989F"),
        halo=_c("#FFFFFF"),
    ),
    chart=ChartTokens(
        shades=(_c("#E3E6E8"), _c("#BCD5D3"), _c("#86B5B2"), _c("#3F8D88"), _c("#00635D")),
        on_shades=(_c("#15191C"), _c("#15191C"), _c("#15191C"), _c("#14100A"), _c("#FFFFFF")),
    ),
    violet=_c("#6E2AA6"),
)

THEMES: Final = {"dark": DARK, "light": LIGHT}


def palette(theme: Theme) -> QPalette:
    """The Qt palette that gives plain Qt controls the theme's colours."""
    p = QPalette()
    role = QPalette.ColorRole
    for colour_role, colour in (
        (role.Window, theme.bg0),
        (role.WindowText, theme.t1),
        (role.Base, theme.bg1),
        (role.AlternateBase, theme.bg2),
        (role.Text, theme.t1),
        (role.PlaceholderText, theme.t3),
        (role.Button, theme.bg1),
        (role.ButtonText, theme.t1),
        (role.BrightText, theme.t1),
        (role.Highlight, theme.bg3),
        (role.HighlightedText, theme.t1),
        (role.ToolTipBase, theme.bg2),
        (role.ToolTipText, theme.t1),
        (role.Link, theme.acc),
        (role.Accent, theme.acc),
        (role.Light, theme.line),
        (role.Midlight, theme.line),
        (role.Mid, theme.line),
        (role.Dark, theme.line),
        (role.Shadow, theme.bg0),
    ):
        p.setColor(colour_role, colour)
    for colour_role in (role.WindowText, role.Text, role.ButtonText):
        p.setColor(QPalette.ColorGroup.Disabled, colour_role, theme.tdis)
    return p


def style_sheet(theme: Theme) -> str:
    """The little of Qt's own look that a palette cannot reach: tool tips, scroll bars, text fields, progress."""
    t = {name: colour.name() for name, colour in theme.neutrals().items()}
    return f"""
QToolTip {{ background: {t["bg2"]}; color: {t["t1"]}; border: 1px solid {t["edge"]}; padding: 4px 8px; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QTableWidget QScrollBar:vertical {{ background: {t["bg1"]}; }}
QScrollBar::handle:vertical {{ background: {t["edge"]}; min-height: 28px; margin: 0 4px; border-radius: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {t["edge"]}; min-width: 28px; margin: 4px 0; border-radius: 2px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QLineEdit, QPlainTextEdit, QComboBox {{ background: {t["input"]}; color: {t["t1"]}; border: 1px solid {t["edge"]};
  placeholder-text-color: {t["t3"]}; border-radius: {RADIUS}px; padding: 4px 8px;
  selection-background-color: {t["bg3"]}; selection-color: {t["t1"]}; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus {{ border: {RING}px solid {t["acc"]}; padding: 3px 7px; }}
QProgressBar {{ background: {t["input"]}; border: 1px solid {t["edge"]}; border-radius: {RADIUS}px; max-height: 12px; }}
QProgressBar::chunk {{ background: {t["acc"]}; border-radius: {RADIUS - 1}px; margin: 1px; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{ color: {t["tdis"]}; border-color: {t["line"]};
  placeholder-text-color: {t["tdis"]}; background: {t["bg1"]}; }}
"""


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Put the whole application into one appearance; may be called again while it runs."""
    app.setStyle("Fusion")
    app.setPalette(palette(theme))
    app.setFont(theme.font("body"))
    app.setStyleSheet(style_sheet(theme))


def luminance(colour: QColor) -> float:
    """Relative luminance after WCAG 2."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    r, g, b = (v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: QColor, b: QColor) -> float:
    """Contrast ratio of two colours after WCAG 2, from 1 to 21."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
