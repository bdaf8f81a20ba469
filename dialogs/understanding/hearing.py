"""Hearing: a message with what it asks of the talk itself set apart: noise, steering, corrections."""

from __future__ import annotations

from dialogs.understanding.characters.cues import Words
from dialogs.understanding.characters.cues import words as cued
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.reading import reading
from dialogs.understanding.result import Asked, Understanding
from dialogs.understanding.scene.observation import scene
from dialogs.understanding.scene.retractions import is_mended
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.setting import Setting
from dialogs.understanding.talk.controls import denies, named
from dialogs.understanding.talk.corrections import Correction, correction, may_correct
from dialogs.understanding.talk.meanings import own_name
from dialogs.understanding.talk.noise import is_noise
from dialogs.understanding.talk.steering import Steering, steering
from dialogs.understanding.words.choices import retaken
from dialogs.understanding.words.polarity import polarity


def hearing(words: Words, setting: Setting) -> Understanding:
    """What a clean text says, and what it asks of the talk; noise says nothing."""
    if is_noise(words):
        return Understanding()
    if setting.offered and (again := retaken(words.text)):
        words = cued(again)
    if not any(option.label == words.text for option in setting.offered):
        steered = steering(words, setting.asked is not None)
        if steered is not None:
            told = _FINISHED.sub("", steered.rest) if steered.control == "add_service" else steered.rest
            rest = reading(cued(told), _open(setting)) if told else Understanding()
            if _is_meant(steered, rest, setting):
                return _talked(steered, rest)
        elif may_correct(words) and not _APART.search(words.text):
            seen = scene(words, setting)
            fixed = None if denies(seen) or is_mended(seen) else correction(seen)
            if fixed is not None:
                return _answered(seen, fixed, setting) or _corrected(seen, fixed, setting)
            return reading(words, setting, seen=seen)
    return reading(words, setting)


def _open(setting: Setting) -> Setting:
    """The talk with its question where a value answers it: no yes or no said beside a control word does."""
    asked, facts = setting.asked, setting.facts
    types = [facts[name].type for name in asked.facts if name in facts] if asked else []
    return setting.about(asked if types and not {"bool", "choice", "set"} & set(types) else None)


# ---- steering


_WEAK = ("continue", "quit", "help")
_POLITE = frozenset(("greeting", "thanks"))


def _is_meant(steered: Steering, rest: Understanding, setting: Setting) -> bool:
    """Whether the talk is meant, and not what the rest of the message tells or asks."""
    heard = set(rest.intents) - _POLITE
    if steered.control == "quit":
        heard.discard("rule")  # 我去问下会计
    says = bool(rest.facts or rest.unclear or rest.region or rest.off_topic or heard)
    if steered.control == "meaning" and setting.asked is None and "券" in steered.rest:
        return False  # 有个创新券，这是啥意思
    if steered.control == "add_service":
        return True
    if steered.control == "change_year" and "错" in steered.rest and says:
        return False  # 年份搞错了，是23年开的票
    if steered.control == "change_region":
        if setting.edition is None and not _CHANGES.search(steered.rest):
            return False
        return bool(rest.region) or any(word in steered.rest for word in _PLACES)
    if steered.control in _WEAK:
        answers = (
            setting.asked is not None
            and _open(setting).asked is None
            and polarity(steered.rest) in ("yes", "no")
            and steered.rest[:1] not in "嗯好哦"
        )
        return not says and not answers
    return not says or setting.asked is not None or steered.control not in ("meaning", "why")


# 我想看看运城的 changes nothing before a region is known.
_CHANGES = Pattern("[换切改转调跳错别]|其[他它]|不是?[看查问]")
_PLACES = (
    "地区",
    "地方",
    "城市",
    "地市",
    "区域",
    "地儿",
    "省",
    "个市",
    "个区",
    "别的市",
    "别的区",
    "别的县",
    "他市",
    "它市",
    "个县",
    "州",
)


def _talked(steered: Steering, rest: Understanding) -> Understanding:
    control = steered.control
    # 我也说不上来 beside 为啥要问营收 leaves nothing open.
    known = tuple([fact for fact in rest.facts if fact.value is not None])
    told = rest._replace(facts=known, control=control, correct=None, answer=None, chosen=(), chosen_all=None)
    if control == "meaning":  # 经认定的检测机构是啥意思 buys nothing
        told = told._replace(facts=tuple([fact for fact in known if fact.name != "category"]))
    if control == "restart" and not _ASKS.search(steered.rest):
        told = told._replace(intents=tuple(w for w in rest.intents if w in _POLITE))  # 前面是瞎填的
    if control == "why":
        return told._replace(off_topic=None)  # 问这个干嘛，税务那边会知道不
    if control in ("change_region", "change_year", "quit"):
        return told._replace(
            facts=(), unclear=(), points=(), intents=tuple(w for w in rest.intents if w in _POLITE)
        )
    return told


# 检测那笔就这样了哈，再加一笔查新: what was told before is not told again.
_FINISHED = Pattern(
    "^[^,。;!? ]{0,8}[这那]一?[笔项个份单](?:服务)?(?:就|也|都|已经)*(?:这样|说完|完|好|弄完|填完|齐|到这|报完"
    "|算完)(?:儿|里)?了"
    "(?:啊|哈|吧|的|哦|嘛)*[,。;!? ]+|^(?:刚才|刚刚|前面|上面"
    "|前头)(?:说的)?那一?[笔项个份单]是[^,。;!? ]{2,8}[,。;!? ]+"
)
_ASKS = Pattern("[?吗么]|怎么|咋|什么|啥|多少|哪|[能可]不[能可]|有没有|如何")


# ---- corrections

# 不是6月18就是6月19, 改成高校做的话呢, 老搞混，差别在哪, 如果把发票作废 take nothing back
_APART = Pattern(
    "不是[^,。;?!]{1,12}?就是|[改换]成[^,。;?!]{1,12}(?:的话|呢[? ]*$)|还[要得在]再?[改修](?:改|一改"
    "|一下)?(?:$|[,。;! ])"
    # 报告里头有个数不对，退回去重做了
    "|(?:有个|有一个|有几个|有些?|里头|里面)[^,。;?!我]{0,4}(?:数据?|地方|参数|尺寸|指标|结果)(?:不对|有误"
    "|不准|对不上)(?![,。 ]*(?:应|是|改成))"
    "|[搞弄][得的]?混[^。;?!]*(?:区别|差别|差在|不同|一样|分清|分开)"
    "|(?:如果|要是|假如|假设|万一|倘若)[^,。;?!]{0,14}(?:作废|重[开签填])"
)

# 不是青岛的 是烟台的, as the answer to where: what is denied was never said
_DENIED_FIRST = Pattern(
    "(?:都|也|我们?|他们?|机构|这|那|其实|[ ])*(?:并?不是|不在|非)(?!.*(?:记|说|填|写|看|弄|搞|打"
    "|选|点)[错岔反混])"
)


def _answered(seen: Scene, fixed: Correction, setting: Setting) -> Understanding | None:
    """The message as the answer to the open question, where it denies one value and gives another of its kind."""
    asked = setting.asked
    if asked is None or len(asked.facts) != 1 or fixed.disputes or fixed.is_bare:
        return None
    fact = setting.facts.get(asked.facts[0])
    if fact is None or fact.type not in ("region", "date", "money", "integer", "choice"):
        return None
    if not _DENIED_FIRST.match(seen.text):
        return None
    told = reading(cued(fixed.rest), setting)
    return told if any(said.name == fact.name for said in told.facts) else None


def _corrected(seen: Scene, fixed: Correction, setting: Setting) -> Understanding:
    """The new value read as the answer to the fact that is corrected, if one is named."""
    words = cued(fixed.rest)
    if fixed.disputes:
        return reading(words, setting.about(None))
    name = named(seen, *fixed.named) if fixed.named else None
    name = own_name(seen, name) if name else None
    asked = setting.about(Asked(kind="one", facts=(name,))) if name and name in seen.facts else None
    told = reading(words, asked or _open(setting))
    if name in _PROGRESS:  # 做完了我说早了，最后一轮试验还没跑完
        told = told._replace(facts=tuple([fact for fact in told.facts if fact.name != "category"]))
    if name is None and len(seen.amounts) == 1 and not told.facts and not fixed.is_bare:
        told = reading(words, setting.about(Asked(kind="one", facts=(seen.base,))))  # 不对，是30万
    wishes = tuple(w for w in told.intents if w in _POLITE) if fixed.is_bare else told.intents
    if fixed.is_bare or not (told.facts or told.unclear or told.region):
        return told._replace(
            control="correct", correct=name, facts=(), unclear=(), answer=None, region=(), intents=wishes
        )
    return told._replace(control="correct", correct=None, answer=None, chosen=(), chosen_all=None)


_PROGRESS = ("finished", "begun", "completed", "payment")
