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
OTHERS = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "PGPASSWORD"}
"""Variables of the store's client and of PostgreSQL's."""


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
    assert named - OTHERS <= SETTINGS
    assert {"UNDERSTUDY_DATABASE_URL", "UNDERSTUDY_STORAGE_URL", "UNDERSTUDY_MASTER_KEY_FILE"} <= named


def test_no_pod_gets_variables_that_kubernetes_makes_of_services() -> None:
    [service] = [each["metadata"]["name"] for each in objects() if each["kind"] == "Service"]
    made = {f"{service}_{end}".upper() for end in ("PORT", "SERVICE_HOST", "SERVICE_PORT")}
    assert made & SETTINGS == {"UNDERSTUDY_PORT"}  # why it matters
    assert [pod["enableServiceLinks"] for pod in pods(objects())] == [False] * 4


def test_pods_may_run_where_pods_are_restricted() -> None:
    """The Pod Security Standard `restricted`, and no file system to write to but volumes."""
    for pod in pods(objects()):
        assert pod["securityContext"]["runAsNonRoot"] and pod["securityContext"]["runAsUser"] > 0
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in pod["containers"]:
            own = container["securityContext"]
            assert own["allowPrivilegeEscalation"] is False and own["capabilities"] == {"drop": ["ALL"]}
            assert own["readOnlyRootFilesystem"] is True
            wanted = {"/tmp", "/data"} if container["args"][0] in ("serve", "worker") else {"/tmp"}
            assert wanted <= {each["mountPath"] for each in container["volumeMounts"]}
            assert {each["name"] for each in container["volumeMounts"]} == {each["name"] for each in pod["volumes"]}


def test_a_worker_has_the_memory_of_what_it_does_at_a_time() -> None:
    """However many cores its machine has; and the autoscaler counts one piece of work for each."""
    workers = [container for container in containers(objects()) if container["args"][0] == "worker"]
    limits = [container["resources"]["limits"]["memory"] for container in workers]
    assert limits == ["4Gi"] and composed()["worker"]["mem_limit"] == "4g"
    film = ServiceSettings.model_fields["film_memory"].default
    for command in (workers[0]["args"], composed()["worker"]["command"]):
        at_a_time = int(command[command.index("--concurrency") + 1])
        assert at_a_time * film + 512 < 4096


def test_how_many_there_are_decides_the_autoscaler_alone() -> None:
    scaled = [each["spec"]["scaleTargetRef"]["name"] for each in objects() if "scaleTargetRef" in each.get("spec", {})]
    deployed = {each["metadata"]["name"]: each["spec"] for each in objects() if each["kind"] == "Deployment"}
    assert set(scaled) == set(deployed)
    assert not any("replicas" in spec for spec in deployed.values())


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
            pod = each["spec"]["template"]["spec"]
            (before,) = (container.get("lifecycle") for container in pod["containers"])
            slept = int(before["preStop"]["exec"]["command"][1]) if before else 0
            assert pod["terminationGracePeriodSeconds"] > patience + slept
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
