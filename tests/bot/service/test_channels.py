"""The channels that settings turn on, and the key that their processes share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.service.channels import cookie_key
from storage.database import Database
from tests.bot.breaking import Failed, failing


@pytest.mark.parametrize("point", ["begun", "done", "committed"])
def test_a_cookie_key_broken_at_any_boundary_is_one_key_for_all(
    url: str, opening: Callable[..., Database], point: str
) -> None:
    with pytest.raises(Failed):
        cookie_key(opening(url, passing=failing(f"secret:{point}", "exception")))
    keys = {cookie_key(opening(url)) for _ in range(3)}
    assert len(keys) == 1
    assert len(keys.pop()) >= 43
