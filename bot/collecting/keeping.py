"""What administrators keep a corpus with while it is served."""

from dataclasses import dataclass

from bot.collecting.bin import Bin
from bot.collecting.holdings import HoldingsReader
from bot.collecting.rereading import Rereading


@dataclass(frozen=True, slots=True)
class Keeping:
    """All of it, for one corpus.

    Attributes:
        holdings: What is served.
        bin: What was removed within a day.
        rereading: Has changes read.
    """

    holdings: HoldingsReader
    bin: Bin
    rereading: Rereading
