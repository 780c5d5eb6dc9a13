"""Attributes that tell when they change."""

from typing import Generic, TypeVar

from PySide6.QtCore import QObject

T = TypeVar("T")


class Announced(Generic[T]):
    """An attribute of a QObject; a change emits the owner's signal of the given name, without arguments."""

    def __init__(self, initial: T, signal: str) -> None:
        self._initial, self._signal = initial, signal

    def __set_name__(self, owner: type, name: str) -> None:
        self._slot = f"_{name}"

    def __get__(self, instance: QObject, owner: type | None = None) -> T:
        return instance.__dict__.get(self._slot, self._initial)

    def __set__(self, instance: QObject, value: T) -> None:
        if value != self.__get__(instance):
            instance.__dict__[self._slot] = value
            getattr(instance, self._signal).emit()
