"""Options that several commands take."""

from pathlib import Path
from typing import Annotated

import typer

Corpus = Annotated[
    Path | None,
    typer.Option(
        "--corpus",
        metavar="DIR",
        help="The folder of articles (.txt .md .html .jsonl .csv .docx .pdf .epub .zip, at any "
        "depth); each folder has an index of its own.  [default: CORPUS_DIR, or seeds]",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
