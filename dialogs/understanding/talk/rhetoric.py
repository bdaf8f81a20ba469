"""Rhetoric: what is put as a question beside an answer and asks nothing: 这还用问嘛，…; …你说完没完."""

from __future__ import annotations

from dialogs.understanding.characters.cues import KNOWN, Words
from dialogs.understanding.characters.patterns import Pattern

_PUT = KNOWN.add("还用|[你您][说讲想]")
# 这还用问嘛，正经厂子
_OF_COURSE = Pattern(
    "(?:这|那|这个|这事儿?|那当然|当然)?还(?:用|需要|要)(?:得着)?(?:问|说)(?:了|吗|嘛|么|呀|啊|[?])*[,。!? ]+(?=.{2})"
)
_DENIES = Pattern("(?:我们?|公司|那|这|当然|肯定|绝对|压根|根本|从来)*(?:没|不|未|无|哪)")
# 报告都寄来了你说完没完; but 这样你说算不算 asks
_YOU_SAY = Pattern(
    "(?<=[^,。;?! ]{3})[,。; ]*[你您](?:自己)?(?:说说?|讲|想想?)(?:我们?|这|是)*"
    "(?P<verb>(?![算行能可给让该要会成])[^ -~])[不没](?P=verb)[^,。;?!能算]{0,3}[?。! ]*$"
)


def unasked(words: Words) -> str:
    """The text of an answer without such a question; one that opens it says yes, where no denial follows."""
    if not words.cues & _PUT:
        return words.text
    text = _YOU_SAY.sub("", words.text)
    if (match := _OF_COURSE.match(text)) is None:
        return text
    return text[match.end() :] if _DENIES.match(text, match.end()) else f"是,{text[match.end() :]}"
