"""From what was heard in the takes to the notes that are handed over, in ticks of the seed."""

from dataclasses import replace

import numpy as np

from composer.generation.events import VELOCITY_STEP, steps_to_ticks
from composer.generation.options import SamplingOptions
from composer.generation.prompt import Prompt
from composer.generation.takes import Takes
from composer.music.score import Note
from composer.music.seed import Seed
from composer.music.take import ContinuedNote


class Handover:
    """Hands over what is new in the takes; notes with which a piece may close, once it is known whether it does."""

    def __init__(self, seed: Seed, prompt: Prompt, options: SamplingOptions, takes: Takes) -> None:
        self._seed, self._prompt, self._takes = seed, prompt, takes
        self._begin = takes.heard  # of what is new
        self._waits_from = prompt.last_bar_begins if options.compose_ending else prompt.limit  # step
        self._waiting: list[list[ContinuedNote]] = [[] for _ in range(options.candidates)]  # all of one onset

    def notes(self) -> list[ContinuedNote]:
        """What is new since the last time, in the order in which it was made. Takes that are done are among them."""
        takes, tracks = self._takes, self._prompt.tracks
        heard = takes.history[:, self._begin - 1 : takes.heard].T  # (1 + new notes, takes)
        self._begin = takes.heard
        onset, before = heard["onset"][1:], heard["onset"][:-1]
        is_done = np.zeros(onset.shape, dtype=bool)  # with a take that is done, no note came last
        is_done[-1:] = takes.states["is_done"]
        candidate = np.broadcast_to(takes.states["candidate"], onset.shape)
        conditions = (candidate, is_done, is_done | (onset != before), onset >= self._waits_from)
        columns = (*conditions, heard["track"][1:], *self._note_columns(heard[1:]))
        notes: list[ContinuedNote] = []
        for candidate, is_over, is_released, waits, track, *note in zip(*map(_values, columns), strict=True):
            if is_released and self._waiting[candidate]:
                notes += self._released(candidate, is_over)
            if not is_over:
                continued = ContinuedNote(Note(*note), tracks[track], candidate)
                (self._waiting[candidate] if waits else notes).append(continued)
        return notes

    def _note_columns(self, heard: np.ndarray) -> tuple[np.ndarray, ...]:
        """Pitch, start, duration and velocity of what was heard, each of its shape."""
        ppq, onset = self._seed.score.ppq, heard["onset"]
        start = np.maximum(steps_to_ticks(onset, ppq), self._seed.end)
        end = np.minimum(steps_to_ticks(onset + heard["duration"], ppq), self._prompt.limit_tick)
        velocity = heard["level"] * VELOCITY_STEP + VELOCITY_STEP // 2
        return heard["pitch"], start, np.maximum(end - start, 1), velocity

    def _released(self, candidate: int, is_over: bool) -> list[ContinuedNote]:
        """The notes that waited; where nothing lasts until the bar line at which the piece closes, they do."""
        waited, self._waiting[candidate] = self._waiting[candidate], []
        states, limit_tick = self._takes.states, self._prompt.limit_tick
        if is_over and states["end"][states["candidate"] == candidate][0] < self._prompt.limit:
            waited = [replace(one, note=replace(one.note, duration=limit_tick - one.note.start)) for one in waited]
        return waited


def _values(column: np.ndarray) -> list[int]:
    return column.ravel().tolist()
