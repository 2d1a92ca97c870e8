"""The building blocks of pages, used as a person with a keyboard or a screen reader would."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from app.changes import Area, Change
from app.errors import Refusal
from tests.ui.recording import RecordedFrame
from ui import fonts, tokens
from ui.main_window import MainWindow, Person
from ui.page import Page
from ui.theme import Mode, ThemeManager
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.cells import Cell, Column, RowsModel
from ui.widgets.empty import EmptyState
from ui.widgets.flow import FlowLayout
from ui.widgets.form import Form
from ui.widgets.label import Label, Role
from ui.widgets.marks import State
from ui.widgets.navigation import NavigationList
from ui.widgets.notice import Notice
from ui.widgets.panel import SidePanel
from ui.widgets.pill import Pill
from ui.widgets.search_button import SearchButton
from ui.widgets.segmented import Segmented
from ui.widgets.side import SideMark
from ui.widgets.skeleton import Skeleton
from ui.widgets.table import TableView
from ui.window_state import WindowState

Row = tuple[str, str, int]
ROWS: list[Row] = [
    ("Tom Okafor", "sales", 3),
    ("Priya Nair", "marketing", 12),
    ("Mei Tan", "sales", 7),
]


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    ThemeManager(qapp, Mode.LIGHT)
    fonts.install(qapp)


def shot(widget: QWidget) -> QImage:
    widget.adjustSize()
    return widget.grab().toImage()


def colors(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name().upper()
        for x in range(image.width())
        for y in range(image.height())
    }


def make_model() -> RowsModel[Row]:
    return RowsModel(
        [
            Column("Lead", lambda row: Cell(row[0], secondary="Halden GmbH", strong=True)),
            Column("Side", lambda row: Cell(row[1].title(), side=row[1]), width=120),
            Column("Attempts", lambda row: Cell(str(row[2]), number=True), number=True, width=90),
            Column("State", lambda row: Cell("Late", state=State.MISSED), width=90),
        ],
        key=lambda row: row[0],
    )


@pytest.fixture
def table(qtbot: QtBot) -> TableView:
    view = TableView("Leads", rows="tall")
    qtbot.addWidget(view)
    view.setModel(make_model())
    model_of(view).set_rows(ROWS)
    view.resize(640, 400)
    view.show()
    return view


def model_of(view: TableView) -> RowsModel[Row]:
    model = view.model()
    assert isinstance(model, RowsModel)
    return model


# Painted widgets ----------------------------------------------------------------------------


@pytest.mark.parametrize("state", list(State))
def test_a_pill_has_the_tint_of_its_state_and_says_its_words(state: State, qtbot: QtBot) -> None:
    pill = Pill("2 h 10 min late", state)
    qtbot.addWidget(pill)
    theme = tokens.current()
    marked = state in (State.KEPT, State.AT_RISK, State.MISSED)
    tint = getattr(theme, f"{state}_tint") if marked else theme.subtle
    assert tint in colors(shot(pill))
    assert pill.accessibleName() == "2 h 10 min late"
    plain = Pill("2 h 10 min late", State.NONE)
    qtbot.addWidget(plain)
    assert (pill.sizeHint().width() > plain.sizeHint().width()) == marked, "a mark takes room"


def test_a_pill_changes_in_place_and_follows_the_theme(qtbot: QtBot, qapp: QApplication) -> None:
    pill = Pill("On track", State.KEPT)
    qtbot.addWidget(pill)
    pill.set("Missing", State.MISSED)
    assert (pill.text, pill.state, pill.accessibleName()) == ("Missing", State.MISSED, "Missing")
    ThemeManager(qapp, Mode.DARK)
    assert tokens.load("dark").missed_tint in colors(shot(pill))
    ThemeManager(qapp, Mode.LIGHT)


def test_sides_are_told_by_shape_as_well_as_colour(qtbot: QtBot) -> None:
    square, disc = SideMark("marketing", "Marketing"), SideMark("sales", "Sales")
    qtbot.addWidget(square)
    qtbot.addWidget(disc)
    theme = tokens.current()
    for mark, token, corner_filled in ((square, "marketing", True), (disc, "sales", False)):
        image = shot(mark)
        top = (image.height() - 9) // 2
        assert image.pixelColor(4, top + 4).name().upper() == getattr(theme, token)
        corner = image.pixelColor(0, top).name().upper()
        assert (corner == getattr(theme, token)) == corner_filled


def test_text_is_shown_as_written(qtbot: QtBot) -> None:
    label = Label("<b>Halden & Co</b>", Role.HEADING)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


@pytest.mark.parametrize("picture", ["chart", "table", "cards"])
def test_an_empty_state_draws_from_tokens_and_offers_the_next_step(
    picture: str, qtbot: QtBot, qapp: QApplication
) -> None:
    ran: list[int] = []
    empty = EmptyState(picture, "No leads yet", "Import them.", "Import…", lambda: ran.append(1))  # type: ignore[arg-type]
    qtbot.addWidget(empty)
    light = colors(shot(empty))
    assert tokens.current().surface in light
    ThemeManager(qapp, Mode.DARK)
    assert tokens.load("dark").surface in colors(shot(empty))
    ThemeManager(qapp, Mode.LIGHT)
    empty.button.click()
    assert ran == [1]


def test_a_skeleton_is_drawn_and_named(qtbot: QtBot) -> None:
    bars = Skeleton(3)
    qtbot.addWidget(bars)
    assert bars.accessibleName() == "Loading"
    assert tokens.current().subtle in colors(shot(bars))


# Controls -----------------------------------------------------------------------------------


def test_segments_move_with_the_arrow_keys(qtbot: QtBot) -> None:
    control = Segmented([("w", "Week"), ("m", "Month"), ("q", "Quarter")], "m", "Period")
    qtbot.addWidget(control)
    control.show()
    chosen: list[object] = []
    control.chosen.connect(chosen.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End):
        QTest.keyClick(control.focusWidget() or control, key)
    assert chosen == ["q", "w", "q"]
    assert control.current() == "q"
    with pytest.raises(KeyError):
        control.choose("y")


def test_segments_mirror_right_to_left(qtbot: QtBot) -> None:
    control = Segmented([("w", "Week"), ("m", "Month")], "w", "Period")
    qtbot.addWidget(control)
    control.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    control.show()
    QTest.keyClick(control, Qt.Key.Key_Left)
    assert control.current() == "m"


def test_a_card_that_is_a_door_opens_by_mouse_and_keyboard(qtbot: QtBot) -> None:
    card = Card("Clocks running", is_door=True)
    qtbot.addWidget(card)
    card.resize(200, 100)
    card.show()
    opened: list[int] = []
    card.opened.connect(lambda: opened.append(1))
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    QTest.keyClick(card, Qt.Key.Key_Return)
    QTest.keyClick(card, Qt.Key.Key_Space)
    QTest.mouseClick(card, Qt.MouseButton.RightButton)
    assert opened == [1, 1, 1]
    assert card.accessibleName() == "Clocks running"


def test_a_plain_card_is_no_door(qtbot: QtBot) -> None:
    card = Card("Commitments")
    qtbot.addWidget(card)
    card.show()
    opened: list[int] = []
    card.opened.connect(lambda: opened.append(1))
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    assert opened == []
    assert card.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_an_icon_button_says_its_name(qtbot: QtBot) -> None:
    button = Button("Close the panel", "x", kind="icon")
    qtbot.addWidget(button)
    assert (button.text(), button.toolTip()) == ("", "Close the panel")
    assert button.accessibleName() == "Close the panel"


def test_the_search_button_gives_way_when_room_is_short(qtbot: QtBot) -> None:
    button = SearchButton("Search or run a command", "Ctrl+K")
    qtbot.addWidget(button)
    assert "Ctrl+K" in button.toolTip()
    assert button.minimumSizeHint().width() < 60 < button.sizeHint().width()


def test_a_refusal_stands_beside_its_field_and_goes_again(qtbot: QtBot) -> None:
    form = Form()
    qtbot.addWidget(form)
    name, target = QLineEdit(), QSpinBox()
    form.add("name", "Name", name, "As on the letterhead")
    form.add("target", "Target", target)
    form.show()
    form.show_refusal(Refusal("A target is at least 1.", field="target"))
    assert form.row("target").error == "A target is at least 1."
    assert target.accessibleDescription() == "A target is at least 1."
    assert form.row("name").error == ""
    form.clear_errors()
    assert form.row("target").error == ""
    form.show_refusal(Refusal("The disk is full."))
    shown = [label.text() for label in form.findChildren(QLabel) if label.isVisible()]
    assert "The disk is full." in shown


def test_a_notice_offers_its_action_once_and_times_out(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(600, 400)
    host.show()
    notice = Notice(host)
    undone: list[int] = []
    notice.say("Logged.", "Undo", lambda: undone.append(1))
    assert notice.isVisible()
    assert notice.accessibleName() == "Logged."
    assert host.rect().contains(notice.geometry())
    notice.button.click()
    assert undone == [1]
    assert notice.isHidden()
    notice.say("Saved.")
    assert notice.button.isHidden()
    QTest.keyClick(notice, Qt.Key.Key_Escape)
    assert notice.isHidden()


def test_a_panel_closes_with_escape_and_says_so_once(qtbot: QtBot) -> None:
    panel = SidePanel("Lead")
    qtbot.addWidget(panel)
    panel.open_with("Priya Nair", "Halden GmbH")
    assert not panel.isHidden()
    closed: list[int] = []
    panel.closed.connect(lambda: closed.append(1))
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    panel.close_panel()
    assert panel.isHidden()
    assert closed == [1]


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_a_flow_wraps_like_words(direction: Qt.LayoutDirection, qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.setLayoutDirection(direction)
    flow = FlowLayout(host, spacing=6)
    pills = [Pill("2 due within the hour", State.AT_RISK) for _ in range(3)]
    for pill in pills:
        flow.addWidget(pill)
    width = pills[0].sizeHint().width()
    host.resize(2 * width + 6, flow.heightForWidth(2 * width + 6))
    host.show()
    rows = [pill.y() for pill in pills]
    assert rows[0] == rows[1] < rows[2]
    mirrored = direction == Qt.LayoutDirection.RightToLeft
    assert (pills[0].x() > pills[1].x()) == mirrored
    assert flow.heightForWidth(3 * width + 12) < flow.heightForWidth(width)


def test_navigation_goes_with_the_arrows_and_speaks_its_counts(qtbot: QtBot) -> None:
    pages = NavigationList()
    qtbot.addWidget(pages)
    pages.add_group("", [("overview", "Overview", "search", "Ctrl+1")])
    pages.add_group("Log", [("leads", "Leads", "clock", "Ctrl+2")])
    pages.add_bottom([("settings", "Settings", "keyboard", "")])
    pages.resize(212, 500)
    pages.show()
    chosen: list[object] = []
    pages.chosen.connect(chosen.append)
    pages.item("overview").setFocus()
    with qtbot.waitActive(pages):
        pages.activateWindow()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(pages.focusWidget() or pages, key)
    assert chosen == ["leads", "settings", "leads"]
    pages.set_badge("leads", 3)
    assert pages.item("leads").accessibleName() == "Leads, 3 want attention"
    assert tokens.current().missed_tint in colors(shot(pages.item("leads")))
    pages.set_badge("leads", 0)
    assert pages.item("leads").accessibleName() == "Leads"


def test_whoever_sits_here_is_chosen_at_the_foot(window: MainWindow, qtbot: QtBot) -> None:
    people = [Person(1, "Aisha Khan", "marketing", "Marketing"), Person(2, "Dana Reyes", "", "")]
    window.set_people(people, None)
    assert window.navigation.person.text() == "Who sits here?"
    window.set_people(people, 1)
    assert window.navigation.person.accessibleName() == "Who sits here: Aisha Khan · Marketing"


# Tables -------------------------------------------------------------------------------------


def test_the_model_of_small_tables_is_sound(qtbot: QtBot) -> None:
    model = make_model()
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    QAbstractItemModelTester(model, mode, model)
    for rows in (ROWS, ROWS[::-1], ROWS[1:], [], ROWS[:1], [("Sara Lind", "sales", 1), *ROWS]):
        model.set_rows(rows)
        assert [model.row(at) for at in range(model.rowCount())] == rows


def test_new_figures_keep_selection_and_scroll(table: TableView) -> None:
    model = model_of(table)
    many: list[Row] = [(f"Lead {n:03}", "sales", n) for n in range(200)]
    model.set_rows(many)
    table.selectRow(120)
    table.scrollTo(table.currentIndex())
    scrolled = table.verticalScrollBar().value()
    changed = [(name, side, n + 1) for name, side, n in many]
    model.set_rows(changed)
    assert table.currentIndex().row() == 120
    assert table.verticalScrollBar().value() == scrolled
    model.set_rows(changed[50:])
    assert model.row(table.currentIndex().row())[0] == "Lead 120"


def test_selected_rows_are_copied_with_headings_as_shown(table: TableView, qtbot: QtBot) -> None:
    table.selectRow(0)
    table.setColumnHidden(1, True)
    table.horizontalHeader().moveSection(2, 0)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert copied == "Attempts\tLead\tState\n3\tTom Okafor, Halden GmbH\tLate"


def test_too_much_is_not_copied(table: TableView) -> None:
    model_of(table).set_rows([(f"Lead {n}", "sales", n) for n in range(100_001)])
    table.selectAll()
    with pytest.raises(Refusal, match="100,000"):
        table.copy()


def test_the_first_letters_typed_find_a_row(table: TableView, qtbot: QtBot) -> None:
    QTest.keyClicks(table, "pr")
    assert table.currentIndex().row() == 1
    table.setCurrentIndex(table.model().index(0, 0))
    table.keyboardSearch("x")
    assert table.currentIndex().row() == 0


def test_a_row_is_opened_with_enter_and_a_double_click(table: TableView, qtbot: QtBot) -> None:
    opened: list[int] = []
    table.opened.connect(lambda index: opened.append(index.row()))
    table.selectRow(2)
    QTest.keyClick(table, Qt.Key.Key_Return)
    place = table.visualRect(table.model().index(1, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened == [2, 1]


def test_cells_are_read_aloud_whole(table: TableView) -> None:
    index = table.model().index(1, 0)
    spoken = table.model().data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Priya Nair, Halden GmbH"


def test_cells_are_painted_with_pills_and_marks(table: TableView) -> None:
    painted = colors(table.grab().toImage())
    theme = tokens.current()
    assert {theme.missed_tint, theme.marketing, theme.sales, theme.border} <= painted


def test_columns_are_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    def opened() -> TableView:
        settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        view = TableView("Leads")
        qtbot.addWidget(view)
        view.setModel(make_model())
        view.keep_columns(WindowState(settings), "leads")
        return view

    first = opened()
    first.horizontalHeader().resizeSection(1, 177)
    first.horizontalHeader().moveSection(3, 0)
    first.setColumnHidden(2, True)
    qtbot.waitUntil(lambda: opened().isColumnHidden(2))
    second = opened()
    assert second.columnWidth(1) == 177
    assert second.horizontalHeader().visualIndex(3) == 0


def test_the_headings_menu_hides_columns_but_never_the_last(table: TableView, qtbot: QtBot) -> None:
    table.horizontalHeader().customContextMenuRequested.emit(QPoint(5, 5))
    menu = table.findChild(QMenu)
    assert menu is not None
    for action in menu.actions()[:3]:
        action.trigger()
    menu.close()
    assert [table.isColumnHidden(column) for column in range(4)] == [True, True, True, False]
    table.horizontalHeader().customContextMenuRequested.emit(QPoint(5, 5))
    menus = [each for each in table.findChildren(QMenu) if each.isVisible()]
    assert [action.isEnabled() for action in menus[0].actions()] == [True, True, True, False]
    menus[0].close()


# Pages --------------------------------------------------------------------------------------


class CountingPage(Page):
    areas = frozenset({Area.LEADS})

    def __init__(self, recorded: RecordedFrame) -> None:
        super().__init__(recorded.frame)
        self.refreshed: list[Change | None] = []

    def refresh(self, change: Change | None) -> None:
        self.refreshed.append(change)


def test_a_page_refreshes_when_shown_and_when_it_is_concerned(
    recorded: RecordedFrame, qtbot: QtBot
) -> None:
    page = CountingPage(recorded)
    qtbot.addWidget(page)
    first = Change("Log contact", frozenset({Area.LEADS}), frozenset({1}))
    second = Change("Accept", frozenset({Area.LEADS, Area.CLOCKS}), frozenset({2}))
    elsewhere = Change("Add Dana", frozenset({Area.PEOPLE}))
    page.show()
    assert page.refreshed == [None]
    page.on_change(first)
    page.on_change(elsewhere)
    assert page.refreshed == [None, first]
    page.hide()
    page.on_change(first)
    page.on_change(second)
    page.on_change(elsewhere)
    assert page.refreshed == [None, first], "a hidden page waits"
    page.show()
    missed = page.refreshed[-1]
    assert len(page.refreshed) == 3
    assert missed is not None
    assert missed.areas == first.areas | second.areas
    assert missed.lead_ids == {1, 2}
    page.hide()
    page.show()
    assert len(page.refreshed) == 3, "nothing happened meanwhile"
