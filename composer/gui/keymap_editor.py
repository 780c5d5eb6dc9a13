"""The dialog in which a user chooses a keymap and changes its keys."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QPushButton,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from composer.gui.actions import ACTIONS, MENUS, keys_in_words, specs_of_menu
from composer.gui.form import named, quiet_label
from composer.gui.keymaps import KEYMAPS, MODIFIERS, OWN, OWN_LABEL, ROLES
from composer.gui.listing import columned
from composer.gui.shortcuts import Shortcuts

_SIZE = 620, 600  # pixels
_SPECS = {spec.name: spec for spec in ACTIONS}
_ROLE_WORDS = {
    "copy": "Drag a note: copy it",
    "choose_more": "Click a note: select more or less",
    "rubber_band": "Drag over empty space with the draw tool: select",
    "ignore_grid": "While dragging: ignore the grid",
    "stretch": "Drag the edge of a note: stretch the selection",
    "drag_out": "Drag a note: out of the window, as a MIDI file",
    "scroll_time": "Wheel: scroll in time",
    "zoom_time": "Wheel: zoom in time",
    "zoom_pitch": "Wheel: zoom in pitch",
}


class KeymapEditor(QDialog):
    """Shows a keymap; every change makes it the user's own. Nothing is used before OK."""

    def __init__(self, shortcuts: Shortcuts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Change the keys")
        self.resize(*_SIZE)
        self._shortcuts = shortcuts
        self._name, self._keymap = shortcuts.name, shortcuts.keymap
        self._names = named(QComboBox(), "Keymap")
        for name, keymap in KEYMAPS.items():
            self._names.addItem(keymap.label, name)
        self._names.activated.connect(lambda: self._show_keymap(self._names.currentData()))
        self._tree = columned("What keys do", "Action", "Keys")
        self._tree.setRootIsDecorated(True)
        self._tree.setUniformRowHeights(False)  # some hold a box
        self._tree.header().setStretchLastSection(False)
        self._tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._tree.currentItemChanged.connect(self._show_action)
        self._pressed = named(QKeySequenceEdit(), "Press the new key")
        self._pressed.setMaximumSequenceLength(1)
        self._pressed.keySequenceChanged.connect(self._show_conflict)
        self._use = QPushButton("&Use this key")
        self._use.clicked.connect(lambda: self._change((*self._keys, self._key)))
        self._clear = QPushButton("&Remove its keys")
        self._clear.clicked.connect(lambda: self._change(()))
        self._words = quiet_label(lines=2)
        self._lay_out()
        self._fill()
        self._show_keymap(self._name)

    def accept(self) -> None:
        """Use what is shown."""
        self._shortcuts.use(self._name, self._keymap)
        super().accept()

    # The keymap

    def _show_keymap(self, name: str) -> None:
        self._name, self._keymap = name, self._shortcuts.keymap_named(name)
        self._refresh()

    def _change(self, keys: tuple[str, ...]) -> None:
        """Give the chosen action `keys`."""
        if action := self._action:
            self._name, self._keymap = OWN, self._keymap.with_keys(action, tuple(dict.fromkeys(keys)))
            self._refresh()

    def _change_mouse(self, role: str, box: QComboBox) -> None:
        self._name, self._keymap = OWN, self._keymap.with_mouse(role, box.currentData())
        self._refresh()

    def _refresh(self) -> None:
        if self._name == OWN and self._names.findData(OWN) < 0:
            self._names.addItem(OWN_LABEL, OWN)
        self._names.setCurrentIndex(self._names.findData(self._name))
        for action, item in self._items.items():
            item.setText(1, keys_in_words(self._keymap.keys_of(action)))
        for role, box in self._boxes.items():
            box.setCurrentIndex(box.findData(getattr(self._keymap.mouse, role)))
        self._pressed.clear()
        self._show_action()

    # The chosen action

    @property
    def _action(self) -> str | None:
        item = self._tree.currentItem()
        return item.data(0, Qt.ItemDataRole.UserRole) if item else None

    @property
    def _keys(self) -> tuple[str, ...]:
        return self._keymap.keys_of(self._action) if self._action else ()

    @property
    def _key(self) -> str:
        return self._pressed.keySequence().toString(QKeySequence.SequenceFormat.PortableText)

    def _show_action(self) -> None:
        for widget in (self._pressed, self._clear):
            widget.setEnabled(self._action is not None)
        self._show_conflict()

    def _show_conflict(self) -> None:
        """Say whose key this is already."""
        action, key = self._action, self._key
        others = [_SPECS[name].plain_text for name in self._keymap.owners(key) if name != action] if key else []
        self._use.setEnabled(action is not None and bool(key))
        if action is None:
            self._words.setText("Choose an action to give it another key.")
        elif others:
            self._words.setText(f"{keys_in_words([key])} is the key of “{others[0]}”, which will lose it.")
        else:
            self._words.setText(f"Press the new key for “{_SPECS[action].plain_text}”.")

    # Making the parts

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(QLabel("Keymap"))
        top.addWidget(self._names, 1)
        row = QHBoxLayout()
        for widget, stretch in ((self._pressed, 1), (self._use, 0), (self._clear, 0)):
            row.addWidget(widget, stretch)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.addLayout(top)
        layout.addWidget(self._tree, 1)
        layout.addLayout(row)
        layout.addWidget(self._words)
        layout.addWidget(buttons)

    def _fill(self) -> None:
        self._items: dict[str, QTreeWidgetItem] = {}
        self._boxes: dict[str, QComboBox] = {}
        for menu in MENUS:
            group = self._group(menu)
            for spec in specs_of_menu(menu):
                item = QTreeWidgetItem(group, [spec.plain_text])
                item.setData(0, Qt.ItemDataRole.UserRole, spec.name)
                self._items[spec.name] = item
        group = self._group("Mouse")
        for role in ROLES:
            item = QTreeWidgetItem(group, [_ROLE_WORDS[role]])
            box = named(QComboBox(), _ROLE_WORDS[role])
            for word, modifiers in MODIFIERS.items():
                box.addItem(word or "never", modifiers)
            box.activated.connect(partial(lambda role, box, _index: self._change_mouse(role, box), role, box))
            self._tree.setItemWidget(item, 1, box)
            self._boxes[role] = box

    def _group(self, title: str) -> QTreeWidgetItem:
        group = QTreeWidgetItem(self._tree, [title])
        group.setExpanded(True)
        return group
