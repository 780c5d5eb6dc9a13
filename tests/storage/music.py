"""Scores and edits at random, for tests and for the long shows: equal random numbers make equal music."""

from dataclasses import replace
from random import Random

from composer.music import edits
from composer.music.controls import BEND, SUSTAIN, Control, Controls
from composer.music.pitch import Key
from composer.music.score import KeyChange, Marker, Note, Score, Track
from composer.music.time import Meter, MeterChange, MeterMap, TempoChange, TempoMap
from composer.storage.history import History, Step


def random_note(random: Random) -> Note:
    return Note(
        random.randrange(128), random.randrange(0, 40_000, 60), random.randrange(30, 2000), random.randrange(1, 128)
    )


def random_score(random: Random, notes: int = 40, tracks: int = 3) -> Score:
    return Score(
        tuple(
            Track.of((random_note(random) for _ in range(notes)), f"Flöte {index}", random.randrange(128), index)
            for index in range(tracks)
        ),
        TempoMap((TempoChange(0, 500_000), TempoChange(1920, 612_345))),
        MeterMap((MeterChange(0, Meter()), MeterChange(3840, Meter(7, 8)))),
        (KeyChange(0, Key(9, "minor")),),
        (Marker(0, "Anfang"), Marker(3840, "サビ")),
    )


def random_controls(random: Random) -> Controls:
    dials = random.choice([(SUSTAIN,), (BEND, SUSTAIN)])
    return Controls(Control(random.randrange(40_000), random.choice(dials), random.randrange(128)) for _ in range(20))


def random_edit(random: Random, score: Score) -> Score:
    """`score` after one of the edits that a hand can make."""
    everything = [(index, note) for index, track in enumerate(score.tracks) for note in track.notes]
    some = frozenset(random.sample(everything, min(len(everything), random.choice((1, 3, 30)))))
    match random.randrange(13):
        case 0 | 1 | 2 if score.tracks:
            return edits.add(score, random.randrange(len(score.tracks)), [random_note(random)]).score
        case 3:
            return edits.delete(score, some).score
        case 4:
            return edits.move(score, some, random.randrange(-480, 480), random.randrange(-3, 4)).score
        case 5:
            return edits.duplicate(score, some, random.randrange(1, 960)).score
        case 6:
            return edits.change_velocity(score, some, random.randrange(-20, 20)).score
        case 7:
            return replace(score, tracks=(*score.tracks, Track(name=f"Neu {random.randrange(99)}")))
        case 8 if len(score.tracks) > 1:
            tracks = list(score.tracks)
            tracks.insert(random.randrange(len(tracks)), tracks.pop(random.randrange(len(tracks))))
            return replace(score, tracks=tuple(tracks))
        case 9 if len(score.tracks) > 2:
            gone = random.randrange(len(score.tracks))
            return replace(score, tracks=score.tracks[:gone] + score.tracks[gone + 1 :])
        case 10 | 11 if score.tracks:
            index = random.randrange(len(score.tracks))
            track = score.tracks[index]
            controls = random.choice([track.controls[5:], track.controls.merged(random_controls(random))])
            return score.with_track(index, replace(track, controls=controls)) if controls != track.controls else score
        case _:
            return replace(score, tempo_map=TempoMap.constant(random.randrange(40, 200)))


def random_history(random: Random, steps: int, start: Score | None = None) -> tuple[Score, History]:
    """A score, and the history that led to it."""
    score, made = start or random_score(random), []
    while len(made) < steps:
        after = random_edit(random, score)
        if after is not score:
            made.append(Step(f"Edit {len(made) + 1}", (score, after)))
            score = after
    return score, History(tuple(made), len(made))
