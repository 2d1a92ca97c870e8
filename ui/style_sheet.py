"""The one style sheet: a widget class is styled wholly here, or left to Fusion and the palette.

Fonts are never named here: a style sheet cannot set the axes of a variable font. Variants are told
apart by dynamic properties ("kind" of a button, "role" of a label, "invalid" of a field).
"""

from pathlib import Path
from string import Template

from ui import icons
from ui.tokens import Theme

_SHEET = Template("""
* { outline: 0; }
QToolTip { background: $surface; color: $text; border: 1px solid $control_border;
    padding: 4px 6px; }

QPushButton { background: $surface; color: $text; border: 1px solid $control_border;
    border-radius: $r; padding: 0 13px;
    min-height: 32px; }
QPushButton:hover { background: $subtle; }
QPushButton:pressed, QPushButton:checked { background: $accent_soft; color: $accent; }
QPushButton:disabled { color: $tertiary; background: $subtle; border-color: $border; }
QPushButton:focus { border: 2px solid $accent; padding: 0 12px; min-height: 30px; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:disabled { background: $subtle; color: $tertiary;
    border-color: $border; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; color: $accent;
    padding: 0 9px; }
QPushButton[kind="quiet"]:hover { background: $accent_soft; }
QPushButton[kind="quiet"]:disabled { color: $tertiary; }
QPushButton[kind="quiet"]:focus { border: 2px solid $accent; padding: 0 8px; }
QPushButton[kind="icon"] { background: transparent; border-color: transparent; padding: 0;
    min-width: 32px; }
QPushButton[kind="icon"]:hover { background: $subtle; }
QPushButton[kind="icon"]:focus { border: 2px solid $accent; min-width: 30px; }
QPushButton::menu-indicator { image: url($chevron_down); width: 14px; height: 14px; right: 8px;
    subcontrol-position:
    right center; subcontrol-origin: padding; }
QPushButton[kind="icon"]::menu-indicator { image: none; width: 0; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox { background: $surface;
    color: $text;
    border: 1px solid $control_border; border-radius: $r; padding: 0 10px; min-height: 32px;
    selection-background-color: $accent; selection-color: $on_accent; }
QPlainTextEdit, QTextEdit { padding: 6px 8px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus,
    QAbstractSpinBox:focus {
    border: 2px solid $accent; padding: 0 9px; min-height: 30px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 5px 7px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QComboBox:disabled,
    QAbstractSpinBox:disabled {
    background: $subtle; color: $tertiary; border-color: $border; }
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"], QTextEdit[invalid="true"],
    QComboBox[invalid="true"],
QAbstractSpinBox[invalid="true"] { border-color: $missed; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { border: 0; padding: 0; min-height: 0;
    background: transparent; }
QAbstractSpinBox QLineEdit:focus, QComboBox QLineEdit:focus { border: 0; padding: 0;
    min-height: 0; }
QComboBox { padding: 0 12px; }
QComboBox:focus { padding: 0 11px; }
QAbstractSpinBox { max-height: 32px; }
QAbstractSpinBox:focus { max-height: 30px; }
QComboBox::drop-down { border: 0; width: 26px; }
QComboBox::down-arrow { image: url($chevron_down); width: 14px; height: 14px; }
QAbstractSpinBox::up-button { subcontrol-origin: border; subcontrol-position: top right;
    width: 24px; height: 16px;
    border: 0; margin: 1px 2px 0 2px; }
QAbstractSpinBox::down-button { subcontrol-origin: border; subcontrol-position: bottom right;
    width: 24px; height: 16px;
    border: 0; margin: 0 2px 1px 2px; }
QAbstractSpinBox::up-arrow { image: url($chevron_up); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow, QDateTimeEdit::drop-down { image: url($chevron_down);
    width: 12px; height: 12px; }
QDateTimeEdit::drop-down { subcontrol-origin: padding; subcontrol-position: right center;
    width: 14px; height: 14px;
    border: 0; right: 8px; }
QComboBox QAbstractItemView { background: $surface; color: $text;
    border: 1px solid $control_border; padding: 4px;
    selection-background-color: $accent_soft; selection-color: $text; }

QCheckBox, QRadioButton { color: $text; spacing: 8px; min-height: 24px; }
QCheckBox:disabled, QRadioButton:disabled { color: $tertiary; }
QCheckBox::indicator, QRadioButton::indicator { width: 16px; height: 16px;
    border: 1px solid $control_border;
    border-radius: 4px; background: $surface; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $accent;
    width: 14px; height: 14px; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url($check); }
QRadioButton::indicator:checked { background: $surface; border: 5px solid $accent; width: 8px;
    height: 8px; }
QCheckBox::indicator:checked:focus { border: 2px solid $text; }
QRadioButton::indicator:checked:focus { border: 5px solid $accent; background: $text; }

QMenuBar { background: $surface; color: $text; border-bottom: 1px solid $border;
    padding: 2px 8px; }
QMenuBar::item { padding: 4px 10px; border-radius: $r; background: transparent; }
QMenuBar::item:selected { background: $accent_soft; color: $accent; }
QMenu { background: $surface; color: $text; border: 1px solid $control_border; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 10px; border-radius: $r; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $tertiary; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }
QMenu::indicator { width: 14px; height: 14px; left: 8px; }
QMenu::indicator:checked { image: url($check_text); }

QScrollArea, QScrollArea > QWidget > QWidget#scrolled { background: transparent; border: 0; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $control_border; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $tertiary; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTableView, QListView, QTreeView { background: $surface; color: $text; border: 0;
    selection-background-color: $accent_soft;
    selection-color: $text; }
QListView[role="offers"] { border: 1px solid $control_border; padding: 2px; }
QHeaderView { background: $surface; border: 0; }
QHeaderView::section { background: $surface; color: $secondary; border: 0;
    border-bottom: 1px solid $border;
    padding: 0 8px; min-height: 32px; }
QHeaderView::section:hover { color: $text; background: $subtle; }
QHeaderView::down-arrow { image: url($chevron_down); width: 12px; height: 12px; }
QHeaderView::up-arrow { image: url($chevron_up); width: 12px; height: 12px; }
QTableCornerButton::section { background: $surface; border: 0; }

QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $accent_soft; }
QProgressBar { background: $subtle; border: 0; border-radius: 4px; max-height: 8px;
    min-height: 8px; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QDialog, QMainWindow { background: $background; }

QFrame[role="card"] { background: $surface; border: 1px solid $border; border-radius: $card; }
QFrame[role="card"][door="true"]:hover { border-color: $control_border; }
QFrame[role="card"][door="true"]:focus { border: 2px solid $accent; }
QFrame[role="bar"] { background: $surface; border: 0; border-bottom: 1px solid $border; }
QFrame[role="side"] { background: $surface; border: 0; }
QFrame[role="rule"] { background: $border; border: 0; max-height: 1px; min-height: 1px; }
QFrame[role="overlay"] { background: $surface; border: 1px solid $control_border;
    border-radius: $card; }
QLabel { color: $text; background: transparent; }
QLabel[role="secondary"] { color: $secondary; }
QLabel[role="caption"] { color: $secondary; }
QLabel[role="tertiary"] { color: $tertiary; }
QLabel[role="error"] { color: $missed_text; }
QLabel:disabled { color: $tertiary; }
""")


def _mixed(first: str, second: str, share: float) -> str:
    """Blend two "#RRGGBB" colours; `share` is how much of the second."""
    pairs = ((int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def build(theme: Theme, pictures: Path) -> str:
    """Fill the sheet with a theme's tokens; its arrows and ticks are written into `pictures`."""

    def picture(name: str, color: str) -> str:
        path = pictures / f"{name}-{color[1:]}.svg"
        if not path.exists():
            path.write_bytes(icons.source(name, color))
        return path.as_posix()

    return _SHEET.substitute(
        vars(theme),
        r=f"{theme.radius.control}px",
        card=f"{theme.radius.card}px",
        accent_hover=_mixed(theme.accent, theme.text, 0.12),
        chevron_down=picture("chevron-down", theme.secondary),
        chevron_up=picture("chevron-up", theme.secondary),
        check=picture("check", theme.on_accent),
        check_text=picture("check", theme.text),
    )
