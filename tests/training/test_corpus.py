import numpy as np
import pytest

from composer.midi.files import read_score
from composer.music.errors import CorpusError
from composer.training.corpus import Corpus, entries, read_corpus


def test_an_index_gives_style_and_split(corpus):
    assert {corpus.style_of(index) for index in range(len(corpus))} == {"folk"}
    assert [len(corpus.pieces(split)) for split in ("train", "valid", "test")] == [24, 3, 3]


def test_a_piece_holds_the_notes_of_its_file(corpus, music_folder):
    score = read_score(music_folder / str(corpus.path[3]))

    piece = corpus.piece(3)

    assert len(piece) == score.note_count
    assert sorted(piece.pitch.tolist()) == sorted(note.pitch for track in score.tracks for note in track.notes)


def test_a_saved_corpus_comes_back(corpus, tmp_path):
    corpus.save(tmp_path / "corpus.npz")

    again = Corpus.load(tmp_path / "corpus.npz")

    for name, array in vars(corpus).items():
        np.testing.assert_array_equal(getattr(again, name), array)


def test_unreadable_files_are_named_with_the_reason_and_the_rest_is_read(music_folder, tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.mid").write_bytes((music_folder / f"{number}.mid").read_bytes())
    (tmp_path / "broken.mid").write_bytes(b"MThd nothing more")

    corpus, unreadable = read_corpus(tmp_path, workers=1)

    assert len(corpus) == 3
    assert [bad.path.name for bad in unreadable] == ["broken.mid"]
    assert "broken.mid" in unreadable[0].reason


def test_without_an_index_the_split_depends_on_the_path_alone(music_folder, tmp_path):
    for number in range(30):
        (tmp_path / f"{number}.mid").write_bytes((music_folder / f"{number}.mid").read_bytes())

    assert entries(tmp_path) == entries(tmp_path)
    assert {entry.split for entry in entries(tmp_path)} >= {"train"}


def test_a_file_whose_bar_lines_are_known_to_be_wrong_is_left_out(tmp_path):
    (tmp_path / "index.csv").write_text(
        "file,style,split,source\na.mid,pop,train,bar-match 0.4 x\nb.mid,pop,train,bar-match 0.9 x\n", encoding="utf-8"
    )

    assert [entry.path.name for entry in entries(tmp_path)] == ["b.mid"]


def test_a_folder_without_midi_files_is_refused_in_words(tmp_path):
    with pytest.raises(CorpusError, match="No MIDI files"):
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
