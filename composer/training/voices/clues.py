"""What the network is shown, as indices of features: of what has sounded, and of a voice that is to be told."""

import numpy as np

from composer.training.voices.counting import KNOWN, Evidence
from composer.training.voices.pieces import EARLIER, HELD, VoicePiece
from composer.training.voices.views import BAR, QUARTER, View

_HEARD = (0, 1, 2, 4, 8)  # frames back
_SEEN = (2, 4, 8, 12, 16)
_PHRASE = 4 * BAR
Column = tuple[np.ndarray, int]  # values (frames,), and how many there are


def heard(piece: VoicePiece) -> tuple[np.ndarray, int]:
    """The features of what has sounded up to each frame but the last, (frames, features) below the number returned."""
    view = View(piece, 0)
    columns: list[Column] = [(view.place % _PHRASE, _PHRASE), (view.place % BAR, BAR)]
    for voice in view.all:
        columns += [(view.before(voice, back), piece.size) for back in _HEARD]
        columns += [((view.before(voice) - view.before(voice, 2)) % piece.size, piece.size), (view.held(voice), HELD)]
    return _side_by_side(columns)


def seen(view: View, evidence: Evidence, size: int) -> tuple[np.ndarray, int]:
    """The features of a voice to be told in each frame but the first, likewise; `size` tokens there are."""
    place = view.place % QUARTER
    columns: list[Column] = [(view.place % BAR, BAR), (view.lasted(), HELD)]
    columns += [(view.relative(view.before(view.voice, back)), size) for back in _SEEN]
    columns += [(view.earlier(index), size) for index in range(EARLIER)]
    columns += [(known, KNOWN) for known in evidence.known[:, view.voice].T]
    for voice in view.all:
        columns += [(view.before(voice), size), (view.held(voice), HELD)]
    for voice in view.others:
        columns += [(view.relative(view.before(voice, back)), size) for back in (0, QUARTER)]
    moving = np.zeros_like(place)
    for voice in view.told:
        now = view.now(voice)
        columns += [(now, size), (view.relative(now), size), ((now - view.before(voice)) % size, size)]
        moving = 2 * moving + view.moves(voice)
    return _side_by_side([*columns, (moving * QUARTER + place, QUARTER << len(view.told))])


def _side_by_side(columns: list[Column]) -> tuple[np.ndarray, int]:
    values, sizes = zip(*columns, strict=True)
    first = np.cumsum([0, *sizes])
    return np.stack(values, axis=1) + first[:-1], int(first[-1])
