"""A message that is nothing but a choice among numbered options."""

from dataclasses import dataclass
from itertools import pairwise

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.figures.han_numerals import whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The options chosen, by their numbers from 1, in rising order; none at all for 都没有."""

    numbers: tuple[int, ...]
    whole: bool = False
    """Whether it was said of all options at once: 全部, 都没有."""

    @property
    def one(self) -> int | None:
        """The number of the single option chosen, if it is one."""
        return self.numbers[0] if len(self.numbers) == 1 else None


def choice(text: str, count: int) -> Choice | None:
    """The choice among ``count`` options that a clean text is, or nothing if it is anything more.

    13 is the thirteenth where there is one, the first and the third of less than ten, and else nothing.
    """
    if count < 1 or len(text) > _LONGEST:
        return None
    if not _OF_ALL.isdisjoint(text) and (match := _ALL.fullmatch(text)):
        named = match["count"]
        if named is None or whole(named) == count or (named == "俩" and count == 2):
            return Choice(numbers=tuple(range(1, count + 1)), whole=True)
        return None
    if not _OF_NONE.isdisjoint(text) and _NONE.fullmatch(text):
        return Choice(numbers=(), whole=True)
    if text[:1] in _ENDS and (match := _PAIRED.fullmatch(text)):
        both = [choice(match[name], count) for name in ("first", "last")]
        ends = {number for one in both if one for number in one.numbers}
        return Choice(numbers=tuple(sorted(ends))) if all(both) else None
    if not _OF_ITEMS.isdisjoint(text) and (match := _CHOSEN.fullmatch(text)):
        numbers = _numbers(match["what"], count)
        if numbers and all(1 <= number <= count for number in numbers):
            return Choice(numbers=tuple(sorted(set(numbers))))
    if text[:1] in _EXCEPTING and (match := _EXCEPT.fullmatch(text)):
        left = _left(match["what"], count)
        return Choice(numbers=tuple(n for n in range(1, count + 1) if n != left)) if left else None
    return None


# Each text that _ALL, _NONE or _CHOSEN matches holds one of these.
_OF_ALL = frozenset("全都均所统挨每各")
_OF_NONE = frozenset("全都均统也没皆")
_OF_ITEMS = frozenset("0123456789abcdefghijklmnopqrstuvwxyz一二三四五六七八九十最倒前后头中打开末垫底上下")
_EXCEPTING = "除去不刨扣我就"
_LONGEST = 60
_CN = "一二三四五六七八九十"
_NUMBER = f"(?:[0-9]{{1,3}}|[{_CN}]{{1,3}}|[a-z])"
# 第二个, 2号, 选项2, b, (2); but not 2个 or 两项, which count. No two ways to read the same characters,
# here and below: the patterns must not go exponential over 1、 1、 1、.
_ITEM = (
    f"(?:第 ?{_NUMBER}(?: ?(?:个|项|条|种|类|款|家|点|选项))?|(?:选项|方案|编号|序号|no\\.?|#) ?{_NUMBER}"
    f"|[(【\\[]{_NUMBER}[)】\\]]|{_NUMBER}(?: ?(?:号|选项))?)"
)
_JOIN = (
    "(?: ?[、,;+&/|] ?| ?,? ?(?:再|然后|接着|还(?!是))(?:看|说|问|要|来|讲|选|是)? ?"
    "| ?(?:和|与|跟|及|以及|还有|加上?) ?| )"
)
_LEAD = (
    "(?:你们?(?:刚才?)?(?:列|说|给|写|发|问|讲|报)(?:出来)?的(?:那里面|里面?)?|上面的?(?=第)"
    "|我们|我|就|那|先|应当|想|要|看|问|说|来|点|勾|靠|选择?|是|的是|属于|答案?|回复|[:,]| )*"
)
_DOES = "(?:全|都)*(?:沾边|符合|满足|具备|[做买有用办选]过|[是有要选算对做买占]|可以)"
_SEEN = (
    "(?:看一?看?下?|瞧瞧|瞅瞅|说一?说?下?|讲一?讲?下?|问一?问?下?|听听|要|来一[份遍]"
    "|了解一?下?|了解了解|知道一?下?|晓得一?下?|搞清楚|弄明白|介绍一?下?|算一?算?下?|发(?:给?我)?)"
)
_TAIL = (
    f"(?:选项|情况|情形|{_DOES}|(?:都|给我|让我|帮我|我|要|想|也|先|得)*{_SEEN}|都?[做买用办选]了|就行|就好|就可以"
    f"|可以|这[个项几]|那[个项几]|谢谢[你您]?|谢谢?了|麻烦了|吧|呗|嘛|的|了|啦|啊|呀|呢|哈|哦"
    "|[。.、)!~,]| )*+"
)
# 打头的那个, 最底下那项; of two also 上面那个, 后一个.
_EDGE = (
    "(?:最(?:前|上|后|末|下|底下?|顶上)[面边头]?|打头|开头|末尾|垫底|头里"
    "|上面|上边|上头|下面|下边|底下|前面|前头|后面|后边|后头|[前后上下])的?(?:那|这)?一?[个项条种]"
)
_CHOSEN = Pattern(
    f"{_LEAD}(?P<what>{_ITEM}(?:{_JOIN}{_ITEM}|第 ?{_NUMBER} ?(?:个|项|条|种))*|{_ITEM} ?(?:到|至|~) ?{_ITEM}"
    f"|最[后末]那?一?[个项条种]|倒数第[{_CN}0-9][个项条种]|[前后头](?:面|头|边)?那?(?:[{_CN}两0-9][个项条种]"
    f"|[俩仨])|[前后]者"
    f"|(?:正?中间|当中|居中)的?(?:那|这)?一?[个项条种]"
    f"|{_EDGE}){_TAIL}"
)
_ENDS = "头最第前开打我就选要"
_END = (
    f"(?:头一?[个项条种]|最[一-鿿]{{1,2}}那?一?[个项条种]|第[{_CN}0-9][个项条种]"
    "|(?:开头|打头|末尾)的?那?一?[个项条种])"
)
_PAIRED = Pattern(f"{_LEAD}(?P<first>{_END})(?:和|与|跟|、|以及|还有|加上?|,| )+(?P<last>{_END}){_TAIL}")
_LAST = "(?:最后|最末|末尾|最底下|最下面|倒数第?[一1])(?:那)?一?[个项条种]?"
_EXCEPT = Pattern(
    f"(?:我们|我|就)*(?:除了?|去掉|不算|除开|刨[去开除]|扣掉)(?P<what>{_LAST}|{_ITEM}"
    "|头一?[个项])(?:那[个项])?(?:以外|之外|外)?[, ]*"
    f"(?:其[他它余]|剩下|别的|另外|余下)?的?(?:几[个项])?(?:{_DOES}|(?:全|都)(?:想|要|给我|得)*{_SEEN}"
    f"|全?都)(?:的|了|啊|吧|。|!| )*"
)
_ALL = Pattern(
    "(?:小孩子?才做选择|成年人|大人|我们|我|以上|上面|这些|这|这里面?|上述|,| )*(?:"
    f"(?:(?P<count>[{_CN}两俩0-9]{{1,2}})(?:个|项|条|种|样|者)?)?(?:全都|全部都?|全|都|均|所有的?都?|统统都?)"
    f"(?:有|是|要|选|符合|满足|具备|属于|算|对|勾|勾选|(?:给我|让我|帮我|想|要|想要|得|来|也|可以|能)*{_SEEN})?|所有的?"
    f"|全部|挨个{_SEEN}|[每各][个项样条]都?(?:想|要|给我)*{_SEEN})"
    "(?:的|了|啊|呀|吧|呗|哈|嘛|啦|呢|都有|都是|都要|。|!|\\.| )*"
)
_NONE = Pattern(
    "(?:我们|以上|上面|这些|这|这里面?|上述|,| )*(?:"
    "(?:全都|全部都?|全|都|均|统统都?)(?:还|暂时)?(?:没有?|不是|不|无|未|非|不(?:符合|满足|具备|属于|算|要|选)"
    "|不在)(?:有|过)?"
    "|(?:一|哪)[个项条种样](?:都|也)(?:没有?|不是|不(?:符合|满足|具备|属于|算|要|选)|不)|没有?(?:任何)?一[个项条种]"
    "|皆非|均无|都无)(?:的|了|啊|呀|。|!|\\.| )*"
)


def _numbers(what: str, count: int) -> list[int] | None:
    if what[:2] in ("最后", "最末", "倒数") or what[0] in "前后头中正当居最打开末垫上下底":
        return _relative(what, count)
    written = _WRITTEN.findall(what)
    numbers = [ord(item) - ord("a") + 1 if "a" <= item <= "z" else whole(item) for item in written]
    if any(number is None for number in numbers):
        return None
    read = [number for number in numbers if number is not None]
    if len(read) == 2 and _TO.search(what):
        return list(range(read[0], read[1] + 1)) if read[0] < read[1] else None
    if what == written[0] and what.isdecimal() and len(what) > 1 and read[0] > count:
        digits = [int(digit) for digit in written[0]]
        rising = all(first < last for first, last in pairwise(digits))
        return digits if count < 10 and rising else None
    return read


_WRITTEN = Pattern(f"(?<!n)[0-9]+|[{_CN}]+|(?<![a-z])[a-z](?![a-z])")
_TO = Pattern("到|至|~")


def _left(what: str, count: int) -> int | None:
    """The number of the one option that is left out."""
    if what[:1] in "最末倒":
        return count
    if what[:1] == "头":
        return 1
    numbers = _numbers(what, count)
    return numbers[0] if numbers and len(numbers) == 1 and 1 <= numbers[0] <= count else None


_FIRST = ("打头", "开头", "最前", "最上", "最顶", "头里")
_FINAL = ("最后", "最末", "最下", "最底", "末尾", "垫底")
_OF_TWO = Pattern("(?:[前后上下底][面边头下]?)的?(?:那|这|一)一?[个项条种]$")


def _relative(what: str, count: int) -> list[int] | None:
    if what in ("前者", "后者"):
        return [1 if what == "前者" else 2] if count == 2 else None
    if what[:2] in _FIRST or what[:2] in _FINAL:
        return [1 if what[:2] in _FIRST else count]
    if _OF_TWO.match(what):
        return [1 if what[0] in "前上" else 2] if count == 2 else None
    if what[0] in "中正当居":
        return [(count + 1) // 2] if count % 2 else None
    digits = _WRITTEN.findall(what)
    number = (
        2 if "两" in what or "俩" in what else 3 if "仨" in what else whole(digits[0]) if digits else None
    )
    if number is None or not 1 <= number <= count:
        return None
    if what.startswith("倒数"):
        return [count + 1 - number]
    return list(range(1, number + 1)) if what[0] in "前头" else list(range(count - number + 1, count + 1))


def retaken(text: str) -> str:
    """What a clean text goes on with once a choice is taken back in the same breath: 1吧，哦不，2."""
    match = _RETAKEN.match(text)
    return text[match.end() :] if match else ""


_RETAKEN = Pattern(
    f"{_LEAD}(?:第 ?)?{_NUMBER}(?:个|项|条|种|号)?(?:吧|呗|嘛|啊)?[, 。;!]*"
    "(?:(?:哎呀?|哦+|噢|啊|呀|诶|欸|呃|等等|等下|我|[, ])*"
    "(?:不(?!是)对?|(?:看|点|按|说|打|选|写|输)(?:错|岔|串)(?:了?行|了?个)?|错|手[滑快抖])[了啦哈啊的 ,。;!]*)+"
    "(?:应该|就?是|选|改成?|要选|应该是)*(?=第|[0-9一二三四五六七八九](?![0-9万千百]))"
)
