from __future__ import annotations

import os
from pathlib import Path

import pytest

from config.settings import DEMO_KEY, FILE_VARIABLE, PREFIX, Settings, SettingsProblem, load_settings

KEY = "k" * 32


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


def problems(**given: object) -> tuple[str, ...]:
    with pytest.raises(SettingsProblem) as raised:
        load_settings(**given)
    return raised.value.sentences


def test_a_key_is_enough() -> None:
    settings = load_settings(secret_key=KEY)
    assert settings.database_url == "sqlite:///data/collegium.sqlite3"
    assert settings.allowed_hosts == ("127.0.0.1",)
    assert not settings.secure_cookies


def test_the_demo_brings_its_key() -> None:
    assert load_settings(demo=True).secret_key.get_secret_value() == DEMO_KEY


@pytest.mark.parametrize(
    ("given", "sentences"),
    [
        ({}, ("COLLEGIUM_SECRET_KEY is missing: give at least 32 random characters.",)),
        ({"secret_key": "short"}, ("COLLEGIUM_SECRET_KEY is shorter than 32 characters.",)),
        ({"secret_key": DEMO_KEY}, ("COLLEGIUM_SECRET_KEY is the demo's, which everybody knows.",)),
        (
            {"demo": True, "base_url": "https://hub.example.org"},
            ("COLLEGIUM_BASE_URL must be loopback in the demo: http://127.0.0.1.",),
        ),
        (
            {"secret_key": KEY, "base_url": "hub.example.org"},
            ("COLLEGIUM_BASE_URL must be an address such as https://hub.example.org.",),
        ),
        (
            {"secret_key": KEY, "mail_mode": "smtp"},
            (
                "COLLEGIUM_SMTP_HOST is missing: COLLEGIUM_MAIL_MODE is smtp.",
                "COLLEGIUM_MAIL_FROM is missing: COLLEGIUM_MAIL_MODE is smtp.",
            ),
        ),
        (
            {"secret_key": KEY, "delivery": "procrastinate", "metrics_token": "short"},
            (
                "COLLEGIUM_METRICS_TOKEN is shorter than 32 characters.",
                "COLLEGIUM_DELIVERY is procrastinate, which needs PostgreSQL: see COLLEGIUM_DATABASE_URL.",
            ),
        ),
        (
            {"secret_key": KEY, "smtp_user": "hub"},
            ("COLLEGIUM_SMTP_USER and COLLEGIUM_SMTP_PASSWORD belong together; one is missing.",),
        ),
        (
            {"secret_key": KEY, "mail_from": "nobody"},
            ("COLLEGIUM_MAIL_FROM must be one mail address such as hub@example.org.",),
        ),
        (
            {"secret_key": KEY, "smtp_port": "70000", "session_days": "soon", "mail_mode": "pigeon"},
            (
                "COLLEGIUM_MAIL_MODE must be one of 'outbox' or 'smtp'.",
                "COLLEGIUM_SMTP_PORT must be 65535 or less.",
                "COLLEGIUM_SESSION_DAYS must be a whole number.",
            ),
        ),
        (
            {"smtp_port": "many"},
            (
                "COLLEGIUM_SMTP_PORT must be a whole number.",
                "COLLEGIUM_SECRET_KEY is missing: give at least 32 random characters.",
            ),
        ),
        ({"secret_key": KEY, "colour": "blue"}, ("COLLEGIUM_COLOUR is not a setting; is it misspelt?",)),
    ],
)
def test_each_wrong_setting_is_one_sentence(given: dict[str, object], sentences: tuple[str, ...]) -> None:
    assert problems(**given) == sentences


@pytest.mark.parametrize(
    ("address", "loopback"),
    [
        ("http://localhost:8000", True),
        ("http://127.0.0.5", True),
        ("http://[::1]:8000", True),
        ("http://0.0.0.0:8000", False),
        ("http://127.0.0.1.example.org", False),
        ("https://localhost.example.org", False),
        ("http://10.0.0.1", False),
    ],
)
def test_the_demo_is_for_this_machine_only(address: str, loopback: bool) -> None:
    if loopback:
        assert load_settings(demo=True, base_url=address).is_loopback
    else:
        assert problems(demo=True, base_url=address)


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "collegium.toml"
    file.write_text(f'secret_key = "{KEY}"\nsmtp_port = 25\nallowed_hosts = ["a.example", "b.example"]\n')
    monkeypatch.setenv(FILE_VARIABLE, str(file))
    monkeypatch.setenv("COLLEGIUM_SMTP_PORT", "26")
    settings = load_settings(trusted_proxies=1)
    assert (settings.smtp_port, settings.trusted_proxies) == (26, 1)
    assert settings.allowed_hosts == ("a.example", "b.example")


def test_hosts_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLEGIUM_ALLOWED_HOSTS", "a.example, b.example,")
    assert load_settings(secret_key=KEY).allowed_hosts == ("a.example", "b.example")


def test_the_demo_may_be_set_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLEGIUM_DEMO", "true")
    assert load_settings().demo


def test_a_misspelt_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLEGIUM_DATABSE_URL", "sqlite://")
    assert problems(secret_key=KEY) == ("COLLEGIUM_DATABSE_URL is not a setting; is it misspelt?",)


@pytest.mark.parametrize(("content", "end"), [(b"a = [", "is not a valid TOML file"), (b"\xff", "cannot be read.")])
def test_a_broken_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes, end: str) -> None:
    file = tmp_path / "collegium.toml"
    file.write_bytes(content)
    monkeypatch.setenv(FILE_VARIABLE, str(file))
    (sentence,) = problems(secret_key=KEY)
    assert str(file) in sentence
    assert end in sentence


def test_a_missing_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FILE_VARIABLE, "/nowhere/collegium.toml")
    assert problems(secret_key=KEY) == ("COLLEGIUM_SETTINGS_FILE names /nowhere/collegium.toml, which cannot be read.",)


def test_a_secret_is_never_repeated() -> None:
    assert "hunter2" not in str(SettingsProblem(list(problems(secret_key="hunter2"))))
    assert KEY not in repr(Settings(secret_key=KEY))
