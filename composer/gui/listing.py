"""Lists, with columns or without, with room around their rows."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QTreeWidget, QTreeWidgetItem

from composer.gui.form import named

_AIR = QSize(12, 6)  # pixels around what is in a cell, together
_IS_QUIET = Qt.ItemDataRole.UserRole + 1


def columned(name: str, *columns: str) -> QTreeWidget:
    """A list called `name` for screen readers, with these headers."""
    tree = named(QTreeWidget(), name)
    tree.setHeaderLabels(columns)
    tree.setRootIsDecorated(False)
    tree.setUniformRowHeights(True)
    airy(tree)
    return tree


def airy(view: QAbstractItemView) -> None:
    """Give the rows of a list room, as no sign with an accent is cut then."""
    view.setItemDelegate(_Airy(view))


def fit_columns(tree: QTreeWidget) -> None:
    """Make every column as wide as what is in it."""
    for column in range(tree.columnCount()):
        tree.resizeColumnToContents(column)


def quiet(item: QTreeWidgetItem, column: int = 0) -> None:
    """Write what is in a cell in the muted colour, whichever theme is chosen later."""
    item.setData(column, _IS_QUIET, True)


class _Airy(QStyledItemDelegate):
    """Cells that are a little larger than their words."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        if index.data(_IS_QUIET):
            palette = option.palette  # type: ignore[attr-defined] # the stubs leave the fields out
            palette.setColor(QPalette.ColorRole.Text, palette.color(QPalette.ColorRole.PlaceholderText))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return super().sizeHint(option, index) + _AIR
