"""Making the enumerations of Qt for Python, three thousand members before the first paint, in a third of the time."""

import sys
from enum import EnumType, Flag
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import TypeIs

_CAN_BE_QUICK = sys.version_info[:2] == (3, 11)  # what an enumeration is made of differs between versions of Python
_TAKEN = frozenset(("name", "value", "mro"))  # names that mean something in every enumeration

_create = EnumType._create_  # pyright: ignore[reportAttributeAccessIssue] # is what calling `Enum(…)` comes to


def make_enums_quickly() -> None:
    """Have enumerations of whole numbers, such as PySide6 makes when one is first used, made without detours.

    They come out as ever. Python's own way calls several functions for each member, which is a fifth of the
    instructions until the window's first paint.
    """
    if _CAN_BE_QUICK:
        EnumType._create_ = _create_quickly  # pyright: ignore[reportAttributeAccessIssue]


def _create_quickly(
    cls: EnumType, class_name: str, names: object, *, module: str | None, **options: object
) -> EnumType:
    if module is None:
        module = sys._getframe(2).f_globals.get("__name__")  # the caller's, as in Python's own way
    if not _has_only_numbers(names):
        return _create(cls, class_name, names, module=module, **options)
    enumeration = _create(cls, class_name, (), module=module, **options)
    _add_members(enumeration, names)
    if issubclass(enumeration, Flag):
        _add_masks(enumeration)
    return enumeration


def _has_only_numbers(names: object) -> "TypeIs[list[tuple[str, int]]]":
    return isinstance(names, list) and all(
        isinstance(pair, tuple) and type(pair[1]) is int and pair[0] not in _TAKEN and pair[0][0] != "_"
        for pair in names
    )


def _add_members(enumeration: EnumType, names: list[tuple[str, int]]) -> None:
    own = vars(enumeration)
    new_member, is_number = own["_new_member_"], own["_use_args_"]
    members, members_by_value, listed = own["_member_map_"], own["_value2member_map_"], own["_member_names_"]
    is_flag = issubclass(enumeration, Flag)
    for name, value in names:
        member = members_by_value.get(value)
        if member is None:
            member = new_member(enumeration, value) if is_number else new_member(enumeration)
            member.__dict__.update(_value_=value, _name_=name, __objclass__=enumeration, _sort_order_=len(listed))
            members_by_value[value] = member
            if not is_flag or _is_single(value):  # several flags at once are no member of their own
                listed.append(name)
        members[name] = member
        type.__setattr__(enumeration, name, member)


def _add_masks(enumeration: type[Flag]) -> None:
    every = single = 0
    for value in enumeration._value2member_map_:
        every |= value
        single |= value if _is_single(value) else 0
    own = {"_flag_mask_": every, "_singles_mask_": single, "_all_bits_": 2 ** every.bit_length() - 1}
    for name, mask in own.items():
        setattr(enumeration, name, mask)
    values = [member._value_ for member in enumeration]
    if values != sorted(values):
        enumeration._iter_member_ = enumeration._iter_member_by_def_  # pyright: ignore[reportAttributeAccessIssue]


def _is_single(value: int) -> bool:
    return value > 0 and value & (value - 1) == 0
