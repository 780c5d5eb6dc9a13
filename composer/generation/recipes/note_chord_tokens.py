"""Notes and chords as words, the way music21 reads a file: durations, rests and offsets are dropped."""

from collections.abc import Iterable, Sequence

from composer.generation.recipes.normal_order import normal_order
from composer.music.pitch import MIDDLE_C
from composer.music.score import Note, Score, Track

# As music21 spells the twelve pitch classes of a MIDI file; a minus sign is a flat.
_NAMES = ("C", "C#", "D", "E-", "E", "F", "F#", "G", "G#", "A", "B-", "B")
_STEPS_PER_QUARTER = 4  # notes whose starts and ends differ by less than such a step are one chord


def first_part(score: Score) -> list[Track]:
    """The tracks of the first instrument that plays notes: all those of its program; none when only drums play."""
    pitched = [track for track in score.tracks if track.notes and not track.is_drums]
    return [track for track in pitched if track.program == pitched[0].program]


def read_tokens(score: Score) -> list[str]:
    """One token for each note or chord of the first part, in order of onset."""
    found = [onset_and_token for track in first_part(score) for onset_and_token in _tokens_of(track, score.ppq)]
    return [token for _, token in sorted(found, key=lambda onset_and_token: onset_and_token[0])]


def note_token(pitch: int) -> str:
    """A note's name with its octave, for example C#5 or B-3."""
    return f"{_NAMES[pitch % 12]}{pitch // 12 - 1}"


def chord_token(pitches: Iterable[int]) -> str:
    """A chord's pitch classes in normal order, for example 0.4.7."""
    return ".".join(map(str, normal_order(pitches)))


def token_to_pitches(token: str) -> frozenset[int]:
    """What a token sounds; a chord, of which only pitch classes are left, in the octave of middle C."""
    if token[0].isdigit():
        return frozenset(MIDDLE_C + int(pitch_class) for pitch_class in token.split("."))
    name = token.rstrip("0123456789")
    if name not in _NAMES:  # the minus of octave -1
        return frozenset({_NAMES.index(token[:-2])})
    return frozenset({_NAMES.index(name) + 12 * (int(token[len(name) :]) + 1)})


def _tokens_of(track: Track, ppq: int) -> list[tuple[int, str]]:
    """(onset in ticks, token) of every note and chord of a track."""
    notes, found = track.notes, []
    is_taken = [False] * len(notes)
    for index, note in enumerate(notes):
        if is_taken[index]:
            continue
        chord = [note]
        for other in range(index + 1, len(notes)):
            if (notes[other].start - note.start) * _STEPS_PER_QUARTER >= ppq:
                break
            if not is_taken[other] and abs(notes[other].end - note.end) * _STEPS_PER_QUARTER <= ppq:
                is_taken[other] = True
                chord.append(notes[other])
        found.append((note.start, _token_of(chord)))
    return found


def _token_of(chord: Sequence[Note]) -> str:
    if len(chord) == 1:
        return note_token(chord[0].pitch)
    return chord_token(note.pitch for note in chord)
