"""Pinyin typed for characters: gaoqi有, ke小有, qing dao chuang xin quan."""

from __future__ import annotations

import re
from functools import cache

from dialogs.understanding.characters.patterns import Pattern

_WORDS = """
wo men=我们 ni men=你们 gong si=公司 qi ye=企业 fa piao=发票 kai piao=开票 he tong=合同 jian ce=检测
jian yan=检验 gao qi=高企 guo gao=国高 ke xiao=科小 zhuan li=专利 shang biao=商标 bu tie=补贴 bu zhu=补助
duo shao qian=多少钱 duo shao=多少 shen qing=申请 shen bao=申报 cai liao=材料 zi liao=资料 jie zhi=截止
chuang xin quan=创新券 ke ji chuang xin quan=科技创新券 chuang xin=创新 gao xin ji shu qi ye=高新技术企业
gao xin=高新 ji shu=技术 zhuan jing te xin=专精特新 xiao ju ren=小巨人 ruan jian=软件 ce shi=测试 she ji=设计
kai fa=开发 wei tuo=委托 zi xun=咨询 cha xin=查新 ling quan=领券 dui fu=兑付 dui xian=兑现 qing dao=青岛
yun cheng=运城 ke la ma yi=克拉玛依 lai xi=莱西 jiao zhou=胶州 ping du=平度 ji mo=即墨 huang dao=黄岛
lao shan=崂山 cheng yang=城阳 li cang=李沧 shi nan=市南 shi bei=市北 yan hu=盐湖 yong ji=永济 he jin=河津
rui cheng=芮城 wan rong=万荣 wen xi=闻喜 ji shan=稷山 xia xian=夏县
ke la ma yi qu=克拉玛依区 bai jian tan=白碱滩 du shan zi=独山子 neng bu duo shao=能补多少
ping lu=平陆 bei jing=北京 shang hai=上海 tai yuan=太原 ji nan=济南 zen me=怎么 zen me yang=怎么样
shen me=什么 shen me shi hou=什么时候 ke yi=可以 neng bu neng=能不能 neng bao=能报 neng ling=能领
you mei you=有没有 mei you=没有 shi bu shi=是不是 xie xie=谢谢 ni hao=你好 nin hao=您好
zai=在 qian de=签的 kai de=开的 hua le=花了 fu le=付了 bao gao=报告 ri qi=日期
jian ce fei=检测费 she ji fei=设计费 yuan=元 zjtx=专精特新 cxq=创新券
kjxzx=科技型中小
"""
# Characters beside syllables of the same word.
_MIXED = """
wo们=我们 xian在=现在 ke小=科小 科xiao=科小 gao企=高企 高qi=高企 zhuan利=专利 专li=专利 fa票=发票 发piao=发票 kai票=开票
开piao=开票 he同=合同 合tong=合同 jian测=检测 检ce=检测 创新quan=创新券 创xin券=创新券 科ji=科技 ke技=科技
补tie=补贴 bu贴=补贴 补zhu=补助 多shao=多少 shen请=申请 申qing=申请 shen报=申报 申bao=申报 gong司=公司 公si=公司
qi业=企业 企ye=企业 青dao=青岛 qing岛=青岛 运cheng=运城 yun城=运城 材liao=材料 cai料=材料 专jing特新=专精特新
专精te新=专精特新 zhuan精特新=专精特新
"""
_LETTERS = Pattern("[a-z]{2}")


def characters(text: str) -> str:
    """A text with its pinyin words as characters; one wholly in Latin letters only where several are."""
    if not _LETTERS.search(text):
        return text
    words = _typed()
    if text.isascii() and len(words.findall(text)) < _ENOUGH:
        return text
    text = words.sub(_read, _DATE.sub(_dated, text))
    return _half().sub(lambda match: _halves()[match.group()], text)


_ENOUGH = 2
# 3yue5hao, 2024nian 3 yue 5 ri
_DATE = Pattern("(?<=[0-9]) ?(?:nian|yue|hao|ri|wan|qian|kuai|yuan)(?![a-z])")
_UNITS = {
    "nian": "年",
    "yue": "月",
    "hao": "号",
    "ri": "日",
    "wan": "万",
    "qian": "千",
    "kuai": "块",
    "yuan": "元",
}


def _dated(match: re.Match[str]) -> str:
    return _UNITS[match.group().strip()]


@cache
def _typed() -> re.Pattern[str]:
    spellings = sorted(_known(), key=len, reverse=True)
    return re.compile(
        "(?<![a-z])(?:" + "|".join(s.replace(" ", " ?") for s in spellings) + ")(?![a-z])(?: (?=[a-z一-鿿]))?"
    )


@cache
def _known() -> dict[str, str]:
    found = re.findall("([a-z][a-z ]*)=([^ a-z\n]+)", _WORDS)
    return dict(found)


@cache
def _joined() -> dict[str, str]:
    return {spelling.replace(" ", ""): word for spelling, word in _known().items()}


def _read(match: re.Match[str]) -> str:
    return _joined()[match.group().replace(" ", "")]


@cache
def _halves() -> dict[str, str]:
    return {pair.partition("=")[0]: pair.partition("=")[2] for pair in _MIXED.split()}


@cache
def _half() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _halves())))
