"""The licences of all that is in the bundle: ours, those of the packages in it, and the texts that these only name."""

import sys
import sysconfig
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path, PurePath

FOLDER = "licenses"  # in the bundle
TEXTS = Path(__file__).with_name("licences")  # of the GPL and the LGPL, which Qt, FluidSynth and TimGM6mb are under
_WORDS = ("license", "licence", "copying", "notice", "authors")


def licences(root: Path, modules: Iterable[str]) -> list[tuple[str, str]]:
    """Files and the folders of the bundle that they belong in, for a bundle with these top-level modules."""
    found = [
        (str(root / "LICENSE"), FOLDER),
        *((str(path), FOLDER) for path in sorted(TEXTS.iterdir())),
        *((str(path), f"{FOLDER}/python") for path in _licences_of_python()),
    ]
    for name in distributions_of(modules):
        found += licences_of(distribution(name), f"{FOLDER}/{name}")
    return found


def distributions_of(modules: Iterable[str]) -> list[str]:
    """The installed packages, other than our own, that `modules` come from."""
    owners = packages_distributions()
    return sorted({owner for module in modules for owner in owners.get(module, ())} - {"composer"})


def licences_of(package: Distribution, folder: str) -> Iterator[tuple[str, str]]:
    """What a package says of its licence; its description, which names it, where there is nothing else."""
    files = [path for path in package.files or () if path.parts[0].endswith(".dist-info")]
    for path in [path for path in files if _is_licence(path)] or [path for path in files if path.name == "METADATA"]:
        inner = [part for part in path.parent.parts[1:] if part != "licenses"]  # many are called LICENSE
        yield str(package.locate_file(path)), "/".join([folder, *inner])


def _licences_of_python() -> list[Path]:
    folders = Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix)  # the second on Windows
    return next(filter(None, (sorted(folder.glob("LICENSE*")) for folder in folders)), [])


def _is_licence(path: PurePath) -> bool:
    return "licenses" in path.parts or path.name.lower().startswith(_WORDS)
