"""The handbook over the window: one Markdown text in the desk's own look, with its chapters beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QByteArray, QEvent, QRectF, Qt, QUrl, Signal
from PySide6.QtGui import (
    QBrush,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextListFormat,
    QTextTable,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidget, QTextBrowser, QWidget

from widgets import paint
from widgets.buttons import QuietButton
from widgets.look import Look
from widgets.theme import BANNER, COMMAND_BAR, GAP, INSET, PANEL_HEAD, TOP_STRIP, Theme, families

_WIDE: Final = 1080
_CHAPTERS: Final = 220
_EDGE: Final = 40
_TOP: Final = TOP_STRIP + BANNER + GAP
_SIZES: Final = {1: 22, 2: 18, 3: 15}  # by level of the heading, in pixels
_ABOVE: Final = {2: 22.0, 3: 12.0}
_INDENT: Final = 20.0
_FIRST: Final = 170.0
_LINE: Final = 46.0  # what one press of an arrow moves
_PICTURE: Final = 800  # the widest a picture is shown, in pixels
_DARK, _LIGHT = "_dark_", "_light_"  # the texts name the dark pictures; a light desk shows their light twins
_AWAY: Final = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


class HandbookView(QWidget):
    """A child overlay, opened by its owner with `open`; Esc, or the keyboard going elsewhere, closes it.

    `texts` maps a language to its Markdown, `picture` gives a picture's bytes by its name there (none: empty). Nothing
    else is loaded and no link is followed; HTML in it stays plain text.
    """

    closed = Signal()

    def __init__(
        self, look: Look, texts: Mapping[str, str], parent: QWidget, picture: Callable[[str], bytes] = lambda _: b""
    ) -> None:
        super().__init__(parent)
        self._look, self._texts, self._host = look, texts, parent
        self._shown: tuple[str, str] = ("", "")  # theme and language of the document
        self._places: list[int] = []
        self._text = _Text(self, lambda name: picture(self._in_theme(name)))
        self._text.left.connect(self.dismiss)
        self._text.turned.connect(self.turn)
        self._chapters = QListWidget(self)
        self._chapters.setFrameShape(QFrame.Shape.NoFrame)
        self._chapters.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._chapters.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._chapters.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._chapters.itemClicked.connect(lambda item: self.go_to(self._chapters.row(item)))
        self._text.verticalScrollBar().valueChanged.connect(self._mark)
        self._close = QuietButton(look, "dismiss", ("Esc",), small=True, parent=self)
        self._close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._close.clicked.connect(self.dismiss)
        self.setFocusProxy(self._text)
        self.hide()
        self.restyle(look)

    def open(self) -> None:
        """Lay the handbook over the window, at its beginning or where it was left."""
        self.fit()
        self.show()
        self.raise_()
        self.restyle(self._look)
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)

    def dismiss(self) -> None:
        """Take it away."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def fit(self) -> None:
        """Sit in the middle of the window, below strip and banner: a text never hides who waits."""
        room = self._host.size()
        wide, high = min(_WIDE, room.width() - 2 * _EDGE), room.height() - _TOP - COMMAND_BAR - GAP
        self.setGeometry((room.width() - wide) // 2, _TOP, wide, high)

    @property
    def chapters(self) -> tuple[str, ...]:
        """The chapters' names, in order."""
        return tuple(self._chapters.item(row).text() for row in range(self._chapters.count()))

    @property
    def chapter(self) -> int:
        """The chapter at the top of what is seen; -1 above the first."""
        return self._chapters.currentRow()

    @property
    def text(self) -> str:
        """What is written, without its marks."""
        return self._text.toPlainText()

    def go_to(self, chapter: int) -> None:
        """Bring a chapter to the top."""
        if 0 <= chapter < len(self._places):
            block = self._text.document().findBlock(self._places[chapter])
            top = self._text.document().documentLayout().blockBoundingRect(block).top()
            self._text.verticalScrollBar().setValue(round(top) - 6)
            self._chapters.setCurrentRow(chapter)

    def turn(self, by: int) -> None:
        """The next or the previous chapter."""
        self.go_to(max(0, min(len(self._places) - 1, self.chapter + by)))

    def restyle(self, look: Look) -> None:
        """Take a new theme or language; the text is only made while it is seen."""
        self._look = look
        theme = look.theme
        self._close.restyle(look)
        paint.name(self, look.text("handbook"))
        paint.name(self._text, look.text("handbook"))
        paint.name(self._chapters, look.text("handbook.chapters"))
        ink = f"background: {theme.bg2.name()}; color: {theme.t1.name()}; border: none; outline: none;"
        self._text.setStyleSheet(f"QTextBrowser {{ {ink} selection-background-color: {theme.bg3.name()}; }}")
        self._chapters.setStyleSheet(
            f"QListWidget {{ {ink} }} QListWidget::item {{ padding: 5px 8px; color: {theme.t2.name()}; }}"
            f"QListWidget::item:selected {{ background: {theme.bg3.name()}; color: {theme.t1.name()}; }}"
        )
        self._chapters.setFont(look.font("body"))
        self._place()
        if self.isVisible() and self._shown != (theme.name, look.lang):
            self._write()
        self.update()

    # --- Qt's side --------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Chapters left, text right."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The surface, the name and how to move."""
        painter, look, theme = QPainter(self), self._look, self._look.theme
        box = QRectF(self.rect())
        paint.panel(painter, box, theme.bg2, theme.acc, 2)
        head = QRectF(INSET, 4, box.width() - 2 * INSET, PANEL_HEAD)
        paint.write(painter, head, look.text("handbook"), "head", theme.t1)
        right = QRectF(0, 4, self._close.x() - 14, PANEL_HEAD)
        paint.write(painter, right, look.text("handbook.moves"), "second", theme.t2, paint.RIGHT)
        painter.fillRect(QRectF(INSET, PANEL_HEAD + 4, box.width() - 2 * INSET, 1), theme.line)

    # --- inside -----------------------------------------------------------------------------------------------

    def _in_theme(self, name: str) -> str:
        return name.replace(_DARK, _LIGHT) if self._look.theme.name == "light" else name

    def _place(self) -> None:
        self._close.resize(self._close.sizeHint())
        self._close.move(self.width() - self._close.width() - 10, (PANEL_HEAD - self._close.height()) // 2 + 4)
        top, high = PANEL_HEAD + 12, self.height() - PANEL_HEAD - 22
        self._chapters.setGeometry(6, top, _CHAPTERS, high)
        self._text.setGeometry(_CHAPTERS + 18, top, self.width() - _CHAPTERS - 24, high)

    def _write(self) -> None:
        chapter = self.chapter if self._shown[0] else -1
        self._shown = (self._look.theme.name, self._look.lang)
        document = self._text.document()
        document.setDefaultFont(self._look.font("body"))
        features = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
        document.setMarkdown(self._texts[self._look.lang], features)
        dress(document, self._look)
        heads = [block for block in _blocks(document) if block.blockFormat().headingLevel() == 2]
        self._places = [block.position() for block in heads]
        self._chapters.clear()
        self._chapters.addItems([block.text() for block in heads])
        if chapter < 0:
            self._text.verticalScrollBar().setValue(0)
        self.go_to(chapter)

    def _mark(self, value: int) -> None:
        """Show which chapter is being read."""
        layout = self._text.document().documentLayout()
        tops = [layout.blockBoundingRect(self._text.document().findBlock(at)).top() for at in self._places]
        passed = [row for row, top in enumerate(tops) if top - 12 <= value]
        self._chapters.setCurrentRow(passed[-1] if passed else -1)


class _Text(QTextBrowser):
    """Reads only: no links, no files, no input method, and Esc is its own."""

    left = Signal()
    turned = Signal(int)

    def __init__(self, parent: QWidget, picture: Callable[[str], bytes]) -> None:
        super().__init__(parent)
        self._picture = picture
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """A picture of ours or nothing: without an answer Qt would look by itself, on disk or anywhere."""
        image = QImage.fromData(self._picture(name.toString() if isinstance(name, QUrl) else name))
        if kind != QTextDocument.ResourceType.ImageResource.value or image.isNull():
            return QByteArray(b"")
        if image.width() <= _PICTURE:
            return image
        return image.scaledToWidth(_PICTURE, Qt.TransformationMode.SmoothTransformation)

    def event(self, event: QEvent) -> bool:
        """Esc comes here as a key, not as the window's shortcut."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, down, pages, ends, chapters and out; copying stays Qt's."""
        bar = self.verticalScrollBar()
        key = Qt.Key(event.key())
        moves = {Qt.Key.Key_Down: _LINE, Qt.Key.Key_J: _LINE, Qt.Key.Key_Up: -_LINE, Qt.Key.Key_K: -_LINE}
        moves |= {Qt.Key.Key_PageDown: bar.pageStep() * 0.9, Qt.Key.Key_PageUp: -bar.pageStep() * 0.9}
        moves |= {Qt.Key.Key_Space: bar.pageStep() * 0.9, Qt.Key.Key_Home: -1e9, Qt.Key.Key_End: 1e9}
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.turned.emit(1 if key == Qt.Key.Key_Right else -1)
        elif key in moves and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            bar.setValue(round(max(0.0, min(float(bar.maximum()), bar.value() + moves[key]))))
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Whoever goes elsewhere has read enough."""
        super().focusOutEvent(event)
        if event.reason() not in _AWAY:
            self.left.emit()


def dress(document: QTextDocument, look: Look) -> None:
    """Headings, code and tables of a document in a look's sizes and colours."""
    theme = look.theme
    document.setIndentWidth(_INDENT)
    for block in _blocks(document):
        _dress_block(block, look)
        _dress_list(block)
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _dress_table(frame, theme)


def _blocks(document: QTextDocument) -> list[QTextBlock]:
    found, block = [], document.begin()
    while block.isValid():
        found.append(block)
        block = block.next()
    return found


def _dress_block(block: QTextBlock, look: Look) -> None:
    theme, level = look.theme, block.blockFormat().headingLevel()
    is_fenced = _is_fenced(block)
    shape = QTextBlockFormat()
    shape.setLineHeight(
        100.0 if is_fenced or _is_picture(block) else 130.0, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
    )
    shape.setTopMargin(_ABOVE.get(level, 0.0))
    shape.setBottomMargin(_below(block))
    if is_fenced:
        shape.setBackground(QBrush(theme.bg0))
    words = QTextCharFormat()
    words.setForeground(QBrush(theme.t1))
    cursor = QTextCursor(block)
    cursor.mergeBlockFormat(shape)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    if level:
        font = look.font("head")
        font.setPixelSize(_SIZES[level])
        words.setFont(font)
        cursor.setCharFormat(words)
        return
    cursor.mergeCharFormat(words)
    for position, length in _code(block):
        cursor.setPosition(position)
        cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
        code = QTextCharFormat()
        code.setFontFamilies(list(families()))
        code.setFontFixedPitch(False)
        code.setBackground(QBrush(theme.bg0 if is_fenced else theme.bg3))
        cursor.mergeCharFormat(code)


def _is_fenced(block: QTextBlock) -> bool:
    return block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence)


def _is_picture(block: QTextBlock) -> bool:
    part = block.begin()
    return not part.atEnd() and part.fragment().charFormat().isImageFormat()


def _below(block: QTextBlock) -> float:
    """The room under a block: none inside code and tables, little inside a list."""
    if QTextCursor(block).currentTable() is not None:
        return 0.0
    following = block.next()
    if _is_fenced(block) and _is_fenced(following):
        return 0.0
    return 3.0 if block.textList() is not None and following.textList() is not None else 8.0


def _code(block: QTextBlock) -> list[tuple[int, int]]:
    """Where the block has code, as positions and lengths."""
    found = []
    part = block.begin()
    while not part.atEnd():
        fragment = part.fragment()
        if fragment.charFormat().fontFixedPitch():
            found.append((fragment.position(), fragment.length()))
        part += 1
    return found


def _dress_list(block: QTextBlock) -> None:
    bullets = block.textList()
    if bullets is not None and bullets.format().style() is not QTextListFormat.Style.ListDecimal:
        shape = bullets.format()
        shape.setStyle(QTextListFormat.Style.ListDisc)
        bullets.setFormat(shape)


def _dress_table(table: QTextTable, theme: Theme) -> None:
    """Lines between rows only, a ground under the heads, the first column as wide as keys and words need."""
    shape = table.format()
    shape.setBorder(0.0)
    shape.setCellPadding(6.0)
    shape.setCellSpacing(0.0)
    shape.setTopMargin(4.0)
    shape.setBottomMargin(12.0)
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    first = QTextLength(QTextLength.Type.FixedLength, _FIRST)
    rest = QTextLength(QTextLength.Type.VariableLength, 0)
    shape.setColumnWidthConstraints([first, *[rest] * (table.columns() - 1)])
    table.setFormat(shape)
    for row in range(table.rows()):
        for column in range(table.columns()):
            cell = table.cellAt(row, column)
            look = cell.format().toTableCellFormat()
            look.setBottomBorder(1.0)
            look.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            look.setBottomBorderBrush(QBrush(theme.line))
            if row == 0:
                look.setBackground(QBrush(theme.bg3))
            cell.setFormat(look)
