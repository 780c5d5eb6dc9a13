"""The banner: one sentence below the roll, until it is closed or (if it is only news) a few seconds have passed."""

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from composer.gui.form import named
from composer.gui.icons import icon

NEWS_TIME = 5_000  # milliseconds


class Banner(QFrame):
    """Hidden while there is nothing to say; never takes the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._sentence = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        close = named(QToolButton(), "Close this message")
        close.setIcon(icon("close"))
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 6, 4)
        row.addWidget(self._sentence, 1)
        row.addWidget(close)
        self._timer = QTimer(self, singleShot=True, interval=NEWS_TIME)
        self._timer.timeout.connect(self.hide)
        self.hide()

    @property
    def sentence(self) -> str:
        """What the banner says; empty while it is hidden."""
        return "" if self.isHidden() else self._sentence.text()

    @Slot(str)
    def tell_trouble(self, sentence: str) -> None:
        """Say what does not work; stays until closed or until something else is said."""
        self._timer.stop()
        self._say(sentence, "trouble")

    @Slot(str)
    def tell_news(self, sentence: str) -> None:
        """Say what has been done; goes away by itself."""
        self._timer.start()
        self._say(sentence, "news")

    @Slot(str)
    def take_back(self, sentence: str) -> None:
        """Say this sentence no longer, if it is what the banner says."""
        if self.sentence == sentence:
            self.hide()

    def _say(self, sentence: str, kind: str) -> None:
        self._sentence.setText(sentence)
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()
