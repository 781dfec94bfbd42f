"""aiogram's models of the Bot API, each built when it is first used.

aiogram builds all 444 when it is imported, which takes each process 6 CPU
seconds; most tests need few of them.
"""

import typing
from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter

_rebuild = BaseModel.__dict__["model_rebuild"]
BaseModel.model_rebuild = classmethod(lambda _cls, **_: None)  # type: ignore[assignment,method-assign]  # for the import alone
try:
    import aiogram.methods
    import aiogram.types
    from aiogram.client.default import Default
    from aiogram.types import BufferedInputFile
finally:
    BaseModel.model_rebuild = _rebuild  # type: ignore[method-assign]  # as it was

__all__ = ["BufferedInputFile", "build_all", "model", "result_type"]
_NAMES = {**vars(typing), **vars(aiogram.types), **vars(aiogram.methods), "Default": Default}


def build_all() -> None:
    """Build every model, for a program that uses aiogram itself."""
    for found in vars(aiogram.types).values():
        if isinstance(found, type) and issubclass(found, BaseModel):
            _built(found)


@cache
def model(name: str) -> type[BaseModel] | None:
    """Return a type of the Bot API, or a method (first letter upper case); None if unknown."""
    found = getattr(aiogram.methods, name, None) or getattr(aiogram.types, name, None)
    return None if found is None else _built(found)


@cache
def result_type(name: str) -> TypeAdapter[Any]:
    """Return the validator of a method's results (first letter upper case)."""
    kind: Any = getattr(aiogram.methods, name).__returning__
    for part in _parts(kind):
        _built(part)
    return TypeAdapter(kind)


@cache
def _built(found: type[BaseModel]) -> type[BaseModel]:
    found.model_rebuild(_types_namespace=_NAMES)
    return found


def _parts(kind: Any) -> list[type[BaseModel]]:
    """Return the models in a type such as `list[Message] | bool`."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    return [part for inner in typing.get_args(kind) for part in _parts(inner)]
