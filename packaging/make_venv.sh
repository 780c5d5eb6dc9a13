#!/bin/sh
# Makes the virtual environment `$1` with Composer and its development tools in it.
set -eu
venv=$1

find_python() {
    for python in python3.11 python3.12 python3; do
        if "$python" -c 'import ensurepip, sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null
        then
            command -v "$python"
            return
        fi
    done
}

python=$(find_python)
if [ -z "$python" ]; then
    "$(dirname "$0")/system_packages.sh" python
    python=$(find_python)
fi
if [ -z "$python" ]; then
    echo "Composer needs Python 3.11 or 3.12 with its venv module; here is $(python3 --version 2>&1 || echo none)." >&2
    echo "Debian 12 and Ubuntu 24.04 have it (apt-get install python3 python3-venv); elsewhere pyenv brings one." >&2
    exit 1
fi

echo "Making $venv with $("$python" --version); torch and Qt take a few minutes to arrive."
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --editable '.[dev]'
# Qt for Python would unpack and compile a part of itself at every start: a tenth of a second.
SBK_EMBED=false "$venv/bin/python" -c 'import compileall, pathlib, shiboken6
compileall.compile_dir(pathlib.Path(shiboken6.__file__).parent / "files.dir", quiet=1)'
# This compiles what generation calls, and keeps it.
"$venv/bin/python" -c "import composer.generation.continuation"
