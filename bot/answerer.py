"""A process that answers beside a running bot: ``python -m bot.answerer``.

It gets the folder of a snapshot on its standard input, opens it, and says what it goes by; then a
`Question` comes in at a time, and its answer goes out on standard output. Once its input ends the
parent is gone, however it died, and this leaves too. It serves one snapshot for as long as it is
there: for another one another process is started.

Each start and each reload begins one, so it imports little: neither asyncio nor pydantic.
"""

import gc
import os
import pickle
import signal
from typing import Any, BinaryIO

from bot.answer_frames import LENGTH, Failure, Grounds, Question, frame
from bot.computing import compute_in_one_thread
from bot.memory import give_back_memory
from retrieval.engine import Engine, load_encoder
from retrieval.errors import RetrievalError
from retrieval.settings import EncoderSettings


def _hear(incoming: BinaryIO) -> Any | None:  # noqa: ANN401 -- whatever the parent says
    """Return what is said next; None when nothing more will come."""
    length = incoming.read(LENGTH.size)
    if len(length) < LENGTH.size:
        return None
    (n_bytes,) = LENGTH.unpack(length)
    content = incoming.read(n_bytes)
    return pickle.loads(content) if len(content) == n_bytes else None  # noqa: S301 -- by our parent


def _answer(engine: Engine, asked: Question) -> object:
    """Return the answer; whatever goes wrong, the parent asks its own engine then."""
    try:
        return engine.answer(
            asked.question, conversation=asked.conversation, n_quotes=asked.n_quotes
        )
    except Exception as error:  # noqa: BLE001 -- it is raised anew where somebody waits for it
        return Failure(repr(error))


def serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Open the snapshot that is named, and answer until nothing more comes in."""
    snapshot = _hear(incoming)
    if snapshot is None:
        return
    try:
        engine = Engine.open(snapshot, load_encoder(EncoderSettings()))
    except RetrievalError as error:
        outgoing.write(frame(Failure(str(error))))
        return
    compute_in_one_thread()
    engine.warm_up()
    gc.collect()
    gc.freeze()
    give_back_memory()
    outgoing.write(frame(Grounds.of(engine)))
    while (asked := _hear(incoming)) is not None:
        outgoing.write(frame(_answer(engine, asked)))


def _take_output() -> BinaryIO:
    """Keep standard output for what this says; what libraries print there becomes a complaint."""
    output = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return output


def _main() -> None:
    # They are for the bot, which answers what it was asked and then ends its child.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    with open(0, "rb", closefd=False) as incoming, _take_output() as outgoing:
        try:
            serve(incoming, outgoing)
        except BrokenPipeError:  # the parent is gone
            return


if __name__ == "__main__":
    _main()
