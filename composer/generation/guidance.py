"""What bends the choice of every note beside the model: temperatures, limits, a plan, and the guard against copies."""

from collections.abc import Sequence

import numpy as np

from composer.generation.copy_guard import CopyGuard
from composer.generation.events import Column
from composer.generation.limits import Limits
from composer.generation.options import SamplingOptions
from composer.generation.passages import PassageIndex
from composer.generation.prompt import Prompt
from composer.generation.sampling import keep_min_p, sample_top_p, sharpen
from composer.generation.sections import SectionGuide
from composer.generation.take_state import TakeState
from composer.music.seed import Seed


class Steering:
    """The options of a run, which may change while it goes on; safe to change from another thread."""

    def __init__(self, options: SamplingOptions) -> None:
        self.options = options

    def steer(self, options: SamplingOptions) -> None:
        """Choose the next notes as `options` say."""
        self.options = self.options.steered_to(options)


FEWEST_AT_ONCE = 6  # notes that may begin together after any seed
MORE_AT_ONCE = 2  # than ever in the seed


class Guidance:
    """Bends what the model says, for all takes of a run."""

    def __init__(self, steering: Steering, seed: Seed, prompt: Prompt, passages: Sequence[PassageIndex]) -> None:
        self._steering = steering
        self._prompt = prompt
        self._key = seed.key or prompt.context.key
        self._passages = passages
        self._first_guards: list[CopyGuard] = []  # that have heard the seed only
        self._guards: dict[int, list[CopyGuard]] = {}  # by candidate
        self._sections = SectionGuide(prompt, steering.options) if steering.options.plan else None
        self._most_at_once = max(_most_at_once(prompt.context.onset) + MORE_AT_ONCE, FEWEST_AT_ONCE)
        self._follow(steering.options)

    def begin_note(self, takes: Sequence[TakeState]) -> None:
        """Turn to the next note of every take."""
        if self._steering.options is not self._options:
            self._follow(self._steering.options)
        if self._sections:
            self._sections.begin_note(takes)

    def deltas(self, takes: Sequence[TakeState], allowed: np.ndarray) -> np.ndarray:
        """Of the Δonsets that are `allowed`, (takes, field size), those that may be; not in place."""
        if self._sections:
            allowed = self._sections.deltas(takes, allowed)
        if max(take.at_once for take in takes) >= self._most_at_once:
            allowed = self._without_towers(takes, allowed)
        return self._limits.deltas(takes, allowed) if self._limits else allowed

    def pitches(self, takes: Sequence[TakeState], tracks: Sequence[int], allowed: np.ndarray) -> None:
        """Take from `allowed` (takes, pitches) what a take may not play in its track, unless that would be all."""
        if self._limits:
            self._limits.pitches(takes, tracks, allowed)
        if self._passages and self._options.avoids_copies:
            for take, track, row in zip(takes, tracks, allowed, strict=True):
                for guard in self._guards_of(take):
                    guard.forbid(take, track, row)

    def choose(self, field: Column, weights: np.ndarray, uniform: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Sample a field for every take: tokens and their probabilities, each (takes,).

        weights (takes, field size), which are changed; uniform (2, takes) in [0, 1).
        """
        options = self._options
        sharpen(weights, self._temperatures[field])
        if self._sections:
            self._sections.lean(field, weights)
        if options.min_p:
            keep_min_p(weights, options.min_p)
        tokens, probabilities = sample_top_p(weights, options.top_p, uniform)
        if self._sections:
            self._sections.see(field, tokens.tolist())
        return tokens, probabilities

    def _without_towers(self, takes: Sequence[TakeState], allowed: np.ndarray) -> np.ndarray:
        """Let no chord grow far beyond those of the seed; a new array."""
        limited = allowed.copy()
        for take, row in zip(takes, limited, strict=True):
            if take.at_once >= self._most_at_once and row[1:].any():
                row[0] = False
        return limited

    def _guards_of(self, take: TakeState) -> list[CopyGuard]:
        if not self._first_guards:
            heard = take.history[: take.read]
            self._first_guards = [CopyGuard(index, self._prompt.context, heard) for index in self._passages]
        if take.candidate not in self._guards:
            self._guards[take.candidate] = [guard.fork() for guard in self._first_guards]
        return self._guards[take.candidate]

    def _follow(self, options: SamplingOptions) -> None:
        self._options = options
        factors = {
            Column.DELTA: options.rhythm_temperature,
            Column.TRACK: 1.0,
            Column.PITCH: options.pitch_temperature,
            Column.DURATION: options.rhythm_temperature,
            Column.VELOCITY: options.velocity_temperature,
        }
        self._temperatures = {field: options.temperature * factor for field, factor in factors.items()}
        self._limits = Limits.of(options, self._key, len(self._prompt.tracks))


def _most_at_once(onset: np.ndarray) -> int:
    """How many of the notes, given by their onsets in order, begin together at most."""
    return int(np.unique(onset, return_counts=True)[1].max())
