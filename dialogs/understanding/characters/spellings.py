"""Spellings: ways of writing that plain text does without: spaced characters, ticks, pictures, Cantonese."""

from __future__ import annotations

import re

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.characters.pinyin import characters


def respelt(text: str) -> str:
    """A simplified, half-width text without its odd spellings; one that is nothing but pictures stays."""
    if " " in text:
        text = text.replace(" ", "") if is_spaced(text) else _SPREAD.sub(_closed, text)
    if "|" in text:
        text = text.replace("|", ",")
    if "。" in text:
        text = _POINT.sub(".", text)
    if "【" in text:
        text = _NAMED.sub(r" \1 ", _BOXED.sub(r"\1", _GLOSS.sub("", text))).strip()
    if not _LETTERS.isdisjoint(text):
        text = characters(text)
    if not _CANTONESE.isdisjoint(text):
        text = _SPOKEN.sub(_mandarin, text)
    if "参" in text:
        text = _THREE.sub("叁", text)
    if "×" in text or "✗" in text:
        text = _CROSSED.sub("没有 ", text).rstrip()
    if _PICTURES.search(text):
        text = _drawn(text)
        if " " in text and is_spaced(text):
            text = text.replace(" ", "")
    return text


def is_odd(text: str) -> bool:
    """Whether a text of letters, characters and common punctuation is spelt oddly."""
    return (
        (" " in text and (is_spaced(text) or _SPREAD.search(text) is not None))
        or ("。" in text and _POINT.search(text) is not None)
        or not _SPELT.isdisjoint(text)
    )


def is_spaced(text: str) -> bool:
    """Whether nearly every character stands by itself: 我 们 是 青 岛 的."""
    spaces = text.count(" ")
    if spaces >= _FEWEST_SPACES:
        if _APART.search(text):
            return False  # 12 3.5 万
        text = _FIGURE.sub("0", text)  # 实 付 36000，机 构 在 烟 台
    if spaces < _FEWEST_SPACES or 2 * spaces + 1 < len(text) * 0.85:
        return False
    parts = _GAPS.split(text)
    alone = sum(1 for part in parts if len(part) <= 1)
    return alone >= 0.9 * len(parts) and any(part > "一" for part in parts)


_APART = Pattern("[0-9.]{2,} [0-9]|[0-9] [0-9.]{2,}")
_FIGURE = Pattern("[0-9][0-9.]+")
_GAPS = Pattern("[ ,.?!:;，。、？！：；]+")


def _closed(match: re.Match[str]) -> str:
    return match.group().replace(" ", "")


# 付了 5 6 0 0 0 元 整: figures spread out before their unit.
_SPREAD = Pattern("(?<![0-9.])(?<![0-9.] )[0-9](?: [0-9.]){2,10} ?(?:[元块万wk]|年(?= ?[0-9]))(?: (?=整))?")
_FEWEST_SPACES = 4
# 12。8万: the full stop of a Chinese keyboard.
_POINT = Pattern("(?<=[0-9])。(?=[0-9]{1,4} ?(?:个?万|[wk元千亿块%]))")
# 克拉玛依区【kelamayi qu】
_GLOSS = Pattern("(?<=[一-鿿]) ?【[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ' ]{1,30}】")
# 我司属【小型】企业
_NAMED = Pattern(" ?【([一-鿿]{1,8})】:?")
_BOXED = Pattern("【([一-鿿]{1,8})】(?=企业|公司|单位|机构|服务|的)")
# Of Guangdong, and 甚 of Shanxi, 勿 and 呒 of Jiangsu, 啷个 of Sichuan.
_CANTONESE = frozenset("甚勿呒啷侬唔冇喺哋嘅咗攞畀嘢佢嚟咩乜㗎")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_SPELT = _CANTONESE | _LETTERS | {"参"}
_SPOKEN = Pattern(
    "唔该|唔(?:系|係|知|使|得|好|记得|清楚|可以|会|想|要|需要|符合|识)|系唔系|有冇|得唔得|可唔可以|能唔能"
    "|(?<![关联体的])系(?=咪|嘅|呀|啊|喔|我|佢)|[我你佢]哋系?|甚会儿|甚(?![至为好多是高大感微佳而])|(?<![请切])勿(?=[是晓清知准会行好在要有])|呒没|呒|啷个|侬|几时|乜嘢|点(?:样|解)|边度|边个|冇|喺|嘅|咗|攞|畀|嘢|佢|嚟|咩|㗎"
)
_MANDARIN = {
    "唔该": "谢谢",
    "唔使": "不用",
    "唔得": "不行",
    "唔知": "不知道",
    "唔识": "不懂",
    "唔系": "不是",
    "唔係": "不是",
    "系唔系": "是不是",
    "系": "是",
    "有冇": "有没有",
    "得唔得": "行不行",
    "可唔可以": "可不可以",
    "能唔能": "能不能",
    "我哋": "我们",
    "你哋": "你们",
    "佢哋": "他们",
    "我哋系": "我们是",
    "你哋系": "你们是",
    "佢哋系": "他们是",
    "甚会儿": "什么时候",
    "甚": "啥",
    "勿": "不",
    "呒没": "没有",
    "呒": "没",
    "啷个": "怎么",
    "侬": "你",
    "几时": "什么时候",
    "乜嘢": "什么",
    "点样": "怎样",
    "点解": "为什么",
    "边度": "哪里",
    "边个": "哪个",
    "冇": "没有",
    "喺": "在",
    "嘅": "的",
    "咗": "了",
    "攞": "拿",
    "畀": "给",
    "嘢": "东西",
    "佢": "他",
    "嚟": "来",
    "咩": "什么",
    "㗎": "啊",
}


def _mandarin(match: re.Match[str]) -> str:
    word = match.group()
    return _MANDARIN.get(word) or f"不{word[1:]}"


# 參萬 in simplified characters
_THREE = Pattern("参(?=[万仟佰拾千百亿]|[元圆]整?)")
# 高企×
_CROSSED = Pattern("(?<=[一-鿿])[ :]?[×✗✘](?=[ ,。;\n、]|$) ?")
# Pictures but those that are an answer by themselves.
_PICTURES = Pattern("[←-⇿⌀-⏿☀-➿⬀-⯿\U0001f000-\U0001faff]")
_ANSWERS = "👍👌✅✔√🙆☑❌✖×👎🙅❎"
_YES, _NO = "[✅✔☑√]", "[❌✖❎]"
_HELD_AFTER = Pattern(f"(?<=[一-鿿a-z0-9)])[ :]?(?:(?P<yes>{_YES})|(?P<no>{_NO}))(?=[ ,。;\n、]|$|[一-鿿])")
_HELD_BEFORE = Pattern(f"(?:^|(?<=[ ,。;\n、]))(?:(?P<yes>{_YES})|(?P<no>{_NO})) ?(?=[一-鿿])")
# 盐湖区 ✅创新型中小企业: of what follows, unless others stand behind what they are of.
_GLUED = Pattern(f"(?<=[ ,。;\n、])(?:{_YES}|{_NO})(?=[一-鿿])")
_TRAILING = Pattern(f"(?<=[一-鿿a-z0-9)])(?:{_YES}|{_NO})|(?:{_YES}|{_NO})(?=[ ,。;\n、]|$)")
# ✅已付清
_TICKED = Pattern(f"(?:^|(?<=[ ,。;\n、])){_YES} ?(?=已|付|做|签|开|交|通过)")
_PICTURE = Pattern(f"[ ]*(?![{_ANSWERS}])[←-⇿⌀-⏿☀-➿⬀-⯿\U0001f000-\U0001faff]+[ ]*")


def _drawn(text: str) -> str:
    """The text with ticks and crosses told in words, as in a form filled in, and other pictures as spaces."""
    text = _TICKED.sub("", text)
    ticks_first = _HELD_BEFORE.match(text) is not None or (
        _GLUED.search(text) is not None and _TRAILING.search(text) is None
    )
    told = _HELD_BEFORE.sub(lambda m: "有" if m["yes"] else "没有", text) if ticks_first else text
    told = _HELD_AFTER.sub(lambda m: "有 " if m["yes"] else "没有 ", told)
    told = _PICTURE.sub(" ", told)
    lines = (" ".join(line.split()) for line in told.split("\n"))
    return "\n".join(line for line in lines if line) or text.strip()
