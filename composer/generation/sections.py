"""A plan of sections while notes are made: what returns leans on what was played there first.

The first section with a letter is free, but shuns the pitches that stood at the same place of others: of itself, the
copy path would go on with them. In a later one, the note that stood at the same place of the first is proposed, field
by field, and the model keeps a part of the chance: so material returns, seldom to the letter.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from composer.generation.events import END_TOKEN, SPANS, Column
from composer.generation.options import HIGHEST_PITCH, SamplingOptions
from composer.generation.prompt import Prompt
from composer.generation.take_state import HeardNote, TakeState
from composer.music.plan import sections_of

ODDS = 12.0  # that a field is as proposed, against what the model says
ODDS_VARIED = 1.5  # in a section that is to come back varied
SHUNNED = 0.05  # of its chance is left to a pitch that would make a section with a letter of its own like another

_SPANS = SPANS.tolist()
_TOKENS = {span: token for token, span in enumerate(_SPANS)}
_BEHIND = HIGHEST_PITCH + 1  # in place of a pitch: after all notes of the onset and track


@dataclass(slots=True)
class _Proposal:
    """What may come next in a take."""

    tokens: tuple[int, int, int, int, int]  # of the predicted fields
    odds: float
    is_onset_free: bool


class SectionGuide:
    """Knows where the sections of a run begin, and what each take is to return to."""

    def __init__(self, prompt: Prompt, options: SamplingOptions) -> None:
        self._sections = sections_of(options.plan)
        self._starts = _starts(prompt, options.bars, len(self._sections))  # and where the last one ends
        letters = [section.letter for section in self._sections]
        self._firsts = [letters.index(letter) for letter in letters]  # of each section, the first with its letter
        # Where the piece closes the model is left alone.
        self._last_onset = prompt.last_bar_begins if options.compose_ending else prompt.limit
        self._proposals: list[_Proposal | None] = []
        self._takes: Sequence[TakeState] = ()
        self._tracks: Sequence[int] = ()  # chosen for the next notes

    def begin_note(self, takes: Sequence[TakeState]) -> None:
        """Turn to the next note of every take."""
        self._takes, self._tracks = takes, [0] * len(takes)
        self._proposals = [self._proposal(take) for take in takes]

    def deltas(self, takes: Sequence[TakeState], allowed: np.ndarray) -> np.ndarray:
        """Without the Δonsets that would leap over where something returns; a new array."""
        limited = allowed.copy()
        for take, row in zip(takes, limited, strict=True):
            following = self._at(take.onset) + 1
            if self._returns(following) and (first := self._first_note(take, following)):
                latest = bisect_right(_SPANS, first[0] + self._shift(following) - take.onset, hi=END_TOKEN)
                if row[:latest].any():
                    row[latest:END_TOKEN] = False
        return limited

    def lean(self, field: Column, weights: np.ndarray) -> None:
        """Add to the weights (takes, field size) of what is proposed, where it may be; take from what is shunned."""
        if field is Column.PITCH:
            for take, track, row in zip(self._takes, self._tracks, weights, strict=True):
                row[self._shunned(take, track)] *= SHUNNED
        for row, proposal in zip(weights, self._proposals, strict=True):
            if proposal is None or (proposal.is_onset_free and field is Column.DELTA):
                continue
            if row[token := proposal.tokens[field]] > 0:
                row[token] += proposal.odds * row.sum()

    def see(self, field: Column, tokens: Sequence[int]) -> None:
        """Drop the proposals from which the onset or the track differs that was chosen."""
        if field is Column.TRACK:
            self._tracks = tokens
        if field in (Column.DELTA, Column.TRACK):
            for index, (proposal, token) in enumerate(zip(self._proposals, tokens, strict=True)):
                if proposal and proposal.tokens[field] != token:
                    self._proposals[index] = None

    def _proposal(self, take: TakeState) -> _Proposal | None:
        """What stood next at the same place of the first section: in this one, or where the next one begins."""
        here = self._at(take.onset)
        if self._returns(here):
            place = (
                take.onset - self._shift(here),
                take.track,
                take.pitch - self._sections[here].transposition,
                _BEHIND,
            )
            if note := self._note_after(take, place, self._firsts[here]):
                return self._moved(take, note, here)
        if self._returns(here + 1) and (note := self._first_note(take, here + 1)):
            # A section that is free goes on as long as it likes; what is leant on then is only the note that it meets.
            return self._moved(take, note, here + 1, is_onset_free=not self._returns(here))
        return None

    def _shunned(self, take: TakeState, track: int) -> list[int]:
        """What `track` played at the place where the take now is in the sections before this one, if that is free."""
        here = self._at(take.onset)
        if here < 1 or self._returns(here):
            return []
        pitches = []
        for section in set(self._firsts[:here]):
            onset = take.onset - self._starts[here] + self._starts[section]
            begin = bisect_left(take.history, (onset, track), lo=take.read)
            end = bisect_left(take.history, (onset, track + 1), lo=begin)
            pitches += [pitch for _, _, pitch, *_ in take.history[begin:end]]
        return pitches

    def _moved(self, take: TakeState, note: HeardNote, section: int, is_onset_free: bool = False) -> _Proposal | None:
        """A note of the first section as it is in `section`; None where the piece closes, or it cannot be played."""
        onset, track, pitch, duration, level = note
        onset += self._shift(section)
        pitch += self._sections[section].transposition
        if onset >= self._last_onset or onset - take.onset not in _TOKENS or not 0 <= pitch <= HIGHEST_PITCH:
            return None
        tokens = (_TOKENS[onset - take.onset], track, pitch, _TOKENS[duration], level)
        return _Proposal(tokens, ODDS_VARIED if self._sections[section].is_varied else ODDS, is_onset_free)

    def _shift(self, section: int) -> int:
        """Steps from the first section with the same letter to `section`."""
        return self._starts[section] - self._starts[self._firsts[section]]

    def _first_note(self, take: TakeState, section: int) -> HeardNote | None:
        """The first note of what `section` returns to."""
        first = self._firsts[section]
        return self._note_after(take, (self._starts[first],), first)

    def _note_after(self, take: TakeState, place: tuple[int, ...], section: int) -> HeardNote | None:
        """The first note in `section` that comes after `place` in the order of notes."""
        index = bisect_left(take.history, place, lo=take.read)
        if index == len(take.history) or take.history[index][0] >= self._starts[section + 1]:
            return None
        return take.history[index]

    def _at(self, onset: int) -> int:
        """The section in which `onset` lies; -1 before the first."""
        return bisect_right(self._starts, onset) - 1

    def _returns(self, section: int) -> bool:
        return 0 <= section < len(self._firsts) and self._firsts[section] < section


def _starts(prompt: Prompt, bars: int, sections: int) -> list[int]:
    """The steps on which the sections begin, all equally many whole bars long but the last, and where that ends."""
    grid = prompt.context.bars
    first_bar = prompt.bars[-1] - bars
    return [*(grid.bar_start(first_bar + index * (bars // sections)) for index in range(sections)), prompt.limit]
