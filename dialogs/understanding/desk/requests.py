"""Requests: the one that a message makes of the records, with what else it says."""

from __future__ import annotations

from dialogs.understanding.characters.cues import Words
from dialogs.understanding.characters.cues import words as cued
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.desk import papers, reminders, stages, submissions, wishes
from dialogs.understanding.desk.clauses import clauses, number, rest_of, unnumbered
from dialogs.understanding.desk.codes import joining
from dialogs.understanding.desk.names import named
from dialogs.understanding.desk.reminders import reminding
from dialogs.understanding.desk.wishes import Wish, wish
from dialogs.understanding.hearing import hearing
from dialogs.understanding.result import Intent, Request, Understanding
from dialogs.understanding.scene.observation import places_of
from dialogs.understanding.setting import Setting
from dialogs.understanding.talk.noise import is_noise

LONGEST = 120
"""Characters of a message that may tell of a claim or its papers: a longer one tells a story."""
_ANY = wishes.CUE | submissions.CUE | stages.CUE | papers.CUE | reminders.CUE


def requested(text: str, words: Words, setting: Setting) -> Understanding | None:
    """What a message says that makes a request, except one that only asks where a claim stands beside other things.

    `text` is the message as typed, in which codes and names are read. With a question open its answers win.
    """
    joined = joining(text)
    if joined is not None:
        return Understanding(request=joined)
    if any(option.label == words.text for option in setting.offered):
        return None
    called = named(text, words)
    if called is not None:
        rest = hearing(cued(called.rest), setting) if called.rest else Understanding()
        return rest._replace(request=called.request, control=None)
    if not words.cues & _ANY or len(words.text) > LONGEST:
        return None
    if is_noise(words) and words.text.strip(" ,，。.!！~?？") not in ("退订", "td"):
        return None
    found = _reminding(words, setting) or _wished(words, setting)
    return found or _told(words, setting) or _papers(words, setting)


def with_progress(understood: Understanding, words: Words) -> Understanding:
    """With the request that the wish "status" is."""
    if "status" not in understood.intents or understood.off_topic or understood.chosen:
        return understood
    kept = Understanding(intents=understood.intents) if _BY_NAME.search(words.text) else understood
    return kept._replace(request=Request("progress", number=number(words.text)))


# ---- wishes


def _wished(words: Words, setting: Setting) -> Understanding | None:
    told = wish(words, is_asked=setting.asked is not None)
    if told is None and (plain := unnumbered(words.text)) != words.text:
        told = wish(cued(plain), is_asked=setting.asked is not None)
        told = told if told and told.kind in ("progress", "moved") else None
        if told is not None:
            return _asked_for(Request(told.kind, number=number(words.text)), Understanding())
    if told is None:
        return None
    rest = f"{words.text[: told.start]}{words.text[told.end :]}".strip(" ,，。;；!?~\n")
    beside = hearing(cued(rest), setting) if rest else Understanding()
    if told.kind in ("progress", "papers"):
        return _beside(told, words, setting, beside)
    return _asked_for(Request(told.kind), beside)


def _asked_for(request: Request, beside: Understanding) -> Understanding:
    intents: list[Intent] = ["status"] if request.kind == "progress" else []
    intents += [w for w in beside.intents if w != "status"]
    return Understanding(intents=tuple(intents), request=request)


def _beside(told: Wish, words: Words, setting: Setting, beside: Understanding) -> Understanding | None:
    """A wish to see, which other wishes and facts may stand beside."""
    whole = hearing(words, setting)
    if whole.off_topic:
        return None
    if told.kind == "papers":
        listed: tuple[Intent, ...] = ("documents",) if "documents" in whole.intents else ()
        wishes = dict.fromkeys((*listed, *(w for w in beside.intents if w != "status")))
        return Understanding(intents=tuple(wishes), request=Request("papers"))
    intents: tuple[Intent, ...] = whole.intents if "status" in whole.intents else ("status", *whole.intents)
    if "payment_time" in intents and "status" not in whole.intents:
        return None
    if "公示" in words.text:
        intents = tuple(w for w in intents if w != "deadlines")  # 公示到哪天 is of the claim
    told_beside = beside.facts or beside.unclear or beside.region
    # 查一下某某有限公司的进度: whose claim is meant says nothing of the enterprise itself.
    kept = whole if told_beside and not _BY_NAME.search(words.text) else Understanding()
    return kept._replace(intents=intents, request=Request("progress", number=number(words.text)))


_BY_NAME = Pattern(
    "(?<![们是叫])[一-鿿]{2,}(?:公司|集团|厂)的?(?:申请|申报|材料|单子|审核|现在|目前)*的?(?:进度|进展|状态|到|审|结果)"
)


# ---- reminders


def _reminding(words: Words, setting: Setting) -> Understanding | None:
    """A wish about reminders, with the place that is named and what else is said beside."""
    told = reminding(words, is_asked=setting.asked is not None)
    if told is None:
        return None
    before, wish, after = words.text[: told.start], words.text[told.start : told.end], words.text[told.end :]
    rest = f"{before}{after}".strip(" ,，。;；!?~\n")
    beside = hearing(cued(rest), setting) if rest else Understanding()
    if beside.off_topic:
        return None
    request, region = told.request._replace(number=number(wish)), beside.region
    if request.kind in _OF_THOSE_THERE_ARE:
        # 取消运城的提醒 leads nowhere else; of all that is said, only the wish says which are meant.
        named = [place.candidates[0].code for place in places_of(cued(wish)) if len(place.candidates) == 1]
        request = request._replace(places=tuple(named), is_all=request.is_all and not named)
    if request.kind not in ("unremind", "reminders"):
        region = region or hearing(cued(wish), setting.about(None)).region
    return beside._replace(
        intents=tuple(w for w in beside.intents if w not in _TOLD_BY_REMINDERS),
        request=request,
        region=region,
        control=None,
        answer=None,
        chosen=(),
        chosen_all=None,
    )


_OF_THOSE_THERE_ARE = ("unremind", "remind_change")
# What an answer about reminders tells anyway, or is meant by it.
_TOLD_BY_REMINDERS = ("status", "greeting", "thanks")


# ---- what is told of a claim


# Wishes that show a claim spoken of as already under way, or none of one's own.
_OF_ANOTHER: frozenset[Intent] = frozenset(
    (
        "status",
        "rule",
        "eligibility",
        "conditions",
        "requirements",
        "estimate",
        "what_if",
        "compare",
        "certificate",
    )
)
_OTHER = Pattern(
    "高企|高新|科小|科技型中?小|专精|小巨人|创新型|认定|登记|备案|入库|专利|商标|贷款|社保|税|稳岗|环评|资质|软著|人才|(?<!凭)证(?![明据照])|牌子|编号还"
)


def _told(words: Words, setting: Setting) -> Understanding | None:
    """A claim handed in, or got somewhere."""
    if not words.cues & (submissions.CUE | stages.CUE):
        return None
    if "申" not in words.text and _OTHER.search(words.text):
        return None
    given = clauses(words, setting.today)
    moved = stages.reached(given, setting.today) if words.cues & stages.CUE else None
    handed = submissions.submission(given, setting.today) if moved is None else None
    told = moved or handed
    if told is None or (told.request.amount is None and _OTHER.search(words.text)):
        return None
    taken = [*told.taken]
    if moved is not None and (also := submissions.submission(given, setting.today)):
        taken += also.taken  # 材料交上去了，初审也过了
    # 补正材料交了, 重新提交了 are said of nothing but a claim.
    is_again = handed is not None and handed.request.is_again and "又" not in handed.words
    if (setting.asked is not None and not is_again) and _answers(
        told.words, setting, is_plain=handed is None or handed.is_plain
    ):
        return None
    if told.request.stage == stages.SETTLED and _is_granted(words, setting):
        return None
    rest = rest_of(words.text, given, taken)
    beside = hearing(cued(rest), setting) if rest else Understanding()
    if beside.off_topic or not _OF_ANOTHER.isdisjoint(beside.intents):
        return None
    request = told.request._replace(number=number(words.text))
    return beside._replace(request=request, control=None)


def _is_granted(words: Words, setting: Setting) -> bool:
    """Whether what was paid is told of an earlier claim: 今年六月兑过一次，到账2万."""
    if _EARLIER.search(words.text) is None:
        return False
    whole = hearing(words, setting)
    names = [*(fact.name for fact in whole.facts), *(vague.name for vague in whole.unclear)]
    return any(name.startswith("granted") for name in names)


_EARLIER = Pattern("今年|上半年|以前|之前|过|第|那次|那批|季度|其实|批|再没|后面")


def _answers(told: str, setting: Setting, *, is_plain: bool) -> bool:
    """Whether words told of a claim answer the open question instead."""
    asked = setting.asked
    if asked is None:
        return False
    types = {setting.facts[name].type for name in asked.facts if name in setting.facts}
    kinds = {"bool"} if _REVIEWED.search(told) else {"bool", "choice", "set"}
    if types <= kinds and not (is_plain and _CLAIM.search(told)):
        return True
    heard = hearing(cued(told), setting)
    return bool(heard.facts or heard.unclear or heard.answer or heard.chosen or heard.chosen_all)


# A stage of a claim, which is no choice of any question.
_REVIEWED = Pattern("初审|专家|公示|退回|形审")
# What names the claim itself.
_CLAIM = Pattern("申请|申报|创新券|券|补贴|补助|提交|系统|平台|网上|兑[付现]")


# ---- papers


_LISTING: frozenset[Intent] = frozenset(
    ("documents", "greeting", "thanks", "procedure", "deadlines", "contacts")
)


def _papers(words: Words, setting: Setting) -> Understanding | None:
    """Papers told ready; what they prove stays told."""
    told = papers.ticked(words)
    if told is None:
        return None
    whole = hearing(words, setting)
    if whole.off_topic or whole.control:
        return None
    asked = setting.asked
    if asked is not None and (
        whole.unclear
        or whole.answer
        or whole.chosen
        or whole.chosen_all
        or whole.region
        # What a paper named in full proves besides, as a registered contract, answers nothing else.
        or any(fact.name in asked.facts or not _is_in_full(told.request) for fact in whole.facts)
    ):
        return None
    rest = words.text
    for start, end in reversed(told.spans):
        rest = f"{rest[:start]}{rest[end:]}"
    rest = rest.strip(" ,，。;；!~\n")
    beside = hearing(cued(rest), setting.about(None)) if rest else Understanding()
    if not _LISTING.issuperset(beside.intents) or (told.request.denies and _ASKS.search(rest)):
        return None
    if told.is_weak and (beside.facts or beside.unclear):
        return None
    return whole._replace(intents=beside.intents, request=told.request, answer=None)


def _is_in_full(request: Request) -> bool:
    """Whether papers are called by their names, as a reminder calls them, not 报告 or 合同 alone."""
    return all(len(paper) >= _NAME for paper in request.papers)


_NAME = 6
_ASKS = Pattern("[?吗么]|怎|咋|能|可以|什么|啥|多少|如何|行不行")
