"""Long lists beside one another, of which a page shows one, a stretch at a time."""

from dataclasses import dataclass

from django.utils.functional import Promise

ROWS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A list in the row of lists: its key, name, how many there are, and its address."""

    key: str
    name: str | Promise
    count: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What a page shows of a list.

    Attributes:
        begins, ends: the place of the first that is shown, and the one behind the last.
        total: how many there are.
        url: of the page, to which the place is added that it begins with.
    """

    begins: int
    ends: int
    total: int
    url: str

    @property
    def first(self) -> int:
        """Which of all is the first that is shown, counted from one; 0 if there is none."""
        return min(self.begins + 1, self.total)

    @property
    def before(self) -> str:
        """The address of the page before; empty if there is none."""
        return f"{self.url}{self.begins - ROWS}" if self.begins else ""

    @property
    def behind(self) -> str:
        """The address of the page behind; empty if there is none."""
        return f"{self.url}{self.ends}" if self.ends < self.total else ""


def stretch(total: int, begins: int, url: str) -> Stretch:
    """What a page shows that was asked to pass over some; never less than the last page of a list.

    Args:
        total: how many there are.
        begins: how many to pass over.
        url: as of `Stretch`.
    """
    begins = min(begins, max(total - 1, 0) // ROWS * ROWS)
    return Stretch(begins=begins, ends=min(begins + ROWS, total), total=total, url=url)
