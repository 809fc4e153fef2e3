"""What the operator decides, once for all films, in the environment (`UNDERSTUDY_…`). The seven steps never read it."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from understudy.errors import InputError, Problem, Warning
from understudy.folders import data_folder, voices_folder


class Settings(BaseSettings):
    """Settings of the command line; an argument beats the environment, the environment beats these defaults.

    Raises `InputError` (`setting_invalid`) that names every one that cannot be.
    """

    model_config = SettingsConfigDict(env_prefix="UNDERSTUDY_", frozen=True, extra="ignore", str_strip_whitespace=True)

    def __init__(self, **given: Any) -> None:
        try:
            super().__init__(**given)
        except ValidationError as error:
            raise InputError.of([_problem(found) for found in error.errors()]) from None

    work_folder: Path | None = Field(None, description="Where unfinished work lies; default: beside the finished film.")
    models_dir: Path = Field(
        default_factory=lambda: data_folder() / "models",
        description="Where the models lie that read photographs, and your own lip networks (`NAME.onnx`).",
    )
    voices_dir: Path = Field(
        default_factory=voices_folder,
        description="Where your own voices lie: `.onnx` files for piper, `.toml` files for commands.",
    )
    lip_device: Literal["cpu", "cuda", "coreml", "directml"] = Field(
        "cpu", description="What runs lip networks: `cpu`, `cuda`, `coreml` or `directml`."
    )
    speech_engines: str = Field(
        "piper,flite,espeak", description="Whose voice is taken when none is named, first one first."
    )
    kept_lines: Path | None = Field(
        None, description="Where spoken lines are kept, so that edited scripts are spoken anew only where they changed."
    )
    kept_lines_limit: int = Field(1_000, ge=1, description="MiB of lines that are kept; the oldest go first.")
    kept_segments: Path | None = Field(
        None, description="Where finished segments are kept, so that a film goes on where it was, or only changes."
    )
    kept_segments_limit: int = Field(4_000, ge=1, description="MiB of segments that are kept; the oldest go first.")
    c2pa_certificate: Path | None = Field(None, description="PEM chain that signs a C2PA manifest into every film.")
    c2pa_key: Path | None = Field(None, description="PEM private key of that certificate.")


class ServiceSettings(Settings):
    """Settings of `understudy serve` and its workers: argument, then environment, then the file, then these defaults.

    The file is TOML and named by `UNDERSTUDY_CONFIG`.
    """

    host: str = Field("127.0.0.1", description="Address that the API listens on.")
    port: int = Field(8040, ge=0, le=65535, description="Port that the API listens on; 0 takes a free one.")
    public_url: str = Field(
        "",
        pattern=r"^(https?://[^\s?#]+)?$",
        description="URL that clients reach the API at; default: that of the request.",
    )
    data_dir: Path = Field(
        default_factory=lambda: data_folder() / "service",
        description="Where the private database, media and the master key lie.",
    )
    database_url: str = Field("", description="PostgreSQL to use; default: a private one in data_dir.")
    storage_url: str = Field("", description="Where media lies: a folder, or s3://bucket/prefix; default: data_dir.")
    master_key_file: Path | None = Field(None, description="Key that seals secrets at rest; default: in data_dir.")
    workers: int = Field(1, ge=0, le=64, description="Worker processes that `serve` starts beside the API.")
    concurrency: int | None = Field(
        None, ge=1, le=64, description="Tasks that one worker does at a time; default: as many as pay on its cores."
    )
    shutdown_seconds: float = Field(
        30, ge=0, description="How long work may finish after SIGTERM before it is handed back."
    )
    attempts: int = Field(3, ge=1, le=20, description="How often a film is tried before it counts as failed.")
    heartbeat_seconds: float = Field(5, gt=0, le=60, description="How often a worker says that it lives.")
    stall_seconds: float = Field(20, gt=0, description="Silence after which a worker counts as dead.")
    shared_seconds: float = Field(
        40, ge=0, description="Films that are longer are made in segments, by as many workers as have time."
    )
    segments_limit: int = Field(
        20_000,
        ge=0,
        description="MiB of finished segments that stay in storage for the next film; the oldest go first.",
    )
    unattended_seconds: float = Field(
        3600, gt=0, description="How long a task waits for a worker that takes its kind of work before it is frozen."
    )
    kept_days: int = Field(
        0,
        ge=0,
        description="Days after their end for which tasks are kept (`admin gc`) and counted as used; 0: for good.",
    )
    film_memory: int = Field(3_000, ge=500, description="MiB of memory that making one film may take.")
    film_cpu_seconds: int = Field(36_000, ge=10, description="CPU seconds that making one film may take.")
    film_bytes: int = Field(20_000, ge=10, description="MiB that one file of a film may have.")
    project_running: int = Field(0, ge=0, description="Films of one project that are made at a time; 0: no limit.")
    project_waiting: int = Field(0, ge=0, description="Films of one project that may wait; 0: no limit.")
    project_storage: int = Field(0, ge=0, description="Bytes that one project may store; 0: no limit.")
    project_video_seconds: int = Field(
        0, ge=0, description="Seconds of film that one project may have made a day (UTC); 0: no limit."
    )
    cancel_running: bool = Field(False, description="Whether films that are being made can be cancelled (ours).")
    rate_limits: str = Field(
        "auto",
        pattern="^(auto|off|cn-north-4|cn-east-3)$",
        description="cn-north-4, cn-east-3, off, or auto: off on loopback.",
    )
    external_urls: bool = Field(False, description="Whether requests may name media by URLs outside this service.")
    external_private: bool = Field(False, description="Whether external URLs may lead inside (for tests).")
    external_bytes: int = Field(1_000, ge=1, description="MiB that a file fetched from an external URL may have.")
    callback_private: bool = Field(False, description="Whether callbacks may go to private addresses (for tests).")
    replication_key: str = Field(
        "", description="Secret shared with other installations, so that assets can be copied between them."
    )
    log_format: str = Field("text", pattern="^(text|json)$", description="text, or json: one object a line.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Where values come from, the strongest first."""
        file = TomlConfigSettingsSource(settings_cls, toml_file=_checked_file(set(settings_cls.model_fields)))
        return init_settings, env_settings, file

    def environment(self) -> dict[str, str]:
        """The same settings as environment variables, for processes that are started with them."""
        values = self.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        prefix = self.model_config["env_prefix"]
        return {f"{prefix}{name}".upper(): str(value) for name, value in values.items()}


def _problem(found: Any) -> Problem:
    """What pydantic found wrong with a setting; its texts begin with `Input should`."""
    text = f"{str(found['msg']).removeprefix('Input ')}, found {str(found['input'])[:60]!r}"
    variable = f"UNDERSTUDY_{found['loc'][0]}".upper()
    hint = "see docs/reference/service.md for what it may be"
    if str(found["input"]).startswith("tcp://"):
        hint = "Kubernetes sets it for a Service called `understudy`: give the pod `enableServiceLinks: false`"
    return Problem("setting_invalid", text, hint, field=variable)


def unknown_settings(variables: Iterable[str]) -> list[Warning]:
    """Those of the environment's variables that look like settings and are none (`setting_unknown`)."""
    known = {f"UNDERSTUDY_{name}".upper() for name in ServiceSettings.model_fields} | {"UNDERSTUDY_CONFIG"}
    strange = sorted(name for name in variables if name.upper().startswith("UNDERSTUDY_") and name.upper() not in known)
    return [_unknown(name, known) for name in strange]


def _unknown(name: str, known: set[str]) -> Warning:
    near = difflib.get_close_matches(name.upper(), sorted(known), 1, 0.8)
    hint = f"did you mean {near[0]}?" if near else "docs/reference/service.md lists all settings"
    return Warning("setting_unknown", "is set, and is no setting; it has no effect", hint, field=name)


def _checked_file(known: set[str]) -> str | None:
    """The file of settings, where there is to be one. Raises `InputError` where it cannot be read, or sets what no
    setting is.
    """
    if not (path := os.environ.get("UNDERSTUDY_CONFIG")):
        return None
    try:
        unknown = sorted(tomllib.loads(Path(path).read_text("utf-8")).keys() - known)
    except (OSError, ValueError) as error:
        text = f"the settings in {path} cannot be read: {error}"
        raise InputError("setting_invalid", text, hint="give a TOML file", field="UNDERSTUDY_CONFIG") from None
    if unknown:
        text = f"{path} sets {', '.join(unknown)}, which no setting is"
        raise InputError("setting_invalid", text, hint="see docs/reference/service.md", field="UNDERSTUDY_CONFIG")
    return path
