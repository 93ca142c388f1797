"""A disk that is full, without filling one: the kernel refuses this process files longer than a limit."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def small_files(longest: int) -> Iterator[None]:
    """Lets no file of this process grow beyond a length: a write then fails as on a full disk (EFBIG for ENOSPC)."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (longest, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
