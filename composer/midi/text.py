"""Text in MIDI files: the standard names no encoding, so the bytes have to tell."""

import os
import re
import unicodedata
from pathlib import Path

LONGEST_NAME = 128  # characters

# What a karaoke file may say before its text (RP-026).
_TAGS = {b"{@LATIN}": "cp1252", b"{@JP}": "cp932"}
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\xef\xbb\xbf": "utf-8"}
_WORD_OF_HIGH_BYTES = re.compile(rb"(?<![A-Za-z])[\xc0-\xff\xa8\xb8]{3,}(?![A-Za-z])")


def decoded(text: bytes) -> str:
    """`text` in the likeliest encoding: UTF-8, UTF-16 with its mark, Shift-JIS, Windows Cyrillic or Latin-1."""
    for mark, encoding in {**_TAGS, **_BYTE_ORDER_MARKS}.items():
        if text.startswith(mark):
            return text[len(mark) :].decode(encoding, "replace")
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _is_japanese(text):
        return text.decode("cp932")
    if _WORD_OF_HIGH_BYTES.search(text):  # accented letters never follow each other for so long
        return text.decode("cp1251", "replace")
    try:
        return text.decode("cp1252")
    except UnicodeDecodeError:  # five bytes mean nothing there
        return text.decode("latin-1")


def one_line(text: str) -> str:
    """`text` as a name: no line breaks, no control characters, not too long, and always something XML can hold."""
    printable = "".join(character if _is_text(character) else " " for character in text)
    return " ".join(printable.split())[:LONGEST_NAME].rstrip()


def printable_name(path: Path) -> str:
    """The name of a file, which on Unix may be any bytes."""
    return one_line(decoded(os.fsencode(path.name)))


def _is_text(character: str) -> bool:
    """Whether a name can have it: no control character, no lone surrogate, no noncharacter."""
    code = ord(character)
    is_noncharacter = 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
    return not is_noncharacter and unicodedata.category(character) not in ("Cc", "Cs")


def _is_japanese(text: bytes) -> bool:
    """Whether `text` reads as Shift-JIS: full-width kana, or wide characters beside each other."""
    try:
        characters = text.decode("cp932")
    except UnicodeDecodeError:
        return False
    if any(unicodedata.category(character) == "Co" for character in characters):  # a private sign of somebody
        return False
    if any("\u3041" <= character <= "\u30fe" for character in characters):
        return True
    if any(character.isascii() and character.islower() for character in characters):  # "élan" reads as a sign and "an"
        return False
    return re.search("[\u4e00-\u9fff]{2}|[\uff66-\uff9f]{3}", characters) is not None
