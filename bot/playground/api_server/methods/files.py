"""The method getFile."""

from bot.playground.api_server.errors import Json, bad_request
from bot.playground.api_server.state.file_store import MAX_DOWNLOAD
from bot.playground.api_server.state.world import World


def get_file(world: World, request: Json) -> Json:
    """Return the download path of a file of at most 20 MB."""
    stored = world.files.get(request["file_id"])
    if stored.size > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
        "file_path": stored.path,
    }
