"""A score as a sound file, made by the built-in synth faster than it could be heard."""

from collections.abc import Iterator
from pathlib import Path

from composer.music.score import Score
from composer.playback import messages
from composer.playback.scheduler import timeline_of
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
    return score.seconds + _TAIL_SECONDS


def _sound_of(score: Score, settings: SynthSettings) -> Iterator[bytes]:
    """The samples from one event to the next, in pieces of a second at most."""
    timeline = timeline_of(score)
    synth = SoftSynth(settings)
    try:
        for channel, program in timeline.programs:
            synth.send(messages.program_change(channel, program))
        frame = 0
        for index in range(timeline.ticks.size):
            due = round(timeline.seconds[index] * SAMPLE_RATE)
            yield from _pieces(synth, due - frame)
            frame = due
            event = timeline.event(index)
            synth.send(
                messages.note_on(event.channel, event.pitch, event.velocity)
                if event.velocity
                else messages.note_off(event.channel, event.pitch)
            )
        yield from _pieces(synth, round(rendered_seconds(score) * SAMPLE_RATE) - frame)
    finally:
        synth.close()


def _pieces(synth: SoftSynth, frames: int) -> Iterator[bytes]:
    step = round(_STEP_SECONDS * SAMPLE_RATE)
    for begin in range(0, frames, step):
        yield synth.samples(min(step, frames - begin))
