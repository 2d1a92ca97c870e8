"""The name under which a filter is kept."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import Refusal
from ui import tokens
from ui.widgets.button import Button
from ui.widgets.form import Form
from ui.widgets.label import Label, Role

_WIDTH = 420


class SaveFilterDialog(QDialog):
    """Asks for a name and hands it to `save`; `names` are those that are taken."""

    def __init__(
        self, text: str, names: Sequence[str], save: Callable[[str], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Save this filter"))
        self.setMinimumWidth(_WIDTH)
        self._names = {each.casefold() for each in names}
        self._save_as = save
        self.name = QLineEdit()
        self.form = Form()
        self._row = self.form.add("name", self.tr("Name"), self.name)
        self.name.textChanged.connect(self._on_name)
        cancel, save_it = Button(self.tr("Cancel")), Button(self.tr("Save"), kind="primary")
        save_it.setDefault(True)
        cancel.clicked.connect(self.reject)
        save_it.clicked.connect(self.save)
        space = tokens.current().space
        foot = QHBoxLayout()
        foot.setSpacing(space.s)
        foot.addStretch()
        foot.addWidget(cancel)
        foot.addWidget(save_it)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space.xl, space.xl, space.xl, space.xl)
        layout.setSpacing(space.l)
        layout.addWidget(Label(self.tr("Save this filter"), Role.TITLE))
        layout.addWidget(Label(text, Role.SECONDARY, wrap=True))
        layout.addWidget(self.form)
        layout.addLayout(foot)

    def _on_name(self, name: str) -> None:
        taken = " ".join(name.split()).casefold() in self._names
        self._row.set_hint(self.tr("Replaces the filter of this name.") if taken else "")

    def save(self) -> None:
        """Keep the filter, or say why that is not possible."""
        try:
            self._save_as(self.name.text())
        except Refusal as refusal:
            self.form.show_refusal(refusal)
        else:
            self.accept()
