"""Every format by its name: a new one is a class, a line here, and a golden file of its tests."""

from app.formats.columnar import Parquet
from app.formats.delimited import Csv
from app.formats.jsonstat import JsonStat
from app.formats.lines import Ndjson
from app.formats.sdmx import SdmxCsv
from app.formats.table import Format
from app.formats.workbook import Xlsx

_ALL: tuple[Format, ...] = (Csv(), Ndjson(), Xlsx(), Parquet(), JsonStat(), SdmxCsv())
FORMATS: dict[str, Format] = {known.name: known for known in _ALL}
# What every list can be written as, and what needs the dimensions of the numbers.
OF_TABLES = tuple(known.name for known in _ALL if not known.needs_cube)
OF_CUBES = tuple(FORMATS)
