import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.understanding.characters.text import clean
from dialogs.understanding.words.polarity import Polarity, polarity
from dialogs.understanding.words.standing import Standing, negated, standing


def test_what_a_space_parts_off_is_said_of_its_own_subject() -> None:
    text = "高企没有 专精特新有"
    assert (standing(text, 0, 2), standing(text, 5, 9)) == ("denied", "held")
    assert standing("我们没有 高企", 5, 7) == "denied"
    assert standing("不是 高企", 3, 5) == "denied"


def read(text: str) -> Polarity | None:
    return polarity(clean(text).text)


YES = """
    是 是的 有 有的 对 对的 没错 没问题 可以 行 嗯 嗯嗯 好 好的 当然 确实是 是啊 是的呢 已经有了
    那必须有啊 对着嘞 拿到了 已经登记了 开票了 都有 我们有 是这样的 在的 符合 ok OK Ｙｅｓ y 👍 ✅ 對 沒錯
"""
NO = """
    没有 沒有 没 没呢 不 不是 不是的 还没 还没有 尚未 未 暂时没有 目前没有 否 无 暂无 非 不在 不对
    不行 不符合 不需要 没办 没登记 没开票 还没签合同 从来没有 没有过 也没有 没有没有 不是不是 不不不
    no No. n ❌ × 么有 哦，否 不算 没有啦🙅
"""
UNSURE = """
    不清楚 不太清楚 不知道 不晓得 不确定 不太确定 说不好 说不准 不好说 拿不准 忘了 不记得了 没注意
    没印象 我不清楚 这个我不太清楚 得问财务 要问一下会计 回头问问 待确认 idk
    说不清楚 俺也闹不清，得问俺们会计 这我得问问会计才晓得
"""
HEDGED = """
    应该是 应该算吧 应该有 应该不是 可能有 可能没有 好像没有 好像是吧 估计没有 大概有 也许 似乎是 差不多 不一定
    未必 是吧 有吧 没有吧 部分有 不太符合 不是没有 不是不可以 不是没办 不能说没有 没有不符合
"""
NOTHING = """
    是吗 有吗 可以吗 有没有 是不是 对了 不懂 什么意思 没看懂 不好意思 不客气 你好 谢谢 哦 怎么申请
    检测费80万 2 要 我们是运城的 不是高企 ? 为什么问这个 返回
"""


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        *((text, "yes") for text in YES.split()),
        *((text, "no") for text in NO.split()),
        *((text, "unsure") for text in UNSURE.split()),
        *((text, "hedged") for text in HEDGED.split()),
        *((text, None) for text in NOTHING.split()),
        ("", None),
        ("not sure", "unsure"),
    ],
)
def test_reads_a_short_answer(text: str, answer: Polarity | None) -> None:
    assert read(text) == answer


LEADING = [
    ("是的，我们是高企", "yes"),
    ("有，去年拿的", "yes"),
    ("可以，3月15号开的票", "yes"),
    ("好的，那能补多少", "yes"),
    ("对 没错", "yes"),
    ("没有，还没办", "no"),
    ("不是，是青岛的", "no"),
    ("嗯，没有", "no"),
    ("没有。", "no"),
    ("不清楚，我问下财务", "unsure"),
    ("是的，但是已经过期了", "hedged"),
    ("是的 不过没复审", "hedged"),
    ("有，还没下来", "hedged"),
    ("是的，哦不是", "hedged"),
    ("没有，但在申请", "hedged"),
    ("对了，我想问一下", None),
    ("我们是运城的，没有科小", None),
]


@pytest.mark.parametrize(("text", "answer"), LEADING)
def test_an_answer_may_be_followed_by_more_that_does_not_take_it_back(
    text: str, answer: Polarity | None
) -> None:
    assert read(text) == answer


HELD = [
    "我们是[高企]", "[高企]", "运城的[高企]", "我司为[高企]", "没有科小 在[青岛]", "[高企]行不行？没有科小",
    "[科小]可以吗", "不是高企，是[科小]", "不是高企是[科小]", "没拿到高企但有[科小]", "高企没有，[科小]有",
    "[高企]没过期", "[高企]明年到期", "[高企]有效期内", "[高企]通过了", "不仅是[高企]",
    "我们既是[高企]又是科小", "我们想问[高企]能补多少", "无锡[高企]", "不过我们是[高企]",
    "没问题，是[高企]", "没错我们是[高企]", "[科小]已入库", "没有高企证书只有[科小]", "主要是[高企]",
    "不是青岛的，是[烟台]的", "我们是[高企]，没有登记", "[高企] 还没拿到发票", "合同[登记]了",
    "刚成立不满一年的[高企]", "运城的[高企] 小型企业", "[高企]：有", "申请[高企]通过了",
]  # fmt: skip
DENIED = [
    "我们不是[高企]", "不在[晋创谷]", "没有入驻[孵化器]", "还没拿到[高新证书]", "非[高企]",
    "没有[科小] 在青岛", "没入[科小]库 23年入过", "不是高企、[科小]", "不在晋创谷和[孵化器]", "[高企]没有",
    "[高企]没有，科小有", "[高企]我们没有", "[高企]证书还没拿到", "[高企] 没有", "[高企]：没有",
    "[高企]，没有", "不再是[高企]", "[高企]已经不是了", "不能算[高企]", "在运城不在[晋创谷]",
    "合同没去[登记]", "还没[注册公司]", "从来没有拿到过[高企]", "尚未取得[高企]认定", "未入[孵化器]",
    "目前还不是[创新型中小企业]", "不是科技型中小企业，也不是[高企]", "没有[高企]可以申请吗",
    "不是[青岛]的，是烟台的", "[晋创谷]没有入驻", "没有在[运城]注册", "没有[高企]证书只有科小",
]  # fmt: skip
HEDGED_MENTIONS = [
    "不是只有[高企]", "可能是[高企]", "应该不是[高企]", "好像有[高企]", "不一定是[高企]",
    "不知道是不是[高企]", "差不多是[高企]", "除了[高企]", "我们[高企]应该有", "不是不在[晋创谷]",
    "不是盐湖区的[高企]", "[高企]今年到期", "[高企]，应该是",
]  # fmt: skip
PENDING = [
    "正在申请[高企]", "准备申报[高新]", "想申请[高企]", "计划明年申报[专精特新]", "[高企]申请中",
    "[高企]公示期", "[高企]还没下来",
]  # fmt: skip
LAPSED = [
    "[高企]过期了", "[高企]去年到期", "[高企]证书过期了", "[高企]到期没续", "[高企]被取消了",
    "以前是[高企]", "曾获[高企]认定",
]  # fmt: skip
ASKED = [
    "是不是[高企]", "需要[高企]吗", "必须是[高企]吗", "是[高企]才能申请吗", "[高企]是什么", "什么是[高企]",
    "[高企]吗", "[高企]和科小有什么区别", "[高企]奖励20万啥时候发", "[高企]认定代理费5万",
    "没有[高企]不行吗", "[高企]算不算",
]  # fmt: skip
SUPPOSED = [
    "如果是[高企]", "要是[高企]的话", "只要是[高企]就行吗", "假如拿到[高企]",
]  # fmt: skip


def marked(text: str) -> tuple[str, int, int]:
    start, end = text.index("["), text.index("]") - 1
    plain = text.replace("[", "").replace("]", "")
    return clean(plain).text, start, end


@pytest.mark.parametrize(
    ("text", "stood"),
    [
        *((text, "held") for text in HELD),
        *((text, "denied") for text in DENIED),
        *((text, "hedged") for text in HEDGED_MENTIONS),
        *((text, "pending") for text in PENDING),
        *((text, "lapsed") for text in LAPSED),
        *((text, "asked") for text in ASKED),
        *((text, "supposed") for text in SUPPOSED),
    ],
)
def test_tells_how_a_thing_mentioned_is_put(text: str, stood: Standing) -> None:
    assert standing(*marked(text)) == stood


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("我们不是[高企]", True),
        ("没有入驻[孵化器]", True),
        ("非[高企]", True),
        ("我们是[高企]", False),
        ("没有科小 在[青岛]", False),
        ("不是只有[高企]", None),
        ("可能是[高企]", None),
        ("正在申请[高企]", None),
        ("以前是[高企]", None),
    ],
)
def test_what_stands_before_a_mention_denies_it_or_not(text: str, denied: bool | None) -> None:
    plain, start, _ = marked(text)
    assert negated(plain, start) is denied


@pytest.mark.parametrize("text", [text for text in HELD if text.startswith("我们是")])
def test_a_denial_in_another_clause_does_not_reach_over(text: str) -> None:
    assert standing(*marked(f"不在晋创谷，{text}")) == "held"
    assert standing(*marked(f"没有登记。{text}，也没有孵化器")) == "held"


PIECES = """
    我们 是 不 不是 没 没有 有 高企 科小 在 还 可能 正在 申请 过期 了 吗 的 ， 、 和 但 也 才能 只 非 无
"""
WORDS = st.lists(st.sampled_from(PIECES.split()), max_size=14).map("".join)


@given(WORDS | st.text(st.characters(), max_size=80), st.integers(0, 80), st.integers(0, 10))
def test_never_raises(text: str, start: int, length: int) -> None:
    polarity(text)
    assert standing(text, start, start + length)
    assert negated(text, start) in (True, False, None)


@given(WORDS)
def test_an_answer_reads_the_same_with_a_full_stop(text: str) -> None:
    assert polarity(text + "。") == polarity(text)


def test_a_huge_message_is_no_short_answer() -> None:
    assert polarity("没有" * 50_000) is None
    assert polarity("是的，" + "我" * 100_000) == "yes"
