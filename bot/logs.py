"""One log for our own lines and the libraries', in which no bot token ever stands.

Every line goes to standard error: for people, or as one JSON object for machines. Libraries write
through `logging`; both ways meet in the same formatter, and redaction is its last step, after
tracebacks have become text, so nothing can be added behind it.
"""

import logging
import sys
from collections.abc import Callable
from typing import Literal, TextIO

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

from bot.redaction import redact

# httpx logs every address it calls, the token included, at INFO; aiosqlite every value it stores,
# what is asked and by whom included, at DEBUG; faiss whatever it tries to load.
_QUIET_LIBRARIES = (
    *("httpx", "httpcore", "asyncio", "telegram", "aiohttp.access"),
    *("aiosqlite", "faiss"),
)


class _RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def configure_logs(
    level: str, style: Literal["console", "json"], stream: TextIO | None = None
) -> None:
    """Send every log line, ours and the libraries', to one stream.

    Args:
        level: DEBUG, INFO, WARNING or ERROR; libraries that chatter stay at WARNING.
        style: Lines for people, or a JSON object a line.
        stream: Standard error unless given.
    """
    target = sys.stderr if stream is None else stream
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        _RedactingFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_rendering(style, is_terminal=target.isatty()),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _QUIET_LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)


def _rendering(
    style: Literal["console", "json"], *, is_terminal: bool
) -> list[Callable[[WrappedLogger, str, EventDict], EventDict | str]]:
    if style == "json":
        # Arabic stays readable in the log.
        to_json = structlog.processors.JSONRenderer(ensure_ascii=False)
        return [structlog.processors.format_exc_info, _as_text(to_json)]
    # Plain tracebacks: the pretty ones print local variables, and a token may be one.
    console = structlog.dev.ConsoleRenderer(
        colors=is_terminal, exception_formatter=structlog.dev.plain_traceback
    )
    return [_as_text(console)]


def _as_text(
    renderer: Callable[[WrappedLogger, str, EventDict], str | bytes],
) -> Callable[[WrappedLogger, str, EventDict], str]:
    def render(logger: WrappedLogger, method: str, event: EventDict) -> str:
        line = renderer(logger, method, event)
        return line if isinstance(line, str) else line.decode()

    return render
