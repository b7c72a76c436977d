"""How fast it is, against what: `make bench` measures every goal of docs/performance.md."""
