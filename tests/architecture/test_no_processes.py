"""A fast test fails if it starts a process, in any way."""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.paths import ROOT

SAMPLES = """
import multiprocessing, os, subprocess, sys

def test_subprocess():
    subprocess.call([sys.executable, "--version"])

def test_fork():
    if os.fork() == 0:
        os._exit(0)

def test_pool():
    multiprocessing.get_context("spawn").Process(target=print).start()

def test_good():
    pass
"""


def test_a_fast_test_that_starts_a_process_fails(tmp_path: Path) -> None:
    (tmp_path / "test_samples.py").write_text(SAMPLES)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -q\n")

    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.support.no_processes"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )

    assert "3 failed, 1 passed" in ended.stdout
    assert ended.stdout.count("RuntimeError: a fast test starts no process") >= 3
