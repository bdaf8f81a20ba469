"""Whose places a message names, and how it stands with the certificates that it names."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import pytest

from dialogs.understanding.result import Understanding
from dialogs.understanding.understanding import understand
from policy.facts import Fact
from tests.dialogs.labelled import shelf

TODAY = date(2024, 11, 20)


@cache
def known() -> Mapping[str, Fact]:
    library = shelf()
    own = {f.name: f for compiled in library.editions.values() for f in compiled.edition.facts}
    return {**own, **library.facts}


def read(text: str) -> Understanding:
    return understand(text, today=TODAY, edition=None, facts=known())


def told(text: str, *names: str) -> dict[str, Any]:
    return {f.name: f.value for f in read(text).facts if f.name in names}


# message → where the applicant is registered, where the provider is
PARTIES = {
    # said in so many words, in any order
    "本公司位于山西省运城市永济市栲栳镇": ("140881", None),
    "总公司在上海，我们是青岛子公司，独立法人": ("370200", None),
    "老板是烟台人，公司开在青岛李沧": ("370213", None),
    "我侯马滴": ("141081", None),
    "我们企业不在青岛，在潍坊": ("370700", None),
    "我们不在运城": ("!140800", None),
    "平度市南村镇注册的小公司": ("370283", None),
    "运城市盐湖区禹都大道": ("140802", None),
    # told by the trade
    "坐标莱西，做花生油的，想问下能补多少": ("370285", None),
    "在万荣种苹果，打了份农残检测": ("140822", None),
    "即墨服装厂，面料送上海检测": ("370215", "310000"),
    "乌尔禾区做石油助剂的厂": ("650205", None),
    # the licence decides
    "注册地青岛，实际经营地在潍坊": ("370200", None),
    "照在克拉玛依区，人都在白碱滩上班": ("650203", None),
    "在北京注册的公司，在青岛生产": ("110000", None),
    "公司注册在城阳，厂房在即墨": ("370214", None),
    # former, planned and other people's places
    "想在青岛注册个公司享受创新券": (None, None),
    "准备把公司从济南迁到青岛": (None, None),
    "客户都在青岛，公司在潍坊高密": ("370785", None),
    "供应商在苏州，我们厂在绛县": ("140826", None),
    "贵州茅台是我们客户，我们在闻喜": ("140823", None),
    "晋中太谷做农机的，垣曲有个分公司": ("140703", None),
    # the provider's
    "俺们平陆的果业合作社，苹果拿到西安交大化验的": ("140829", "610100"),
    "新疆克拉玛依区的，检测委托给乌鲁木齐的机构": ("650203", "650100"),
    "检测是在太原做的，我们公司在闻喜": ("140823", "140100"),
    "给北京一家公司付了5万检测费，我们在西海岸新区": ("370211", "110000"),
    "请的中科院兰州化物所做的试验": (None, "620100"),
    "检测拿去西安做的": (None, "610100"),
    "城阳企业，山东农大做的研发": ("370214", None),
    # towns and zones
    "蓝谷的公司": ("370215", None),
    "上合示范区注册的": ("370281", None),
    "董家口港区的化工企业": ("370211", None),
    "我厂在芮城风陵渡开发区": ("140830", None),
    "我们在运城经开区": ("140800", None),
    "注册在青岛高新区": ("370200", None),
}


@pytest.mark.parametrize(("text", "where"), PARTIES.items())
def test_every_place_is_given_to_whom_it_belongs(text: str, where: tuple[str | None, str | None]) -> None:
    found = told(text, "registered_in", "provider_in")
    assert (found.get("registered_in"), found.get("provider_in")) == where


CERTIFICATES = ("high_tech", "tech_sme", "srdi", "innovative_sme")
HIGH, TECH, SRDI, INNOVATIVE = CERTIFICATES
HELD = {
    # held
    "国高有的 专精特新也拿了": {HIGH: True, SRDI: True},
    "转精特新是有的": {SRDI: True},
    "高薪企业证书有": {HIGH: True},
    "高企刚重新认定通过": {HIGH: True},
    "高企过期了又续上了": {HIGH: True},
    "高企本本丢了，网上能查着": {HIGH: True},
    "我们是2022年评上的高企，2025年12月到期": {HIGH: True},
    "高企科小双证企业": {HIGH: True, TECH: True},
    "1 国高 2 专精特新 三样都有": {HIGH: True, SRDI: True},
    "小巨人没评上，只是省专精特新": {SRDI: True},
    "谁说我们不是高企的": {HIGH: True},
    # denied, lost
    "没评高企": {HIGH: False},
    "专精特新还够不上": {SRDI: False},
    "科小评不了了": {TECH: False},
    "高企没复审，掉了": {HIGH: False},
    "高企资格让省里撤了": {HIGH: False},
    "专精特新被摘牌了": {SRDI: False},
    "国高证今年9月到的期": {HIGH: False},
    "高企 科小 专精特新 一样都没混上": {HIGH: False, TECH: False, SRDI: False},
    "母公司是高企，我们不是": {HIGH: False},
    "去年是科小，今年不是了": {TECH: False},
    "科小2023年有2024年没报": {TECH: False},
    "二三年是科小，二四年忘了评": {TECH: False},
    # somebody else's, asked after, required, or a service about it
    "客户清一色高企": {},
    "找了家高企做的检测": {},
    "集团是专精特新小巨人": {},
    "这家检测机构是高企": {},
    "高企算不算": {},
    "对方说没高企证不行": {},
    "高企认定代理费花了2万": {},
    "给代理公司3.8万做的高企申报": {},
    "专精特新是集团的": {},
    # none of the four
    "我们是民营科技企业": {},
    "咱是科技型企业": {},
    "瞪羚企业": {},
    "我们有两个高新技术产品": {},
}
PENDING = {
    "高企在弄了": HIGH,
    "高新企业认定还在公示": HIGH,
    "高企今年能批下来": HIGH,
    "等高企批下来再报": HIGH,
    "高企证还剩俩月": HIGH,
    "高企即将到期正在复审": HIGH,
    "高企证今年12月到期": HIGH,
    "科小编号还没下来": TECH,
    "专精特新正在冲": SRDI,
    "我们是创新型企业": INNOVATIVE,
}


@pytest.mark.parametrize(("text", "held"), HELD.items())
def test_a_certificate_is_held_only_by_who_says_so(text: str, held: dict[str, bool]) -> None:
    assert told(text, *CERTIFICATES) == held


@pytest.mark.parametrize(("text", "name"), PENDING.items())
def test_what_is_under_way_or_running_out_is_asked(text: str, name: str) -> None:
    assert told(text, *CERTIFICATES) == {}
    assert name in {doubt.name for doubt in read(text).unclear}
