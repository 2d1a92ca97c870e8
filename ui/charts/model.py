"""A chart as plain values: what is drawn, what is read out, and the same as a table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Spot:
    """A value of a series, None where there is none; `words` read it out, `detail` gives its counts.

    With `at_least` the truth lies there or above it.
    """

    value: float | None
    words: str
    detail: tuple[str, ...] = ()
    at_least: bool = False


@dataclass(frozen=True)
class Series:
    """A line with a spot for each place of the chart. `token` colours it, `mark` is a side's mark.

    `label` stands directly at its last value.
    """

    name: str
    token: str
    mark: str
    spots: tuple[Spot, ...]
    label: str


@dataclass(frozen=True)
class Guide:
    """A dashed line to compare with, through (x, y) points."""

    label: str
    token: str
    points: tuple[tuple[float, float], ...]
    label_at_end: bool = False


@dataclass(frozen=True)
class Fan:
    """Where a value will likely be at `end`: half of the possible ends lie in `half`."""

    token: str
    start: tuple[float, float]
    end: float
    half: tuple[float, float]
    most: tuple[float, float]


@dataclass(frozen=True)
class Place:
    """A place on the time axis: a day (ordinal, with a part of a day), its tick and its heading."""

    x: float
    tick: str
    heading: str


@dataclass(frozen=True)
class Table:
    """The chart in rows of words; the first column names the place."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def as_text(self) -> str:
        """Write it with tabs, headings first, as spreadsheets paste it."""
        return "\n".join("\t".join(line) for line in (self.columns, *self.rows))


@dataclass(frozen=True)
class Chart:
    """Everything a chart shows. `low` and `high` bound its values, `levels` are its rules in words."""

    title: str
    explanation: str
    places: tuple[Place, ...]
    series: tuple[Series, ...]
    guides: tuple[Guide, ...]
    fans: tuple[Fan, ...]
    low: float
    high: float
    levels: tuple[tuple[float, str], ...]
    begin: float
    end: float
    now: float | None
    ahead: str
    table: Table
    empty: str

    @property
    def has_values(self) -> bool:
        """Whether any series has a value."""
        return any(spot.value is not None for each in self.series for spot in each.spots)


@dataclass(frozen=True)
class Part:
    """A stretch of a bar; `token` colours it."""

    value: float
    token: str


@dataclass(frozen=True)
class Bar:
    """One bar, its parts one after another; `words` stand at its end.

    `before` is where it ended earlier, `noted` sets it off from the others.
    """

    label: str
    parts: tuple[Part, ...]
    words: str
    before: float | None = None
    noted: bool = False

    @property
    def value(self) -> float:
        """How long it is."""
        return sum(part.value for part in self.parts)


@dataclass(frozen=True)
class BarChart:
    """Bars below each other; `legend` names the tokens of their parts, `before` the marks of earlier ends."""

    title: str
    explanation: str
    bars: tuple[Bar, ...]
    legend: tuple[tuple[str, str], ...]
    before: str
    table: Table
    empty: str

    @property
    def has_values(self) -> bool:
        """Whether any bar has a length, or had one."""
        return any(bar.value or bar.before for bar in self.bars)
