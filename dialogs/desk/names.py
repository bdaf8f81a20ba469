"""Names: the enterprise's name and its code, taken as told; both are public and prove nothing."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from dialogs.desk.buttons import button
from dialogs.desk.counter import declines, finish, inquire, is_bare, let_go
from dialogs.draft import Draft
from dialogs.message import Effect, Message
from dialogs.records import Records
from dialogs.understanding.result import Understanding
from dialogs.wording import echo, place, said
from policy.divisions import division as place_of
from policy.divisions import relation
from policy.uscc import BadUscc, division, uscc

LONGEST_NAME = 60
REGISTERED_IN = "registered_in"
# Below these a word in Latin letters is no attempt at a code.
FEWEST_DIGITS = 6
_BEFORE_NAME = re.compile(
    r"^(?:(?:我们?)?(?:公司|企业|单位)?(?:的)?(?:名称|名字|全称)(?:改成|改为|叫做?|是|为)?"
    r"|我们(?:公司|企业)?(?:叫做?|是)|改成|改为|叫做?)[:：\s]*"
)
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z \-]{8,30}[0-9A-Za-z]")
_NAME_END = re.compile(
    r"(?:公司|厂|研究院|研究所|事务所|中心|合作社|工作室|集团|商行|经营部)(?:（[^（）]*）)?$"
)
# What a sentence has and a name has not.
_IS_NO_NAME = re.compile(r"[?？!！,，。;；]|我们|我司|[吗呢了吧]$")


def answered(draft: Draft, records: Records, field: str, message: Message, understood: Understanding) -> bool:
    """Takes the message as the name or the code that was asked for, unless it is clearly something else."""
    text = clean(message.text).rstrip("。.")
    code = _CODE.search(unicodedata.normalize("NFKC", text)) if field != "name" else None
    if code is not None and sum(map(str.isdigit, code.group())) >= FEWEST_DIGITS:
        named(draft, records, "", code.group())
        return True
    name = _BEFORE_NAME.sub("", text)
    is_name = len(name) > 1 and not _IS_NO_NAME.search(name)
    if declines(text, understood):
        finish(draft, said("profile.j2", "unchanged"))
        return True
    if field != "uscc" and is_name and (_NAME_END.search(name) or not understood.understood):
        named(draft, records, name, "")
        return True
    if not is_bare(understood):
        let_go(draft)
        return False
    inquire(draft, "named", said("profile.j2", f"ask_{field or 'either'}"), field=field)
    return True


def named(draft: Draft, records: Records, name: str, code: str) -> None:
    """Keeps a name, a code, or both; of a faulty code it says what is wrong and asks for it again."""
    told = []
    kept = clean(name)[:LONGEST_NAME]
    if kept and records.is_proven and records.name not in ("", kept):
        # What an office confirmed must not come to stand for another enterprise.
        told.append(said("profile.j2", "fixed_name", name=records.name))
    elif kept:
        draft.effects.append(Effect(kind="name", content={"name": kept}))
        told.append(said("profile.j2", "named", name=kept))
    if code:
        try:
            found = uscc(code)
        except BadUscc as error:
            told.append(said("profile.j2", "bad_uscc", problem=error))
            inquire(draft, "named", "\n".join(told), field="uscc")
            return
        told += _identified(draft, records, found)
    finish(draft, "\n".join(told), button("修改资料", "edit"), button("邀请同事", "invite"))


def clean(text: str) -> str:
    """A text on one line, without control, format and unassigned characters."""
    line = echo(text, len(text))
    return "".join(character for character in line if unicodedata.category(character)[0] != "C")


def _identified(draft: Draft, records: Records, code: str) -> list[str]:
    """Keeps the code, and says where its office and the place told do not go together."""
    if records.is_proven and records.uscc not in ("", code):
        # What an office confirmed must not come to stand for another enterprise.
        return [said("profile.j2", "fixed_uscc", uscc=records.uscc)]
    draft.effects.append(Effect(kind="identify", content={"uscc": code}))
    region, fact = _registered_in(draft, records), draft.facts.get(REGISTERED_IN)
    told = [said("profile.j2", "identified", uscc=code)]
    office = _office(division(code))
    if fact is not None and isinstance(region, str) and office and _differ(office, region):
        where = place_of(office)
        told.append(
            said(
                "profile.j2",
                "contradiction",
                digits=division(code),
                office=where.full_name if where else office,
                place=place(fact, region),
            )
        )
    return told


def _registered_in(draft: Draft, records: Records) -> Any:
    held = records.told.get(REGISTERED_IN)
    return draft.conversation.enterprise.get(REGISTERED_IN) or (held.value if held else None)


def _office(code: str) -> str | None:
    """The place of a registering office, wider where its own code is not in use any more."""
    return next((c for c in (code, f"{code[:4]}00", f"{code[:2]}0000") if place_of(c)), None)


def _differ(office: str, region: str) -> bool:
    """Whether neither place can lie in the other; a place told as outside of some differs where it is one of them."""
    if region.startswith("!"):
        return any(relation(office, outer) == "inside" for outer in region[1:].split(","))
    return relation(office, region) == "outside" and relation(region, office) == "outside"
