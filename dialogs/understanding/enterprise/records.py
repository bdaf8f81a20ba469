"""Records: what stands against an enterprise or a provider, and whose it is: denied, or told as having happened."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.enterprise.weights import ASKING, OPEN, UNSURE
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.scene.wordings import Told

_WHO = Pattern(
    "(?P<provider>(?<![和跟与同])(?:服务?机构|机构|对方|服务商|服务方|他们|他家|它家|人家|乙方|那家|这家|它|研究院|研究所|卖方|合作方)(?:公司|单位|企业|机构)?"
    "|(?:检测|检验|测试|设计|咨询|代理|认证|技术)(?:公司|中心|单位))"
    "|(?P<person>老板|法人(?!单位|企业)|法定代表人|股东|个人(?!独资)|本人|老总|高管|监事|董事长?|合伙人)"
    "|(?P<other>母公司|总公司|集团|子公司|兄弟公司|关联公司|客户|甲方|供应商|同行|隔壁|别人|别家)"
    "|(?P<self>我们|我司|我公司|本公司|本企业|咱|俺|公司|企业|厂)"
)


def whose(scene: Scene, one: Told, asked: str) -> str:
    """Of whom it is said: the last one named before in the sentence, else the speaker."""
    low, _ = scene.sentence(one.start)
    named = [who.lastgroup for who in _WHO.finditer(scene.text, low, min(one.end, one.start + 2))]
    return (named[-1] if named else None) or ("provider" if asked == "provider_clean" else "self")


_DENIED_BEFORE = Pattern(
    "(?:没有?|从未|未|无|不(?!过|但|仅|知|清|确|良|一定|太|信|端)|木有|莫得|没得|哪有|哪来)"
)
_DENIED_AFTER = Pattern("^[^,。;!?]{0,8}?(?:没有?|未|无(?!法)|不(?!过|但|仅|知|清|确|良|一定|太|信|端))")
_DEFINED = Pattern("^[^,。;!?]{0,3}(?:什么|啥|怎么|如何|哪些|意思|指的)")
_HAPPENED = Pattern(
    "有|上[过了]|上榜|[列拉进][入进为]|被|进[过了]|在|挂|成了|记[过了]|出[过现]|属于|[拿领得报补兑用给配拨立获批][过了到]|享受|资助|支持|存在|受过|是"
)
_PAST = Pattern("移出|修复|解除|撤[销了]|摘[掉了]|注销|消[掉除了]|以前|曾经|当年|好几年前|早年")


def ill(scene: Scene, one: Told, asked: str) -> Iterator[tuple[str, str, str]]:
    """失信, 关联关系, 财政资金: denied, or told as having happened."""
    name, raw = one.value, scene.text[one.start : one.end]
    low, high = scene.phrase(one.start)
    before, after = scene.text[low : one.start], scene.text[one.end : high]
    if one.kind == "record":
        who = whose(scene, one, asked)
        if who in ("person", "other"):
            yield "clean_record", "unclear" if asked == "clean_record" else "", raw
            return
        name = "provider_clean" if who == "provider" else "clean_record"
    if scene.text[high : high + 1] == "?" or ASKING.search(after) or OPEN.search(before):
        return
    if _DEFINED.match(after):
        return
    if after[:1] in ("没", "不") and after[1:].startswith(raw[:2]):
        return
    if after in ("没", "没有") and "有" in before:
        return  # 有不良记录没有
    denials = len(_DENIED_BEFORE.findall(before)) + (_DENIED_AFTER.search(after) is not None)
    if UNSURE.search(before) or denials > 1 or after.endswith("吧"):
        yield name, "unclear" if asked == name else "", raw
    elif denials:
        yield name, "yes", raw
    elif _HAPPENED.search(before[-10:] + after[:8]):
        yield name, "unclear" if _PAST.search(scene.text) else "no", raw
