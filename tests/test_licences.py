"""The licences that go into the bundle."""

import importlib.util
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent


def licences_of(*modules: str) -> dict[str, Path]:
    """The files of the folder of licences of a bundle with these modules, by their names in it."""
    spec = importlib.util.spec_from_file_location("licences", ROOT / "packaging" / "licences.py")
    licences = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(licences)
    found = [
        (str(PurePosixPath(folder, Path(file).name)), Path(file)) for file, folder in licences.licences(ROOT, modules)
    ]
    assert len(dict(found)) == len(found)  # none is written over another
    return dict(found)


def test_the_bundle_carries_our_licence_that_of_python_and_those_that_packages_only_name():
    found = licences_of()
    assert found["licenses/LICENSE"] == ROOT / "LICENSE"
    assert "GNU GENERAL PUBLIC LICENSE" in found["licenses/GPL-2.txt"].read_text()
    assert "licenses/LGPL-3.txt" in found
    assert not [name for name in found if "composer" in name]


def test_it_carries_the_licences_of_the_packages_in_it_and_of_no_others():
    found = licences_of("pretty_midi", "torch", "composer", "os")
    assert {PurePosixPath(name).parts[1] for name in found if name.count("/") > 1} <= {"python", "pretty_midi", "torch"}
    assert "licenses/pretty_midi/LICENSE.txt" in found
    assert len([name for name in found if name.startswith("licenses/torch/")]) > 1
    assert all(path.is_file() for path in found.values())


def test_a_package_without_a_licence_file_says_in_its_description_what_it_is_under():
    [description] = [path for name, path in licences_of("PySide6").items() if "PySide6" in name]
    assert "LGPL-3.0" in description.read_text()
