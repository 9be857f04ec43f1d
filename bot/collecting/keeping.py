"""What administrators keep a corpus with while it is served."""

from dataclasses import dataclass

from bot.collecting.articles import Collector
from bot.collecting.bin import Bin
from bot.collecting.holdings import HoldingsReader
from bot.collecting.rereading import Rereading


@dataclass(frozen=True, slots=True)
class Keeping:
    """All of it, for one corpus.

    Attributes:
        collector: Brings in what lies at an address.
        holdings: What is served.
        bin: What was removed within a day.
        rereading: Has changes read.
    """

    collector: Collector
    holdings: HoldingsReader
    bin: Bin
    rereading: Rereading
