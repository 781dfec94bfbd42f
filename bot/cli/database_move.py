"""The command `move`: copy all rows to another database."""

import argparse
import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bot.cli.progress import progress_of
from bot.config import Settings, read_settings
from storage.engine.database import Database
from storage.engine.move import Advance, Move, address_of
from storage.engine.moved_tables import TableSum


def move(options: argparse.Namespace) -> int:
    """Copy all rows to another database; print rows and checksum of each table."""
    target = Database(options.to, "--to")
    sums = asyncio.run(_run(read_settings(), target))
    address, total = address_of(target), sum(each.rows for each in sums)
    if options.json:
        tables = [{"name": s.name, "rows": s.rows, "sha256": f"{s.checksum:064x}"} for s in sums]
        print(json.dumps({"to": address, "rows": total, "tables": tables}, ensure_ascii=False))
        return 0
    for each in sums:
        print(f"ok    {each.name}: {each.rows} rows, {each.checksum:064x}")
    print(f"moved {total} rows to {address}; set BOT_DATABASE_URL to it before the bot starts")
    return 0


async def _run(settings: Settings, target: Database) -> Sequence[TableSum]:
    source = Database(settings.database_url)
    try:
        return await Move(source=source, target=target, show=_show).run()
    finally:
        await source.close()
        await target.close()


@contextmanager
def _show(label: str, total: int) -> Iterator[Advance]:
    with progress_of(label, total, "rows") as progress:
        yield progress.advance
