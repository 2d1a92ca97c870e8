"""What a new workspace is offered: places on the map and in the file system."""

from datetime import date
from pathlib import Path

import pytest

from app.services import places, regions


def test_zones_are_places_people_know() -> None:
    zones = regions.time_zones()
    assert {"Europe/Berlin", "America/Sao_Paulo", "Asia/Kolkata", "UTC"} <= {*zones}
    assert not [zone for zone in zones if zone.startswith(("Etc/", "posix/"))]


def test_regions_belong_to_a_country_and_have_names() -> None:
    assert "DE" in regions.countries()
    assert regions.Region("BY", "Bayern") in regions.regions("DE")
    assert regions.regions("JP") == ()
    assert regions.regions("Atlantis") == ()


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Acme Ltd", "Acme Ltd.tandem"),
        ("A/B: Tests? ", "A B Tests.tandem"),
        ("Halden\tGmbH & Co.", "Halden GmbH & Co.tandem"),
    ],
)
def test_a_company_name_becomes_a_file_every_system_takes(name: str, file: str) -> None:
    assert places.workspace_file(name, Path("there")) == Path("there") / file


def test_the_sample_of_each_day_has_a_file_of_its_own(own_folders: Path) -> None:
    first, next_day = (places.sample_file(date(2026, 10, day)) for day in (30, 31))
    assert first != next_day
    assert first.parent.is_dir()
    assert first.is_relative_to(own_folders)
