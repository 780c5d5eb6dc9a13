"""Damaged MIDI files by the thousand, always the same ones for a seed."""

import random
from collections.abc import Iterator
from pathlib import Path

from composer.midi.encoding import score_to_bytes
from composer.music.score import Note, Score, Track

ROOT = Path(__file__).resolve().parents[2]


def originals() -> list[bytes]:
    """The whole files that mutants are made of: our demo seeds, our hexdumps, and some from a generator."""
    demos = [path.read_bytes() for path in sorted((ROOT / "resources" / "demo").rglob("*.mid"))]
    hexdumps = sorted((ROOT / "tests" / "midi" / "hexdumps").glob("*.hex"))
    return demos + [from_hexdump(path) for path in hexdumps] + [made(random.Random(number)) for number in range(8)]


def from_hexdump(path: Path) -> bytes:
    """The bytes of an annotated hexdump; `#` begins a comment."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return bytes.fromhex(" ".join(line.partition("#")[0] for line in lines))


def made(rng: random.Random) -> bytes:
    """A file of our own with random notes, names and channels, as format 0, 1 or 2."""
    tracks = []
    for number in range(rng.randint(1, 5)):
        notes = [
            Note(rng.randint(0, 127), rng.randint(0, 20_000), rng.randint(1, 3_000), rng.randint(1, 127))
            for _ in range(rng.randint(0, 120))
        ]
        tracks.append(Track.of(notes, f"Stimme {number} ♯", rng.randint(0, 127), rng.randint(0, 15)))
    contents = bytearray(score_to_bytes(Score(tuple(tracks))))
    contents[9] = rng.randint(0, 2)
    return bytes(contents)


def mutants(count: int, rng_seed: int = 1) -> Iterator[bytes]:
    """`count` damaged files."""
    whole = originals()
    for number in range(count):
        rng = random.Random(f"{rng_seed}/{number}")
        contents = bytearray(rng.choice(whole))
        for _ in range(rng.choice((1, 1, 1, 2, 3, 8, 30))):
            rng.choice(DAMAGES)(contents, rng, whole)
        yield bytes(contents)


def _flip_a_bit(contents: bytearray, rng: random.Random, whole: list[bytes]) -> None:
    if contents:
        contents[rng.randrange(len(contents))] ^= 1 << rng.randrange(8)


def _flip_in_the_header(contents: bytearray, rng: random.Random, whole: list[bytes]) -> None:
    if len(contents) > 30:
        contents[rng.randrange(30)] ^= 1 << rng.randrange(8)


def _cut_off(contents: bytearray, rng: random.Random, whole: list[bytes]) -> None:
    del contents[rng.randrange(len(contents) + 1) :]


def _delete(contents: bytearray, rng: random.Random, whole: list[bytes]) -> None:
    at = rng.randrange(len(contents) + 1)
    del contents[at : at + rng.choice((1, 2, 7, 100))]


def _insert(contents: bytearray, rng: random.Random, whole: list[bytes]) -> None:
    at = rng.randrange(len(contents) + 1)
    contents[at:at] = rng.randbytes(rng.choice((1, 2, 7, 100)))


def _overwrite(contents: bytearray, rng: random.Random, whole: list[bytes]) -> None:
    at = rng.randrange(len(contents) + 1)
    run = rng.choice((b"\0", b"\xff", b"\x80", b"\x7f", b"\xf0", b"\x90")) * rng.choice((1, 4, 50))
    contents[at : at + len(run)] = run


def _lie_about_a_length(contents: bytearray, rng: random.Random, whole: list[bytes]) -> None:
    places = [at for at in range(len(contents)) if contents.startswith(b"MT", at)]
    if places:
        at = rng.choice(places) + 4
        length = rng.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, rng.randrange(2 * len(contents) + 1)))
        contents[at : at + 4] = length.to_bytes(4, "big")


def _splice(contents: bytearray, rng: random.Random, whole: list[bytes]) -> None:
    other = rng.choice(whole)
    at, other_at = rng.randrange(len(contents) + 1), rng.randrange(len(other))
    contents[at:] = other[other_at:]


def _repeat(contents: bytearray, rng: random.Random, whole: list[bytes]) -> None:
    first = rng.randrange(len(contents) + 1)
    contents[first:first] = contents[first : first + rng.randrange(1, 400)] * rng.choice((1, 5, 60))


def _sysex_bomb(contents: bytearray, rng: random.Random, whole: list[bytes]) -> None:
    at = rng.randrange(len(contents) + 1)
    contents[at:at] = rng.choice((b"\0\xf0", b"\0\xff\x01", b"\0\xf7", b"\0\xff\x51")) + b"\xff\xff\xff\x7f"


DAMAGES = (
    _flip_a_bit,
    _flip_in_the_header,
    _cut_off,
    _delete,
    _insert,
    _overwrite,
    _lie_about_a_length,
    _splice,
    _repeat,
    _sysex_bomb,
)
