"""The bar shown on standard error while an index is built: on a terminal only."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from retrieval.engine import Progress, Stage

_NAMES: Final = {
    Stage.READ: "Reading articles",
    Stage.INDEX: "Building the index",
    Stage.WRITE: "Writing it",
}


@contextmanager
def progress_shown(console: Console) -> Iterator[Callable[[Progress], None]]:
    """Yield what to call with each step; the bar is gone afterwards.

    A console that is no terminal gets no bar: its lines would only fill a log.
    """
    bar = Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar:
        tasks = {stage: bar.add_task(name, visible=False) for stage, name in _NAMES.items()}

        def advance(step: Progress) -> None:
            bar.update(tasks[step.stage], completed=step.done, total=step.total, visible=True)

        yield advance
