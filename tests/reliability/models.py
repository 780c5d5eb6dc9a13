"""Model files that are damaged, and checkpoints that want to run something. `python -m tests.reliability.models`."""

import argparse
import io
import os
import pickle
import random
import sys
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import torch

from composer.generation.checkpoint import ModelCard, save_model
from composer.generation.foreign_model import _weights_of, import_model
from composer.generation.model_file import read_model_file
from composer.generation.network import MusicLSTM, NetworkConfig
from composer.generation.registry import load
from composer.music.errors import ModelFileError

CARD = ModelCard("tiny", "nothing")


class Trap:
    """Makes the file `path` when it is unpickled, by one of many ways to run something."""

    WAYS = ("open", "system", "exec", "eval", "popen", "mkdir", "symlink", "os open")

    def __init__(self, way: str, path: Path) -> None:
        self.way, self.path = way, str(path)

    def __reduce__(self) -> tuple:
        import subprocess

        return {
            "open": (open, (self.path, "w")),
            "system": (os.system, (f"touch {self.path}",)),
            "exec": (exec, (f"open({self.path!r}, 'w')",)),
            "eval": (eval, (f"open({self.path!r}, 'w')",)),
            "popen": (subprocess.check_call, (["touch", self.path],)),
            "mkdir": (os.mkdir, (self.path,)),
            "symlink": (os.symlink, ("/", self.path)),
            "os open": (os.open, (self.path, os.O_CREAT)),
        }[self.way]


def malicious_files(folder: Path, count: int) -> Iterator[Path]:
    """Files that run something if they are opened carelessly: pickles, bare, in archives, and nested."""
    weights = MusicLSTM(NetworkConfig(hidden=8, layers=1, head=4)).state_dict()
    for number in range(count):
        way = Trap.WAYS[number % len(Trap.WAYS)]
        trap = Trap(way, folder / "sprung")
        kind = _KINDS[number // len(Trap.WAYS) % len(_KINDS)]
        path = (
            folder
            / f"{number}-{kind.__name__.strip('_')}-{way.replace(' ', '')}{random.Random(number).choice(SUFFIXES)}"
        )
        kind(path, trap, weights)
        yield path


SUFFIXES = (".pt", ".pth", ".ckpt", ".bin", ".pkl", ".safetensors")


def _bare_pickle(path: Path, trap: Trap, weights: dict) -> None:
    path.write_bytes(pickle.dumps(trap, protocol=2))


def _torch_zip(path: Path, trap: Trap, weights: dict) -> None:
    torch.save({**weights, "extra": trap}, path)


def _torch_legacy(path: Path, trap: Trap, weights: dict) -> None:
    torch.save({"state_dict": weights, "extra": [trap]}, path, _use_new_zipfile_serialization=False)


def _nested(path: Path, trap: Trap, weights: dict) -> None:
    torch.save({"network": {"deep": [{"deeper": (trap,)}]}, "bytes": pickle.dumps(trap)}, path)


def _zip_of_a_pickle(path: Path, trap: Trap, weights: dict) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(trap, protocol=2))
        archive.writestr("archive/version", "3")


def _tar_of_a_pickle(path: Path, trap: Trap, weights: dict) -> None:
    with tarfile.open(path, "w") as archive:
        for name in ("pickle", "storages", "tensors"):
            contents = pickle.dumps(trap, protocol=2)
            member = tarfile.TarInfo(name)
            member.size = len(contents)
            archive.addfile(member, io.BytesIO(contents))


def _pickle_behind_weights(path: Path, trap: Trap, weights: dict) -> None:
    save_model(path, MusicLSTM(NetworkConfig(hidden=8, layers=1, head=4)), CARD)
    path.write_bytes(path.read_bytes() + pickle.dumps(trap))


_KINDS = (
    _bare_pickle,
    _torch_zip,
    _torch_legacy,
    _nested,
    _zip_of_a_pickle,
    _tar_of_a_pickle,
    _pickle_behind_weights,
)


def open_all(count: int, folder: Path, guards: int) -> Counter[str]:
    """What became of the malicious files: each as a model, as an import, and the first `guards` in a real guard."""
    found: Counter[str] = Counter()
    for number, path in enumerate(malicious_files(folder, count)):
        ways = [lambda path=path: load(path), lambda path=path: list(_weights_of(path))]
        if number < guards:
            ways.append(lambda path=path: import_model(path, folder / "imported.safetensors", CARD))
        for way in ways:
            try:
                way()
                found["OPENED"] += 1
            except ModelFileError:
                found["refused in a sentence"] += 1
        path.unlink()
        if os.path.lexists(folder / "sprung"):
            found["EXECUTED"] += 1
    return found


def damage_all(truncations: int, flips: int, folder: Path, rng_seed: int = 1) -> Counter[str]:
    """What became of a model file that was cut off, or of which one bit was turned."""
    rng = random.Random(rng_seed)
    path = folder / "tiny.safetensors"
    save_model(path, MusicLSTM(NetworkConfig(hidden=24, layers=1, head=8)), CARD)
    contents = path.read_bytes()
    words = int.from_bytes(contents[:8], "little") + 8
    found: Counter[str] = Counter()
    for number in range(truncations + flips):
        if number < truncations:
            damaged = contents[: rng.randrange(len(contents))]
        else:  # every second flip among the words, which are few
            place = rng.randrange(words if number % 2 else len(contents))
            damaged = bytearray(contents)
            damaged[place] ^= 1 << rng.randrange(8)
        path.write_bytes(damaged)
        try:
            read_model_file(path)
            found["NOT DETECTED"] += 1
        except ModelFileError:
            found["detected"] += 1
    return found


def main() -> int:
    """Show it, at full size unless told otherwise; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--malicious", type=int, default=56)
    parser.add_argument("--truncations", type=int, default=300)
    parser.add_argument("--flips", type=int, default=300)
    wanted = parser.parse_args()
    with TemporaryDirectory() as name:
        opened = open_all(wanted.malicious, Path(name), guards=8)
        print(f"{wanted.malicious} malicious files: {dict(opened)}")
        damaged = damage_all(wanted.truncations, wanted.flips, Path(name))
        print(f"{wanted.truncations} truncations and {wanted.flips} bit flips of a model file: {dict(damaged)}")
    return 1 if opened["OPENED"] or opened["EXECUTED"] or damaged["NOT DETECTED"] else 0


if __name__ == "__main__":
    sys.exit(main())
