"""Another process that holds the database's lock."""

import subprocess
import sys
from pathlib import Path

HOLD = """
import sys
from storage.engine.database import Database
from storage.engine.lock import instance_lock
from bot.domain.errors import OperatorError
try:
    with instance_lock(Database(f"sqlite+aiosqlite:///{sys.argv[1]}")):
        print("held", flush=True)
        sys.stdin.read()
except OperatorError as error:
    print(error, flush=True)
"""


def hold(path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 -- our own interpreter
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
