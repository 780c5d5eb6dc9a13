"""Enumerations that are made quickly, beside the same ones made in Python's own way."""

import pickle
import sys
from collections.abc import Iterator
from enum import Enum, EnumType, Flag, FlagBoundary, IntEnum, IntFlag
from itertools import pairwise
from typing import Any

import pytest
from PySide6 import QtCore, QtGui, QtWidgets

from composer.gui import qt_enums

KEEP = FlagBoundary.KEEP
KINDS = (IntFlag, Flag, IntEnum, Enum)  # each before what it is a kind of

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="Only Python 3.11 makes enumerations quickly.")


def of_qt() -> Iterator[EnumType]:
    """The enumerations of the three modules that the window uses."""
    for module in (QtCore, QtGui, QtWidgets):
        for owner in (module, *(thing for thing in vars(module).values() if isinstance(thing, type))):
            yield from (thing for thing in list(vars(owner).values()) if isinstance(thing, EnumType))


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch):
    """Make an enumeration called `Made` in Python's own way, and quickly: both."""

    def make(kind: EnumType, names: Any) -> tuple[Any, Any]:
        create = kind.__class__
        monkeypatch.setattr(create, "_create_", qt_enums._create)
        plain = kind("Made", names, boundary=KEEP)
        qt_enums.make_enums_quickly()
        return plain, kind("Made", names, boundary=KEEP)

    return make


def facts(enumeration: Any) -> dict[str, object]:
    """What can be told apart from outside, and what Python's own functions keep for themselves."""
    members = enumeration.__members__
    kept = (
        "_member_names_",
        "_member_type_",
        "_use_args_",
        "_flag_mask_",
        "_singles_mask_",
        "_all_bits_",
        "_boundary_",
    )
    return {
        "members": [(name, member.name, member.value, member._sort_order_) for name, member in members.items()],
        "words": [(repr(member), str(member), f"{member}") for member in members.values()],
        "listed": [member.name for member in enumeration],
        "by value": [enumeration(member.value).name for member in members.values()],
        "by name": [enumeration[name].name for name in members],
        "as attributes": [getattr(enumeration, name).name for name in members],
        "aliases": [one is other for one, other in pairwise(members.values())],
        "classes": [type(member) is enumeration and member.__objclass__ is enumeration for member in members.values()],
        "size": len(enumeration),
        "kept": [getattr(enumeration, name, None) for name in kept],
        "attributes": sorted(set(vars(enumeration))),
        "of a member": [sorted(vars(member)) for member in members.values()],
        "module": enumeration.__module__,
    }


def facts_of_flags(enumeration: Any) -> list[object]:
    """What comes of putting flags together and of turning them round."""
    members = list(enumeration.__members__.values())
    named = enumeration._singles_mask_  # Python cannot list what else there is
    together = [one | other for one, other in pairwise(members)]
    return [
        *((repr(flags), flags.value) for flags in together),
        *(list(map(str, flags)) for flags in together if flags.value & ~named == 0),
        *(repr(~member) for member in members),
        *((one & other).value for one, other in pairwise(members)),
        *(one in other for one, other in zip(members, together, strict=False)),
    ]


def test_all_enumerations_of_qt_come_out_as_ever(make):
    seen = 0
    for enumeration in of_qt():
        kind = next(kind for kind in KINDS if issubclass(enumeration, kind))
        names = [(name, member._value_) for name, member in vars(enumeration)["_member_map_"].items()]
        plain, quick = make(kind, names)
        assert facts(quick) == facts(plain), enumeration
        if issubclass(kind, Flag):
            assert facts_of_flags(quick) == facts_of_flags(plain), enumeration
        seen += len(names)
    assert seen > 2500


@pytest.mark.parametrize("kind", KINDS)
def test_unusual_numbers_come_out_as_ever(make, kind: EnumType):
    plain, quick = make(kind, [("High", 8), ("None_", 0), ("Low", 1), ("All", 15), ("Again", 8), ("Minus", -1)])
    assert facts(quick) == facts(plain)


@pytest.mark.parametrize(
    "names", ["RED GREEN", [("name", 1), ("value", 2)], [("Half", 0.5)], {"RED": 1}, [("_a_", "x")], []], ids=repr
)
def test_whatever_is_not_names_of_numbers_is_left_to_python(make, names: Any):
    if names == [("_a_", "x")]:
        with pytest.raises(ValueError, match="_sunder_"):
            make(Enum, names)
        return
    plain, quick = make(Enum, names)
    assert facts(quick) == facts(plain)


def test_the_module_is_the_one_that_asked(make):
    assert [made.__module__ for made in make(IntEnum, [("One", 1)])] == [__name__] * 2


def test_members_can_be_stored_and_cannot_be_replaced(make, monkeypatch: pytest.MonkeyPatch):
    _, quick = make(IntFlag, [("One", 1), ("Two", 2)])
    monkeypatch.setattr(sys.modules[__name__], "Made", quick, raising=False)
    assert pickle.loads(pickle.dumps(quick.One | quick.Two)) == 3
    assert pickle.loads(pickle.dumps(quick.Two)) is quick.Two
    with pytest.raises(AttributeError):
        quick.One = 5
