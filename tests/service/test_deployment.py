"""Compose file and manifests name what exists: settings, commands, paths, tables and this version's image."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml
from sqlalchemy import text

from understudy import __version__
from understudy.cli.app import app
from understudy.service.api import observed
from understudy.service.database.engine import Database
from understudy.settings import ServiceSettings

ROOT = Path(__file__).parents[2]
IMAGE = f"understudy:{__version__}"
MANIFESTS = sorted((ROOT / "deploy" / "kubernetes").glob("*.yaml"))
SETTINGS = {f"UNDERSTUDY_{name.upper()}" for name in ServiceSettings.model_fields}
STORE_KEYS = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}


def objects() -> list[dict[str, Any]]:
    return [found for path in MANIFESTS for found in yaml.safe_load_all(path.read_text())]


def composed() -> dict[str, Any]:
    services = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())["services"]
    return {name: service for name, service in services.items() if service["image"].startswith("understudy")}


def pods(found: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for each in found:
        spec = each.get("spec", {})
        spec = spec.get("jobTemplate", {}).get("spec", spec)
        if pod := spec.get("template", {}).get("spec"):
            yield pod


def containers(found: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for pod in pods(found):
        yield from pod["containers"]


def commands() -> list[list[str]]:
    kubernetes = [container["args"] for container in containers(objects())]
    return [*kubernetes, *(service["command"] for service in composed().values() if service["command"])]


def test_every_container_is_of_this_version() -> None:
    found = [container["image"] for container in containers(objects())]
    found += [service["image"] for service in composed().values()]
    assert len(found) == 8
    assert set(found) == {IMAGE}


def test_every_variable_is_a_setting() -> None:
    named = {each["name"] for container in containers(objects()) for each in container["env"]}
    named |= {name for each in objects() if each["kind"] == "ConfigMap" for name in each["data"]}
    named |= {name for service in composed().values() for name in service["environment"]}
    assert named - STORE_KEYS <= SETTINGS
    assert {"UNDERSTUDY_DATABASE_URL", "UNDERSTUDY_STORAGE_URL", "UNDERSTUDY_MASTER_KEY_FILE"} <= named


def test_no_pod_gets_variables_that_kubernetes_makes_of_services() -> None:
    [service] = [each["metadata"]["name"] for each in objects() if each["kind"] == "Service"]
    made = {f"{service}_{end}".upper() for end in ("PORT", "SERVICE_HOST", "SERVICE_PORT")}
    assert made & SETTINGS == {"UNDERSTUDY_PORT"}  # why it matters
    assert [pod["enableServiceLinks"] for pod in pods(objects())] == [False] * 4


@pytest.mark.parametrize("arguments", commands(), ids=" ".join)
def test_every_command_is_one_of_the_program(arguments: list[str]) -> None:
    command = typer.main.get_command(app).commands[arguments[0]]  # type: ignore[attr-defined]
    command.make_context(arguments[0], list(arguments[1:]))  # raises for what the command does not take


def test_probes_ask_what_the_api_answers() -> None:
    probes = ("startupProbe", "livenessProbe", "readinessProbe")
    asked = {
        container[probe]["httpGet"]["path"]
        for container in containers(objects())
        for probe in probes
        if probe in container
    }
    assert asked == {"/healthz", "/readyz"} <= {route.path for route in observed.router.routes}  # type: ignore[attr-defined]


def test_work_may_finish_before_a_container_is_killed() -> None:
    patience = int(
        next(each for each in objects() if each["kind"] == "ConfigMap")["data"]["UNDERSTUDY_SHUTDOWN_SECONDS"]
    )
    for each in objects():
        if each["kind"] == "Deployment":
            assert each["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] > patience
    for service in ("api", "worker"):
        default = ServiceSettings.model_fields["shutdown_seconds"].default
        assert int(composed()[service]["stop_grace_period"].removesuffix("s")) > default


def test_the_autoscaler_counts_what_waits(database: Database) -> None:
    [trigger] = next(each for each in objects() if each["kind"] == "ScaledObject")["spec"]["triggers"]
    with database.transaction() as session:
        assert session.scalar(text(trigger["metadata"]["query"])) == 0
        session.execute(
            text(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status) "
                "VALUES ('cpu', 'make', 'todo'), ('cpu', 'make', 'doing'), ('light', 'make', 'todo')"
            )
        )
        assert session.scalar(text(trigger["metadata"]["query"])) == 2
        session.rollback()
