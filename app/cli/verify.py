"""`verify`: hold a source's quotations against a copy of its text."""

import hashlib
from pathlib import Path
from typing import Annotated

import typer

from app.cli.exits import fail, settings
from app.domain.quotation import Quotation, uncited_sentences
from app.release.read import read


def verify(
    source: Annotated[str, typer.Argument(help="The code of the source.")],
    document: Annotated[Path, typer.Argument(help="A copy of its text, as UTF-8.", exists=True, dir_okay=False)],
    directory: Annotated[Path | None, typer.Option("--seed", help="The seed, if not SEED_DIR.")] = None,
) -> None:
    """Find every quotation of a source in its text, and list the sentences with a digit that no row cites.

    A sentence that is left uncited on purpose has its reason in the seed's README.md, in a table row
    that begins with the sentence's offset. Fails on a wrong quotation or a sentence without a reason.
    """
    where = directory or settings().seed_dir
    seed = read(where)
    sources = {row.values["code"]: row.values for row in seed.rows.get("source", [])}
    if seed.faults or source not in sources:
        fail(*seed.faults, f"{source}: known sources are {', '.join(sources)}")
    raw = document.read_bytes()
    if (found := hashlib.sha256(raw).hexdigest()) != sources[source]["sha256"]:
        fail(f"{document}: sha256 is {found}, the source's is {sources[source]['sha256']}")
    text = raw.decode("utf-8")
    quotations = [
        Quotation(row.values["quote"], row.values["start_offset"], row.values["end_offset"])
        for row in seed.rows["evidence"]
        if row.values["source_code"] == source
    ]
    wrong = [quotation for quotation in quotations if not quotation.stands_in(text)]
    for quotation in wrong:
        typer.echo(f"not at {quotation.start}-{quotation.end}: {quotation.words}")
    reasons = _reasons(where / "README.md")
    unexplained = 0
    for start, sentence in uncited_sentences(text, quotations):
        unexplained += start not in reasons
        typer.echo(f"uncited at {start:5}: {sentence[:24]:24}  {reasons.get(start, 'NO REASON GIVEN')}")
    typer.echo(f"{len(quotations) - len(wrong)} of {len(quotations)} quotations stand where they should")
    typer.echo(f"{unexplained} uncited sentences without a reason")
    if wrong or unexplained:
        raise typer.Exit(1)


def _reasons(readme: Path) -> dict[int, str]:
    """The reasons that the README's table gives, by the offset of the sentence."""
    if not readme.exists():
        return {}
    rows = (
        line.strip("| \n").split("|") for line in readme.read_text(encoding="utf-8").splitlines() if line[:1] == "|"
    )
    return {int(cells[0]): cells[-1].strip() for cells in rows if cells[0].strip().isdigit()}
