"""The project: everything of a piece that the window shows, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from composer.music.errors import ComposerError
from composer.music.score import Score
from composer.music.seed import Seed
from composer.music.take import ContinuedNote
from composer.storage.history import History
from composer.storage.model_id import ModelId

Details = Mapping[str, object]  # what JSON can hold


class ProjectFileError(ComposerError):
    """A project file that cannot be read or written."""


class DamagedProjectError(ProjectFileError):
    """A file whose contents are not what was written."""


class NewerProjectError(ProjectFileError):
    """A file of a later version of the program."""


@dataclass(frozen=True)
class Takes:
    """The takes of one run that wait to be kept, and all that made them."""

    notes: tuple[tuple[ContinuedNote, ...], ...]  # per candidate
    seed: Seed
    options: Details  # how the seed was continued, the random seed included
    model: ModelId = ModelId()  # noqa: RUF009 - a value
    chosen: int = 0
    likeliest: int | None = None


@dataclass(frozen=True)
class Project:
    """A piece with its history, the takes that wait, and how the window showed it. A value: nothing in it changes."""

    score: Score
    history: History = field(default_factory=History)
    takes: Takes | None = None
    panel: Details = field(default_factory=dict)  # the settings of the next run
    view: Details = field(default_factory=dict)  # what was in view, and the tools
