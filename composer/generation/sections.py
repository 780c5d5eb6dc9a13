"""A plan of sections while notes are made: what returns leans on what was played there first.

The first section with a letter is free, but shuns the pitches that stood at the same place of others: of itself, the
copy path would go on with them. In a later one, the note that stood at the same place of the first is proposed, field
by field, and the model keeps a part of the chance: so material returns, seldom to the letter.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np

from composer.generation.events import END_TOKEN, SPANS, Column
from composer.generation.options import HIGHEST_PITCH, SamplingOptions
from composer.generation.prompt import Prompt
from composer.generation.takes import Takes
from composer.music.plan import sections_of

ODDS = 12.0  # that a field is as proposed, against what the model says
ODDS_VARIED = 1.5  # in a section that is to come back varied
SHUNNED = 0.05  # of its chance is left to a pitch that would make a section with a letter of its own like another

_SPANS = SPANS.tolist()
_TOKENS = {span: token for token, span in enumerate(_SPANS)}
_BEHIND = int(SPANS[-1]) + 1  # in place of a duration: after all notes of the onset, track and pitch

HeardNote = tuple[int, int, int, int, int]  # a note of HEARD_NOTE


@dataclass(slots=True)
class _Proposal:
    """What may come next in a take."""

    tokens: tuple[int, int, int, int, int]  # of the predicted fields
    odds: float
    is_onset_free: bool


class SectionGuide:
    """Knows where the sections of a run begin, and what each take is to return to."""

    def __init__(self, prompt: Prompt, options: SamplingOptions, takes: Takes) -> None:
        self._takes = takes
        self._sections = sections_of(options.plan)
        self._starts = _starts(prompt, options.bars, len(self._sections))  # and where the last one ends
        letters = [section.letter for section in self._sections]
        self._firsts = [letters.index(letter) for letter in letters]  # of each section, the first with its letter
        # Where the piece closes the model is left alone.
        self._last_onset = prompt.last_bar_begins if options.compose_ending else prompt.limit
        self._proposals: list[_Proposal | None] = []  # of each take
        self._tracks: list[int] = []  # of each take, chosen for the next note

    @property
    def length(self) -> int:
        """How long a section is, in steps: the shortest of them."""
        return int(np.diff(self._starts).min())

    @property
    def farthest(self) -> int:
        """Semitones by which a section is transposed at most, up or down."""
        return max(abs(section.transposition) for section in self._sections)

    def begin_note(self) -> None:
        """Turn to the next note of every take."""
        self._tracks = [0] * len(self._takes)
        self._proposals = [self._proposal(take) for take in range(len(self._takes))]

    def deltas(self, allowed: np.ndarray) -> None:
        """Take from `allowed` (takes, tokens) the Δonsets that would leap over where something returns."""
        for take, row in enumerate(allowed):
            onset = int(self._takes.states["onset"][take])
            following = self._at(onset) + 1
            if self._returns(following) and (first := self._first_note(take, following)):
                latest = bisect_right(_SPANS, first[0] + self._shift(following) - onset, hi=END_TOKEN)
                if row[:latest].any():
                    row[latest:END_TOKEN] = False

    def lean(self, field: Column, weights: np.ndarray) -> None:
        """Add to the weights (takes, field size) of what is proposed, where it may be; take from what is shunned."""
        if field is Column.PITCH:
            for take, row in enumerate(weights):
                row[self._shunned(take)] *= SHUNNED
        for row, proposal in zip(weights, self._proposals, strict=True):
            if proposal is None or (proposal.is_onset_free and field is Column.DELTA):
                continue
            if row[token := proposal.tokens[field]] > 0:
                row[token] += proposal.odds * row.sum()

    def see(self, field: Column, tokens: np.ndarray) -> None:
        """Drop the proposals from which the onset or the track differs that was chosen: tokens (takes,)."""
        if field is Column.TRACK:
            self._tracks = tokens.tolist()
        if field in (Column.DELTA, Column.TRACK):
            for take, (proposal, token) in enumerate(zip(self._proposals, tokens, strict=True)):
                if proposal and proposal.tokens[field] != token:
                    self._proposals[take] = None

    def _proposal(self, take: int) -> _Proposal | None:
        """What stood next at the same place of the first section: in this one, or where the next one begins."""
        onset, track, pitch = self._takes.states[["onset", "track", "pitch"]][take].item()
        here = self._at(onset)
        if self._returns(here):
            place = (onset - self._shift(here), track, pitch - self._sections[here].transposition, _BEHIND)
            if note := self._note_after(take, place, self._firsts[here]):
                return self._moved(onset, note, here)
        if self._returns(here + 1) and (note := self._first_note(take, here + 1)):
            # A section that is free goes on as long as it likes; what is leant on then is only the note that it meets.
            return self._moved(onset, note, here + 1, is_onset_free=not self._returns(here))
        return None

    def _shunned(self, take: int) -> list[int]:
        """What a take's track played at the place where it now is in the sections before this one, if that is free."""
        here = self._at(onset := int(self._takes.states["onset"][take]))
        if here < 1 or self._returns(here):
            return []
        pitches = []
        for section in set(self._firsts[:here]):
            then, track = onset - self._starts[here] + self._starts[section], self._tracks[take]
            begin, end = self._find(take, (then, track)), self._find(take, (then, track + 1))
            pitches += self._takes.history["pitch"][take, begin:end].tolist()
        return pitches

    def _moved(self, now: int, note: HeardNote, section: int, is_onset_free: bool = False) -> _Proposal | None:
        """A note of the first section as it is in `section`; None where the piece closes, or it cannot be played."""
        onset, track, pitch, duration, level = note
        onset += self._shift(section)
        pitch += self._sections[section].transposition
        if onset >= self._last_onset or onset - now not in _TOKENS or not 0 <= pitch <= HIGHEST_PITCH:
            return None
        tokens = (_TOKENS[onset - now], track, pitch, _TOKENS[duration], level)
        return _Proposal(tokens, ODDS_VARIED if self._sections[section].is_varied else ODDS, is_onset_free)

    def _shift(self, section: int) -> int:
        """Steps from the first section with the same letter to `section`."""
        return self._starts[section] - self._starts[self._firsts[section]]

    def _first_note(self, take: int, section: int) -> HeardNote | None:
        """The first note of what `section` returns to."""
        first = self._firsts[section]
        return self._note_after(take, (self._starts[first],), first)

    def _note_after(self, take: int, place: tuple[int, ...], section: int) -> HeardNote | None:
        """The first note in `section` that comes after `place` in the order of notes."""
        index = self._find(take, place)
        if index == self._takes.heard:
            return None
        note = self._takes.history[take, index].item()
        return note if note[0] < self._starts[section + 1] else None

    def _find(self, take: int, place: tuple[int, ...]) -> int:
        """Which of the notes that were heard in a take is the first new one not before `place`."""
        takes = self._takes
        return bisect_left(takes.history[take], place, lo=takes.read, hi=takes.heard, key=np.void.item)

    def _at(self, onset: int) -> int:
        """The section in which `onset` lies; -1 before the first."""
        return bisect_right(self._starts, onset) - 1

    def _returns(self, section: int) -> bool:
        return 0 <= section < len(self._firsts) and self._firsts[section] < section


def _starts(prompt: Prompt, bars: int, sections: int) -> list[int]:
    """The steps on which the sections begin, all equally many whole bars long but the last, and where that ends."""
    grid = prompt.context.bars
    first_bar = int(prompt.bars[-1]) - bars
    return [*(grid.bar_start(first_bar + index * (bars // sections)) for index in range(sections)), prompt.limit]
