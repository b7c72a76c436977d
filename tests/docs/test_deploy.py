"""What stands beside the API in a deployment names settings, metrics and alerts that there are."""

import json
import re
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient

from app.api.ratelimit import EXEMPT
from app.problems import PROBLEMS
from app.settings import Settings
from tests.docs.markdown import differences, names_in, sections, text_of

COMPOSE: dict[str, Any] = yaml.safe_load(text_of("compose.yaml"))
RULES = [rule for group in yaml.safe_load(text_of("deploy/alerts.yaml"))["groups"] for rule in group["rules"]]
API = [name for name, service in COMPOSE["services"].items() if service.get("image") == "economic-indicators"]
NGINX = text_of("deploy/nginx.conf")
# What PromQL itself is made of, and what Prometheus adds to what it scrapes.
WORDS = {
    "sum",
    "by",
    "rate",
    "count",
    "histogram_quantile",
    "and",
    "le",
    "instance",
    "reason",
    "release",
    "status",
    "job",
    "up",
    "m",
    "h",
}


@pytest.fixture(scope="module")
def metrics(clients: Any) -> set[str]:
    """The names of all samples, after something was asked."""
    from tests.seeds import HAVEN

    client: TestClient = clients("sqlite", HAVEN)
    for _ in range(2):
        client.get("/areas")
    text = client.get("/metrics").text
    declared = set(re.findall(r"^# TYPE (\S+)", text, flags=re.MULTILINE))
    samples = set(re.findall(r"^([a-z_]+)[{ ]", text, flags=re.MULTILINE))
    return declared | samples


def test_the_services_are_those_of_a_deployment() -> None:
    assert set(COMPOSE["services"]) == {"db", "seed", "api-1", "api-2", "redis", "nginx"}
    for service in COMPOSE["services"].values():
        assert {"image"} <= service.keys()
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        for other in service.get("depends_on", {}):
            assert other in COMPOSE["services"]
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert source in COMPOSE["volumes"] or text_of(source.removeprefix("./"))


@pytest.mark.parametrize("name", API)
def test_the_environment_of_the_api_is_settings_that_it_takes(name: str) -> None:
    environment = COMPOSE["services"][name]["environment"]
    given: dict[str, Any] = {
        setting.lower(): re.sub(r"\$\{.*?\}", "word", value) for setting, value in environment.items()
    }
    assert set(given) <= set(Settings.model_fields)
    assert Settings(**given).rate_limit


@pytest.mark.parametrize("name", API)
def test_the_api_runs_without_rights(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(service["stop_grace_period"].removesuffix("s")) > int(service["environment"]["SHUTDOWN_TIMEOUT"])
    image = text_of("Dockerfile")
    assert re.findall(r"^USER (\d+)$", image, flags=re.MULTILINE) == ["10001"]
    assert re.findall(r"^VOLUME (\S+)$", image, flags=re.MULTILINE) == [
        volume.partition(":")[2] for volume in service["volumes"]
    ]


def test_only_nginx_can_be_reached_and_is_the_proxy_that_is_trusted() -> None:
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["nginx"]
    address = COMPOSE["services"]["nginx"]["networks"]["inner"]["ipv4_address"]
    assert {COMPOSE["services"][name]["environment"]["TRUSTED_PROXIES"] for name in API} == {address}
    (given,) = COMPOSE["networks"]["inner"]["ipam"]["config"]
    assert ip_address(address) in ip_network(given["subnet"])
    # Nobody else gets it: neither the gateway, by which clients may come, nor a container that starts first.
    assert address != given["gateway"]
    assert ip_address(address) not in ip_network(given["ip_range"])


def test_nginx_believes_nobody_unless_told_to() -> None:
    assert all(line.startswith("#") for line in text_of("deploy/trusted.conf").splitlines())
    mounted = dict(volume.split(":")[:2] for volume in COMPOSE["services"]["nginx"]["volumes"])
    assert mounted["./deploy/trusted.conf"] == "/etc/nginx/trusted.conf"


def test_nginx_exempts_from_its_limit_what_the_api_exempts() -> None:
    (exempt,) = re.findall(r"location ~ (\S+) \{", NGINX)
    # Of one process, and not by way of the balancer.
    for path in {*EXEMPT, "/static/app.css", "/problems/not-found"} - {"/metrics"}:
        assert re.search(exempt, path), path
    for path in ("/observations", "/areas.csv", "/livezz", "/docs/x", "/problems", "/files/x"):
        assert not re.search(exempt, path), path


def test_a_problem_of_nginx_is_in_the_words_of_the_api() -> None:
    stated = NGINX.partition("map $status $problem {")[2].partition("\n    }")[0]
    for members in re.findall(r"'(.+)'", stated):
        told = json.loads(f"{{{members}}}")
        problem = PROBLEMS[told["type"].removeprefix("/problems/")]()
        meant = problem.body("en", "", "")
        assert (told["title"], told["status"]) == (meant["title"], meant["status"])
        # That no replica answers is more than the API itself could tell.
        assert told["detail"] == meant["detail"] or problem.slug == "store-unavailable"


def test_nginx_balances_between_the_replicas_and_keeps_connections_shorter_than_they_do() -> None:
    upstream = NGINX.partition("upstream api {")[2].partition("}")[0]
    assert re.findall(r"server ([\w-]+):8000", upstream) == [name for name in API if name != "seed"]
    (kept,) = re.findall(r"keepalive_timeout (\d+)s", upstream)
    assert int(kept) < Settings.model_fields["keep_alive"].default
    (body,) = re.findall(r"client_max_body_size (\d+)k", NGINX)
    assert int(body) * 1024 == Settings.model_fields["max_body_bytes"].default


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_an_alert_asks_for_metrics_that_there_are(rule: dict[str, Any], metrics: set[str]) -> None:
    assert set(rule) == {"alert", "expr", "for", "labels", "annotations"}
    bare = re.sub(r"\"[^\"]*\"", "", rule["expr"])
    asked = set(re.findall(r"[a-z_]+", bare)) - WORDS
    assert asked <= metrics
    assert asked or rule["alert"] == "ReplicaDown"


def test_every_alert_is_explained() -> None:
    told = names_in(sections(text_of("docs/operations.md"), 2)["Alerts"], "alert")
    assert differences(told, (rule["alert"] for rule in RULES)) == {}


def test_every_metric_is_explained(metrics: set[str]) -> None:
    explained = set(re.findall(r"`([a-z_]+?)(?:_\.\.\.)?`", text_of("docs/api.md")))
    shown = {
        re.sub(r"_(bucket|count|sum|created|total)$", "", name) for name in metrics if not name.startswith("process_")
    }
    assert shown <= {re.sub(r"_total$", "", name) for name in explained}
