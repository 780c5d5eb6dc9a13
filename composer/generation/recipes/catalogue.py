"""What the five published systems are and the numbers they were published with. No torch: menus read this."""

from dataclasses import dataclass
from typing import Literal

Keeping = Literal["best", "every best", "every epoch"]


@dataclass(frozen=True, slots=True)
class Published:
    """A system as its article describes it."""

    id: str
    article: str  # what it was published as
    sentence: str  # what a person reads in a menu
    vocabulary: int | None  # tokens in the article's own music; None where there are no tokens
    window: int  # events that the network sees at once
    batch_size: int
    epochs: int
    notes: int | None  # events that the article generates; None where it does not say
    temperature: float  # with which they are drawn; 0: always the likeliest
    keeping: Keeping  # which checkpoints stay
    files: int | None = None  # drawn at random from the folder; None: all of them
    patience: int | None = None  # epochs without a lower loss after which training ends

    @property
    def manner(self) -> str:
        """How the article generates, for people."""
        choice = f"Temperature {self.temperature:g}" if self.temperature else "Always the likeliest"
        length = f", {self.notes} notes" if self.notes else ""
        return f"{choice}, window of {self.window}{length}."


RECIPES = {
    published.id: published
    for published in (
        Published(
            id="note-chord-lstm",
            article="Classical Piano Composer (the LSTM-Music article)",
            sentence="Note and chord names in an even rhythm.",
            vocabulary=352,
            window=100,
            batch_size=64,
            epochs=200,
            notes=500,
            temperature=0,
            keeping="every best",
        ),
        Published(
            id="step-duration-lstm",
            article="TensorFlow’s music tutorial on MAESTRO",
            sentence="Single notes, their times in seconds.",
            vocabulary=None,
            window=25,
            batch_size=64,
            epochs=50,
            notes=120,
            temperature=2.0,
            keeping="every epoch",
            patience=5,
        ),
        Published(
            id="frame-bigru",
            article="MusicGenerator (TensorFlow 2, songs by JJ Lin)",
            sentence="Five pictures of the keyboard a second.",
            vocabulary=201,
            window=50,
            batch_size=96,
            epochs=50,
            notes=None,
            temperature=1.0,
            keeping="best",
        ),
        Published(
            id="one-hot-lstm",
            article="the lstm-music article (92 pieces of game music for piano)",
            sentence="Note and chord names, a quarter apart.",
            vocabulary=308,
            window=100,
            batch_size=2048,
            epochs=100,
            notes=1000,
            temperature=0,
            keeping="best",
        ),
        Published(
            id="lofi-lstm",
            article="the LoFi article (segments from Kaggle)",
            sentence="Note and chord names, a short memory.",
            vocabulary=None,
            window=32,
            batch_size=64,
            epochs=100,
            notes=500,
            temperature=0,
            keeping="every best",
            files=1000,
        ),
    )
}
