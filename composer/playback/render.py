"""A score as a sound file, made by the built-in synth faster than it could be heard."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from heapq import merge
from math import inf
from operator import itemgetter
from pathlib import Path

import numpy as np

from composer.music.score import Score
from composer.playback import messages
from composer.playback.scheduler import NoteEvent, Timeline, sounding_end, timelines_of
from composer.playback.sound_file import BYTES_PER_SAMPLE, CHANNELS, new_sound_file
from composer.playback.synth import SAMPLE_RATE, USUAL, SoftSynth
from composer.playback.synth_settings import SynthSettings

_TAIL_SECONDS = 2.0  # for the last notes and the room to fade away
_STEP_SECONDS = 1.0
_LOUDEST = 0x7FFF  # sample


def render(score: Score, path: Path, settings: SynthSettings = USUAL) -> Iterator[float]:
    """Write `score` to a sound file whose name says its kind, yielding the seconds that are done about once for each.

    The file is there when the iterator has ended, and not in part before.
    """
    with new_sound_file(path, SAMPLE_RATE) as write:
        done = 0
        for samples in _sound_of(score, settings):
            write(samples)
            done += len(samples) // (CHANNELS * BYTES_PER_SAMPLE)
            yield done / SAMPLE_RATE


def rendered_seconds(score: Score) -> float:
    """How long the file will sound."""
    return score.tempo_map.tick_to_seconds(sounding_end(score)) + _TAIL_SECONDS


def _sound_of(score: Score, settings: SynthSettings) -> Iterator[bytes]:
    """The samples, a second at a time; what is played on different ports is heard on different synths."""
    timelines = timelines_of(score).values()
    with ExitStack() as synths:
        ports = [_Port(timeline, synths.enter_context(closing(SoftSynth(settings)))) for timeline in timelines]
        frames, step = round(rendered_seconds(score) * SAMPLE_RATE), round(_STEP_SECONDS * SAMPLE_RATE)
        for begin in range(0, frames, step):
            yield _mixed([port.samples(min(step, frames - begin)) for port in ports])


class _Port:
    """Plays on a synth what is played on one port."""

    def __init__(self, timeline: Timeline, synth: SoftSynth) -> None:
        self._synth = synth
        for channel, program in timeline.programs:
            synth.send(messages.program_change(channel, program))
        self._messages = _messages(timeline)
        self._next = next(self._messages, None)
        self._frame = 0

    def samples(self, frames: int) -> bytes:
        """The next so many frames, as `SoftSynth.samples` has them."""
        end, pieces = self._frame + frames, []
        while self._next and (due := round(self._next[0] * SAMPLE_RATE)) < end:
            pieces.append(self._synth.samples(due - self._frame))
            self._frame = due
            self._synth.send(self._next[1])
            self._next = next(self._messages, None)
        pieces.append(self._synth.samples(end - self._frame))
        self._frame = end
        return b"".join(pieces)


def _mixed(parts: Sequence[bytes]) -> bytes:
    """What is heard of these samples together."""
    if len(parts) == 1:
        return parts[0]
    mixed = np.sum([np.frombuffer(part, "<i2") for part in parts], axis=0, dtype=np.int32)
    return np.clip(mixed, -_LOUDEST - 1, _LOUDEST).astype("<i2").tobytes()


def _messages(timeline: Timeline) -> Iterator[tuple[float, bytes]]:
    """When, in seconds, what is said until the end.

    At one tick what ends comes first, then the controls, then what begins.
    """
    controls = timeline.controls
    said_count = int(np.searchsorted(controls.ticks, timeline.end, "right"))
    noted = ((event.tick, 2 if event.velocity else 0, _message_of(event)) for event in timeline.between(0, inf))
    said = ((int(controls.ticks[index]), 1, controls.message(index)) for index in range(said_count))
    for tick, _, message in merge(noted, said, key=itemgetter(0, 1)):
        yield timeline.tempo_map.tick_to_seconds(tick), message


def _message_of(event: NoteEvent) -> bytes:
    if event.velocity:
        return messages.note_on(event.channel, event.pitch, event.velocity)
    return messages.note_off(event.channel, event.pitch)
