"""The migrations build what the models say, on every kind of store, and can be taken back."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, Engine, String, inspect, select, text
from sqlmodel import SQLModel

from app import models
from app.release import schema
from tests.stores import Postgres, connected, rows_of


def tables_in(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


# The full-text index, and indexes on expressions, which no model describes.
OF_THE_STORE = ("search_index", "ix_observation_by_value")


def is_ours(_object: Any, name: str | None, *_: Any) -> bool:
    return not (name is not None and name.startswith(OF_THE_STORE))


def test_the_schema_goes_up_down_and_up_again(empty_store: str) -> None:
    with connected(empty_store) as engine:
        schema.upgrade(empty_store)
        built = tables_in(engine)
        assert set(SQLModel.metadata.tables) <= built
        assert "search_index" in built
        schema.downgrade(empty_store)
        assert tables_in(engine) == set()
        schema.upgrade(empty_store)
        assert tables_in(engine) == built


def test_each_migration_goes_down_and_up_by_itself(empty_store: str) -> None:
    with connected(empty_store) as engine:
        schema.upgrade(empty_store, "0001")
        first = tables_in(engine)
        schema.upgrade(empty_store, "0002")
        schema.downgrade(empty_store, "0001")
        assert tables_in(engine) == first
        schema.upgrade(empty_store)
        assert "search_index" in tables_in(engine)


def test_going_down_leaves_nothing_behind(empty_store: str) -> None:
    schema.upgrade(empty_store)
    schema.downgrade(empty_store)
    with connected(empty_store) as engine, engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            left = connection.execute(text("SELECT name FROM sqlite_master WHERE name NOT LIKE '%alembic%'"))
        else:
            left = connection.execute(
                text(
                    "SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = 'public'"
                    " UNION ALL SELECT indexname FROM pg_indexes WHERE schemaname = 'public'"
                )
            )
        assert {row[0] for row in left} - {"alembic_version_pkc"} == set()


def test_an_upgrade_of_a_store_that_is_up_to_date_changes_nothing(store: str) -> None:
    with connected(store) as engine, engine.connect() as connection:
        before = connection.execute(text("SELECT count(*) FROM observation")).scalar_one()
    schema.upgrade(store)
    with connected(store) as engine, engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM observation")).scalar_one() == before > 0


def test_a_store_that_is_older_is_counted_when_it_is_migrated(store: str) -> None:
    counted = [select(SQLModel.metadata.tables[name]) for name in ("tally", "check_tally", "check_result")]
    before = [sorted(map(str, rows_of(store, rows))) for rows in counted]
    assert all(before)
    schema.downgrade(store, "0006")
    schema.upgrade(store)
    assert [sorted(map(str, rows_of(store, rows))) for rows in counted] == before


def test_the_migrations_build_the_models(empty_store: str) -> None:
    schema.upgrade(empty_store)
    with connected(empty_store) as engine, engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_object": is_ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, SQLModel.metadata) == []


def checks_of_the_models(table: str) -> dict[str, str]:
    return {
        str(constraint.name): str(constraint.sqltext)
        for constraint in SQLModel.metadata.tables[table].constraints
        if isinstance(constraint, CheckConstraint)
    }


def test_the_checks_in_the_database_have_the_names_of_the_models(empty_store: str) -> None:
    schema.upgrade(empty_store)
    with connected(empty_store) as engine:
        inspector = inspect(engine)
        for table in SQLModel.metadata.tables:
            found = {str(check["name"]) for check in inspector.get_check_constraints(table)}
            assert found == set(checks_of_the_models(table))


def test_the_checks_in_the_database_say_what_the_models_say(empty_store: str) -> None:
    """Both are written back by the database itself: from the migrations, and from the models."""
    schema.upgrade(empty_store)
    with connected(empty_store) as engine:
        migrated = {name: inspect(engine).get_check_constraints(name) for name in SQLModel.metadata.tables}
    schema.downgrade(empty_store)
    with connected(empty_store) as engine:
        SQLModel.metadata.create_all(engine)
        declared = {name: inspect(engine).get_check_constraints(name) for name in SQLModel.metadata.tables}
    for table, checks in declared.items():
        named = {check["name"]: " ".join(check["sqltext"].split()) for check in checks}
        assert {check["name"]: " ".join(check["sqltext"].split()) for check in migrated[table]} == named


def test_names_of_keys_and_indexes_are_those_of_the_models(empty_store: str) -> None:
    schema.upgrade(empty_store)
    with connected(empty_store) as engine:
        inspector, spelled = inspect(engine), engine.dialect.identifier_preparer
        for name, table in SQLModel.metadata.tables.items():
            found = [index for index in inspector.get_indexes(name) if not index.get("duplicates_constraint")]
            indexes = [index for index in found if is_ours(index, index["name"])]
            assert {index["name"] for index in indexes} == {spelled.format_index(index) for index in table.indexes}
            assert inspector.get_pk_constraint(name)["name"] == f"pk_{name}"
            assert {key["name"] for key in inspector.get_foreign_keys(name)} == {
                constraint.name for constraint in table.foreign_key_constraints
            }


def test_postgresql_compares_text_by_code_point_as_sqlite_does(postgres: Postgres) -> None:
    url = postgres.new_database()
    schema.upgrade(url)
    with connected(url) as engine:
        for name in SQLModel.metadata.tables:
            texts = [column for column in inspect(engine).get_columns(name) if isinstance(column["type"], String)]
            assert texts
            assert {getattr(column["type"], "collation", None) for column in texts} == {"C"}, name


def test_every_table_class_is_named_in_the_package() -> None:
    classes = {getattr(models, name).__tablename__ for name in models.__all__}
    assert classes == set(SQLModel.metadata.tables)
