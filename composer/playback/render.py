"""A score as a sound file, made by the built-in synth faster than it could be heard."""

import wave
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from composer.music.errors import SynthError
from composer.music.score import Score
from composer.playback import messages
from composer.playback.scheduler import timeline_of
from composer.playback.synth import SAMPLE_RATE, SoftSynth

_CHANNELS, _BYTES_PER_SAMPLE = 2, 2
_TAIL_SECONDS = 2.0  # for the last notes and the room to fade away
_STEP_SECONDS = 1.0


def render_wav(score: Score, path: Path) -> Iterator[float]:
    """Write `score` to the .wav file `path`, yielding the seconds that are done about once for each.

    The file is there when the iterator has ended, and not in part before.
    """
    if path.suffix.lower() != ".wav":
        raise SynthError(f"“{path.name}” is no name for a WAV file: choose one that ends in .wav.")
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("wb") as file, wave.open(file, "wb") as sound:
            sound.setnchannels(_CHANNELS)
            sound.setsampwidth(_BYTES_PER_SAMPLE)
            sound.setframerate(SAMPLE_RATE)
            done = 0
            for samples in _sound_of(score):
                sound.writeframesraw(samples)
                done += len(samples) // (_CHANNELS * _BYTES_PER_SAMPLE)
                yield done / SAMPLE_RATE
        partial.replace(path)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def rendered_seconds(score: Score) -> float:
    """How long the file will sound."""
    return score.seconds + _TAIL_SECONDS


def _sound_of(score: Score) -> Iterator[bytes]:
    """The samples from one event to the next, in pieces of a second at most."""
    timeline = timeline_of(score)
    synth = SoftSynth()
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
