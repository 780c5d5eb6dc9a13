"""Where one take stands: its latest note, what still sounds, and what therefore may not come next."""

from itertools import islice

import numpy as np

from composer.generation.events import VELOCITY_STEP, NoteArrays
from composer.generation.loop_guard import LoopGuard

_FAR_BACK = 32  # notes of a track among which its sounding ones are looked for

HeardNote = tuple[int, int, int, int, int]  # onset in steps, track, pitch, duration in steps, velocity level


class TakeState:
    """One take while it is made; times are steps. Plain numbers: for one note they cost less than arrays."""

    def __init__(self, context: NoteArrays) -> None:
        """Stand at the end of the notes that were read."""
        self.candidate = 0
        self.onset, self.track, self.pitch = (int(x[-1]) for x in (context.onset, context.track, context.pitch))
        self.bar = self.position = 0  # of the note that is being chosen
        self.is_chord = self.is_done = False
        self.end = 0  # where the last of its notes ends; new notes only
        self.log_likelihood = 0.0  # of all its notes
        self.notes = 0
        self._sounding: dict[tuple[int, int], int] = {}  # (track, pitch): where its note ends; new notes only
        columns = (context.onset, context.track, context.pitch, context.duration, context.velocity // VELOCITY_STEP)
        self.history: list[HeardNote] = list(zip(*(column.tolist() for column in columns), strict=True))
        self.read = len(self.history)  # notes of it that were read, not made
        self.at_once = int((context.onset == self.onset).sum())  # notes that began with its latest one
        self._guard = LoopGuard()
        bars, positions, *_ = context.bars.locate(context.onset)
        columns = (positions, context.track, context.pitch, context.duration)
        notes = zip(*(column.tolist() for column in columns), strict=True)
        for bar, note in zip(bars.tolist(), notes, strict=True):
            self._guard.hear(bar, note)

    def fork(self, candidate: int) -> "TakeState":
        """A take that stands at the same place and goes on by itself."""
        other = TakeState.__new__(TakeState)
        other.__dict__ |= self.__dict__ | {
            "candidate": candidate,
            "_sounding": self._sounding.copy(),
            "_guard": self._guard.fork(),
            "history": self.history.copy(),
        }
        return other

    def move_to(self, onset: int, bar: int, position: int) -> None:
        """Turn to the next note, which begins there."""
        self.is_chord = onset == self.onset
        self.onset, self.bar, self.position = onset, bar, position

    def lowest_track(self) -> int:
        """The first track that may come next: within a chord, tracks come in order."""
        return self.track if self.is_chord else 0

    def forbid_pitches(self, track: int, allowed: np.ndarray) -> None:
        """Take from `allowed` (pitches,) those that `track` still sounds, and that would begin an endless loop.

        Within a chord, pitches rise.
        """
        for (busy, pitch), end in list(self._sounding.items()):
            if end <= self.onset:
                del self._sounding[busy, pitch]
            elif busy == track:
                allowed[pitch] = False
        looping = self._guard.forbidden_pitch(self.bar, self.position, track)
        if looping >= 0:
            allowed[looping] = False
        if self.is_chord and track == self.track:
            allowed[: self.pitch + 1] = False
            if not allowed.any():
                allowed[:] = True  # a chord up to the very top: any pitch will do

    def can_stack(self, playable: np.ndarray) -> bool:
        """Whether a chord could go on in the track of the latest note with a pitch that is `playable` (pitches,)."""
        silent = playable.copy()
        silent[: self.pitch + 1] = False
        for (track, pitch), end in self._sounding.items():
            if track == self.track and end > self.onset:
                silent[pitch] = False
        return bool(silent.any())

    def latest_pitches(self, track: int) -> list[int]:
        """What `track` played at its latest onset before the note that is being chosen, and what of it still sounds."""
        before = (note for note in reversed(self.history) if note[1] == track and note[0] < self.onset)
        recent = list(islice(before, _FAR_BACK))
        return [
            pitch for onset, _, pitch, duration, _ in recent if onset == recent[0][0] or onset + duration > self.onset
        ]

    def hear(self, track: int, pitch: int, duration: int, level: int) -> None:
        """Take in the note just chosen."""
        self.history.append((self.onset, track, pitch, duration, level))
        self.at_once = self.at_once + 1 if self.is_chord else 1
        self.track, self.pitch = track, pitch
        end = self.onset + duration
        self._sounding[track, pitch] = end
        self.end = max(self.end, end)
        self._guard.hear(self.bar, (self.position, track, pitch, duration))
