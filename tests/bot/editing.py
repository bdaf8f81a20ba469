"""Editions put otherwise: a correction, a new year, a draft."""

from __future__ import annotations

from policy.library import Library, library_of
from tests.bot.sending import shipped

# Tuesday 2024-12-31 becomes Friday the 20th.
EARLIER = ("closes: 2024-12-31", "closes: 2024-12-20")


def without_examples(text: str) -> str:
    """The text of an edition that was changed by hand: its worked examples are those of the old one."""
    return text.partition("\nexamples:")[0] + "\nexamples: []\n"


def beside(before: Library, **texts: str) -> Library:
    """A library with more editions, or other texts, by id with `_` for `-`."""
    more = {name.replace("_", "-"): text.encode() for name, text in texts.items()}
    found = library_of({**before.contents, **more})
    assert not found.unavailable, found.unavailable
    return found


def corrected(
    *changes: tuple[str, str], edition: str = "qingdao-2024", before: Library | None = None
) -> Library:
    """The shipped editions, one of them with some words put otherwise."""
    library = before or shipped()
    text = without_examples(library.contents[edition].decode())
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return beside(library, **{edition: text})


def next_year(before: Library | None = None) -> Library:
    """With Qingdao's edition of 2025: the same text a year later."""
    library = before or shipped()
    text = without_examples(library.contents["qingdao-2024"].decode())
    for old, new in (
        ("qingdao-2024", "qingdao-2025"),
        ("year: 2024", "year: 2025"),
        ("2024 年度", "2025 年度"),
        ("2024 年科技型", "2025 年科技型"),
        ("tech_sme_2024", "tech_sme_2025"),
        ("在 2024 年的全国", "在 2025 年的全国"),
        *((f"2024-{day}", f"2025-{day}") for day in ("01-01", "11-25", "11-26", "12-31")),
    ):
        text = text.replace(old, new)
    return beside(library, qingdao_2025=text)


def with_other_words(library: Library) -> Library:
    """With the green threshold of 2025 asked in other words."""
    text = library.contents["qingdao-2025"].decode()
    before, after = "贵公司通过“绿色门槛”审核了吗？", "贵公司的“绿色门槛”评级达到 B 级了吗？"
    assert before in text
    return beside(library, qingdao_2025=text.replace(before, after))


def revision(before: Library) -> Library:
    """With a draft that is to take the place of Qingdao's edition."""
    text = without_examples(before.contents["karamay-draft"].decode())
    for old, new in (
        ("karamay-draft", "qingdao-revision"),
        ('region: "650203"', 'region: "370200"'),
        ("name: 克拉玛依区科技创新服务券（征求意见稿）", "name: 青岛市科技创新券（征求意见稿）"),
        ("cite: 克拉玛依区征求意见稿起草说明", "cite: 青岛市征求意见稿"),
    ):
        assert old in text, old
        text = text.replace(old, new, 1)
    return beside(before, qingdao_revision=text)
