"""The panel of the commitments page: holds the form of one commitment, and what was typed for a moment longer."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.page import Frame
from ui.panels.commitment import CommitmentForm
from ui.widgets.panel import SidePanel


class FormPanel(SidePanel):
    """Shows one form at a time; what was typed in one put away comes back by the notice's "Undo".

    `opened` says that the panel needs room, `left` (with the form's code) that it gives it back, `save_asked` that
    the person is done.
    """

    opened = Signal()
    save_asked = Signal()
    left = Signal(str)

    def __init__(self, frame: Frame, page: QWidget) -> None:
        super().__init__(self.tr("Commitment"))
        self._frame = frame
        self._page = page
        self.form: CommitmentForm | None = None
        self._put_away: CommitmentForm | None = None
        self.closed.connect(self._on_closed)

    def show_form(self, form: CommitmentForm, title: str, subtitle: str) -> None:
        """Show a form in place of any other."""
        self._drop(self._put_away)
        self._put_away = None
        self._drop(self.form)
        self.form = form
        form.saved.connect(self.save_asked)
        form.left.connect(self.close_panel)
        self.body.addWidget(form)
        inside = self.layout()
        if isinstance(inside, QVBoxLayout):  # above and below what scrolls
            inside.insertWidget(1, form.quote)
            inside.addWidget(form.buttons)
        self.opened.emit()
        self.open_with(title, subtitle)
        for widget in (form.quote, form, form.buttons):
            widget.show()
        form.focus_first()

    def finish(self) -> None:
        """Put the panel away with a form whose words are kept."""
        form, self.form = self.form, None
        self.close_panel()
        self._drop(form)

    def _on_closed(self) -> None:
        """Keep what was typed for a moment, so that closing by mistake costs nothing."""
        form, self.form = self.form, None
        if form is not None and form.is_changed:
            self._put_away = form
            self._take_out(form)
            title, subtitle = self.title.text(), self.subtitle.text()
            self._frame.messages.notice(
                self.tr("Your changes were discarded."),
                self.tr("Undo"),
                lambda: self._bring_back(form, title, subtitle),
            )
        else:
            self._drop(form)
        self.left.emit("" if form is None else form.code)

    def _bring_back(self, form: CommitmentForm, title: str, subtitle: str) -> None:
        if form is not self._put_away:
            return  # another form was opened meanwhile
        self._put_away = None
        form.saved.disconnect(self.save_asked)
        form.left.disconnect(self.close_panel)
        self.show_form(form, title, subtitle)

    def _drop(self, form: CommitmentForm | None) -> None:
        if form is not None:
            self._take_out(form)
            for widget in (form.quote, form.buttons, form):
                widget.deleteLater()

    def _take_out(self, form: CommitmentForm) -> None:
        for widget in (form.quote, form, form.buttons):
            widget.hide()
            widget.setParent(self._page)
