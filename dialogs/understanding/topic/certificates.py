"""Certificates: what a message wants to know of certificates and size classes in general, whatever the region."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.result import WHICH_CERTIFICATES, WHICH_INDUSTRY, Aspect, Terms
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.topic.industries import named_industry
from dialogs.understanding.words.lexicon import Mark

SIZE = "size_class"
_CERTIFICATES = ("certificate", "certificate_other")
_SIZES = ("size", "size_unclear", "size_alone")
_NAMING = frozenset((*_CERTIFICATES, *_SIZES))
# What is about the voucher, or about something that is neither.
_NOT_GENERAL = ("voucher", "service", "neighbour")
_LONGEST = 120


class Inquiry(NamedTuple):
    """What is asked, and the stretches of the text that ask it: nothing there is said of the enterprise."""

    terms: Terms
    spans: tuple[tuple[int, int], ...]


def inquiry(scene: Scene) -> Inquiry | None:
    """The general question of a message, the answer to one of ours included."""
    if scene.asked is not None and scene.asked.kind == "term" and (found := _answer(scene)):
        return found
    if not _NAMING.isdisjoint(scene.kinds) and (found := _of_certificates(scene) or _of_sizes(scene)):
        return found
    return _of_these(scene) or _disputed(scene)


def _answer(scene: Scene) -> Inquiry | None:
    """Which certificates, or which industry, was meant."""
    whole = ((0, len(scene.text)),)
    certificates = scene.of_kind(*_CERTIFICATES)
    if scene.wants(WHICH_CERTIFICATES) and certificates:
        return Inquiry(Terms(names=_names(scene, certificates), aspect=_aspect(scene.text)), whole)
    industry = _industry(scene) if scene.wants(WHICH_INDUSTRY) else None
    if industry:
        return Inquiry(Terms(names=(SIZE,), aspect="conditions", industry=industry), whole)
    return None


def _industry(scene: Scene) -> str | None:
    """The industry named, whoever is in it."""
    return named_industry(scene) if "industry" in scene.facts else None


_DIFFERENCE = Pattern(
    "区别|差别|差异|差[在哪][哪啥里儿]|差多少|不同之处|不同在哪|有(?:什么|啥|何|甚|嘛|哪些)不(?:同|一样)"
    "|(?:是不是|算不算"
    "|是)同?一(?:回事|码事|个(?:东西|意思))|(?:怎么|如何|咋)(?:区分|辨别|分辨|分清)|分不清|搞不清|一回事|一码事"
    "|一样[吗么不]|(?:什么|啥|何)关系|(?:同)?一个东西|(?:什么|啥|何|几)(?:两样|不一样|不同)|差得?(?:多|远"
    "|大)(?:不[多远大]|吗|么)|比(?:一比|较一?下|一下|比)|对比"
    "|(?:好|强|值钱|有用|管用|划算|合适|容易|简单|难|高|吃香)(?:些|点)?还是[^,。;?!]{2,14}(?:好|强|值钱|有用"
    "|管用|划算|合适|容易|简单|难|高|吃香)|比[^,。;?!]{2,10}[高低]一?[级档等头]"
    "|哪一?(?:个|张|种|样|块|本)[^,。;?!]{0,6}(?:更|最)(?:合适|划算|有用|管用|好|强|多|值)|哪一?(?:个|种|块|样"
    "|张|本|头|边)(?:牌子|证书|证|牌|资质)?的?(?:门槛|好|划算|有用|管用|合适|含金量|对|更|最"
    "|强|值钱|顶用|吃香|实惠|容易|难|简单|高级|级别|加分|优惠|给得?多|多|少"
    "|(?:办|申请|申报|评|弄|拿|搞|认定|考)(?:起来|下来|着|上|到)?[^,。;?!]{0,3}(?:省事|省心|容易|难|快|慢|简单|好|划算|麻烦|费劲))"
)
_VALIDITY = Pattern(
    "有效期(?:是|有|为)*(?:几年|多久|多长|几个?月|到什么时候|(?<!在有效期)呢|吗)|(?<![在过内])有效期$|终身"
    "|(?:每年|年年|一年一?次?)(?:都|是不是|是否)*(?:需要|要|得|必须)[^,。;?!]{0,8}(?:吗|么|不|\\?|$)"
    "|(?:几年|多久)(?:有效|[一]?评|认定|复审|复核|评价|重新)|管(?:几年|多久)|能用几年"
)
_CONDITIONS = Pattern(
    "(?:认定|评价|评定|入库|申报|评审|评选|认证)的?(?:条件|标准|指标|门槛|要求)|(?:打分|评分)(?:表|标准|细则|项)"
    "|的(?:申请)?(?:条件|标准|要求|门槛)|(?:条件|标准|要求|门槛)(?:是?什么|是?啥|有?哪些|呢|多高)"
    "|(?:什么|哪些|啥|最新)(?:样的)?(?:条件|标准|要求|门槛)"
    "|占比(?![^,。;?!]{0,4}(?:不够|没达|不达|太低|偏低|低了|没到|够了|[打砍核降](?:下|掉|低|了|减)))|(?:占|研发|收入)[^,。;?!]{0,4}(?:比例"
    "|百分之)(?!不|没|太|偏|低了|差)|几个(?:知识产权|专利|软著|发明)|(?:多少|几)分(?!之)"
)
_PROCESS = Pattern(
    "(?!(?:怎么|咋|如何是)[好办](?:$|[,。;?!呢啊呀 ]))"
    "(?:怎么|如何|咋|怎样|去哪|在哪|到哪|找谁|跟谁|哪)(?:里|儿|才能|能|去|来|进行)*"
    "(?:认定|评价|评定|评上|评选|评|认证|入库|申请|申报|办理|办|弄|拿到|取得|获得|考)"
    "|(?:认定|评价|评定|申报|申请|入库|认证|评审|办理)的?(?:流程|程序|步骤|手续|办法)"
    "|(?:想|要|打算|准备)(?:去)?(?:评|办|弄|申请|申报|认定|搞|拿|入)(?:一?个)?"
    "[^,。;?!]{2,12}[,， ]?(?:去|在|上|到)?(?:哪|怎么|咋)[^,。;?!]{0,6}(?:填|弄|办|登|申请|交|评|注册)"
    "|(?:具体|详细)的?流程|流程(?:是|都)?(?:什么|怎|啥|有)"
)
# Wishes for the voucher: 高企能领多少, 高企符合条件吗.
_CLAIMS = Pattern(
    "(?:能|可以|可否|能否|可不可以|能不能)(?:不能)?(?:报|领|补|兑|用|享|拿|给)|符合(?:申请|申报|兑付)?(?:条件"
    "|要求|资格)?(?:吗|不|么|$)|报销|补贴|补助|领券|兑"
)
# What none of these questions does without: looking for it is cheap.
_ASKING = Pattern(
    "区[别分]|差[别异]|不同|辨|分[清不]|搞不清|一回事|一码事|一个|差在|差多|差得|差[远大]|对比|比|还是|关系|样"
    "|哪|有效|终身|[几每一]年|年年|多久|管几|条件|标准|指标|门槛|要求|[打评几]分"
    "|少分|占|比例|百分之|几个|怎|如何|咋|[找跟]谁|流程|程序|步骤|手续|办法"
)
_ASPECTS: tuple[tuple[Aspect, Pattern], ...] = (
    ("difference", _DIFFERENCE),
    ("validity", _VALIDITY),
    ("conditions", _CONDITIONS),
    ("process", _PROCESS),
)


def _aspect(text: str) -> Aspect | None:
    """Which side of a certificate is asked about."""
    for aspect, pattern in _ASPECTS:
        if pattern.search(text) and (aspect == "difference" or not _CLAIMS.search(text)):
            return aspect
    return None


def _of_certificates(scene: Scene) -> Inquiry | None:
    if not _ASKING.search(scene.text):
        return None
    for low, high, marks in _sentences(scene, _CERTIFICATES):
        text = scene.text[low:high] + scene.text[high : high + 1].strip("。;!\n")
        aspect = _aspect(text)
        if aspect == "conditions" and _MET.search(text) and not _PUT.search(text):
            continue  # 代理说我们够高企的条件
        if aspect is None or any(m.kind == "neighbour" for m in scene.between(low, high)):
            continue
        if aspect != "difference" and _is_of_ours(scene, low, high, marks):
            continue
        names = _names(scene, marks)
        if aspect == "difference" and _is_of_regions(scene):
            continue
        if aspect == "difference" and len(names) < 2 and not _DIFFERENCE_OF_ONE.search(text):
            continue
        # 怎么辨别…？差别在哪？ go on about the same.
        span = (
            (_after_held(scene, low, high, marks), len(scene.text)) if aspect == "difference" else (low, high)
        )
        return Inquiry(Terms(names=names, aspect=aspect), (span,))
    return None


_MET = Pattern(
    "(?:够|符合|满足|达到|具备|合乎)(?:了|得上)?[^,。;?!不]{1,12}的?(?:申请|申报|认定)?(?:条件|标准|要求|门槛)"
)
_PUT = Pattern("[吗么?]|什么|哪|啥|怎|多少|[几咋]|(.)[不没]\\1|是否|能否")


def _after_held(scene: Scene, low: int, high: int, marks: Sequence[Mark]) -> int:
    """Where the question begins after what is told of oneself: 我们是高企，又是专精特新，这两个证写哪个好."""
    asked = _DIFFERENCE.search(scene.text, low, high)
    start = scene.clause(asked.start())[0] if asked else 0
    told = start > marks[-1].end and all(
        _HELD.search(scene.text, max(low, m.start - 6), m.start) is not None for m in marks
    )
    return start if told else 0


_BESIDE = Pattern("[跟和与比同]")


def _is_of_regions(scene: Scene) -> bool:
    """Whether it is places that are compared, or one with the place in hand."""
    beside = [scene.text[max(0, p.start - 1) : p.start] + scene.text[p.end : p.end + 1] for p in scene.places]
    return len(beside) > 1 or any(map(_BESIDE.search, beside))


# 要几个知识产权: no service.
_COUNTED = Pattern("几个(?:知识产权|专利|软著|发明)")
_DIFFERENCE_OF_ONE = Pattern("区别|差别|差异")
_HELD = Pattern("(?<![算才没])(?:是|有|属于|拿了|作为|通过了|取得了)(?:的|一家|个|国家)*$")


def _is_of_ours(scene: Scene, low: int, high: int, marks: Sequence[Mark]) -> bool:
    """Whether it is the voucher that is asked for, by somebody who holds a certificate."""
    counted = [(m.start() + low, m.end() + low) for m in _COUNTED.finditer(scene.text[low:high])]
    for mark in scene.between(low, high):
        if mark.kind in _NOT_GENERAL and not any(
            mark.start < end and start < mark.end for start, end in counted
        ):
            return True
    return any(_HELD.search(scene.text[max(low, m.start - 6) : m.start]) for m in marks)


_SIZED = Pattern(
    "标准|规定|划分|划型|定义|(?:怎么|如何|咋)(?:区分|分|划|界定|算|判断|认定|辨别|看)|区别|差别|不同"
    "|是(?:指|个)?(?:什么|啥)|什么(?:是|叫|意思)|指(?:的是)?(?:什么|啥|哪些)|(?:多少|几个?)(?:人"
    "|万)[^,。;?!]{0,6}算|一样吗|一回事"
)


def _of_sizes(scene: Scene) -> Inquiry | None:
    for low, high, marks in _sentences(scene, _SIZES):
        text = scene.text[low:high] + scene.text[high : high + 1]
        general = _SIZED.search(text) and not _CLAIMS.search(text)
        if not general or _is_of_ours(scene, low, high, marks) or (scene.places and "区别" in text):
            continue
        return Inquiry(Terms(names=(SIZE,), aspect="conditions", industry=_industry(scene)), ((low, high),))
    return None


_THESE = Pattern(
    "(?:这|那|上面|以上|前面)(?:(?:两|三|四|几|些)?(?:类|种|个|样|些)(?:企业|证书|资格|资质|牌子|称号)"
    "|[两三四几][类种])"
)


def _of_these(scene: Scene) -> Inquiry | None:
    """这三类企业的评价流程: which ones is not said."""
    text = scene.text
    if not ("种" in text or "类" in text or "个" in text or "样" in text or "些" in text):
        return None
    found = _THESE.search(text)
    aspect = _aspect(text) if found else None
    if found is None or aspect is None or scene.of_kind(*_NOT_GENERAL):
        return None
    return Inquiry(Terms(aspect=aspect), (scene.sentence(found.start()),))


_DISPUTED = Pattern(
    "(?:听说|不是说|(?:网上?|网页|网站|百度|公众号|文章|抖音|别人|人家|有人)[^。;?!\n]{0,6}?(?:写|说|讲|看|查))"
    "[^。;?!\n]{0,10}?(?:[0-9]|[一二两三四五])年(?![0-9])"
)


def _disputed(scene: Scene) -> Inquiry | None:
    """可是网页上写的是3年: held against what was answered."""
    if (
        "年" not in scene.text
        or len(scene.text) > _LONGEST
        or scene.of_kind(*_NOT_GENERAL, "invoice", "contract")
    ):
        return None
    if not _DISPUTED.search(scene.text):
        return None
    return Inquiry(
        Terms(names=_names(scene, scene.of_kind(*_CERTIFICATES)), aspect="disputed"), ((0, len(scene.text)),)
    )


def _sentences(scene: Scene, kinds: Sequence[str]) -> Iterator[tuple[int, int, list[Mark]]]:
    """The sentences that hold marks of some kinds, with these marks."""
    reach = -1
    for mark in scene.of_kind(*kinds):
        if mark.start < reach:
            continue
        low, high = scene.sentence(mark.start)
        reach = high
        if high - low <= _LONGEST:
            yield low, high, [m for m in scene.beginning(low, high) if m.kind in kinds]


def _names(scene: Scene, marks: Sequence[Mark]) -> tuple[str, ...]:
    """The certificates by their ids, each once; 小巨人 is one of its own."""
    return tuple(
        dict.fromkeys(
            "little_giant" if m.value == "srdi" and "小巨人" in scene.text[m.start : m.end] else m.value
            for m in marks
        )
    )
