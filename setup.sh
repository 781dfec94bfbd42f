#!/bin/sh
# Install the locked requirements into .venv: those of the bot (`run`), or of its developers too (`dev`).
# Used by the Makefile. PYTHON names the interpreter; else the first one that is new enough is taken.
set -eu
kind=$1
case $kind in
run) lock=requirements.lock contents="what the bot needs (260 MB)" fast="half a minute" slow="two minutes" ;;
dev) lock=requirements-dev.lock contents="what its developers need (850 MB)" fast="a minute" slow="five minutes" ;;
*) echo "usage: setup.sh run|dev" >&2; exit 2 ;;
esac

version_of() { "$1" -c 'import platform; print(platform.python_version())' 2> /dev/null; }

is_new_enough() {
    case $(version_of "$1") in
    3.1[1-9].* | 3.[2-9][0-9].*) true ;;
    *) false ;;
    esac
}

find_python() {
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14}; do
        if is_new_enough "$name"; then
            echo "$name"
            return
        fi
    done
    name=${PYTHON:-python3}
    echo "Xulosa needs Python 3.11 or newer, and $name is $(version_of "$name" || echo missing);" \
        "install one, or name it: make $kind PYTHON=python3.13" >&2
    return 2
}

python=$(find_python)
has_uv=$(command -v uv || true)
started=$(date +%s)
if [ -n "$has_uv" ]; then
    echo "Installing $contents into .venv with uv: about $fast, once."
else
    echo "Installing $contents into .venv with pip: about $slow, once (with uv: $fast)."
fi

is_new_enough .venv/bin/python || rm -rf .venv
if [ -n "$has_uv" ]; then
    [ -d .venv ] || uv venv --quiet --seed --python "$python" .venv
    uv pip install --python .venv/bin/python --require-hashes --requirement "$lock"
    uv pip install --quiet --python .venv/bin/python --no-deps --editable .
else
    if ! { [ -d .venv ] || "$python" -m venv .venv; }; then
        rm -rf .venv
        echo "$python cannot make an environment; install its venv package, such as python3-venv, or uv" >&2
        exit 1
    fi
    .venv/bin/pip install --disable-pip-version-check --require-hashes --requirement "$lock"
    .venv/bin/pip install --quiet --disable-pip-version-check --no-deps --editable .
fi
echo "Installed in $(($(date +%s) - started)) seconds."
