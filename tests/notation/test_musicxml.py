import pytest

from composer.guarded import Limits
from composer.music.score import Note, Score, Track
from composer.notation.musicxml import NotationError, is_available, write_musicxml_in_steps

TUNE = Score((Track.of([Note(60, 0, 480)]),))

needs_music21 = pytest.mark.skipif(
    not is_available(), reason="MusicXML is NOT tested here: music21 is missing (pip install music21)"
)


def write(path, **named):
    for _ in write_musicxml_in_steps(TUNE, path, "Tune", **named):
        pass


@needs_music21
def test_a_document_is_written_whole(tmp_path):
    path = tmp_path / "tune.musicxml"
    path.write_text("old")
    write(path)
    assert b"<score-partwise" in path.read_bytes()
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


@needs_music21
def test_while_it_is_written_the_share_that_is_done_grows(tmp_path):
    shares = [share for share in write_musicxml_in_steps(TUNE, tmp_path / "tune.musicxml") if share is not None]
    assert len(shares) > 3
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] < 1


@needs_music21
def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(NotationError, match="Choose another folder"):
        write(tmp_path / "none" / "tune.musicxml")


def test_what_takes_too_long_is_ended_and_leaves_the_old_file(tmp_path):
    path = tmp_path / "tune.musicxml"
    path.write_text("old")
    with pytest.raises(NotationError, match=r"takes longer than 0\.1 s\. Export MIDI"):
        write(path, limits=Limits(seconds=0.1))
    assert path.read_text() == "old"


def test_breaking_off_leaves_nothing_behind(tmp_path):
    steps = write_musicxml_in_steps(TUNE, tmp_path / "tune.musicxml")
    next(steps)
    steps.close()
    assert list(tmp_path.iterdir()) == []
