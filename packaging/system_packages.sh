#!/bin/sh
# Installs the Debian/Ubuntu packages that Composer needs: `python` to begin with, `run` for the program, `test` for
# its tests as well.
# Only as root or where sudo asks for no password; otherwise it names them and goes on.
set -eu

# What the wheels of Qt, RtMidi and FluidSynth expect of the system.
run_packages="libegl1 libgl1 libglib2.0-0 libdbus-1-3 libfontconfig1 fonts-dejavu-core
    libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
    libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libasound2 libjack-jackd2-0 libfluidsynth3"
test_packages="jackd2 fluidsynth midicsv xvfb"

is_installed() {
    # Since 2024 some libraries carry the suffix t64.
    dpkg-query --show --showformat='${Status}\n' "$1" "$1t64" 2>/dev/null | grep -q '^install ok installed'
}

name_here() {
    if apt-cache policy "$1t64" 2>/dev/null | grep -q 'Candidate: [0-9]'; then echo "$1t64"; else echo "$1"; fi
}

case "${1-}" in
    python) wanted="python3 python3-venv" ;;
    run) wanted=$run_packages ;;
    test) wanted="$run_packages $test_packages" ;;
    *) echo "usage: $0 python|run|test" >&2; exit 2 ;;
esac
[ "$(uname)" = Linux ] || exit 0

if ! command -v dpkg-query >/dev/null; then
    echo "This is not Debian or Ubuntu. Composer needs what these packages hold there:" $wanted >&2
    exit 0
fi

missing=""
for package in $wanted; do
    is_installed "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root="env"
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n env"
else
    echo "These packages are missing; without them a window, sound or some tests will not work. Install them with:" >&2
    echo "    sudo apt-get install$missing" >&2
    exit 0
fi

install() {
    $as_root apt-get update --quiet=2
    names=""
    for package in $missing; do
        names="$names $(name_here "$package")"
    done
    $as_root DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends $names >/dev/null
}

echo "Installing system packages:$missing"
install || echo "Could not install them all; what needs them will say so." >&2
