"""Bundled files are found from source, from a wheel, and in the frozen program."""

import sys
import tomllib
from pathlib import Path

import pytest

from composer import resources
from composer.resources import resource

ROOT = Path(__file__).resolve().parent.parent


def test_from_source_they_are_in_the_repository():
    assert resource("models", "a.safetensors") == ROOT / "resources" / "models" / "a.safetensors"


def test_from_a_wheel_they_are_beside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "composer_resources").mkdir()
    monkeypatch.setattr(resources, "_PACKAGE_PARENT", tmp_path)
    assert resource("models") == tmp_path / "composer_resources" / "models"


def test_in_the_frozen_program_they_are_in_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource("models") == tmp_path / "resources" / "models"


def test_a_wheel_carries_every_package():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = set(settings["tool"]["setuptools"]["packages"]) - {"composer_resources"}
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "composer").rglob("__init__.py")}
    assert listed == found
