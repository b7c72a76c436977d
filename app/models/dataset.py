"""What this instance serves: everything that differs from city to city."""

from sqlmodel import Field, SQLModel

from app.models.base import Named, reference


class Dataset(Named, table=True):
    """The one data set of this store: titles, terms, and the area and tree that are its own."""

    version: str = Field(schema_extra={"pattern": r"^[0-9]{4}\.[0-9]{1,2}(\.[0-9]+)?$"})
    description_zh: str
    description_en: str
    publisher_zh: str
    publisher_en: str
    license_name: str
    license_url: str = Field(schema_extra={"pattern": r"^https?://\S+$"})
    area_code: str = reference("area.code")
    cluster_code: str = reference("cluster.code")


class Example(SQLModel, table=True):
    """A value that the documentation of an operation's parameter shows, and that really answers."""

    operation: str = Field(primary_key=True)
    parameter: str = Field(primary_key=True)
    value: str = Field(min_length=1)
