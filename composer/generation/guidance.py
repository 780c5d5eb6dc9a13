"""What bends the choice of every note beside the model: temperatures, limits, a plan, registers, and two guards."""

from collections.abc import Sequence

import numpy as np

from composer.generation.copy_guard import CopyGuard
from composer.generation.events import Column
from composer.generation.limits import Limits
from composer.generation.loop_guard import LoopGuard
from composer.generation.options import SamplingOptions
from composer.generation.passages import PassageIndex
from composer.generation.prompt import Prompt
from composer.generation.register import keep_registers, registers
from composer.generation.sampling import choose, sharpen
from composer.generation.sections import SectionGuide
from composer.generation.takes import Takes
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

    def __init__(
        self, steering: Steering, seed: Seed, prompt: Prompt, takes: Takes, passages: Sequence[PassageIndex]
    ) -> None:
        self._steering = steering
        self._prompt = prompt
        self._takes = takes
        self._key = seed.key or prompt.context.key
        self._sections = sections = SectionGuide(prompt, steering.options, takes) if steering.options.plan else None
        self._registers = registers(prompt.context, sections.farthest if sections else 0)
        self._loop_guard = LoopGuard(takes, int(prompt.context.bars.lengths[-1]), sections.length if sections else None)
        self._copy_guards = [CopyGuard(index, prompt.context, len(takes)) for index in passages]
        self._most_at_once = max(_most_at_once(prompt.context.onset) + MORE_AT_ONCE, FEWEST_AT_ONCE)
        self._follow(steering.options)

    def keep(self, kept: np.ndarray) -> None:
        """Go on with some of the takes only: `kept` are their places."""
        for guard in (self._loop_guard, *self._copy_guards):
            guard.keep(kept)

    def begin_note(self) -> None:
        """Turn to the next note of every take."""
        if self._steering.options is not self._options:
            self._follow(self._steering.options)
        if self._sections:
            self._sections.begin_note()

    def deltas(self, allowed: np.ndarray) -> None:
        """Take from `allowed` (takes, tokens) the Δonsets that may not be."""
        if self._sections:
            self._sections.deltas(allowed)
        is_tower = self._takes.states["at_once"] >= self._most_at_once
        if is_tower.any():  # let no chord grow far beyond those of the seed
            allowed[is_tower & allowed[:, 1:].any(axis=1), 0] = False
        if self._limits:
            self._limits.deltas(self._takes, allowed)

    def tracks(self, allowed: np.ndarray) -> None:
        """Take from `allowed` (takes, tracks) those that may not come, unless that is all."""
        if self._limits:
            self._limits.tracks(self._takes, allowed)

    def pitches(self, tracks: np.ndarray, allowed: np.ndarray) -> None:
        """Take from `allowed` (takes, pitches) what may not be played in the tracks (takes,), unless that is all."""
        states = self._takes.states
        if self._limits:
            self._limits.pitches(allowed)
        self._loop_guard.forbid(tracks, allowed)
        if self._limits:
            self._limits.leaps(self._takes, tracks, allowed)
        if self._options.keeps_register:
            keep_registers(self._registers, tracks, allowed)
        if self._options.avoids_copies:
            for guard in self._copy_guards:
                guard.forbid(states, tracks, allowed)

    def choose(
        self, field: Column, weights: np.ndarray, uniform: np.ndarray, tokens: np.ndarray, probabilities: np.ndarray
    ) -> None:
        """Sample a field for every take: fill in tokens and their probabilities, each (takes,).

        weights (takes, field size), which are changed; uniform (2, takes) in [0, 1).
        """
        options, temperature = self._options, self._temperatures[field]
        if self._sections:
            sharpen(weights, temperature, 0.0)
            self._sections.lean(field, weights)
            temperature = 1.0
        choose(weights, temperature, options.min_p, options.top_p, uniform, tokens, probabilities)
        if self._sections:
            self._sections.see(field, tokens)

    def hear(self) -> None:
        """Take in the notes that were chosen last."""
        self._loop_guard.hear()
        for guard in self._copy_guards:
            guard.hear(self._takes.states)

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
