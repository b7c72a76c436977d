"""The commands as a user runs them: what they print, and how they end."""

import json
import socket
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.commands import free_port, run, run_apart, serving
from tests.seeds import GAZETTE, HAVEN, SHIPPED, SeedCopy
from tests.stores import filled, releases_of, sqlite_url

PHRASES = "evidence/gazette.csv"
SOURCES = "catalogue/source.csv"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return sqlite_url(tmp_path / "var" / "store.sqlite")


def test_help_lists_every_command() -> None:
    ended = run_apart("--help")
    assert ended.status == 0
    for command in ("serve", "migrate", "seed", "verify", "describe", "probe"):
        assert f" {command} " in ended.out


def test_seeding_makes_the_store_and_tells_its_release(url: str) -> None:
    ended = run("seed", HAVEN, database_url=url)
    assert (ended.status, ended.err) == (0, "")
    (release,) = releases_of(url)
    assert f"release: {release} published" in ended.out.splitlines()
    assert "observation            26 rows  +26 ~0 -0" in ended.out
    again = run("seed", database_url=url, seed_dir=HAVEN)
    assert (again.status, again.err) == (0, "")
    assert again.out.splitlines()[-1].startswith(f"release: {release}")
    assert "rows  +" not in again.out
    assert releases_of(url) == [release]


def test_a_dry_run_shows_each_row_that_would_change(url: str, haven_seed: SeedCopy) -> None:
    filled(url, HAVEN)
    haven_seed.set("catalogue/area.csv", 2, "name_en", "Island")
    ended = run("seed", haven_seed.directory, "--dry-run", database_url=url)
    assert ended.status == 0
    assert "area                    5 rows  +0 ~1 -0\n  changed  isle\n" in ended.out
    assert len(releases_of(url)) == 1


def test_a_seed_with_faults_is_refused_line_by_line(url: str, haven_seed: SeedCopy) -> None:
    haven_seed.set("observations/output.csv", 2, "value", "many")
    haven_seed.set("catalogue/area.csv", 3, "name_en", "")
    ended = run("seed", haven_seed.directory, database_url=url)
    assert ended.status == 1
    lines = ended.err.splitlines()
    assert lines[0].startswith("catalogue/area.csv:3: name_en: expected ")
    assert lines[1] == "observations/output.csv:2: value: expected a plain decimal number, found 'many'"
    assert lines[-1].endswith("nothing was changed")
    assert releases_of(url) == []


def test_a_published_observation_changes_only_as_a_correction(url: str, haven_seed: SeedCopy) -> None:
    filled(url, HAVEN)
    haven_seed.set("observations/output.csv", 8, "value", "4801").set(
        "observations/output.csv", 8, "value_text", "4801"
    )
    refused = run("seed", haven_seed.directory, database_url=url)
    assert refused.status == 1
    assert "--correct" in refused.err
    corrected = run("seed", haven_seed.directory, "--correct", database_url=url)
    assert corrected.status == 0
    assert len(releases_of(url)) == 2


def test_the_schema_goes_up_and_down(url: str) -> None:
    assert run("migrate", database_url=url).out == "schema: head\n"
    assert run("migrate", "--down-to", "base", database_url=url).out == "schema: base\n"
    assert run("migrate", database_url=url).status == 0


def test_a_revision_that_is_not_there_is_refused_in_one_line(url: str) -> None:
    ended = run("migrate", "--down-to", "nonsense", database_url=url)
    assert ended.status == 1
    assert len(ended.err.splitlines()) == 1, ended.err
    assert "nonsense" in ended.err


@pytest.mark.parametrize("command", ["seed", "migrate", "serve"])
def test_a_store_that_cannot_be_reached_is_told_in_one_line(command: str) -> None:
    ended = run(command, database_url="postgresql+psycopg://nobody:secret@127.0.0.1:9/none", port=free_port())
    assert ended.status == 1
    (line,) = ended.err.splitlines()
    assert line.startswith("DATABASE_URL: ")
    assert "secret" not in ended.err


UNESCAPED = "postgresql+psycopg://nobody:abc@s3cretpw@127.0.0.1:9/none"


@pytest.mark.parametrize("command", ["seed", "migrate", "serve", "rollback", "snapshot", "prune"])
def test_no_command_tells_a_part_of_a_password(command: str) -> None:
    # Apart: what is logged where no log was set up would go to pytest.
    ended = run_apart(command, database_url=UNESCAPED, port=free_port())
    assert ended.status == 1
    assert "s3cret" not in ended.out + ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("command", ["serve", "seed", "probe"])
@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("DATABASE_URL", "postgresql+psycopg://nobody:abc@127.0.0.1:s3cretpw/none"),
        ("READ_URL", "postgresql+psycopg://nobody@127.0.0.1:9/none?port=s3cretpw"),
        ("RATE_LIMIT_STORE", "redis://:abc/s3cretpw@127.0.0.1/0"),
    ],
)
def test_an_address_that_cannot_be_read_is_one_line_without_it(command: str, name: str, address: str, url: str) -> None:
    ended = run(command, port=free_port(), **{"database_url": url} | {name.lower(): address})
    assert (ended.status, ended.out) == (1, "")
    (line,) = ended.err.splitlines()
    assert line.startswith(f"{name}: no address that can be read: ")
    assert "s3cret" not in line


@pytest.mark.parametrize("command", ["serve", "seed", "migrate", "probe"])
def test_each_setting_that_is_wrong_is_one_line(command: str) -> None:
    ended = run(command, database_url="mysql://a:secret@b/c", port="http", log_level="loud", root_path="city/")
    assert ended.status == 1
    assert ended.out == ""
    assert sorted(line.partition(":")[0] for line in ended.err.splitlines()) == [
        "DATABASE_URL",
        "LOG_LEVEL",
        "PORT",
        "ROOT_PATH",
    ]
    assert "secret" not in ended.err


def test_a_port_in_use_is_told_in_one_line(url: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = run("serve", port=port, database_url=url)
    assert (ended.status, ended.out) == (1, "")
    (line,) = ended.err.splitlines()
    assert line.startswith(f"PORT: cannot listen on 127.0.0.1:{port}: ")
    assert not Path(url.removeprefix("sqlite:///")).exists()


def test_a_host_that_is_not_ours_is_told_in_one_line(url: str) -> None:
    ended = run("serve", host="192.0.2.1", port=free_port(), database_url=url)
    assert ended.status == 1
    assert len(ended.err.splitlines()) == 1, ended.err
    ended = run("serve", host="no.such.host.invalid", port=free_port(), database_url=url)
    assert ended.status == 1
    assert len(ended.err.splitlines()) == 1, ended.err


def test_a_server_tells_its_address_and_is_found_ready(url: str) -> None:
    with serving(database_url=url, seed_dir=HAVEN) as server:
        ready = run("probe", port=server.port)
        assert (ready.status, json.loads(ready.out)["status"]) == (0, "ok")
        server.interrupt()
    assert f"serving http://127.0.0.1:{server.port}/ (docs at /docs)" in server.printed
    assert "Traceback" not in server.printed
    gone = run("probe", port=server.port)
    assert gone.status == 1
    assert len(gone.err.splitlines()) == 1


def test_a_server_can_leave_the_store_as_it_is(url: str) -> None:
    assert run("seed", HAVEN, database_url=url).status == 0
    releases = releases_of(url)
    with serving("--no-seed", database_url=url) as server:
        assert run("probe", port=server.port).status == 0
        server.interrupt()
    assert "seed:" not in server.printed
    assert releases_of(url) == releases


class Unready(BaseHTTPRequestHandler):
    """A server whose store is not there."""

    def do_GET(self) -> None:
        self.send_response(503)
        self.end_headers()
        self.wfile.write(b'{"status":503}')

    def log_message(self, *_arguments: object) -> None:
        pass


def test_a_server_that_is_not_ready_fails_the_probe() -> None:
    with HTTPServer(("127.0.0.1", 0), Unready) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        ended = run("probe", port=server.server_port)
        thread.join()
    assert (ended.status, ended.out) == (1, '{"status":503}\n')


def test_a_server_without_a_sound_seed_does_not_start(url: str, haven_seed: SeedCopy) -> None:
    haven_seed.set("observations/output.csv", 2, "value", "many")
    ended = run("serve", port=free_port(), database_url=url, seed_dir=haven_seed.directory)
    assert ended.status == 1
    assert "observations/output.csv:2: value:" in ended.err


def test_describe_writes_the_descriptor_that_is_shipped(haven_seed: SeedCopy) -> None:
    descriptor = haven_seed.directory / "datapackage.json"
    descriptor.unlink()
    ended = run("describe", haven_seed.directory)
    assert (ended.status, ended.out) == (0, f"wrote {descriptor}\n")
    assert descriptor.read_bytes() == (HAVEN / "datapackage.json").read_bytes()


def test_describe_refuses_what_it_cannot_read(haven_seed: SeedCopy) -> None:
    haven_seed.set("observations/output.csv", 2, "value", "many")
    ended = run("describe", haven_seed.directory)
    assert ended.status == 1
    assert "observations/output.csv:2: value:" in ended.err


def test_describe_refuses_a_seed_without_a_data_set(haven_seed: SeedCopy) -> None:
    haven_seed.remove("catalogue/dataset.csv", 2)
    ended = run("describe", haven_seed.directory)
    assert ended.status == 1


def verified(seed: SeedCopy, document: Path = GAZETTE, source: str = "gazette") -> tuple[int, str]:
    ended = run("verify", source, document, "--seed", seed.directory)
    return ended.status, ended.out + ended.err


def test_verify_finds_every_quotation_and_names_what_is_uncited_with_its_reason(haven_seed: SeedCopy) -> None:
    status, told = verified(haven_seed)
    assert status == 0
    lines = told.splitlines()
    assert "6 of 6 quotations stand where they should" in lines
    assert "0 uncited sentences without a reason" in lines
    (uncited,) = [line for line in lines if line.startswith("uncited at ")]
    assert "旧码头1999年建成。" in uncited
    assert uncited.endswith("not about the present")


def test_verify_fails_on_another_text(haven_seed: SeedCopy, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(GAZETTE.read_text(encoding="utf-8") + "。", encoding="utf-8")
    status, told = verified(haven_seed, other)
    assert status == 1
    assert "sha256 is" in told


def test_verify_fails_on_a_quotation_that_stands_elsewhere(haven_seed: SeedCopy) -> None:
    haven_seed.set(PHRASES, 2, "start_offset", "9")
    haven_seed.set(PHRASES, 2, "end_offset", "20")
    status, told = verified(haven_seed)
    assert status == 1
    assert "not at 9-20: 经济总量超5000亿元" in told
    assert "5 of 6 quotations stand where they should" in told


def test_verify_fails_on_an_uncited_sentence_without_a_reason(haven_seed: SeedCopy) -> None:
    (haven_seed.directory / "README.md").unlink()
    status, told = verified(haven_seed)
    assert status == 1
    assert "NO REASON GIVEN" in told
    assert "1 uncited sentences without a reason" in told


def test_verify_names_the_sources_there_are(haven_seed: SeedCopy) -> None:
    status, told = verified(haven_seed, source="herald")
    assert status == 1
    assert "herald: known sources are plan, gazette, blog, bureau, yearbook" in told


def test_verify_says_of_a_source_without_a_checksum_that_it_has_none(haven_seed: SeedCopy) -> None:
    status, _ = verified(haven_seed, source="plan")
    assert status == 1


def test_verify_needs_the_document(haven_seed: SeedCopy, tmp_path: Path) -> None:
    ended = run("verify", "gazette", tmp_path / "nowhere.txt", "--seed", haven_seed.directory)
    assert ended.status == 2


def test_verify_of_the_shipped_seed_needs_the_article_itself(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("别的文章", encoding="utf-8")
    ended = run("verify", "netease-haopin-2025", other, "--seed", SHIPPED)
    assert ended.status == 1
    assert "sha256" in ended.err
