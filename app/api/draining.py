"""A server that is about to end: it says so on `/readyz` first, so that nobody sends it more."""

import asyncio
import signal
from types import FrameType


class Draining:
    """Whether a process is about to end."""

    def __init__(self) -> None:
        self.has_begun = False

    def delay_end(self, seconds: int) -> None:
        """From now on SIGTERM is told on `/readyz` first, and `seconds` later to whoever took it before.

        To be called in the main thread while the loop runs. A second SIGTERM ends the delay.
        """
        ends = signal.getsignal(signal.SIGTERM)
        loop = asyncio.get_running_loop()

        def begin(number: int, frame: FrameType | None) -> None:
            if not callable(ends):
                return
            if self.has_begun:
                ends(number, frame)
                return
            self.has_begun = True
            loop.call_soon_threadsafe(loop.call_later, seconds, ends, number, frame)

        signal.signal(signal.SIGTERM, begin)
