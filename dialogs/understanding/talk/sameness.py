"""Sameness: whether what was told before is said to be so still."""

from __future__ import annotations

from typing import Literal

from dialogs.understanding.characters.patterns import Pattern


def sameness(text: str, *, tells: bool) -> Literal["yes", "no"] | None:
    """Yes where a clause of a clean text says that nothing has changed, no where one says that something has.

    `tells` is whether the text states a fact: 其他没变 is a yes to the rest only where the one that is not is told.
    """
    # What is asked tells nothing: 嗯?
    clauses = [match[1] for match in _CLAUSE.finditer(text) if "?" not in match[2]]
    if not clauses:
        return None
    if any(_CHANGED.fullmatch(clause) for clause in clauses):
        return "no"
    same = [clause for clause in clauses if _SAME.fullmatch(clause)]
    if not same:
        return "yes" if _AGREED.fullmatch(clauses[0]) and not tells else None
    return "no" if _REST.search(same[0]) and not tells else "yes"


_CLAUSE = Pattern(r"([^,，。.、;；!！?？ \n~…]+)([,，。.、;；!！?？ \n~…]*)")
_LEAD = (
    "(?:我们?|咱们?|其[他它余]的?|别的|另外的?|公司|企业|这些|这个|情况|数据|资料|信息|现在|今年|目前|暂时|一直|基本上?|大致|都|也|还是?|仍然?"
    "|倒|确实|跟|和|与|同|以前|之前|原来|上次|上回|去年|过去|当时|那时|说)*"
)
_ENDING = "(?:的|了|过|吧|啊|呀|呢|哦|哈|嘛|呗)*"
_SAME = Pattern(
    f"{_LEAD}(?:没有?(?:什么|啥|任何|大|多大)*(?:改?变化?|变动|改动?|区别|不同|动)|[不未]变|一样|一致|相同|照旧"
    f"|照样|照原来|老样子|如[此前旧]|依旧|(?:是|就是)?[这那]样|(?:这|那)么?(?:多|些)|同上|同前){_ENDING}"
)
_CHANGED = Pattern(
    f"(?:{_LEAD}|[^没不未]{{1,6}})(?:(?:有|发生)(?:了|过|些|一些|点|一点|几[处项个])*(?:改?变化?|变动|改动|不同|出入|不一样)"
    f"|(?:有(?:的|些)|部分|个别|全|早|已经?)*[变改](?:了|过|化了?|动了?|掉了)"
    f"|不(?:是|再是?|太|大|完全)*(?:一样|一致|相同|同|[这那]样)|不对){_ENDING}"
)
_REST = Pattern("其[他它余]|别的|另外")
# A verb alone is no yes here: 入驻了 tells something else.
_AGREED = Pattern(
    "(?:(?:是|对|嗯|恩|没错|没问题|没毛病|没事|不错|确实|正确|当然|肯定|ok|okay|yes|y)"
    "(?:的|了|啊|呀|呢|哦|哈|嘛|滴|哒|儿)*)+[👍👌✅✔√🙆☑]*|[👍👌✅✔√🙆☑]+"
)
