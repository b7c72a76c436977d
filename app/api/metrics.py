"""What Prometheus asks: requests by route and status, how long they took, the cache, the release."""

from collections.abc import Iterator
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.api.cache import Cache

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
# The route of a request that no route takes.
_NO_ROUTE = "none"


class Metrics:
    """The counters of one process."""

    def __init__(self, cache: Cache) -> None:
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
        self._registry.register(_OfTheCache(cache, self))

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

    def shown(self, published_at: datetime | None) -> bytes:
        """All of it in Prometheus' text format, with the age of the release if there is one."""
        self._published_at = published_at
        return generate_latest(self._registry)

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
