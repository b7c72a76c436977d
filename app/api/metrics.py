"""What Prometheus asks: requests by route and status, how long they took, the cache, the release."""

from collections.abc import Iterator
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app import __version__
from app.api.cache import Cache
from app.api.edge import Edge
from app.db import Connections

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
# The route of a request that no route takes.
_NO_ROUTE = "none"


class Metrics:
    """The counters of one process."""

    def __init__(self, cache: Cache, edge: Edge | None = None) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "http_requests", "Requests by route and status.", ("route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "http_request_seconds",
            "How long answers that were not kept took to make and send.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._kept: dict[tuple[str, int], int] = {}
        self._published_at: datetime | None = None
        self._connections: Connections | None = None
        self._release = ""
        self._registry.register(_OfTheCache(cache, self))
        self._registry.register(_OfTheEdge(edge or Edge()))
        self._registry.register(_OfTheStore(self))
        ProcessCollector(registry=self._registry)

    def observe(self, route: str, status: int, seconds: float) -> None:
        """Count an answer that was made."""
        self._requests.labels(route or _NO_ROUTE, str(status)).inc()
        self._seconds.labels(route or _NO_ROUTE).observe(seconds)

    def count_kept(self, route: str, status: int) -> None:
        """Count an answer that was kept; on the shortest way there is, and so without a lock."""
        key = (route, status)
        self._kept[key] = self._kept.get(key, 0) + 1

    def kept(self) -> dict[tuple[str, int], int]:
        """How often kept answers were sent, by route and status."""
        return dict(self._kept)

    def shown(self, connections: Connections, release: str = "", published_at: datetime | None = None) -> bytes:
        """All of it in Prometheus' text format, with the connections to the store, and the release if there is one."""
        self._connections, self._release, self._published_at = connections, release, published_at
        return generate_latest(self._registry)

    def connections(self) -> Connections | None:
        """The connections to the store as they were last looked at."""
        return self._connections

    def release(self) -> str:
        """The release that is served, or nothing."""
        return self._release

    def age(self) -> float | None:
        """Seconds since the release that is served was published."""
        return None if self._published_at is None else (datetime.now(UTC) - self._published_at).total_seconds()


class _OfTheCache(Collector):
    def __init__(self, cache: Cache, metrics: Metrics) -> None:
        self._cache = cache
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        """The counters of the cache as they are now."""
        cache = self._cache
        for name, help_, value in (
            ("cache_hits", "Requests answered from the cache.", cache.hits),
            ("cache_misses", "Answers that were made because the cache did not have them.", cache.misses),
            ("cache_evictions", "Answers given up to make room.", cache.evictions),
        ):
            yield CounterMetricFamily(name, help_, value)
        yield GaugeMetricFamily("cache_bytes", "Bytes of the answers in the cache.", cache.size)
        yield GaugeMetricFamily("cache_limit_bytes", "Bytes that the cache may hold.", cache.limit)
        yield GaugeMetricFamily("cache_entries", "Answers in the cache.", len(cache))
        sent = CounterMetricFamily("cache_sent", "Kept answers sent by route and status.", labels=("route", "status"))
        for (route, status), number in self._metrics.kept().items():
            sent.add_metric((route, str(status)), number)
        yield sent
        if (age := self._metrics.age()) is not None:
            yield GaugeMetricFamily("release_age_seconds", "Seconds since the release served was published.", age)


class _OfTheEdge(Collector):
    def __init__(self, edge: Edge) -> None:
        self._edge = edge

    def collect(self) -> Iterator[Metric]:
        """Connections as they are now, and what was refused before the application saw it."""
        edge = self._edge
        yield GaugeMetricFamily("http_connections", "Open connections of clients.", edge.connections)
        yield GaugeMetricFamily(
            "http_connections_limit", "Connections of clients that are served.", edge.limits.connections
        )
        refused = CounterMetricFamily(
            "http_refused", "Requests and connections that were refused before they were asked.", labels=("reason",)
        )
        for reason, number in sorted(edge.refused.items()):
            refused.add_metric((reason,), number)
        yield refused


class _OfTheStore(Collector):
    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        """The release, and the connections to the store."""
        served = GaugeMetricFamily("app_info", "What is served, and by what.", labels=("version", "release"))
        served.add_metric((__version__, self._metrics.release()), 1)
        yield served
        yield GaugeMetricFamily("store_up", "Whether the store can be read.", int(bool(self._metrics.release())))
        if (found := self._metrics.connections()) is not None:
            yield GaugeMetricFamily("store_connections_in_use", "Connections to the store in use.", found.in_use)
            yield GaugeMetricFamily("store_connections_idle", "Connections to the store that wait for use.", found.idle)
            yield GaugeMetricFamily("store_connections_limit", "Connections that may be open at once.", found.limit)
