"""A crew: a few threads that do what they are given, and that nobody has to wait for at the end.

The threads of the standard pools are waited for when the process ends; one that waits for a network would hold it up.
"""

import threading
from collections.abc import Callable
from queue import SimpleQueue


class Crew:
    """Threads that are started as they are needed, up to a number."""

    def __init__(self, most: int, *, leave: Callable[[], None] = lambda: None) -> None:
        """Starts none yet.

        Args:
            most: how many work at once.
            leave: called by a thread that ends.
        """
        self._most = most
        self._leave = leave
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._idle = threading.Semaphore(0)
        self._threads: list[threading.Thread] = []

    def give(self, job: Callable[[], None]) -> None:
        """Gives a job, which sees to its own faults."""
        if not self._idle.acquire(blocking=False) and len(self._threads) < self._most:
            thread = threading.Thread(target=self._work, name=f"crew-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()
        self._jobs.put(job)

    def dismiss(self, seconds: float) -> None:
        """Lets the threads end after their jobs, and waits for each at most so long."""
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join(seconds)

    def _work(self) -> None:
        try:
            while (job := self._jobs.get()) is not None:
                job()
                self._idle.release()
        finally:
            self._leave()
