"""What may be set, checked as strictly as a definition. Loads pydantic: import flows.machine.settings instead."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from flows.machine.settings import PREFIX
from kstt.letterhead import Letterhead


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def _no_escapes(path: Path) -> Path:
    """A path as typed: TOML reads a backslash and a t as a tab, and another folder would be made without a word."""
    if any(letter < " " for letter in str(path)):
        raise ValueError('có dấu tab hoặc dấu xuống dòng; đường dẫn ghi bằng dấu / như "D:/kstt"')
    return path


Place = Annotated[Path, AfterValidator(_no_escapes)]


class Folders(_Section):
    """Where received files lie and outputs go, from the working folder where relative."""

    raw: Place = Path("data/raw")
    out: Place = Path("data/out")


class Smtp(_Section):
    """The mail server; there is none while `host` is empty. The password comes from the environment only.

    `ssl` speaks TLS from the first byte (port 465) in place of STARTTLS; `ca_file` holds the certificates to trust
    besides the system's; `timeout` in seconds, short enough that the ledger waits for a letter.
    """

    host: str = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    user: str = ""
    password: SecretStr = SecretStr("")
    sender: str = ""
    starttls: bool = True
    ssl: bool = False
    ca_file: str = ""
    timeout: Annotated[int, Field(ge=1, le=50)] = 20


class Messages(_Section):
    """Reminders: where the digests go (several addresses separated by ;), and the forms every unit has to send.

    `send` lets scheduled rounds send letters; without it they only write them.
    """

    desk: str = ""
    leader: str = ""
    forms: tuple[str, ...] = ()
    send: bool = False


class Prefect(_Section):
    """The Prefect server; a run starts one of its own while `api_url` is empty."""

    api_url: str = ""


class Log(_Section):
    """The log as JSON lines; the console keeps to itself."""

    file: Place = Path("data/nhat-ky/kstt.jsonl")
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


class Dask(_Section):
    """The scheduler of a cluster; empty where one machine is enough."""

    scheduler: str = ""


def _list_of_variable(told: Any) -> Any:
    """The library takes apart lists of its own sections only; the letterhead is none."""
    if isinstance(told, dict) and isinstance(told.get("recipients"), str):
        with suppress(ValueError):
            return {**told, "recipients": json.loads(told["recipients"])}
    return told


class Settings(BaseSettings):
    """An installation: `locality` is the one a command means unless told otherwise, `who` signs ledger entries."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        hide_input_in_errors=True,
    )
    locality: str = "hai-phong"
    ledger_url: str = ""
    who: str = ""
    folders: Folders = Folders()
    smtp: Smtp = Smtp()
    messages: Messages = Messages()
    prefect: Prefect = Prefect()
    log: Log = Log()
    letterhead: Annotated[Letterhead, BeforeValidator(_list_of_variable)] = Letterhead()
    dask: Dask = Dask()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the library passes these by name
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes before the file, whose content is handed over as arguments."""
        return env_settings, init_settings
