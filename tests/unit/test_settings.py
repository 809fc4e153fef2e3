"""Settings that cannot be are told by the variable that sets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from understudy.errors import InputError
from understudy.own_voices import operator_voices
from understudy.settings import ServiceSettings, unknown_settings


def refused(**given: object) -> list[tuple[str | None, str]]:
    with pytest.raises(InputError) as caught:
        ServiceSettings(**given)
    assert {problem.code for problem in caught.value.problems} == {"setting_invalid"}
    return [(problem.field, problem.message) for problem in caught.value.problems]


def test_every_wrong_value_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSTUDY_ATTEMPTS", "many")
    (port, attempts) = sorted(refused(port=99_999), reverse=True)
    assert port == ("UNDERSTUDY_PORT", "should be less than or equal to 65535, found '99999'")
    assert attempts[0] == "UNDERSTUDY_ATTEMPTS" and attempts[1].endswith("found 'many'")


@pytest.mark.parametrize(
    ("content", "told"),
    [("prot = 80\n", "sets prot, which no setting is"), ("port =", "cannot be read"), (None, "cannot be read")],
)
def test_a_file_of_settings_is_read_as_a_whole(
    content: str | None, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "understudy.toml"
    if content is not None:
        file.write_text(content, "utf-8")
    monkeypatch.setenv("UNDERSTUDY_CONFIG", str(file))
    ((field, message),) = refused()
    assert field == "UNDERSTUDY_CONFIG" and told in message and str(file) in message


def test_what_kubernetes_makes_of_a_service_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSTUDY_PORT", "tcp://10.96.0.7:80")
    with pytest.raises(InputError) as caught:
        ServiceSettings()
    assert "enableServiceLinks: false" in caught.value.problems[0].hint


def test_a_public_url_is_one() -> None:
    """Else every URL of a film would lead nowhere."""
    ((field, message),) = refused(public_url="metastudio.example.com")
    assert field == "UNDERSTUDY_PUBLIC_URL" and "https?://" in message
    assert ServiceSettings(public_url="https://metastudio.example.com/").public_url.startswith("https://")


def test_a_secret_may_end_with_a_line_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As one does that was made with `echo`."""
    monkeypatch.setenv("UNDERSTUDY_DATABASE_URL", "postgresql://me:secret@db/name\n")
    monkeypatch.setenv("UNDERSTUDY_REPLICATION_KEY", " shared\r\n")
    settings = ServiceSettings()
    assert (settings.database_url, settings.replication_key) == ("postgresql://me:secret@db/name", "shared")


def test_a_user_without_a_home_has_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a container has that runs under a number which no account has."""

    def unknown(path: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.delenv("UNDERSTUDY_DATA_DIR", raising=False)
    monkeypatch.setattr(Path, "expanduser", unknown)
    assert ServiceSettings().data_dir == Path("/.local/share/understudy/service")


def test_variables_that_are_no_settings_are_told() -> None:
    known = {f"UNDERSTUDY_{name}".upper() for name in ServiceSettings.model_fields}
    assert unknown_settings([*known, "UNDERSTUDY_CONFIG", "understudy_port", "PATH", "UNDERSTUDY"]) == []
    near, far = unknown_settings(["UNDERSTUDY_RATE_LIMIT", "UNDERSTUDY_WHATEVER"])
    assert (near.code, near.field) == ("setting_unknown", "UNDERSTUDY_RATE_LIMIT")
    assert near.hint == "did you mean UNDERSTUDY_RATE_LIMITS?"
    assert far.field == "UNDERSTUDY_WHATEVER" and "docs/reference/service.md" in far.hint


def test_a_file_of_settings_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "understudy.toml").write_text("port = 80\n", "utf-8")
    monkeypatch.setenv("UNDERSTUDY_CONFIG", str(tmp_path / "understudy.toml"))
    assert ServiceSettings().port == 80


def test_a_speech_engine_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSTUDY_SPEECH_ENGINES", "espeak, pipr")
    with pytest.raises(InputError, match="names pipr, which is not installed") as refused:
        operator_voices()
    assert refused.value.problems[0].field == "UNDERSTUDY_SPEECH_ENGINES"
