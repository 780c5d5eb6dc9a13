import errno
import os
import sys
from datetime import datetime
from pathlib import Path

import pytest

from composer.midi.files import read_score, write_score
from composer.music.errors import CorpusError
from composer.music.score import Note, Score, Track
from composer.storage.locks import ProjectLock
from composer.training import corpus as corpus_module
from composer.training.corpus import entries, read_corpus
from composer.training.corpus_store import CorpusStore


class Recorder:
    """Stands in for the pool: reads here, one after another, and notes down what."""

    def __init__(self, read: list[Path]) -> None:
        self._read = read

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def shutdown(self, **_):
        return None

    def map(self, function, paths, chunksize):
        for path in paths:
            self._read.append(path)
            yield function(path)


def test_an_index_gives_style_and_split(corpus):
    assert {corpus.style_of(index) for index in range(len(corpus))} == {"folk"}
    assert [len(corpus.pieces(split)) for split in ("train", "valid", "test")] == [24, 3, 3]


def test_a_piece_holds_the_notes_of_its_file(corpus, music_folder):
    score = read_score(music_folder / str(corpus.path[3]))

    piece = corpus.piece(3)

    assert len(piece) == score.note_count
    assert sorted(piece.pitch.tolist()) == sorted(note.pitch for track in score.tracks for note in track.notes)


def test_files_are_read_once_and_again_when_they_change(music_folder, tmp_path, monkeypatch):
    music, kept = tmp_path / "music", tmp_path / "kept"
    music.mkdir()
    for number in range(3):
        (music / f"{number}.mid").write_bytes((music_folder / f"{number}.mid").read_bytes())
    first, _ = read_corpus(music, workers=1, kept_in=kept)
    changed = music / "1.mid"
    write_score(Score((Track.of([Note(60 + index, 480 * index, 480) for index in range(9)]),)), changed)
    read = []
    monkeypatch.setattr(corpus_module, "ProcessPoolExecutor", lambda _: Recorder(read))

    again, _ = read_corpus(music, kept_in=kept)

    assert read == [changed]
    assert [len(again.piece(index)) for index in range(3)] == [len(first.piece(0)), 9, len(first.piece(2))]


def test_reading_that_was_broken_off_goes_on_where_it_was(music_folder, tmp_path, monkeypatch):
    read: list[Path] = []
    monkeypatch.setattr(corpus_module, "ProcessPoolExecutor", lambda _: Recorder(read))

    def break_off(done: int, _: int) -> None:
        if done == 12:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_corpus(music_folder, break_off, kept_in=tmp_path)
    already = len(read)
    told = []
    corpus, _ = read_corpus(music_folder, lambda done, total: told.append((done, total)), kept_in=tmp_path)

    assert told[0] == (12, 30)
    assert len(read) == already + 18
    assert len(corpus) == 30


def test_another_process_that_reads_the_same_folder_is_not_disturbed(music_folder, tmp_path):
    lock = ProjectLock(tmp_path, tmp_path / "kept")
    assert lock.acquire(datetime.now())
    corpus, _ = read_corpus(music_folder, workers=1, kept_in=tmp_path / "kept")
    lock.release()
    assert len(corpus) == 30
    assert not (tmp_path / "kept").exists()


def test_a_disk_without_room_is_said_so(music_folder, tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(CorpusStore, "add", refuse)
    with pytest.raises(CorpusError, match="No space left on device"):
        read_corpus(music_folder, workers=1, kept_in=tmp_path)


def test_unreadable_files_are_named_with_the_reason_and_the_rest_is_read(music_folder, tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.mid").write_bytes((music_folder / f"{number}.mid").read_bytes())
    (tmp_path / "broken.mid").write_bytes(b"MThd nothing more")

    corpus, unreadable = read_corpus(tmp_path, workers=1)

    assert len(corpus) == 3
    assert [bad.path.name for bad in unreadable] == ["broken.mid"]
    assert "broken.mid" in unreadable[0].reason


def test_notated_music_is_read_beside_midi_files_and_books_of_tunes_are_named(music_folder, tmp_path):
    (tmp_path / "0.mid").write_bytes((music_folder / "0.mid").read_bytes())
    tune = "X:1\nM:4/4\nL:1/4\nK:C\nC D E F | G A B c | C E G c |\n"
    (tmp_path / "tune.abc").write_text(tune)
    (tmp_path / "book.abc").write_text(tune + "\n" + tune.replace("X:1", "X:2"))
    corpus, unreadable = read_corpus(tmp_path, workers=1, kept_in=tmp_path / "cache")
    assert corpus.path == ["0.mid", "tune.abc"]
    assert corpus.piece(1).pitch.tolist() == [60, 62, 64, 65, 67, 69, 71, 72, 60, 64, 67, 72]
    assert "2 tunes" in unreadable[0].reason


def test_without_music21_notated_files_are_named_with_what_to_install(tmp_path, monkeypatch):
    path = tmp_path / "tune.abc"
    path.write_text("X:1")
    monkeypatch.setitem(sys.modules, "composer.notation.reading", None)
    assert "install composer[engraving]" in str(corpus_module._read(path))


def test_without_an_index_the_split_depends_on_the_path_alone(music_folder, tmp_path):
    for number in range(30):
        (tmp_path / f"{number}.mid").write_bytes((music_folder / f"{number}.mid").read_bytes())

    assert entries(tmp_path) == entries(tmp_path)
    assert {entry.split for entry in entries(tmp_path)} >= {"train"}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every file name is in Unicode")
def test_a_file_whose_name_is_not_in_unicode_is_read_and_kept_like_any_other(music_folder, tmp_path, monkeypatch):
    music, name = tmp_path / "music", os.fsdecode(b"Fr\xfchling.mid")
    music.mkdir()
    (music / name).write_bytes((music_folder / "0.mid").read_bytes())
    assert read_corpus(music, workers=1, kept_in=tmp_path / "kept")[0].path == [name]
    monkeypatch.setattr(corpus_module, "ProcessPoolExecutor", None)
    assert read_corpus(music, kept_in=tmp_path / "kept")[0].path == [name]


def test_a_file_whose_bar_lines_are_known_to_be_wrong_is_left_out(tmp_path):
    (tmp_path / "index.csv").write_text(
        "file,style,split,source\na.mid,pop,train,bar-match 0.4 x\nb.mid,pop,train,bar-match 0.9 x\n", encoding="utf-8"
    )

    assert [entry.path.name for entry in entries(tmp_path)] == ["b.mid"]


NO_INDICES = {
    "without files": b"id,name,price\n1,a,2\n",
    "not in UTF-8": "composer;St\xfcck\n".encode("latin-1"),
    "files elsewhere": b"file,style\n/elsewhere/x.mid,folk\n",
    "files above": b"file,style\n../../x.mid,folk\n",
    "no music": b"file,size\nreadme.txt,20\n",
    "half a row": b"name,file\nalone\n",
    "an endless field": b'file\n"' + b"a" * 200_000,
    "empty": b"",
}


@pytest.mark.parametrize("contents", NO_INDICES.values(), ids=NO_INDICES.keys())
def test_a_table_that_is_no_index_of_the_folders_music_changes_nothing(tmp_path, contents):
    (tmp_path / "sub").mkdir()
    for name in ("a.mid", "b.mid", "sub/c.mid"):
        (tmp_path / name).write_bytes(b"")
    before = entries(tmp_path)
    (tmp_path / "sub" / "index.csv").write_bytes(contents)
    assert entries(tmp_path) == before


def test_rows_of_an_index_that_point_outside_the_folder_are_left_out(tmp_path, monkeypatch):
    music, index = tmp_path / "music", "file,split\na.mid,train\n../b.mid,train\nsub/../c.mid,train\n"
    music.mkdir()
    (music / "index.csv").write_text(f"{index}{music / 'd.mid'},train\n", encoding="utf-8-sig")
    monkeypatch.chdir(tmp_path)
    for folder in (music, Path("music"), Path("music/../music")):
        assert [entry.path for entry in entries(folder)] == [folder / name for name in ("a.mid", "c.mid", "d.mid")]


def test_a_file_that_an_index_names_and_that_is_missing_is_named_as_unreadable(music_folder, tmp_path):
    (tmp_path / "0.mid").write_bytes((music_folder / "0.mid").read_bytes())
    (tmp_path / "index.csv").write_text("file,split\n0.mid,train\ngone.mid,train\n", encoding="utf-8")
    corpus, unreadable = read_corpus(tmp_path, workers=1, kept_in=tmp_path / "kept")
    assert corpus.path == ["0.mid"]
    assert [each.path.name for each in unreadable] == ["gone.mid"]


def test_a_folder_without_music_is_refused_in_words(tmp_path):
    with pytest.raises(CorpusError, match="No music in"):
        read_corpus(tmp_path)


def test_a_folder_of_which_nothing_can_be_learned_is_refused_with_a_reason(tmp_path):
    (tmp_path / "broken.mid").write_bytes(b"no music")

    with pytest.raises(CorpusError, match=r"None of the 1 files .*broken\.mid"):
        read_corpus(tmp_path, workers=1)


def test_of_a_few_files_some_are_kept_out_to_judge_by(music_folder, tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.mid").write_bytes((music_folder / f"{number}.mid").read_bytes())
    assert any(entry.split == "valid" for entry in entries(tmp_path))
    left = entries(tmp_path, {tmp_path / "0.mid"})
    assert [entry.path.name for entry in left] == ["1.mid", "2.mid"]
