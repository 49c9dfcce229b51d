#!/usr/bin/env bash
# Make a virtual environment from a lock file: make_venv.sh <folder> <lock file>
set -euo pipefail
venv=$1 lock=$2

find_python() {
    for candidate in python3 python3.11 python3.12 python3.13 /usr/bin/python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif sudo -n true 2>/dev/null; then sudo "$@"; else return 1; fi
}

install_python() {
    if ! command -v apt-get >/dev/null || ! as_root true; then
        echo "Python 3.11 or newer with its venv module is missing, and only root may install it." >&2
        echo "What an administrator must run: apt-get install python3 python3-venv" >&2
        exit 1
    fi
    echo "  installing python3 and python3-venv with apt"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3 python3-venv >/dev/null
}

python=$(find_python)
if [ -z "$python" ] || ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    install_python
    python=$(find_python)
    [ -n "$python" ] || { echo "This machine has no Python 3.11 or newer, and apt has none to offer." >&2; exit 1; }
fi

# A link leads into another checkout's environment, which is not ours to clear.
[ ! -L "$venv" ] || rm "$venv"

echo "  making $venv with $("$python" --version) from $lock (about a minute, the first time only)"
"$python" -m venv --clear "$venv"
log=$venv/install.log
if ! "$venv/bin/python" -m pip install --disable-pip-version-check --require-hashes --only-binary :all: \
    --progress-bar off -r "$lock" >"$log" 2>&1; then
    tail -n 25 "$log" >&2
    echo "The packages could not be installed (all of it: $log). Is the package index reachable? Then run make again." >&2
    exit 1
fi
echo "  $venv is ready ($SECONDS s)"
