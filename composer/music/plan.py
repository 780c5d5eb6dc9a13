"""Section plans: how parts of a piece return, written as musicians do: A A' B A+5."""

import re
from dataclasses import dataclass

from composer.music.errors import ComposerError

MOST_SECTIONS = 16

_SECTION = re.compile(r"([A-Z])('?)([+-]\d{1,2})?")


class PlanError(ComposerError):
    """A plan that cannot be read."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a plan."""

    letter: str  # parts with the same letter have the same material
    is_varied: bool = False  # written A': less like the first one
    transposition: int = 0  # semitones from the first one


def sections_of(plan: str) -> tuple[Section, ...]:
    """Read a plan; spaces may be left out. Raises PlanError."""
    compact = re.sub(r"[\s,|–-]+(?!\d)", "", plan.replace("’", "'")).upper()
    found = list(_SECTION.finditer(compact))
    if not found or "".join(match.group() for match in found) != compact:
        raise PlanError(
            f"The plan “{plan}” cannot be read: write letters such as A A B A, an apostrophe for a varied return (A'), "
            "and semitones for a transposed one (A+5)."
        )
    if len(found) > MOST_SECTIONS:
        raise PlanError(f"A plan has at most {MOST_SECTIONS} sections; “{plan}” has {len(found)}.")
    return tuple(
        Section(letter, bool(mark), int(semitones or 0)) for letter, mark, semitones in map(re.Match.groups, found)
    )
