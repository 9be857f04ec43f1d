"""The bars shown on standard error while something takes its time: on a terminal only."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskProgressColumn, TextColumn
from rich.progress import Progress as Bar

from retrieval.engine import Progress, Stage

_NAMES: Final = {
    Stage.READ: "Reading articles",
    Stage.INDEX: "Building the index",
    Stage.WRITE: "Writing it",
}


def counting_bar(label: str, console: Console, *, is_wanted: bool = True) -> Bar:
    """Return a bar that says how many of how many are done; it is gone afterwards.

    Args:
        label: What is being done.
        console: Shows it if it is a terminal.
        is_wanted: Whether there is enough to do.
    """
    return Bar(
        TextColumn(label),
        BarColumn(),
        MofNCompleteColumn(),
        console=console,
        transient=True,
        disable=not (is_wanted and console.is_terminal),
    )


@contextmanager
def progress_shown(console: Console) -> Iterator[Callable[[Progress], None]]:
    """Yield what to call with each step; the bar is gone afterwards.

    A console that is no terminal gets no bar: its lines would only fill a log. Why everything is
    worked on anew is told to both, before the work.
    """
    bar = Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[detail]}"),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar:
        tasks = {
            stage: bar.add_task(name, visible=False, detail="") for stage, name in _NAMES.items()
        }
        is_explained = False

        def advance(step: Progress) -> None:
            nonlocal is_explained
            if step.rebuilt_because and not is_explained:
                is_explained = True
                console.print(f"The index is built anew: {step.rebuilt_because}", soft_wrap=True)
            bar.update(
                tasks[step.stage],
                completed=step.done,
                total=step.total,
                visible=True,
                detail=detail_of(step),
            )

        yield advance


def detail_of(step: Progress) -> str:
    """Say how many files and passages there were, how fast, and how long it will still take."""
    if step.stage is not Stage.READ:
        return ""
    parts = [f"{step.n_files} of {step.n_all_files} files"]
    if step.n_passages:
        parts.append(f"{step.n_passages} passages, {step.passages_per_s:.0f} a second")
    if step.left_s is not None:
        parts.append(f"{_clock(step.left_s)} left")
    return ", ".join(parts)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
