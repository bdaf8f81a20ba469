"""Instalments: what several payments, a refund or a price by the piece make of the fee paid for one service."""

from __future__ import annotations

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.figures.amounts import Amount
from dialogs.understanding.scene.scene import Scene

# A price of one of several: 每期5万, 一个批次3千2, 800一个样.
_PIECES = (
    "(?:批次?|期|回|趟|件|台|组|样品?|吨|套|型号|小时|机时|天|次"
    "|个?(?:样品?|批次?|指标|参数|点|月|小时|型号|产品|件))"
)
_EACH_BEFORE = Pattern(
    f"(?:每(?:一?[次个项份年])?(?:{_PIECES}|季度?|半年|年度|月)?"
    "|一(?!次性|套|天|回头)(?:批次?|期|件|台|组|趟|吨|次|个(?:样品?|批次?|指标|参数|样|月|小时))"
    "|单价|单次|单个|单件|单台|单项|均价|平均)"
    "(?:要|是|付|收|价|的|得|花|各|都|检测费?|测试费?|费用?|就?得|[: ])*$"
)
_EACH_AFTER = Pattern(
    " ?(?:钱|块钱)?(?:的单价|(?:一|每|/)(?!次性|年|起|共|般|直|下|定|家|笔|套合同)"
    f"(?:个(?:样品?|批次?|指标|参数|样|月|小时|件|点)|{_PIECES})(?![0-9]))"
)
# One of several payments; the later ones only beside another.
_VERBS = (
    "(?:款|的|是|一半|一部分|[二三四五六七八九]成|[0-9]{1,2}%|也|都|就|了|又|再|付|汇|打|给|转|交|支付|缴|结|补|掏|花|过去|过|一笔|对方|他们"
    "|人家|机构|[ ])*$"
)
_PART_BEFORE = Pattern(
    "(?:首付款?|首期款?|首笔款?|首款|头款|头一?[笔期次回趟]|头期款?|[第前][一二三四五]?[笔期次回趟]款?|[一二三]期款?|末期款?|先|预付款?"
    f"|定金|订金|押金|又|再|补|尾款|余款|剩[下余]的?|其余|质保金|(?:加上?|外加|另加|[+])[^,。;?!0-9]{0, 5}){_VERBS}"
)
_LATER_BEFORE = Pattern(f"(?:后来|后续|之后|然后|后面|接着|[工收货]后|完?合同(?:时|后|就)){_VERBS}")
_TOTAL_BEFORE = Pattern(
    "(?:总共|一共|合计?|共计|总计|拢共|拢总|统共|累计|净付|净支出|净花|加一?起来?|加(?:在|到)?一[起块]儿?|加总|合起来|正好|刚好|前后|合同总额|合计总额|总共合同|全部|最终|最后|实际|总金额|总额|共|实付)"
    "(?:实际|一共|总共|就|也就|付|花|支付|给|打|转|交|是|为|的|了|款|费用?|钱|[: ])*$"
)
_PAID = Pattern("付|汇|打|给|转|交|缴|结清|掏|两清")
_OWED = Pattern("[没未待]有?[付给结汇打]|欠|[再才][付给结打](?!了|的)|还[差剩]|等.{0,6}[付给结]|准备|打算")
_HINT = Pattern(
    "现金|微信|支付宝|承兑|私户|[加+]|一[套件台吨组张]|[笔回趟每首头先末尾余剩定订押退返批期次单第/再又补后均]|一个|预付|返还|质保"
)
_REACH = 14
_SOME = "(?:[两二三四五六七八几]|[2-8])(?:大|小)?[笔次回趟期批]"
# 三笔，一笔8千，一笔1万: of one service only where one is asked for, or they are added up
_ONE_BY_ONE = Pattern(
    f"(?:{_SOME}|[两二三四2-4]张(?:发?票)?)[,: ]*(?:分别)?(?:是|为)?[: ]*(?:第|头)?一[笔次回张]"
)
_ADDED = Pattern("同一|合计?[0-9一二三四五六七八九十]|总共|一共|加起来|合起来|共[0-9一二三四五六七八九十]")
_IN_PARTS = Pattern(
    f"(?:付|给|打|转|汇|交|付款|打款|转账)(?:款|钱)?(?:过|了|的)*{_SOME}"
    f"|(?:付款|打款|转账|付的|给的|付钱)[^,，。;?!]{{1,16}}?{_SOME}"
    f"|分(?:成|了|作)?{_SOME}|{_SOME}(?:一共)?(?:付|给|打|转|汇|结)的"
)
_PART_AFTER = Pattern(
    # 转了一万五，另外五千是现金给的
    "(?:元|块钱?)?(?:是|走的?|用的?)(?:现金|微信|支付宝|承兑|私户|个人卡)|(?:元|块|块钱)?,?(?:加上?|外加|另加|再加|[+])(?!急)[^,。;?!]{0,5}[0-9一二两三四五六七八九十]|(?:的|块|块钱)?(?:押金|定金|订金|保证金|首付|首款|预付款?|诚意金|头款)"
)
# 款早就打过去了, 都付清了
_SETTLED = Pattern(
    "(?:钱|款|款子|费用|账|都|全|全部|已经?|早就?)(?:也|都|早|早就|已经?|全部?|当天|当场|一次|一次性|给)*"
    "(?:(?:上|这|昨|前|今|当)[^,。;?!0-9]{1,4})?(?:付|打|转|结|汇|给|交|划|支付)(?:清|完|掉|齐|过去|出去|讫|完毕)?(?:了|啦|咯|的)(?!吗|么|没|不|一半|一部分|[0-9一二三四五六七八九]|定金|首付|多少)"
)


def is_paid_in_parts(text: str) -> bool:
    """Whether any such word stands in a text at all."""
    return _HINT.search(text) is not None


def is_in_parts(scene: Scene) -> bool:
    """Whether what was paid is said to be several payments: 分三次给的."""
    if _IN_PARTS.search(scene.text):
        return True
    one = scene.wants("fee_paid") or _ADDED.search(scene.text) is not None
    return one and _ONE_BY_ONE.search(scene.text) is not None


def is_settled(scene: Scene) -> bool:
    """Whether all is said to be paid, and nothing to be owed."""
    return _SETTLED.search(scene.text) is not None and _OWED.search(scene.text) is None


def is_each(scene: Scene, amount: Amount) -> bool:
    """Whether it is the price of one of several, so that what was paid in all is not said."""
    before = _before(scene, amount)
    if before and _EACH_BEFORE.search(before):
        return True
    return (
        scene.text[amount.end : amount.end + 1] in _OPENS
        and _EACH_AFTER.match(scene.text, amount.end) is not None
    )


_OPENS = ("一", "每", "/", "的", "钱", "块", " ")


def is_part(scene: Scene, amount: Amount) -> bool:
    """Whether it is one of several payments: 首付4万, 又汇6万, 定金1万."""
    before = _before(scene, amount)
    if before and _PART_BEFORE.search(before):
        return True
    return _PART_AFTER.match(scene.text, amount.end) is not None


def is_again(scene: Scene, amount: Amount) -> bool:
    """Whether only 又 or 再 makes it one of several: beside what was granted it is none."""
    before = _before(scene, amount)
    return bool(before) and _AGAIN_BEFORE.search(before) is not None


_AGAIN_BEFORE = Pattern("(?:又|再)(?:花|付|做|交|掏)[了过掉出去]*$")


def is_later(scene: Scene, amount: Amount) -> bool:
    """Whether it was paid later, which tells of an earlier payment only where there is one: 后来付了6万."""
    before = _before(scene, amount)
    return bool(before) and _LATER_BEFORE.search(before) is not None


def is_total(scene: Scene, amount: Amount) -> bool:
    """Whether it is said to be all: 一共付了10万, 净付27000."""
    before = _before(scene, amount)
    return bool(before) and _TOTAL_BEFORE.search(before) is not None


# 先付了8万，剩下的没付
_REST_OWED = Pattern(
    "(?:剩下?的?|余下的?|余款|尾款|其余的?|剩余的?|后面的|另一半|后半截"
    "|(?:[剩余差欠]|剩下|余下|尾款|余款|还[剩差欠])(?:的|有|是|着|还有)?[0-9.一二两三四五六七八九十百千万块元]{1,8})"
    "(?:的|款|部分|还|都|也|就|说|要|得|准备|[ ])*"
    "(?:没|未|再|下个?月|下周|下半年|年[底末前]|明年|月底|验收|等|到时|完工|做完|交付"
    "|以后|之后|过后|后(?=[付给打结再])|欠|[给付打结](?![了过清完齐讫掉]))"
    "(?![^,。;!? ]{0,6}[给付打结交][了清过完])"
    "|没付完的?|还?没(?:有)?付清"
)
_REST_BEFORE = Pattern(
    "(?:剩|剩下?的?|余下的?|余款|尾款|其余的?|还?[差欠])(?:的|还|有|是|款|着|那|还有|[ ])*$"
)


def paid_so_far(scene: Scene, parts: list[Amount]) -> Amount | None:
    """The one payment made, where the rest is said to be owed."""
    if not parts or not _REST_OWED.search(scene.text):
        return None
    made = [part for part in parts if not _REST_BEFORE.search(_before(scene, part))]
    return made[0] if len({part.low for part in made}) == 1 and made[0].exact else None


def summed(scene: Scene, parts: list[Amount]) -> Amount | None:
    """All the payments as one amount, where each is exact and they are said to be paid."""
    if len(parts) < 2 or not all(part.exact for part in parts):
        return None
    if not _PAID.search(scene.text) or _OWED.search(scene.text):
        return None
    total = sum(part.low for part in parts)
    raw = "、".join(part.raw for part in parts)
    return parts[0]._replace(raw=raw, low=total, high=total, candidates=())


def _before(scene: Scene, amount: Amount) -> str:
    low, _ = scene.phrase(amount.start)
    return scene.text[max(low, amount.start - _REACH) : amount.start]
