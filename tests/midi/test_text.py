import pytest

from composer.midi.text import LONGEST_NAME, decoded, one_line


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Violin I", "ascii"),
        ("Flöte – 2. Stimme ♯", "utf-8"),
        ("旋律", "utf-8"),
        ("Flöte", "latin-1"),
        ("Für Elise", "latin-1"),
        ("Ärger", "latin-1"),
        ("Piano à quatre mains, élan", "latin-1"),
        ("Größe × 2", "latin-1"),
        ("Cœur “doux”", "cp1252"),
        ("ピアノ", "cp932"),
        ("メロディ Melody", "cp932"),
        ("主旋律", "cp932"),
        ("ﾋﾟｱﾉ", "cp932"),
        ("Скрипка", "cp1251"),
        ("Партия 2", "cp1251"),
    ],
)
def test_a_name_is_read_in_the_encoding_it_was_written_in(text, encoding):
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "text", [b"{@JP}" + "歌".encode("cp932"), "歌".encode("utf-8-sig"), b"\xff\xfe" + "歌".encode("utf-16-le")]
)
def test_a_mark_before_the_text_decides(text):
    assert decoded(text) == "歌"


def test_any_bytes_can_be_read():
    for high in range(128, 256):
        assert decoded(bytes([high, 0x81, high]))


def test_a_name_is_one_short_line_that_can_be_written():
    assert one_line("  Piano\r\n\0left\thand ") == "Piano left hand"
    assert one_line("a\ud800b\uffffc\ufdd0d\U0001fffee") == "a b c d e"
    assert len(one_line("x" * 1000)) == LONGEST_NAME
