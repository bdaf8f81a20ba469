"""Amounts of money in a message, exact or vague, told apart from every other number."""

import re
from typing import NamedTuple

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.characters.text import head
from dialogs.understanding.figures.numerals import ONE, Number, counts, numbers
from dialogs.understanding.figures.rough_words import AFTER, BOUND, HEDGE
from policy.money import HIGHEST, YUAN, Fen, spoken


class Amount(NamedTuple):
    """An amount of money and where it stands in the text; the truth lies from ``low`` to ``high``."""

    start: int
    end: int
    raw: str
    low: Fen
    high: Fen | None
    """Nothing where the text gives no upper bound."""
    exact: bool
    """Whether it may be used as a fact unasked."""
    reading: str
    """How it was read, to be said back."""
    candidates: tuple[Fen, ...] = ()
    """The amounts it can be, where it is one of a few: 35 may be 35 元 or 35 万元."""


def amounts(text: str, *, bare: bool = False) -> tuple[Amount, ...]:
    """The amounts in a clean text, in order.

    ``bare`` reads numbers without a unit too, for the answer to a question about an amount.
    """
    text = head(text)
    if bare and (free := _FREE.fullmatch(text)):
        return (Amount(free.start(1), free.end(1), free[1], 0, 0, exact=True, reading=spoken(0)),)
    parts: list[_Part] = []
    for number in numbers(text):
        if parts and number.start < parts[-1].end:
            continue  # the 5 of 3元5角
        if part := _part(text, number):
            gap = text[parts[-1].end : part.start] if parts else "\n\n\n\n\n"
            parts[-1:] = _together(text, parts[-1], gap, part) if len(gap) <= 4 else [*parts[-1:], part]
    money = [part for part in parts if part.money]
    if bare and not money:
        money = [read for part in parts if (read := _bare(text, part))]
    return tuple(_amount(text, part) for part in money if part.low <= HIGHEST)


class _Part(NamedTuple):
    """A number on its way to being an amount, in fen."""

    start: int
    end: int
    low: Fen
    high: Fen | None
    money: bool
    number: Number
    about: bool = False
    sure: bool = True
    candidates: tuple[Fen, ...] = ()


_CURRENCY = Pattern(
    "(?:¥|人民币|rmb|cny|(?:(?P<ten>\\(万元\\)|(?<![0-9十百千两几多半 ])万元:)|\\(元\\))[:：]?) ?$"
)
_FOREIGN = Pattern("(?:usd|eur|hkd|jpy|gbp|krw|美[金元刀]|[欧日韩]元|港[币元]|英镑) ?[:：]? ?$")
_DIGIT = "[0-9一二两三四五六七八九壹贰叁肆伍陆柒捌玖]"
_UNIT = Pattern(
    " ?(?:(?P<unit>元(?![锂催乙丙化素区桥函件器宝]|正极|材料|复合)|圆|块(?![板屏电芯硬布地牌镁铝砖岩]|合金"
    "|钢|铜|木[头板]|石[头料]|[原材面]?料|试[样块片]|样|玻璃|陶瓷|橡胶|皮革)|rmb|cny)"
    "(?:钱|整|正|人民币)*|人民币)"
    f"(?:零?(?:(?P<jiao>{_DIGIT})[角毛](?:零?(?P<fen>{_DIGIT})分)?|(?P<only>{_DIGIT})分(?![期批]))[整正]?"
    "|(?P<tail>(?<=块)[0-9二三四五六七八九](?![0-9a-z.万千百年月日号点时份个家次项]))?)"
)
_SMALL = {digit: value % 9 + 1 for value, digit in enumerate("123456789一二三四五六七八九壹贰叁肆伍陆柒捌玖")}
_SMALL |= {"0": 0, "两": 2}
# What makes a number a count, a measure, a share or foreign money.
_OTHER = Pattern(
    "(?:只(?![付给花交有能打到拿领报补])|[%‰‱折]|成(?![交功本品])|头(?![款期笔批])|[来多余几](?:[号口人户家]|[个名位](?!万))|个(?!万)|[名位家户份次台套件条页字张篇层栋间辆种批亩吨斤米克瓦度倍岁届股核株匹轮"
    "周秒期组级号点时炉釜罐瓶袋桶卷根枚粒遍趟](?!费|都|用|能)|升(?!级)|毫[升米克]|厘米|微[米克]|赫|兆|人(?!工|员费)|项(?!目)|天(?!津)|本(?![金次月年来地身企公单期])"
    "|年(?![底初前后终末中])|月(?![底初中末])|日|季度|小时|分(?![一二两三四五0-9期批次])|平(?:方|米|$)|公[里斤]|千|百"
    "|英|法郎|美[元金刀]|欧|港[币元]|日元|韩元|卢布|[a-z])"
)
_DATED = Pattern(" ?[年月日号点时]")
# 9800付清了
_PAYING = frozenset("付已给打转花实全结")
_PAID_NEXT = Pattern(
    "(?:已|已经|全|全部|都)?(?:付清|付完|付了|付的|付讫|结清|给了|打了|转了|花了|打过去|转过去)|已付|实付|付清"
)
# 付了15.6，单位是万
_IN_TENS = Pattern("[ ,(]{0,2}单位都?[是为:]?万元?[)]?")
_HOW_MUCH = Pattern("(?:能|可以|会|[返补报退贴给])[^,，。\n]{0,4}$")
_RANGE = Pattern(" ?(?:到|至|[-~—–]+) ?")
_EITHER = Pattern(" ?(?:或者?|还是) ?")
_LIST = Pattern(" ?(?:[、,]|和|跟|与|及|以及) ?")
_DIGITS = Pattern("[0-9]+")
_YEAR = Pattern("(?!2000$)(?:19[89]|20[0-9])[0-9](?:(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01]))?")
_PHONE = Pattern("0[0-9]+|1[3-9][0-9]{9}|[0-9]{13,}")
_LABEL = Pattern("(?:^|[\n;；。]) ?$")
_FREE = Pattern(
    "(?:我们|目前|暂时|还|就|是|一共|总共|都|也)*("
    "(?:没有?|未)(?:花|付|用)过?(?:一分)?(?:钱|款|费用?)?|一分钱?[都也]?(?:没有?|不)(?:花|付|要|收)过?钱?"
    "|免费的?|零蛋|毛都没有|一[分毛]钱?没有|颗粒无收|不(?:要|用|花)钱|零元?|0(?:\\.0+)? ?元?)[的了呢啊吧。.! ]*"
)


def _part(text: str, number: Number) -> _Part | None:
    """The number with its currency, or nothing where it is plainly something else."""
    start, end = number.start, number.end
    before = text[max(0, start - 6) : start]
    currency = _CURRENCY.search(before) if before else None
    low, high = number.low * YUAN, number.high * YUAN
    if currency:
        start -= len(currency.group())
        before = text[max(0, start - 2) : start]
        if currency["ten"] and not number.scaled and not _UNIT.match(text, end):
            low, high = low * 10_000, high * 10_000
    last = before[-1:]
    if last in ("第", "负", "−", "$", "€", "£") or (last == "-" and before[-2:-1] in _OPENERS):
        return None
    if before and _FOREIGN.search(before):
        return None
    unit = _UNIT.match(text, end)
    if unit:
        if unit.group()[:1] == "块" and text[start:end] == "一" and not before.endswith(_PRICED):
            return None
        end = unit.end()
        small = _small(unit)
        low, high = low + small * ONE, high + small * ONE
    elif not number.upward and (counts(text, end, _OTHER) or (not number.scaled and _DATED.match(text, end))):
        return None
    if text[number.start] in "几数" and _HOW_MUCH.search(before):
        return None
    money = bool(currency or unit) or number.scaled or "," in text[number.start : number.end]
    ten = None if unit or number.scaled else _IN_TENS.match(text, end)
    if ten:
        low, high, end, money = low * 10_000, high * 10_000, ten.end(), True
    if (
        not money
        and number.low >= 100 * ONE
        and text[end : end + 1] in _PAYING
        and _PAID_NEXT.match(text, end)
    ):
        money = _YEAR.fullmatch(text, number.start, number.end) is None
    touching = last.isascii() and (last.isalnum() or last in "._/:") and last != ""
    if last == ":" and not (before[-2:-1] and before[-2:-1].isascii()):
        touching = False  # 合同金额:126000
    if last == "e" and before[-2:-1].isdigit():
        return None  # 1e6元 is no sum that anybody here writes
    if touching and not currency and not (unit or text[end - 1] in "万亿千百"):
        return None
    # A dash after a word, a decimal that is no fen, a slash or comma between digits: which amount is meant?
    joined = last in (".", "。", "/", ":", ",", "⁄") and before[-2:-1].isdigit()
    sure = not (number.unsure or low % ONE or joined or (last == "-" and _is_word(before[-2:-1])))
    candidates: tuple[Fen, ...] = ()
    if number.clipped and not unit and not currency:
        high, candidates = high * 10_000, (low // ONE, low * 10_000 // ONE)
    part = _Part(start, end, low // ONE, -(-high // ONE), money, number, number.about, sure, candidates)
    if number.upward:
        part = part._replace(high=None)
    after = AFTER.match(text, end)
    return _bounded(part, after) if after else part


# 加一块, 一块儿报, 另一块是检测: one yuan only where it is paid.
_PRICED = ("花", "付", "给", "交", "收", "了", "价", "差")
_OPENERS = ("", " ", "\n", "(", ":", "=", ",", "，", "。", ";", "；", "、", "¥")


def _is_word(character: str) -> bool:
    return bool(character) and character not in "万亿千百元块kw月日号年%" and character > "\u3400"


def _small(unit: re.Match[str]) -> Fen:
    jiao = unit["jiao"] or unit["tail"]
    fen = unit["fen"] or unit["only"]
    return (_SMALL[jiao] * 10 if jiao else 0) + (_SMALL[fen] if fen else 0)


def _bounded(part: _Part, after: re.Match[str]) -> _Part:
    """The part with the word that bounds it: 左右, 出头, 多, 以上, 以内."""
    kind, low = after.lastgroup, part.low
    if kind == "between":
        return part
    part = part._replace(end=after.end())
    if kind == "about":
        return part._replace(about=True)
    if kind == "bit":
        return part._replace(high=low + low // 10)
    if kind == "more":
        return part._replace(high=low + part.number.place * YUAN // ONE)
    return part._replace(high=None) if kind == "plus" else part._replace(low=0)


def _together(text: str, a: _Part, gap: str, b: _Part) -> list[_Part]:
    """What two neighbouring numbers are: a range, a choice, a list sharing its unit, or themselves."""
    between = text.startswith("之间", b.end)
    if not a.money and gap == "-" and text[a.start] == "0":
        return [b]
    if _RANGE.fullmatch(gap) or (between and _LIST.fullmatch(gap)):
        return _range(a, b, b.end + 2 * between)
    if not b.money:
        # 8千、1万1、2600
        bare = a.money and "," not in gap and _LIST.fullmatch(gap) and 100 * YUAN <= b.low < 10**7 * YUAN
        return [a, b._replace(money=bool(bare) and not _YEAR.match(text, b.start))]
    first = a.low if a.money else _shared(a, b)
    if _EITHER.fullmatch(gap):
        highest = None if b.high is None else max(first, b.high)
        choice = a._replace(
            end=b.end, low=min(first, b.low), high=highest, money=True, candidates=(first, b.low)
        )
        return [choice]
    if not a.money:
        return _list(text, a, gap, b, first) if _LIST.fullmatch(gap) else [a, b]
    if gap == "" and b.low - a.low == a.number.scale * YUAN:
        return [a._replace(end=b.end, high=b.high)]
    if gap in ("", " "):
        # 3万 5千 is one amount or two.
        sure = a.sure and b.sure and b.low > a.low and gap == " "
        return [a._replace(sure=sure), b._replace(sure=sure)]
    return [a, b]


def _range(a: _Part, b: _Part, end: int) -> list[_Part]:
    if a.high is None or b.high is None:
        return [a, b]
    low = _shared(a, b) if b.money and not a.money else a.low
    if low >= b.high:
        return [a._replace(sure=False), b._replace(sure=False)]
    high = b.high if b.money or b.high >= 1000 * YUAN else b.high * 10_000
    return [a._replace(end=end, low=low, high=high, money=b.money or a.money, sure=False)]


def _list(text: str, a: _Part, gap: str, b: _Part, shared: Fen) -> list[_Part]:
    """3、4万 is a range, 1、35万 a labelled line, 20、35万 two amounts, 12, 000元 one."""
    head_digits, digits = _DIGITS.match(text, a.start), _DIGITS.match(text, b.start)
    if "," in gap and head_digits and digits and head_digits.end() == a.end:
        tail = digits.group()
        whole = int(head_digits.group() + tail) * b.number.scale * YUAN
        if len(tail) == 3 and tail[0] == "0" and b.number.scale == 1:
            return [b._replace(start=a.start, low=whole, high=whole)]
        if len(tail) == 3 or gap == ",":
            low, high = min(b.low, whole), max(b.low, whole)
            return [b._replace(start=a.start, low=low, high=high, candidates=(b.low, whole))]
    unit = b.number.scale * YUAN
    if gap.strip() in ("、", ",") and b.low - shared == unit and shared < 10 * unit:
        return [a._replace(end=b.end, low=shared, high=b.high, money=True)]
    if gap.strip() == "、" and a.low < 10 * YUAN and _LABEL.search(text[max(0, a.start - 2) : a.start]):
        return [b]
    candidates = (a.low, shared) if shared != a.low else ()
    return [a._replace(high=max(a.low, shared), money=True, candidates=candidates), b]


def _shared(a: _Part, b: _Part) -> Fen:
    """What ``a`` is in the unit of ``b``, 20 in 20到30万; or as it stands, if that is not below ``b``."""
    lead = b.number.lead if a.number.high < 10 * ONE else 1
    for scale in (lead * b.number.scale, b.number.scale):
        if b.high is None or a.low * scale < b.high:
            return a.low * scale
    return a.low


def _bare(text: str, part: _Part) -> _Part | None:
    """A number without a unit as the amount asked for; below 1,000 it may be 元 or 万元."""
    raw = text[part.start : part.end]
    before, after = text[part.start - 1 : part.start], text[part.end : part.end + 1]
    if _PHONE.fullmatch(raw) or before in ("〔", "[", "【", "-") or after in ("〕", "]", "】", "-", "/"):
        return None
    if not raw[0].isascii() and not (before in _BEFORE_BARE and after in _AFTER_BARE):
        return None
    if part.high == part.low and 0 < part.low < 1000 * YUAN:
        return part._replace(high=part.low * 10_000, candidates=(part.low, part.low * 10_000))
    return part._replace(sure=part.sure and not _YEAR.fullmatch(raw))


_BEFORE_BARE = ("", " ", ",", "，", ":", "是", "约", "共", "付", "花", "了")
_AFTER_BARE = ("", " ", ",", "，", "。", ".", "吧", "的")


def _amount(text: str, part: _Part) -> Amount:
    low, high, about, sure = part.low, part.high, part.about, part.sure
    window = text[max(0, part.start - 16) : part.start]
    bound = BOUND.search(window) if window and low == high else None
    if bound:
        kind = bound.lastgroup
        low, high = (
            (0, high) if kind == "less" else (low - low // 10, high) if kind == "near" else (low, None)
        )
    elif window and HEDGE.search(window):
        about, sure = about or low == high, False
    about = about and low == high
    if about and high is not None:
        low, high = low - low // 10, high + high // 10
    return Amount(
        start=part.start,
        end=part.end,
        raw=text[part.start : part.end],
        low=low,
        high=high,
        exact=sure and low == high,
        reading=_reading(low, high, about, part.candidates),
        candidates=part.candidates,
    )


def _reading(low: Fen, high: Fen | None, about: bool, candidates: tuple[Fen, ...]) -> str:
    if candidates:
        return "或 ".join(spoken(candidate) for candidate in candidates)
    if high is None:
        return f"{spoken(low)}以上"
    if low == high:
        return spoken(low)
    if about:
        return f"约 {spoken((low + high) // 2)}"
    return f"{spoken(low)}至 {spoken(high)}之间" if low else f"不超过 {spoken(high)}"
