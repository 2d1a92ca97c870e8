"""What a new workspace can be told of its place: time zones, countries and their regions."""

from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

_NO_PLACES = ("Etc/", "SystemV/", "posix/", "right/")


@dataclass(frozen=True)
class Region:
    """A part of a country with public holidays of its own; `code` as in ISO 3166-2, "BY"."""

    code: str
    name: str


@cache
def time_zones() -> tuple[str, ...]:
    """List the IANA zones named after a place, in alphabetical order, and UTC."""
    places = {
        zone for zone in available_timezones() if "/" in zone and not zone.startswith(_NO_PLACES)
    }
    return (*sorted(places), "UTC")


@cache
def countries() -> tuple[str, ...]:
    """List the countries whose public holidays are known, as ISO 3166 codes."""
    import holidays  # noqa: PLC0415 - 0.1 s that only a new calendar needs

    return tuple(sorted(holidays.list_supported_countries(include_aliases=False)))


@cache
def regions(country: str) -> tuple[Region, ...]:
    """List the parts of `country` with public holidays of their own, by name; often none."""
    import holidays  # noqa: PLC0415 - as above

    if country not in countries():
        return ()
    about = getattr(holidays, country)
    names: dict[str, str] = {}
    for name, code in about.subdivisions_aliases.items():
        names.setdefault(code, name)
    known = (Region(code, names.get(code, code)) for code in about.subdivisions)
    return tuple(sorted(known, key=lambda region: region.name))
