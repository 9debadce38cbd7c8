"""Gives the typed settings of one installation, from the environment and an optional TOML file."""

from __future__ import annotations

import os
import tomllib
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

PREFIX = "COLLEGIUM_"
FILE_VARIABLE = "COLLEGIUM_SETTINGS_FILE"
DEMO_KEY = "the demo listens on loopback only, so this key may be known"
SHORTEST_KEY = 32
WANTED = {
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "bool_parsing": "must be true or false",
    "literal_error": "must be one of {expected}",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
}
"""What a setting must be, by the kind of pydantic's finding."""


class SettingsProblem(Exception):
    """Settings that cannot be used; its text is one sentence for each that is wrong or missing."""

    def __init__(self, sentences: list[str]) -> None:
        """Take the sentences, at least one."""
        self.sentences = tuple(sentences)
        super().__init__("\n".join(sentences))


class Settings(BaseSettings):
    """Everything an installation may set; a value given by the caller wins over the environment, it over the file."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True, hide_input_in_errors=True
    )

    demo: bool = False
    base_url: str = "http://127.0.0.1:8000"
    data_folder: Path = Path("data")
    database_url: str = ""
    secret_key: SecretStr = SecretStr("")
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    trusted_proxies: int = Field(default=0, ge=0, le=10)
    default_language: Literal["ar", "zh", "en", "fr", "ru", "es"] = "en"
    default_time_zone: str = "UTC"

    mail_mode: Literal["outbox", "smtp"] = "outbox"
    mail_from: str = ""
    mail_from_name: str = "Collegium"
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_starttls: bool = True
    smtp_timeout_seconds: int = Field(default=30, ge=1, le=600)
    delivery: Literal["here", "procrastinate"] = "here"
    """Who sends what is due: each worker by itself, or workers of procrastinate (extra `distributed`, PostgreSQL)."""
    mail_per_second: int = Field(default=0, ge=0, le=10_000)
    """More do not leave from one worker; 0: as many as the server takes."""
    bounce_address: str = ""
    """A mailbox of ours that takes what stands behind a plus; reports of failed delivery come to it."""
    bounce_maildir: str = ""
    """The Maildir folder in which those reports arrive, where the worker may read it."""

    upload_max_megabytes: int = Field(default=50, ge=1, le=2000)
    upload_max_files: int = Field(default=10, ge=1, le=100)
    form_max_kilobytes: int = Field(default=1024, ge=64, le=100_000)
    affinity_model: str = ""
    """A sentence-transformers model by name or folder, read by the worker only (extra `semantic`); empty: words."""
    metrics_token: SecretStr = SecretStr("")
    """Who sends it as a bearer reads the figures at /health/metrics; empty: nobody does."""
    session_days: int = Field(default=30, ge=1, le=365)
    session_idle_hours: int = Field(default=72, ge=1, le=8760)
    sign_in_link_minutes: int = Field(default=10, ge=1, le=1440)

    @property
    def is_loopback(self) -> bool:
        """Whether the base URL can be reached from this machine only."""
        return _is_loopback(urlsplit(self.base_url).hostname or "")

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies are for encrypted connections only."""
        return urlsplit(self.base_url).scheme == "https"

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: object) -> object:
        return tuple(host.strip() for host in value.split(",") if host.strip()) if isinstance(value, str) else value

    @field_validator("base_url")
    @classmethod
    def _check_base_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("must be an address such as https://hub.example.org")
        return value.rstrip("/")

    @field_validator("mail_from", "bounce_address")
    @classmethod
    def _check_mail_address(cls, value: str) -> str:
        if value and (value.count("@") != 1 or value != value.strip() or not all(value.split("@"))):
            raise ValueError("must be one mail address such as hub@example.org")
        return value

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Put in what follows from other settings; nothing that was given is changed."""
        filled = dict(given)
        filled.setdefault("database_url", f"sqlite:///{Path(given.get('data_folder', 'data')) / 'collegium.sqlite3'}")
        if isinstance(base_url := filled.get("base_url", cls.model_fields["base_url"].default), str):
            filled.setdefault("allowed_hosts", (urlsplit(base_url).hostname or "",))
        if str(filled.get("demo", "")).lower() in {"true", "1", "yes", "on"}:
            filled.setdefault("secret_key", DEMO_KEY)
        return filled

    @model_validator(mode="after")
    def _agree(self) -> Self:
        """Refuse settings that contradict one another; every contradiction is named."""
        if problems := [sentence for wrong, sentence in self._contradictions() if wrong]:
            raise ValueError("\n".join(problems))
        return self

    def _contradictions(self) -> list[tuple[bool, str]]:
        key = self.secret_key.get_secret_value()
        smtp = self.mail_mode == "smtp"
        return [
            (self.demo and not self.is_loopback, f"{PREFIX}BASE_URL must be loopback in the demo: http://127.0.0.1."),
            (
                0 < len(self.metrics_token.get_secret_value()) < SHORTEST_KEY,
                f"{PREFIX}METRICS_TOKEN is shorter than {SHORTEST_KEY} characters.",
            ),
            (not key, f"{PREFIX}SECRET_KEY is missing: give at least {SHORTEST_KEY} random characters."),
            (bool(key) and len(key) < SHORTEST_KEY, f"{PREFIX}SECRET_KEY is shorter than {SHORTEST_KEY} characters."),
            (not self.demo and key == DEMO_KEY, f"{PREFIX}SECRET_KEY is the demo's, which everybody knows."),
            (smtp and not self.smtp_host, f"{PREFIX}SMTP_HOST is missing: {PREFIX}MAIL_MODE is smtp."),
            (smtp and not self.mail_from, f"{PREFIX}MAIL_FROM is missing: {PREFIX}MAIL_MODE is smtp."),
            (
                bool(self.smtp_user) != bool(self.smtp_password.get_secret_value()),
                f"{PREFIX}SMTP_USER and {PREFIX}SMTP_PASSWORD belong together; one is missing.",
            ),
            (
                self.delivery == "procrastinate" and not self.database_url.startswith("postgres"),
                f"{PREFIX}DELIVERY is procrastinate, which needs PostgreSQL: see {PREFIX}DATABASE_URL.",
            ),
        ]

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Give the sources, strongest first: the caller, the environment, the file it names."""
        del dotenv_settings, file_secret_settings
        file = os.environ.get(FILE_VARIABLE)
        from_file = (TomlConfigSettingsSource(settings_cls, toml_file=Path(file)),) if file else ()
        return (init_settings, env_settings, *from_file)


def load_settings(**given: Any) -> Settings:
    """Give the settings; `given` wins over environment and file. Raises SettingsProblem."""
    if problems := [*_file_problems(), *_unknown_variables()]:
        raise SettingsProblem(problems)
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsProblem(_all_sentences(error, given)) from None


def _all_sentences(error: ValidationError, given: dict[str, Any]) -> list[str]:
    """Give every sentence at once: of the wrong settings, then of the contradictions among the others."""
    wrong = {str(detail["loc"][0]) for detail in error.errors() if detail["loc"]}
    found = [line for detail in error.errors() for line in _sentences(detail)]
    defaults = {name: Settings.model_fields[name].default for name in wrong if name in Settings.model_fields}
    try:
        Settings(**{**{name: value for name, value in given.items() if name not in wrong}, **defaults})
    except ValidationError as rest:
        found += [line for detail in rest.errors() if not detail["loc"] for line in _sentences(detail)]
    return list(dict.fromkeys(found))


def _file_problems() -> list[str]:
    file = os.environ.get(FILE_VARIABLE)
    if not file:
        return []
    try:
        tomllib.loads(Path(file).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return [f"{FILE_VARIABLE} names {file}, which cannot be read."]
    except tomllib.TOMLDecodeError as error:
        return [f"{file} is not a valid TOML file: {error}."]
    return []


def _unknown_variables() -> list[str]:
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {FILE_VARIABLE}
    given = (name for name in os.environ if name.upper().startswith(PREFIX))
    return [f"{name} is not a setting; is it misspelt?" for name in sorted(given) if name.upper() not in known]


def _sentences(detail: Any) -> list[str]:
    """Give the sentences for one of pydantic's findings; the value is never repeated, it may be a secret."""
    message = str(detail["msg"]).removeprefix("Value error, ")
    if not detail["loc"]:
        return message.splitlines()
    name = PREFIX + str(detail["loc"][0]).upper()
    if detail["type"] == "extra_forbidden":
        return [f"{name} is not a setting; is it misspelt?"]
    wanted = WANTED.get(detail["type"], message if message.startswith("must") else f"is wrong: {message}")
    return [f"{name} {wanted.format(**detail.get('ctx', {}))}."]


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
