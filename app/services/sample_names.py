"""Inventing who a lead is: a name, a company, and addresses that belong to nobody."""

import unicodedata
from random import Random

from app.model.leads import Lead
from app.services.sample_data import Market, Source


def invent_lead(dice: Random, market: Market, source: Source) -> Lead:
    """Invent a lead that comes from `source`."""
    people, companies = market.people, market.companies
    name = f"{dice.choice(people.first_names)} {dice.choice(people.last_names)}"
    company = f"{dice.choice(companies.stems)} {dice.choice(companies.trades)}"
    value = min(max(dice.lognormvariate(9.5, 0.6), 2_000), 90_000)  # median 13,400
    return Lead(
        name=name,
        company=f"{company} {dice.choice(companies.forms)}",
        title=dice.choice(people.titles),
        email=email(name, company),
        phone=phone(dice, market) if dice.random() < 0.8 else None,  # noqa: PLR2004
        source=source.name,
        campaign=dice.choice(source.campaigns),
        value_minor=round(value / 500) * 50_000,
    )


def phone(dice: Random, market: Market) -> str:
    """Give a telephone number out of those kept free for invented people."""
    return f"{dice.choice(market.people.phones)} {dice.randrange(1000):03d}"


def email(name: str, company: str) -> str:
    """Give an address at a domain that nobody can own."""
    first, _, last = name.partition(" ")
    return f"{_plain(first)}.{_plain(last)}@{_plain(company)}.example"


def _plain(text: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join("".join(c if c.isalnum() else " " for c in ascii_only.lower()).split())
