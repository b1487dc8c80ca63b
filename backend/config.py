"""Settings, typed, from the environment (SIDENOTE_...) or a .env file beside the server."""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

MEGABYTE = 1024 * 1024


def _in_capitals(value: Any) -> Any:
    return value.upper() if isinstance(value, str) else value


class Settings(BaseSettings):
    """All there is to set; every field has a default that suits one computer.

    `database_url` is sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE.
    `database_role`: on PostgreSQL, a role without BYPASSRLS that each connection takes on, so that
    row-level security holds even where the login role is a superuser.
    """

    model_config = SettingsConfigDict(env_prefix="SIDENOTE_", env_file=".env", extra="ignore")

    data_dir: Path = Path("var")
    database_url: str = ""
    database_role: str | None = None
    secret_key: str = ""
    public_url: str = "http://127.0.0.1:8765"
    cors_origins: Annotated[list[str], NoDecode] = [
        r"^chrome-extension://[a-p]{32}$",
        r"^moz-extension://[0-9a-f-]{36}$",
    ]
    max_body_bytes: int = Field(default=16 * MEGABYTE, ge=MEGABYTE)
    pairing_minutes: int = Field(default=10, ge=1)
    sign_in_minutes: int = Field(default=30, ge=1)
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_in_capitals)
    ] = "INFO"
    log_format: Literal["json", "console"] = "json"
    rate_limits: bool = True
    trusted_proxies: int = Field(default=0, ge=0)
    """How many proxies stand in front, so that the limits count people and not the proxy."""

    @field_validator("database_url")
    @classmethod
    def _is_a_database_we_know(cls, value: str) -> str:
        address = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", value)
        if address and not address.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("sqlite:///FILE or postgresql://USER@HOST/DATABASE")
        return address

    @property
    def esco_folder(self) -> Path:
        """Where `sidenote import esco` puts ESCO's labels; each server has its own."""
        return self.data_dir / "esco"

    def resolved_database_url(self) -> str:
        """The database address; without one, a SQLite file in the data folder."""
        if self.database_url:
            return self.database_url
        self.data_dir.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{(self.data_dir / 'sidenote.sqlite3').resolve()}"

    def resolved_secret_key(self) -> str:
        """The key that signs sessions; made once and kept (readable by the owner only)."""
        if self.secret_key:
            return self.secret_key
        self.data_dir.mkdir(parents=True, exist_ok=True)
        path = self.data_dir / "secret_key"
        if not path.exists():
            # written aside and linked: a worker that starts beside this one never reads half of it
            with NamedTemporaryFile("w", dir=self.data_dir, encoding="ascii") as handle:
                handle.write(secrets.token_urlsafe(48))
                handle.flush()
                with suppress(FileExistsError):
                    os.link(handle.name, path)
        return path.read_text(encoding="ascii").strip()
