"""Reading: what a clean text says, suppositions apart."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from dialogs.understanding.characters.cues import KNOWN, Words
from dialogs.understanding.characters.cues import words as cued
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.enterprise.claims import claims
from dialogs.understanding.enterprise.measures import measures
from dialogs.understanding.places.comparisons import compared
from dialogs.understanding.places.parties import Parties, parties
from dialogs.understanding.places.providers import Provider
from dialogs.understanding.places.whereabouts import is_licensed
from dialogs.understanding.purchase.hints import SEARCHED, SEARCHES
from dialogs.understanding.purchase.purchases import purchases
from dialogs.understanding.question.askables import AFTER_ALL, asks_for_verdict
from dialogs.understanding.question.cases import is_verdict
from dialogs.understanding.question.matters import is_quoting
from dialogs.understanding.question.mentions import is_counted, is_other_money, told_only
from dialogs.understanding.question.questions import Questions, questions
from dialogs.understanding.result import Intent, Point, Said, Unclear, Understanding
from dialogs.understanding.scene.observation import scene
from dialogs.understanding.scene.portions import OF_EACH
from dialogs.understanding.scene.retractions import is_mended
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.scene.wordings import heard
from dialogs.understanding.setting import Setting
from dialogs.understanding.talk.consequences import follows
from dialogs.understanding.talk.controls import Word, control_word
from dialogs.understanding.talk.options import leaves_out, settles
from dialogs.understanding.talk.reply import Reply, reply
from dialogs.understanding.talk.reservations import reserved
from dialogs.understanding.talk.rhetoric import unasked
from dialogs.understanding.topic.topics import Topics, topics


def reading(
    words: Words, setting: Setting, *, is_supposed: bool = False, seen: Scene | None = None
) -> Understanding:
    """What a clean text says; read as a supposition it asks nothing and answers nothing.

    `seen` is the scene of that text, where it is at hand.
    """
    asked = setting.asked
    if words.cues & _BELIEVED and (known := _MISTAKEN.sub("", words.text)) != words.text:
        words, seen = cued(known), None
    if asked and (again := _REPEATED.match(words.text)):
        words, seen = cued(words.text[again.end() :]), None  # it asks nothing
    if asked and (plain := unasked(words)) != words.text:
        words, seen = cued(plain), None
    if asked and "category" in asked.facts and (denied := _DENIED_AFTER.search(words.text)):
        words, seen = cued(words.text[: denied.start()]), None
    seen = seen or (_supposed(words, setting) if is_supposed else scene(words, setting))
    about = topics(seen)
    whose = parties(seen)
    if (
        about.off_topic
        and whose.registered_in is not None
        and not seen.of_kind("self", "form", "voucher", "service")
    ):
        whose = whose._replace(registered_in=None)  # 高企奖励多少，青岛的
    sides = compared(seen) if about.terms is None else None
    if (sides is not None or "compare" in about.intents) and not _is_at_home(seen, whose):
        # 青岛和运城哪个补得多, 对外地机构哪边松: nobody's place, and outside of neither
        whose = Parties(providers=() if sides and len(sides) > 1 else whose.providers)
    found = [*_placed(seen, whose), *claims(seen, about), *measures(seen, about)]
    found += purchases(seen, about, whose.providers)
    if any(fact.name in OF_EACH for fact in found):
        found = list(_paid(seen, found))
    asking = (
        Questions() if is_supposed or sides is not None else questions(seen, about, whose.providers, found)
    )
    if asking.is_elsewhere:
        whose = Parties(providers=whose.providers)
        found = [fact for fact in found if fact.name != "registered_in"]
    quotes = bool(asking.points) and is_quoting(seen)
    if asking.asked_after:
        told = {"provider_in"} if any(_is_told(seen, provider) for provider in whose.providers) else set()
        if any(_is_told_of_self(seen, place.start, place.end) for place in seen.places):
            told.add("registered_in")
        found = [
            fact
            for fact in found
            if fact.name not in asking.asked_after
            or (seen.wants(fact.name) and not quotes)
            or fact.name in told
        ]
    word = control_word(seen, bool(found or whose.region))
    if word.control == "correct" and word.correct:
        found = []
    elif word.control == "meaning":
        asking = Questions()
        found = [fact for fact in found if not (word.correct or "").startswith(fact.name)]
    answered = reply(seen, setting.offered, {fact.name for fact in found})
    if answered.chosen and asked is not None:
        taken = {fact.name for fact in answered.facts} & set(asked.facts)
        word, found = Word(), [fact for fact in found if fact.name not in taken]
    elif word.control not in (None, "add_service"):
        # 不对，是30万 takes something back and says no to nothing.
        answered = Reply()
    elif quotes or _is_of_grants(seen, found):
        answered = Reply()
    wishes = asking.intents or about.intents
    if asked and "eligibility" in wishes and "算不算" in seen.text and not _OF_VOUCHER.search(seen.text):
        # 关联关系是啥意思，老同学算不算: asked of what was asked.
        wishes = tuple(wish for wish in wishes if wish != "eligibility")
        if not wishes and word.control is None:
            wishes, asking = ("rule",), asking._replace(points=(Point(name=asked.facts[0]),))
    if answered.chosen and asked is None and leaves_out(seen.text):
        wishes = ()  # 除了截止那个，其他都讲讲
    if _POLITE.issuperset(wishes) and _is_open(seen, about, word, found):
        wishes = (*wishes, "eligibility")  # 科小有，检测付了3万，有补贴吗
    said = (*[fact for fact in found if isinstance(fact, Said)], *answered.facts)
    said, vague = reserved(seen, said) if asked and said else (said, ())
    doubts = {
        fact.name: fact for fact in (*answered.unclear, *vague, *reversed(found)) if isinstance(fact, Unclear)
    }
    # What is said of the enterprise and doubted in one breath is not clear.
    if doubts:
        said = tuple([fact for fact in said if fact.scope != "enterprise" or fact.name not in doubts])
    torn = asked and "还是" in seen.text and not doubts.keys().isdisjoint(asked.facts)  # 1月15还是16
    torn = torn or is_mended(seen) or (asked and bool(doubts) and _LOOKED_UP.search(seen.text) is not None)
    torn = torn or (bool(asking.points) and is_counted(seen, asking.points))
    if "rule" in wishes and asked and (vague or torn or (said and not _asks(seen, answered))):
        wishes = tuple(wish for wish in wishes if wish != "rule")  # 国家规定非做不可的那种
        asking = asking._replace(points=())
    if asked and wishes and any(fact.name in asked.facts for fact in said):
        wishes = told_only(seen.text, wishes)
    if not is_supposed and word.control is None and set(wishes) <= _OF_SUPPOSED and _supposes(words):
        wishes = ("what_if",)
    if asked and word.control is None and (point := follows(seen, wishes, said)):
        wishes, asking = (*wishes, "rule"), asking._replace(points=(point,))
    return Understanding(
        intents=_with_comparison(wishes) if sides is not None else wishes,
        control=word.control,
        correct=word.correct,
        region=whose.region,
        year=about.year,
        facts=said,
        unclear=tuple(reversed(doubts.values())),
        off_topic=None
        if about.off_topic and (asking.is_overlap or is_other_money(seen, (*said, *doubts.values())))
        else about.off_topic,
        impossible=tuple([mention.raw for mention in seen.dates if mention.impossible]),
        chosen=answered.chosen,
        chosen_all=answered.chosen_all,
        # 是的，2023年入的: the yes is not to what was asked.
        answer=None if asked and not doubts.keys().isdisjoint(asked.facts) else answered.answer,
        terms=about.terms,
        points=asking.points,
        compared=sides or (),
    )


# 上个礼拜刚开的，具体哪天得看票
_LOOKED_UP = Pattern(
    "(?:哪天|哪一天|几号|多少|日子|日期)(?:我|还|就|可)*(?:得|要|需要?|等我?|待会儿?|回头)(?:再|去|让)?[^,。;?!]{0,3}?"
    "(?:看|查|翻|问|找|核|对)"
)
_BELIEVED = KNOWN.add("以为")
# 我以为都打完了，结果还欠两万: what was believed is not so.
_MISTAKEN = Pattern(
    "(?<![^,。;!? ])(?:我们?|咱们?|俺们?|老板|财务|会计)?(?:还|一直|本来|原来|原|都|当时|之前)*以为[^,。;!? ]{2,24}"
    "[,。;! ]+(?=结果|其实|实际|原来|没想到|后来|谁知|但|可(?!以))"
)
# 技术许可 不是转让
_DENIED_AFTER = Pattern(
    "(?<=[^,。;?! ]{2})[,。; ]+(?:可|并|又)?不是(?![^,。;?!]{0,4}(?:强制|强检|法定|必[须检做]|硬性|规定|要求))"
    "[^,。;?!不吗么]{1,8}$"
)
_ASKS_NOT = Pattern(
    r"(.)[不没]\1|[?吗么嘛咋]|呢|啥|什么|怎|多少|(?<![这那前好够了着过攒])几|[能行要会算认管给让成够]不"
    r"|(?<=.)不(?:$|[,。! ])|"
    "是不是|有没有|没(?:有)?(?:$|[,。! ])|还是|哪|谁|何|吧$|是否|如何"
)


def _asks(seen: Scene, answered: Reply) -> bool:
    """Whether a message may ask; 按合同算吧 chooses."""
    text = SEARCHED.sub("", seen.text) if seen.cues & SEARCHES else seen.text
    text = AFTER_ALL.sub("", text) if "还是" in text else text
    return _ASKS_NOT.search(text) is not None and not settles(seen.text)


_OF_SUPPOSED = frozenset({"greeting", "thanks", "deadlines"})
_IF = KNOWN.add("如果|如若|假如|假设|假使|要是|倘若|倘使|万一|比如")
# 如果没登记合同会怎样: what is supposed could not be read.
_SUPPOSED_ASKED = Pattern(
    "^[^。;?!]{0,8}(?:如果|如若|假如|假设|假使|要是|倘若|倘使|万一)[^。;?!]{2,24}(?:会怎|会咋|怎么办"
    "|咋办|咋整|咋弄|怎么弄|赶得上|来得及|呢[? ]*$|"
    "[, ][^。;?!]{0,20}(?:是不是|会不会|要不要|用不用|也得|算不算|作不作数|还是|影响|[吗么][ ?。!~]*$))"
    "|^比如说?(?:人家|对方|机构|我们|有人)[^。;?!]{2,20}[, ][^。;?!]{0,16}(?:怎么|还是|是不是|会不会|算不算|[吗么])"
)


def _supposes(words: Words) -> bool:
    return bool(words.cues & _IF) and _SUPPOSED_ASKED.search(words.text) is not None


# 没有没有，我们信用干净得很
_REPEATED = Pattern(
    "(?:没有)+(?=没有[,。;!~ ])|(?:您?你?是?问)?(?:服务)?(?:机构|服务商|合同|发票|票|钱|费用|地址"
    "|注册地|人数|员工|营收|收入|日期|报告)(?:吗|嘛|么)[ ,?。]+(?=.{2})|(?:怎么|咋)[说讲]呢[ ,。]+(?=.{2})"
)
_OF_VOUCHER = Pattern("[券劵报补领申资]")
_FEWEST_TOLD = 2
_POLITE = frozenset({"greeting", "thanks"})


def _is_open(seen: Scene, about: Topics, word: Word, found: Collection[Said | Unclear]) -> bool:
    """Whether a verdict is asked for in words that no wish is known by: outright, or on a case that is told."""
    if seen.asked is not None or about.off_topic or about.terms is not None or word.control is not None:
        return False
    return is_verdict(seen) or (len(found) >= _FEWEST_TOLD and asks_for_verdict(seen))


def _supposed(words: Words, setting: Setting) -> Scene:
    ahead = _AHEAD.search(words.text) is not None
    text = _PUT_OFF.sub("", _SHIFTED.sub("是", words.text))
    return scene(cued(text), setting, "future" if ahead else "past")


# What is put off to a day is supposed to be on it.
_SHIFTED = Pattern("(?:拖|推|推迟|延|等|晚|提前)到")
_PUT_OFF = Pattern("(?<=[号日])再(?=[开签付出])")
# What is supposed to come later: 拖到10月1号.
_AHEAD = Pattern(
    "拖|推|[重补]开到|重签到|[改挪]到|开到[^,]{0,12}去|[号日]再|等到|再[开签付]|以后|之后|晚到|明年|下个?月"
)


def _is_told(seen: Scene, provider: Provider) -> bool:
    """服务商在海口，这样行吗: told in a clause of its own, before what is asked."""
    low, high = seen.clause(provider.start)
    return (
        seen.text.endswith(("在", "是"), low, provider.start)
        and seen.text[high : high + 1] in (",", "，", ";", "。")
        and not seen.asks(provider.start)
    )


def _is_told_of_self(seen: Scene, start: int, end: int) -> bool:
    """是隔壁诸城的，能跟着报吗: where one is, in a clause of its own before what is asked."""
    low, high = seen.clause(start)
    if is_licensed(seen.text[low:start], "") and _FIRM.match(seen.text, low):
        return seen.text[high : high + 1] in (",", "，", "。", ";") and not seen.asks(start)
    own = seen.text.endswith(("的", "的企业", "的公司"), end, high) or seen.text.startswith("是", low)
    return own and seen.text[high : high + 1] in (",", "，", "。") and not seen.asks(start)


# 公司注册在乌鲁木齐，你们这边只有办事处，能报吗
_FIRM = Pattern("(?:我们?的?|咱们?|俺们?)?(?:公司|企业|厂子?|单位|总部|我们|我司|执照|注册地?)")


def _is_at_home(seen: Scene, whose: Parties) -> bool:
    """我们厂在即墨, 跟运城比哪个高: one tells where one is; 青岛跟咱运城比 does not."""
    if whose.registered_in is None or "self" not in seen.kinds:
        return False
    return not any(
        seen.text.endswith(_OURS, 0, place.start) and _SET_BESIDE.match(seen.text, place.end)
        for place in seen.places
    )


_OURS = ("咱", "咱们", "我们", "俺", "俺们")
_SET_BESIDE = Pattern(
    "(?:市|区|县)?(?:这边|这里|这儿)?(?:的?(?:科技|创新)*[券政补]|比|跟|和|与|同|是不是|没|哪)"
)


def _with_comparison(intents: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """The wishes, the comparison in place of a sum or a verdict of one region."""
    kept = (w for w in intents if w not in ("estimate", "eligibility", "rule", "compare"))
    return ("compare", *kept)


def _placed(seen: Scene, whose: Parties) -> list[Said | Unclear]:
    found: list[Said | Unclear] = [*whose.unclear]
    if whose.registered_in is not None:
        found.append(seen.said("registered_in", whose.registered_in))
    return found


def _paid(seen: Scene, found: list[Said | Unclear]) -> Iterator[Said | Unclear]:
    """What is said of payment is of the service named in its clause, or of all: 检测的付清了, 两项都付清了."""
    bought = [f for f in found if isinstance(f, Said) and f.name not in OF_EACH]
    numbers = sorted({f.service for f in bought if f.service is not None})
    for fact in found:
        if isinstance(fact, Said) and not numbers and fact.service is not None:
            if len({f.value for f in found if isinstance(f, Said) and f.name == fact.name}) == 1:
                yield replace(fact, service=None)
        elif not numbers or not isinstance(fact, Said) or fact.name != "payment" or fact.service is not None:
            yield fact
        elif _OF_ALL.search(seen.text):
            yield from (replace(fact, service=number) for number in numbers)
        else:
            told = [t for t in seen.once(heard) if t.kind == "says" and t.value == f"payment {fact.value}"]
            here = {seen.clause(t.start) for t in told}
            own = [n for n in numbers if _is_named_in(seen, found, n, here)]
            if len(own) == 1:
                yield replace(fact, service=own[0])


_OF_ALL = Pattern("(?:都|均|全部|[两三俩仨][个项笔样]?都?)(?:已经?|是|也|早就?)?(?:付|结|给|打|交|没付|没给)")


def _is_named_in(
    seen: Scene, found: list[Said | Unclear], number: int, clauses: Collection[tuple[int, int]]
) -> bool:
    """Whether one of some clauses names the service of a number by its kind, and no other does."""
    values = {f.service: f.value for f in found if isinstance(f, Said) and f.name == "category"}
    own = values.get(number)
    return list(values.values()).count(own) == 1 and any(
        m.kind in ("service", "mandatory")
        and (m.value == own or (m.kind == "mandatory" and own == "testing"))
        for low, high in clauses
        for m in seen.between(low, high)
    )


def _is_of_grants(seen: Scene, found: list[Said | Unclear]) -> bool:
    """Whether 没领过 says no to having had vouchers, while something else was asked."""
    told = "granted_none" in seen.kinds and any(fact.name == "granted_this_year" for fact in found)
    return told and not seen.wants("granted_this_year")
