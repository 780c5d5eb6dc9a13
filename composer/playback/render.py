"""A score as a sound file, made by the built-in synth faster than it could be heard."""

from collections.abc import Iterator
from heapq import merge
from math import inf
from operator import itemgetter
from pathlib import Path

from composer.music.score import Score
from composer.playback import messages
from composer.playback.scheduler import NoteEvent, Timeline, sounding_end, timeline_of
from composer.playback.sound_file import BYTES_PER_SAMPLE, CHANNELS, new_sound_file
from composer.playback.synth import SAMPLE_RATE, USUAL, SoftSynth
from composer.playback.synth_settings import SynthSettings

_TAIL_SECONDS = 2.0  # for the last notes and the room to fade away
_STEP_SECONDS = 1.0


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
    """The samples from one message to the next, in pieces of a second at most."""
    timeline = timeline_of(score)
    synth = SoftSynth(settings)
    try:
        for channel, program in timeline.programs:
            synth.send(messages.program_change(channel, program))
        frame = 0
        for seconds, message in _messages(timeline):
            due = round(seconds * SAMPLE_RATE)
            yield from _pieces(synth, due - frame)
            frame = due
            synth.send(message)
        yield from _pieces(synth, round(rendered_seconds(score) * SAMPLE_RATE) - frame)
    finally:
        synth.close()


def _messages(timeline: Timeline) -> Iterator[tuple[float, bytes]]:
    """When, in seconds, what is said: at one tick what ends comes first, then the controls, then what begins."""
    controls = timeline.controls
    noted = ((event.tick, 2 if event.velocity else 0, _message_of(event)) for event in timeline.between(0, inf))
    said = ((int(controls.ticks[index]), 1, controls.message(index)) for index in range(len(controls)))
    for tick, _, message in merge(noted, said, key=itemgetter(0, 1)):
        yield timeline.tempo_map.tick_to_seconds(tick), message


def _message_of(event: NoteEvent) -> bytes:
    if event.velocity:
        return messages.note_on(event.channel, event.pitch, event.velocity)
    return messages.note_off(event.channel, event.pitch)


def _pieces(synth: SoftSynth, frames: int) -> Iterator[bytes]:
    step = round(_STEP_SECONDS * SAMPLE_RATE)
    for begin in range(0, frames, step):
        yield synth.samples(min(step, frames - begin))
