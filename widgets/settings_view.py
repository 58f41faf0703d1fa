"""Settings on screen: pages left, the form right, a search above that finds single settings across all pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from widgets import paint
from widgets.buttons import QuietButton
from widgets.composing import guard
from widgets.keys import own
from widgets.look import Look
from widgets.segments import Option
from widgets.setting_row import SettingRow, SettingText
from widgets.theme import CONTROL, GAP, INSET

_PAGES: Final = 200
_WIDE: Final = 1000  # a form wider than that parts the words from their controls
_UNDO: Final = 36


class SettingsView(QWidget):
    """Shows pages and settings as it is told and says what somebody chose; knows none of them."""

    page_chosen = Signal(str)
    searched = Signal(str)
    chosen = Signal(str, str)
    acted = Signal(str, str)
    recorded = Signal(str, str)
    undo_asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._ids: list[str] = []
        self._texts: tuple[SettingText, ...] = ()
        self.rows: list[SettingRow] = []
        self.pages = _Pages(self)
        self.pages.setFixedWidth(_PAGES)
        self.field = _Field(self)
        self.field.setFixedHeight(CONTROL)
        self.undo = UndoRow(look, self)
        self._form = QWidget()
        self._column = QVBoxLayout(self._form)
        self._column.setContentsMargins(0, 0, 0, GAP)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._scroll = QScrollArea(self)
        self._build()
        self.restyle(look)

    # --- what the owner says ----------------------------------------------------------------------------------

    def show_pages(self, pages: Sequence[Option], open_id: str) -> None:
        """The pages there are, one of them open; none while a search is shown."""
        was = self.pages.blockSignals(True)
        texts = [page.text for page in pages]
        if [self.pages.item(row).text() for row in range(self.pages.count())] != texts:
            self.pages.clear()
            self.pages.addItems(texts)
        self._ids = [page.id for page in pages]
        self.pages.setCurrentRow(self._ids.index(open_id) if open_id in self._ids else -1)
        self.pages.blockSignals(was)

    def show_settings(self, texts: Sequence[SettingText]) -> None:
        """Show these; controls that stay keep the keyboard."""
        if [text.shape for text in texts] != [row.text.shape for row in self.rows]:
            self._rebuild(texts)
        elif tuple(texts) != self._texts:
            for row, text in zip(self.rows, texts, strict=True):
                if row.text != text:
                    row.show_setting(self._look, text)
        self._texts = tuple(texts)

    def show_undo(self, text: str) -> None:
        """What was changed last and can be taken back; empty when nothing can."""
        self.undo.say(text)

    def row(self, setting: str) -> SettingRow:
        """The row of one setting on screen; raises KeyError when it is not shown."""
        found = next((row for row in self.rows if row.text.id == setting), None)
        if found is None:
            raise KeyError(setting)
        return found

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        theme = look.theme
        ink = f"background: {theme.bg1.name()}; color: {theme.t1.name()}; border: none; outline: none;"
        self.pages.setStyleSheet(
            f"QListWidget {{ {ink} }} QListWidget::item {{ padding: 8px 14px; color: {theme.t2.name()}; }}"
            f"QListWidget::item:selected {{ background: {theme.bg3.name()}; color: {theme.t1.name()};"
            f" border-left: 4px solid {theme.acc.name()}; padding-left: 10px; }}"
        )
        self.pages.look = look
        self.pages.setFont(look.font("body"))
        self.field.setFont(look.font("body"))
        self.field.setPlaceholderText(look.text("set.search"))
        paint.name(self.pages, look.text("set.pages"))
        paint.name(self.field, look.text("set.search"))
        paint.name(self, look.text("set"))
        self.undo.restyle(look)
        self._form.setStyleSheet(f"QWidget#form {{ background: {theme.bg1.name()}; }}")
        for row in self.rows:
            row.show_setting(look, row.text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The surfaces under list and form."""
        painter, theme = QPainter(self), self._look.theme
        paint.panel(painter, QRectF(self.rect()), theme.bg1)
        painter.fillRect(QRectF(_PAGES + GAP, 0, 1, self.height()), theme.line)

    # --- inside -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._form.setObjectName("form")
        self._scroll.setWidget(self._form)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setMaximumWidth(_WIDE)
        right = QVBoxLayout()
        right.setContentsMargins(GAP, GAP, GAP, GAP)
        right.setSpacing(GAP)
        head = QHBoxLayout()
        head.setContentsMargins(INSET, 0, 0, 0)
        self.field.setFixedWidth(320)
        head.addWidget(self.field)
        head.addWidget(self.undo, 1)
        right.addLayout(head)
        right.addWidget(self._scroll, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, GAP, 0, GAP)
        row.setSpacing(GAP + 1)
        row.addWidget(self.pages)
        row.addLayout(right, 1)
        self.pages.currentRowChanged.connect(self._page_chosen)
        self.pages.entered_form.connect(self.enter_form)
        self.field.textChanged.connect(self.searched)
        self.field.left.connect(self._leave)
        self.undo.asked.connect(self.undo_asked)

    def enter_form(self) -> None:
        """The keyboard to the first control of the form."""
        for row in self.rows:
            for control in (row.segments, row.recorder, *row.buttons):
                if control is None:
                    continue
                target = next((b for b in control.children() if isinstance(b, QWidget) and _is_reached(b)), control)
                target.setFocus(Qt.FocusReason.TabFocusReason)
                self._scroll.ensureWidgetVisible(row)
                return

    def _leave(self, has_text: bool) -> None:
        if has_text:
            self.enter_form()
        else:
            self.pages.setFocus(Qt.FocusReason.OtherFocusReason)

    def _page_chosen(self, row: int) -> None:
        if 0 <= row < len(self._ids):
            self.page_chosen.emit(self._ids[row])

    def _rebuild(self, texts: Sequence[SettingText]) -> None:
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [SettingRow(self._look, text) for text in texts]
        for at, row in enumerate(self.rows):
            row.chosen.connect(self.chosen)
            row.acted.connect(self.acted)
            row.recorded.connect(self.recorded)
            self._column.insertWidget(at, row)
        self._scroll.verticalScrollBar().setValue(0)


def _is_reached(widget: QWidget) -> bool:
    return widget.focusPolicy() == Qt.FocusPolicy.StrongFocus and widget.isEnabled()


class _Pages(QListWidget):
    """The list of pages: arrows turn them, Enter and the right arrow lead into the form."""

    entered_form = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.look: Look | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down turn, Enter and right go in; letters are nobody's here."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
            self.entered_form.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, and the ring while the keyboard is here."""
        super().paintEvent(event)
        if self.hasFocus() and self.look is not None:
            paint.focus_ring(QPainter(self.viewport()), QRectF(self.viewport().rect()), self.look.theme)


class _Field(QLineEdit):
    """The search: Enter or down goes to what was found, Esc first empties it and then leaves."""

    left = Signal(bool)  # whether something is looked for

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        guard(self)

    def event(self, event: QEvent) -> bool:
        """Esc is the field's own while it holds something."""
        is_esc = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_esc and event.type() == QEvent.Type.ShortcutOverride and self.text():
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and down leave towards what was found; Esc empties."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit(bool(self.text().strip()))
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
        else:
            super().keyPressEvent(event)


class UndoRow(QWidget):
    """What was changed last, with the way back."""

    asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._said = look, ""
        self._button = QuietButton(look, "set.undo", (own("set.undo", "Z"),), small=True, parent=self)
        self._button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._button.clicked.connect(self.asked)
        self.setFixedHeight(_UNDO)
        self.say("")

    def say(self, text: str) -> None:
        """What was changed; empty for nothing."""
        self._said = text
        self._button.setVisible(bool(text))
        self.restyle(self._look)

    @property
    def said(self) -> str:
        """What it says was changed."""
        return self._said

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self._button.restyle(look)
        self._button.resize(self._button.sizeHint())
        self._button.move(self.width() - self._button.width(), (_UNDO - self._button.height()) // 2)
        paint.name(self, self._said)
        self.update()

    def resizeEvent(self, event: QEvent) -> None:
        """The button stays at the right."""
        self.restyle(self._look)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words beside the button."""
        if self._said:
            room = QRectF(GAP, 0, self._button.x() - 10 - GAP, self.height())
            paint.write(QPainter(self), room, self._said, "second", self._look.theme.t1, paint.RIGHT)
