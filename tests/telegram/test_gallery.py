"""The gallery shows what the bot sends now."""

from pathlib import Path

import pytest

from tests.telegram.gallery import GALLERY, play_all


@pytest.mark.slow
async def test_the_gallery_is_what_the_bot_sends(tmp_path: Path):
    seen = await play_all(tmp_path)

    # If not: python -m tests.telegram.gallery, and read what changed.
    assert seen == GALLERY.read_text(encoding="utf-8")
