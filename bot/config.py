"""The settings, read once from the environment, `.env` and secret files; immutable."""

import hashlib
import hmac
import os
import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.domain.errors import OperatorError
from bot.domain.listen_address import (
    DEFAULT_LISTEN,
    INVALID_LISTEN,
    OFF,
    parse_host_and_port,
)
from bot.domain.retention import Retention
from bot.ingestion.http.allowlist import Allowlist
from bot.summaries import RANKER_NAMES
from storage.engine.database import DatabaseAddress, embedded

MISSING_TOKEN = "BOT_TOKEN: not set; ask @BotFather for a token, then: BOT_TOKEN=… make run"  # noqa: S105 - no token
TELEGRAM = "https://api.telegram.org"
_SECRETS = ("BOT_TOKEN", "BOT_DATABASE_URL", "BOT_WEBHOOK_SECRET")  # NAME_FILE works too
_PREFIX = "BOT_"
_SIMILARITY = 0.8  # of two names without the prefix, as difflib measures it
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # the format of the Bot API
_DATABASES = ("sqlite+aiosqlite:///", "postgresql+asyncpg://")
_ERROR_MESSAGES = {  # by pydantic's error type
    "bool_parsing": "this is true or false",
    "int_parsing": "this is a whole number",
    "greater_than_equal": "this is at least {ge}",
    "less_than_equal": "this is at most {le}",
    "literal_error": "this is {expected}",
}


def _default_workers() -> int:
    """Return the default number of processes for slow work: one per core, at most four."""
    return min(4, os.cpu_count() or 1)


class Settings(BaseSettings):
    """All settings; the environment variables have the same names in capitals."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True
    )

    bot_token: SecretStr | None = None
    bot_api_url: str = TELEGRAM
    bot_admins: Annotated[frozenset[int], NoDecode] = frozenset()
    bot_data_dir: Path = Path("./data")
    bot_database_url: SecretStr | None = None
    bot_listen: str = DEFAULT_LISTEN  # or `off`
    bot_metrics_listen: str | None = None  # an own address for /metrics
    bot_webhook_url: str | None = None  # if set, Telegram posts updates to this + /telegram
    bot_webhook_secret: SecretStr | None = None  # Telegram sends it with each update
    bot_fetch_allow: Annotated[Allowlist, NoDecode] = Allowlist()
    bot_feed_interval: int = Field(default=900, ge=1, le=86_400)  # seconds
    bot_links_per_minute: int = Field(default=10, ge=1)  # submissions per user
    bot_links_per_day: int = Field(default=200, ge=1)  # submissions per user; not for editors
    bot_links_in_parallel: int = Field(default=3, ge=1)  # concurrent submissions per user
    bot_keep_unlisted: int = Field(default=90, ge=0, le=36_500)  # days; 0 for no limit
    bot_keep_deliveries: int = Field(default=30, ge=0, le=36_500)
    bot_keep_articles: int = Field(default=0, ge=0, le=36_500)
    bot_send_rate: int = Field(default=30, ge=1, le=1_000)  # messages per second in total
    bot_paid_broadcast: bool = False  # more than 30 pushes per second, for Telegram Stars
    bot_max_in_flight: int | None = Field(default=None, ge=1, le=100)  # concurrent pushes
    bot_workers: int = Field(default_factory=_default_workers, ge=1, le=64)  # processes
    bot_worker_memory: int = Field(default=512, ge=256, le=65_536)  # MB per process
    bot_ranker: str = "default"
    bot_traces_url: str | None = None  # of an OTLP collector
    bot_log_level: Literal["debug", "info", "warning", "error", "critical"] = "info"
    bot_log_format: Literal["console", "json"] = "console"

    @property
    def database_url(self) -> str | DatabaseAddress:
        """The address of the database; by default, a file in `bot_data_dir`."""
        if self.bot_database_url is not None:
            return self.bot_database_url.get_secret_value()
        return embedded(self.bot_data_dir / "xulosa.db")

    @property
    def listen(self) -> tuple[str, int] | None:
        """Host and port of the HTTP server; None if it is off."""
        return parse_host_and_port(self.bot_listen)

    @property
    def metrics_listen(self) -> tuple[str, int] | None:
        """Host and port of `/metrics`; None if the HTTP server serves it."""
        return parse_host_and_port(self.bot_metrics_listen or "")

    @property
    def in_flight(self) -> int:
        """The maximum number of concurrent pushes; a crash may send as many twice.

        The default is 5: enough for 30 pushes per second at a round trip of 150 ms. With paid
        broadcasts it is 50: enough for 1,000 pushes per second at 50 ms.
        """
        return self.bot_max_in_flight or (50 if self.bot_paid_broadcast else 5)

    @property
    def retention(self) -> Retention:
        """The retention periods of finished data."""
        return Retention(
            unlisted=_days(self.bot_keep_unlisted),
            deliveries=_days(self.bot_keep_deliveries),
            articles=_days(self.bot_keep_articles),
        )

    @property
    def webhook_secret(self) -> str:
        """The secret that Telegram sends with each update; by default, derived from the token.

        Every replica derives the same secret. It does not reveal the token (HMAC-SHA-256).
        """
        if self.bot_webhook_secret is not None:
            return self.bot_webhook_secret.get_secret_value()
        token = self.bot_token.get_secret_value() if self.bot_token else ""
        return hmac.new(token.encode(), b"webhook", hashlib.sha256).hexdigest()

    @field_validator("bot_token")
    @classmethod
    def _check_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        token = value.get_secret_value().strip()
        if not _TOKEN.fullmatch(token):
            raise ValueError("a token looks like 123456:ABC-DEF; ask @BotFather for yours")
        return SecretStr(token)

    @field_validator("bot_api_url")
    @classmethod
    def _check_api_url(cls, value: str) -> str:
        if not (re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value) and _has_host(value)):
            raise ValueError("this is an address such as https://api.telegram.org")
        return value.rstrip("/")

    @field_validator("bot_traces_url")
    @classmethod
    def _check_traces_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        if not (re.fullmatch(r"https?://[^\s?#]+", value) and _has_host(value)):
            raise ValueError("this is an address such as http://127.0.0.1:4318")
        return value.rstrip("/")

    @field_validator("bot_webhook_url")
    @classmethod
    def _check_webhook_url(cls, value: str | None, others: ValidationInfo) -> str | None:
        if value is None:
            return None
        found = re.fullmatch(r"(https?)://[^\s/?#@]+(/[^\s?#]*)?", value)
        if not found or not _has_host(value):
            raise ValueError("this is an address such as https://bot.example.org")
        if found[1] == "http" and others.data.get("bot_api_url") == TELEGRAM:
            raise ValueError("Telegram posts to https:// only")
        if others.data.get("bot_listen") == OFF:
            raise ValueError("a webhook needs the HTTP server, but BOT_LISTEN is off")
        return value.rstrip("/")

    @field_validator("bot_webhook_secret")
    @classmethod
    def _check_webhook_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _WEBHOOK_SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("this is 1 to 256 of A-Z, a-z, 0-9, _ and -")
        return value

    @field_validator("bot_admins", mode="before")
    @classmethod
    def _split_admins(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise ValueError("user ids are numbers, separated by commas")
        return frozenset(int(part) for part in parts)

    @field_validator("bot_fetch_allow", mode="before")
    @classmethod
    def _parse_allowed(cls, value: Any) -> Any:
        return Allowlist.parse(value) if isinstance(value, str) else value

    @field_validator("bot_listen")
    @classmethod
    def _check_listen(cls, value: str) -> str:
        if value != OFF and parse_host_and_port(value) is None:
            raise ValueError(INVALID_LISTEN)
        return value

    @field_validator("bot_metrics_listen")
    @classmethod
    def _check_metrics_listen(cls, value: str | None) -> str | None:
        if value is not None and parse_host_and_port(value) is None:
            raise ValueError("this is host:port, such as 127.0.0.1:9090")
        return value

    @field_validator("bot_database_url")
    @classmethod
    def _check_database_url(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(_DATABASES):
            raise ValueError(
                "this is sqlite+aiosqlite:///<file> or postgresql+asyncpg://<user>@<host>/<database>"
            )
        return value

    @field_validator("bot_ranker")
    @classmethod
    def _check_ranker(cls, value: str) -> str:
        if value not in RANKER_NAMES:
            raise ValueError(f"this is one of {', '.join(RANKER_NAMES)}")
        return value

    @field_validator("bot_log_level", "bot_log_format", mode="before")
    @classmethod
    def _lower(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value


def _days(count: int) -> timedelta | None:
    return timedelta(days=count) if count else None


def _has_host(url: str) -> bool:
    """Return whether a URL has a host, and no port or a valid one."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def read_settings(*, requires_token: bool = False) -> Settings:
    """Read the environment, `.env`, and the files that NAME_FILE settings point to.

    Raises:
        OperatorError: settings are malformed, misspelled or missing. The message has a line for
            each; the line names the setting and never contains a secret.
    """
    dotenv = _read_dotenv()
    values, problems = _read_secret_files(dotenv)
    try:
        settings = Settings(**values)
    except ValidationError as error:
        problems += [_message(each) for each in error.errors(include_input=False)]
    if requires_token and not any(map(_names_token, [*os.environ.items(), *dotenv.items()])):
        problems.append(MISSING_TOKEN)
    problems += _misspelled_names({*os.environ, *dotenv})
    if problems:
        raise OperatorError("\n".join(problems))
    return settings


def _names_token(entry: tuple[str, str | None]) -> bool:
    name, value = entry
    return name.upper() in {"BOT_TOKEN", "BOT_TOKEN_FILE"} and bool(value)


def _message(error: ErrorDetails) -> str:
    name = str(error["loc"][0]).upper() if error["loc"] else "settings"
    template = _ERROR_MESSAGES.get(error["type"], "{error}")
    message = template.format(**{"error": error["msg"], **error.get("ctx", {})})
    return f"{name}: {message}"


def _misspelled_names(names: Iterable[str]) -> list[str]:
    """Return a line for each name that is nearly that of a setting.

    A name that is like none may belong to another program, or to another version of the bot.
    """
    settings = {name.upper() for name in Settings.model_fields}
    known = {*settings, *(f"{name}_FILE" for name in _SECRETS)}
    suffixes = [name.removeprefix(_PREFIX) for name in sorted(settings)]
    problems = []
    for name in sorted(set(map(str.upper, names)) - known):
        suffix = name.removeprefix(_PREFIX)
        nearest = get_close_matches(suffix, suffixes, n=1, cutoff=_SIMILARITY)
        if name.startswith(_PREFIX) and nearest:
            problems.append(f"{name}: there is no such setting; is it {_PREFIX}{nearest[0]}?")
    return problems


def _read_secret_files(dotenv: Mapping[str, str | None]) -> tuple[dict[str, Any], list[str]]:
    """Return the secrets from NAME_FILE settings, and a line for each file that cannot be read.

    The environment has precedence over `.env`.
    """
    values: dict[str, Any] = {}
    problems: list[str] = []
    for name in _SECRETS:
        for source in (os.environ, dotenv):
            if source.get(name):
                break
            if path := source.get(f"{name}_FILE"):
                try:
                    values[name.lower()] = Path(path).read_text(encoding="utf-8").strip()
                except (OSError, UnicodeDecodeError):
                    problems.append(f"{name}_FILE: {path} cannot be read")
                break
    return values, problems


def _read_dotenv() -> Mapping[str, str | None]:
    try:
        return dotenv_values(stream=StringIO(Path(".env").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise OperatorError(".env: this file is not UTF-8; save it as UTF-8") from error
    except OSError as error:
        raise OperatorError(f".env: this cannot be read: {error.strerror}") from error
