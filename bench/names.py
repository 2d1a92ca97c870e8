"""Invented names for the leads of a bench: as many different words as a real list of people has."""

import numpy as np
from numpy.typing import NDArray

_FIRST_NAMES = """
    Aisha Anna Ben Chloé Dana Elif Emma Felix Grace Hana Ivan Jonas Julia Kenji Lena Lucía Marco Mia
    Nadia Noah Oskar Pia Priya Quentin Rosa Samir Sofia Theo Uma Viktor Wanda Xavier Yara Zoë Björn
    Clara Dmitri Esra Fatima Gabriel
"""
_LAST_NAMES = """
    Nair Khan Reyes Becker Müller Schmidt Novák Kowalski Rossi Moreau Jansen Larsen Nilsson García
    Silva Costa Ito Tanaka Chen Wang Singh Patel Brown Taylor Evans Murphy Walsh Fischer Weber
    Wagner Hoffmann Krüger Lehmann Vogel Winter Sommer Berg Stein Bauer Keller Roth Haas Frank Horn
    Busch Lang Kraus Seidel Ziegler Popov
"""
_STEMS = """
    Halden Brask Corvel Dunmore Elster Fjord Gransee Hexa Inverness Jarrow Kestrel Lindau Merano
    Norden Ostrava Pelham Quarto Rigel Solent Tarvo Umber Varde Weston Xylo Yarrow Zenith Alder
    Birch Cedar Dorn
"""
_TRADES = """
    Logistics Foods Robotics Energy Textiles Medical Software Print Steel Paper Optics Glass
"""
FIRST_NAMES, LAST_NAMES, STEMS, TRADES = (
    tuple(names.split()) for names in (_FIRST_NAMES, _LAST_NAMES, _STEMS, _TRADES)
)
FORMS = ("GmbH", "Ltd", "Inc", "SA", "BV", "AB")
SOURCES = ("Webinar", "Demo request", "Organic search", "Paid search", "Trade fair", "Partner")
CAMPAIGNS = tuple(
    f"{name} {year}"
    for year in (2025, 2026)
    for name in ("Spring launch", "Summer tour", "Autumn fair", "Pricing guide", "Migration kit")
)
PERSONAS = ("Plant manager", "Head of IT", "Buyer", "Founder")
OWNERS = ("Dana Reyes", "Marta Vogel", "Tom Walsh", "Ines Costa", "Ravi Patel", "Lena Horn")


class Inventor:
    """Invents the name, company and addresses of one lead after another."""

    def __init__(self, rng: np.random.Generator, leads: int) -> None:
        self._first = _drawn(rng, FIRST_NAMES, leads)
        self._last = _drawn(rng, LAST_NAMES, leads)
        self._stem = _drawn(rng, STEMS, leads)
        self._trade = _drawn(rng, TRADES, leads)
        self._form = _drawn(rng, FORMS, leads)

    def lead(self, each: int) -> dict[str, str]:
        """Give who the lead with this number is."""
        first, last = FIRST_NAMES[self._first[each]], LAST_NAMES[self._last[each]]
        stem, trade = STEMS[self._stem[each]], TRADES[self._trade[each]]
        domain = f"{stem}-{trade}.example".lower()
        return {
            "name": f"{first} {last}",
            "company": f"{stem} {trade} {FORMS[self._form[each]]}",
            "email": f"{first}.{last}{each % 997}@{domain}".lower(),
            "phone": f"+49 30 {each:07}",
            "source": SOURCES[each % len(SOURCES)],
            "campaign": CAMPAIGNS[each % len(CAMPAIGNS)],
        }


def _drawn(rng: np.random.Generator, names: tuple[str, ...], leads: int) -> NDArray[np.int64]:
    return rng.integers(0, len(names), leads)
