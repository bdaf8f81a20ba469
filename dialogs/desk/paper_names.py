"""Paper name: which documents of a list a word of an enterprise names: 发票, 回单, 绿色门槛审查表."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from policy.edition import Document

# All of them: 材料都齐了.
MEANS_ALL = re.compile(
    "(?:所有|全部|全|申报|申请|这些|那些)?(?:的)?(?:材料|资料|东西|文件|清单)?(?:都|全部|全)?(?:齐了|好了|备齐了|齐|有了)?"
)
# Words for one and the same paper.
_SAME: tuple[tuple[str, ...], ...] = tuple(
    tuple(line.split())
    for line in (
        "付款凭证 支付凭证 转账凭证 付款记录 转账记录 付款证明 付款回单 银行回单 银行流水 回单 水单 转账",
        "结果证明 结果报告 检测报告 测试报告 检验报告 查新报告 研发报告 验收报告 验收单 验收 成果 报告",
        "登记证明 登记证 登记表 认定登记",
        "委托单 检测单 委托书",
        "承诺书 承诺函 声明书",
        "入驻证明 入驻协议 入驻合同",
        "支撑材料 佐证材料 证明材料",
        "变更完成证明 变更证明 变更手续 变更通知书",
        "营业执照 执照",
        "申请表 申请书 兑现申请 兑付申请",
        "发票 票据",
    )
)
_GLOSS = re.compile("（[^）]*）")
# 技术合同, 研发合同, 跟检测中心的协议: the contract, not the proof of its registration.
_CONTRACT = re.compile(".*(?:合同|协议)")


def named(word: str, documents: Iterable[Document]) -> tuple[Document, ...]:
    """The documents that a word names best: by id, by how a name ends, by what it holds, by words for the same."""
    papers, asked = tuple(documents), "合同" if _CONTRACT.fullmatch(word) and "入驻" not in word else word
    for fits in (_is, _ends, _holds, _is_same, _runs_through):
        found = tuple(paper for paper in papers if _any(fits, asked, paper))
        if found:
            return found
    return ()


def _any(fits: Callable[[str, str], bool], word: str, paper: Document) -> bool:
    return bool(word) and any(fits(word, name) for name in (paper.id, paper.name, *paper.any_of))


def _is(word: str, name: str) -> bool:
    return word == name


def _ends(word: str, name: str) -> bool:
    return _GLOSS.sub("", name).endswith(word)


def _holds(word: str, name: str) -> bool:
    head = _GLOSS.sub("", name)
    return len(word) > 1 and (word in name or head in word)


def _is_same(word: str, name: str) -> bool:
    groups: Sequence[tuple[str, ...]] = [same for same in _SAME if word in same]
    return any(other in name for same in groups for other in same)


def _runs_through(word: str, name: str) -> bool:
    """Whether the characters of the word stand in the name in their order: 绿色门槛审查表 of 绿色门槛审查意见表."""
    left = iter(name)
    return len(word) > 2 and all(character in left for character in word)
