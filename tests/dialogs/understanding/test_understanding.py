"""One message read as a whole: facts, doubts, wishes, and the answer to the open question."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from dialogs.understanding.characters.text import clean
from dialogs.understanding.result import Asked, Offered, Understanding
from dialogs.understanding.understanding import understand
from dialogs.understanding.words.lexicon import lexicon
from policy.edition import Edition
from policy.facts import Fact, read_value, written
from policy.library import Library, library
from policy.loading import shared_facts

TODAY = date(2024, 12, 2)
WAN = 10_000 * 100
QINGDAO, YUNCHENG, KARAMAY = "qingdao-2024", "yuncheng-2024", "karamay-draft"
UNSURE = Offered(id="unsure", label="不清楚")
FIRST = yaml.safe_load(Path(__file__).parents[1].joinpath("first_messages.yaml").read_text(encoding="utf-8"))
TEXTS = [message["text"] for message in FIRST]
YES_NO = (Offered(id="yes", label="是"), Offered(id="no", label="否"), UNSURE)


@cache
def shelf() -> Library:
    return library()


@cache
def all_facts() -> Mapping[str, Fact]:
    known = dict(shared_facts())
    for compiled in shelf().editions.values():
        for fact in compiled.edition.facts:
            known.setdefault(fact.name, fact)
    return known


def edition(name: str) -> Edition:
    return shelf().editions[name].edition


def read(text: str, under: str | None = None, **state: Any) -> Understanding:
    """A message under an edition, or before any is chosen."""
    if under is None:
        return understand(text, today=TODAY, edition=None, facts=all_facts(), **state)
    here = edition(under)
    return understand(text, today=TODAY, edition=here, facts={f.name: f for f in here.facts}, **state)


def facts(understood: Understanding) -> dict[str, Any]:
    """The facts by name, those of numbered services by name and number."""
    return {f.name if f.service is None else f"{f.name}[{f.service}]": f.value for f in understood.facts}


def answered(
    text: str, under: str, *names: str, kind: str = "one", offered: tuple[Offered, ...] = ()
) -> Understanding:
    asked = Asked(kind=kind, facts=names)  # type: ignore[arg-type]
    return read(text, under, asked=asked, offered=offered)


def options(*pairs: tuple[str, str]) -> tuple[Offered, ...]:
    return tuple(Offered(id=id_, label=label) for id_, label in pairs)


# ---- what is said


SAID = {
    "我们2023年是科小，2024年没评": {"tech_sme": False, "tech_sme_2024": False},
    "2023年入的科小库": {"tech_sme": True},
    "科小2024年入的库": {"tech_sme": True, "tech_sme_2024": True},
    "我们是科小2024年3月5号开的发票": {"tech_sme": True, "invoiced_on": date(2024, 3, 5)},
    "去年的科小今年过期了": {"tech_sme": False},
    "高企和专精特新都没有": {"high_tech": False, "srdi": False},
    "科小没有 高企没有 专精特新有": {"tech_sme": False, "high_tech": False, "srdi": True},
    "不是高企 也不是专精特新 就是个科技型中小企业": {"high_tech": False, "srdi": False, "tech_sme": True},
    "高企证书过期了": {"high_tech": False},
    "国家级孵化器里的企业": {"in_incubator": True},
    "市级孵化器": {"in_incubator": False},
    "不在孵化器也不在晋创谷": {"in_incubator": False, "in_jinchuanggu": False},
    "我们是个体工商户": {"legal_form": "sole_trader"},
    "分公司，总公司在北京": {"legal_form": "branch"},
    "检测 高企 小型": {"category": "testing", "high_tech": True, "size_class": "small"},
    "检测机构在济南，客户在上海，我们在青岛": {"registered_in": "370200", "provider_in": "370100"},
    "委托西安交通大学做的技术开发": {"category": "development", "provider_in": "610100"},
    "上海的公司能不能申请青岛的创新券": {"registered_in": "310000"},
    "实际支付二十三万五，合同额25万": {"fee_paid": 23_5000_00, "contract_amount": 25 * WAN},
    "合同15万实付了12万": {"contract_amount": 15 * WAN, "fee_paid": 12 * WAN},
    "今年兑付过12万": {"granted_this_year": 12 * WAN},
    "检测费付了20万，还有设计费35万没付": {
        "category[0]": "testing", "fee_paid[0]": 20 * WAN, "category[1]": "design",
    },
    "一共付了55万 检测20万 设计35万": {
        "category[0]": "testing", "fee_paid[0]": 20 * WAN, "category[1]": "design", "fee_paid[1]": 35 * WAN,
    },
    "两个服务分别20万和35万": {"fee_paid[0]": 20 * WAN, "fee_paid[1]": 35 * WAN},
    "黄岛的企业 检测费12万（外地机构），设计费8万（本地机构）": {
        "registered_in": "370211", "category[0]": "testing", "fee_paid[0]": 12 * WAN, "provider_in[0]": "!370200",
        "category[1]": "design", "fee_paid[1]": 8 * WAN, "provider_in[1]": "370200",
    },
    "合同是2024.3.1签的，3月20付的款，发票4月2日，6月15出的报告": {
        "contract_on": date(2024, 3, 1), "invoiced_on": date(2024, 4, 2), "result_on": date(2024, 6, 15),
    },
    "付款日期2024-05-06 发票日期2024-05-10": {"invoiced_on": date(2024, 5, 10)},
    "不是强检的检测": {"category": "testing", "voluntary_test": True},
    "ISO9001认证": {"category": "certification"},
    "绿色门槛过了 合同没去登记": {"green_threshold": True, "contract_registered": False},
    "技术合同认定登记办好了，机构在库里": {"contract_registered": True, "provider_listed": True},
    "和机构没有关联关系，没有失信记录": {"unaffiliated": True, "clean_record": True},
    "公司是中型专精特新": {"size_class": "medium", "srdi": True},
    "跟哈工大签的技术开发合同，总价120万，付了70%": {
        "category": "development",
        "contract_amount": 120 * WAN,
        "payment": "part",
    },
    "企业在太原，但在运城有分公司": {"registered_in": "140100"},
    "找上海的机构 注册在黄岛区": {"provider_in": "310000", "registered_in": "370211"},
    "机构是我们子公司": {"unaffiliated": False},
    "高企没有 专精特新有": {"high_tech": False, "srdi": True},
    "我们不是高企，能报吗": {"high_tech": False},
    "今年已经拿了3万 个体户": {"granted_this_year": 3 * WAN, "legal_form": "sole_trader"},
    "付了12.8万 iso认证": {"fee_paid": 12_8000_00, "category": "certification"},
    "实付12万8 个体户": {"fee_paid": 12_8000_00, "legal_form": "sole_trader"},
    "合同2023-09-01 个体户": {"contract_on": date(2023, 9, 1), "legal_form": "sole_trader"},
    "青岛本地机构研发付了10万，外地机构检测20万，能补多少": {
        "category[0]": "development", "fee_paid[0]": 10 * WAN, "provider_in[0]": "370200",
        "category[1]": "testing", "fee_paid[1]": 20 * WAN, "provider_in[1]": "!370200",
    },
    "青岛 外地机构 检测费500块能补多少": {
        "registered_in": "370200", "category": "testing", "fee_paid": 500_00, "provider_in": "!370200",
    },
    "北京机构做的检测20万": {"category": "testing", "fee_paid": 20 * WAN, "provider_in": "110000"},
    "青岛检测院做的": {"provider_in": "370200"},
    "今年没拿过": {"granted_this_year": 0},
    "没兑付过": {"granted_this_year": 0},
    "第一次申请": {"granted_this_year": 0},
    "首次": {"granted_this_year": 0},
    "没拿过高企证书": {"high_tech": False},
    "今年还没领过": {"granted_this_year": 0},
    "绿色门槛过了，检测单": {"green_threshold": True, "contract_form": "test_order", "category": "testing"},
    "跟母公司买的服务": {"unaffiliated": False},
    "子公司做的检测": {"unaffiliated": False, "category": "testing"},
    "服务费还没付": {"payment": "none"},
    "付清了": {"payment": "full"},
}  # fmt: skip

NOT_SAID = [
    "高新技术企业和科技型中小企业有什么区别",
    "高新技术企业、科技型企业和专精特新,有什么区别?",
    "高企怎么认定",
    "科技型中小企业有效期几年",
    "高新技术企业加计扣除的条件是什么",
    "研发项目的检测费放直接投入还是其他费用",
    "是不是只有科小才能报",
    "必须是高企吗",
    "如果是高企能补多少",
    "合同登记了吗",
    "机构在库里吗",
    "绿色门槛怎么办",
    "必须找本地机构吗",
    "外地机构和本地机构补的一样吗",
    "我们公司是做检测的，可以作为服务机构入库吗",
    "去年已经兑付了15万，今年还能报吗",
    "能补5万吗",
    "高企奖励20万啥时候发",
    "我电话13812345678 麻烦回电",
    "公司投了500万买设备",
    "有没有失信没查过",
    "去晋创谷注册个公司是不是能报100万",
    "外地服务商是30%对吧",
    "科小不是3年有效吗",
    "没有科小能报吗",
    "高企没有也能报吗",
    "科小没入库呢",
    "没有高企?",
    "不是科小吗？",
    "今年没拿过吗",
    "研发设备10万",
    "去年没拿过",
    "你好",
    "😀😀😀",
    "",
]


@pytest.mark.parametrize(("text", "said"), SAID.items())
def test_what_is_said_is_taken_and_nothing_else(text: str, said: dict[str, Any]) -> None:
    assert facts(read(text)) == said


@pytest.mark.parametrize("text", NOT_SAID)
def test_what_is_asked_supposed_or_of_another_matter_is_no_fact(text: str) -> None:
    assert facts(read(text)) == {}


# ---- what is vague


VAGUE = {
    "大概付了三万多": ("fee_paid", 3 * WAN, 4 * WAN),
    "检测费20万到25万之间": ("fee_paid", 20 * WAN, 25 * WAN),
    "发票去年10月开的": ("invoiced_on", date(2023, 10, 1), date(2023, 10, 31)),
    "发票是2024年2月30号的": ("invoiced_on", date(2024, 2, 1), date(2024, 2, 29)),
    "我们是小微企业": ("size_class", None, None),
    "我们是小型微利企业": ("size_class", None, None),
    "我们在孵化器里": ("in_incubator", None, None),
    "高企正在申请中": ("high_tech", None, None),
    "应该是高企": ("high_tech", None, None),
    "我们是克拉玛依的企业": ("registered_in", None, None),
    "找外地机构做的": ("provider_in", None, None),
    "上次拿了3万": ("granted_this_year", 3 * WAN, 3 * WAN),
    "发票金额22万": ("fee_paid", 22 * WAN, 22 * WAN),
    "检测20万 其中强检5万": ("voluntary_test", None, None),
    "付了20万，又付了35万": ("fee_paid", 20 * WAN, 20 * WAN),
    "检测和设计一共付了30万": ("fee_paid", 30 * WAN, 30 * WAN),
    "检测认证费": ("category", None, None),
}


@pytest.mark.parametrize(("text", "doubt"), VAGUE.items())
def test_what_is_vague_is_asked_and_never_a_fact(text: str, doubt: tuple[str, Any, Any]) -> None:
    understood = read(text)
    name, low, high = doubt
    found = {u.name: u for u in understood.unclear}
    assert name in found
    assert (found[name].low, found[name].high) == (low, high)
    assert found[name].reading
    assert name not in facts(understood)


def test_a_fact_said_both_ways_is_asked() -> None:
    understood = read("我们是高企，不是高企")
    assert [u.name for u in understood.unclear] == ["high_tech"]
    assert facts(understood) == {}


def test_an_impossible_date_is_said_to_be_so() -> None:
    assert read("发票是2024年2月30号的").impossible == ("2024年2月30号",)


def test_an_ambiguous_place_offers_its_districts() -> None:
    understood = read("我们是克拉玛依的企业")
    assert understood.region == ("650200", "650203")
    assert [option.label for option in understood.unclear[0].options] == [
        "独山子区",
        "克拉玛依区",
        "白碱滩区",
        "乌尔禾区",
    ]


def test_a_bare_fee_is_the_amount_paid_and_said_back_but_asked_where_the_contract_counts() -> None:
    assumed = read("检测费20万").facts[-1]
    assert (assumed.name, assumed.value) == ("fee_paid", 20 * WAN)
    assert assumed.said_back
    asked = read("检测费20万", KARAMAY)
    assert [u.name for u in asked.unclear] == ["contract_amount"]
    assert facts(asked) == {"category": "testing"}


def test_a_year_left_out_is_said_back() -> None:
    (fact,) = read("发票3月15号开的").facts
    assert fact.value == date(2024, 3, 15)
    assert fact.said_back


def test_a_relative_place_is_that_of_the_applicant_else_of_the_edition() -> None:
    assert facts(read("运城的企业，找省外机构"))["provider_in"] == "!140000"
    assert facts(read("找本地机构", QINGDAO))["provider_in"] == "370200"


def test_a_team_is_registered_nowhere() -> None:
    understood = read("我们是青岛的创业团队")
    assert understood.region == ("370200",)
    assert facts(understood) == {"legal_form": "team"}


# ---- what is wished


WISHES = {
    "最高能报多少": ["estimate"],
    "能补3万吗": ["estimate"],
    "能报不": ["eligibility"],
    "能先申请吗": ["eligibility"],
    "符不符合条件": ["eligibility"],
    "要哪些资料 几号截止": ["documents", "deadlines"],
    "怎么领": ["procedure"],
    "钱啥时候到账": ["payment_time"],
    "哪些不能报": ["exclusions"],
    "电话多少": ["contacts"],
    "什么是科技创新券": ["what_is"],
    "有什么区别": ["compare"],
    "审核到哪一步了": ["status"],
    "你好": ["greeting"],
    "好的谢谢": ["thanks"],
    "税务问题咨询一下": [],
    "创业补贴怎么领": [],
    "材料": ["documents"],
    "资料": ["documents"],
    "流程": ["procedure"],
    "进度": ["status"],
    "时间": ["deadlines"],
    "金额": ["estimate"],
    "条件": ["conditions"],
    "哪些企业可以领券": ["conditions"],
    "必须要满足什么条件": ["requirements"],
    "支持对象及范围有哪些": ["conditions", "exclusions"],
    "我们能报吗": ["eligibility"],
    "创新券可以用来干什么": ["exclusions"],
    "为什么推行创新券": ["purpose"],
    "时效性有什么要求": ["validity"],
    "怎么办技术合同认定": ["registration"],
    "密码忘了": ["account"],
    "省补怎么申请": ["programme", "procedure"],
    "研发后补助的材料有哪些": ["programme", "documents"],
    "邮寄行吗": ["procedure"],
    "能线上交吗": ["procedure"],
    "先到先得吗": ["rule"],
    "钱花完了怎么办": ["rule"],
    "技术合同登记要多久": ["deadlines"],
    "什么时候出台": ["deadlines"],
    "券是什么": ["what_is"],
    "第二批呢": ["deadlines"],
    "那青岛呢": [],
    "三地比较一下": ["compare"],
    "各地对比": ["compare"],
    "青岛和运城哪个补得多": ["compare"],
}


@pytest.mark.parametrize(("text", "intents"), WISHES.items())
def test_wishes_are_told_in_their_order(text: str, intents: list[str]) -> None:
    assert list(read(text).intents) == intents


NEIGHBOURS = {
    "创业补贴怎么领": "创业补贴",
    "高企奖励什么时候发": "高企奖励",
    "研发费用加计扣除比例": "研发费用加计扣除",
    "科技创新券如何进行账务处理": "会计核算",
    "增值税怎么交": "税务",
    "专精特新中小企业如何认定": None,
    "反正所得税交15个点": None,
    "所得税现在几个点": "税务",
    "国高培育有什么要求": "高企培育",
    "去年评上高企，还没拿到奖励": "高企奖励",
    "购置补贴多久到账": "购置补贴",
    "获国家发明专利政府奖励多少": "专利资助",
    "能补多少": None,
}


@pytest.mark.parametrize(("text", "name"), NEIGHBOURS.items())
def test_a_neighbouring_programme_is_named(text: str, name: str | None) -> None:
    assert read(text).off_topic == name


def test_the_year_asked_for_is_the_programmes_and_not_a_dates() -> None:
    assert read("2025年青岛还有创新券吗").year == 2025
    assert read("2024年入库的科小，2024年3月5日开的发票").year is None


# ---- talk about the talk


CONTROLS = {
    "帮助": "help", "上一步": "back", "重新开始": "restart", "为什么问这个": "why", "什么意思": "meaning",
    "继续": "continue", "退出": "quit", "转人工": "human", "换个地区": "change_region", "看别的年度": "change_year",
    "菜单": "menu", "改一下": "correct", "再加一项设计费5万": "add_service", "还有一个检测服务": "add_service",
    "能补多少": None, "合同和发票为什么金额不一致": None, "还有什么材料": None, "": None,
}  # fmt: skip


@pytest.mark.parametrize(("text", "word"), CONTROLS.items())
def test_control_words_count_where_they_are_meant(text: str, word: str | None) -> None:
    assert read(text).control == word


def test_a_correction_carries_the_new_fact_or_names_the_old_one() -> None:
    amount = read("不对，是30万", asked=Asked(kind="one", facts=("high_tech",)), offered=YES_NO)
    assert (amount.control, facts(amount), amount.answer) == ("correct", {"fee_paid": 30 * WAN}, None)
    place = read("不是青岛，是运城")
    assert (place.control, place.region, facts(place)) == (
        "correct",
        ("140800",),
        {"registered_in": "140800"},
    )
    assert read("改一下发票日期").correct == "invoiced_on"


def test_a_correction_of_a_named_fact_states_nothing_and_names_the_editions_own() -> None:
    certificate = read("改一下科小", QINGDAO)
    assert (certificate.control, certificate.correct) == ("correct", "tech_sme_2024")
    assert facts(certificate) == {}
    assert read("改一下科小", YUNCHENG).correct == "tech_sme"
    assert read("改一下规模", YUNCHENG).correct == "size_class"
    assert facts(read("改成高企没有", YUNCHENG)) == {"high_tech": False}
    assert facts(read("改成高企", YUNCHENG)) == {"high_tech": True}
    assert facts(read("把科小改成没有", YUNCHENG)) == {"tech_sme": False}


MEANINGS = {
    "绿色门槛是什么": "green_threshold",
    "绿色门槛是什么意思": "green_threshold",
    "科小是什么意思": "tech_sme_2024",
    "我们是青岛的，绿色门槛是什么意思": "green_threshold",
    "合同形式是什么意思": "contract_form",
    "关联关系是什么意思": "unaffiliated",
    "检测单是什么": "contract_form",
    "入库是什么意思": "tech_sme_2024",
}


@pytest.mark.parametrize(("text", "name"), MEANINGS.items())
def test_the_fact_whose_meaning_is_asked_is_named(text: str, name: str) -> None:
    understood = read(text, QINGDAO)
    assert (understood.control, understood.correct) == ("meaning", name)
    assert name not in facts(understood)


@pytest.mark.parametrize("text", ["创新券是什么", "申请材料是什么", "高新技术企业加计扣除的条件是什么"])
def test_what_is_no_fact_has_no_meaning_here(text: str) -> None:
    assert read(text, QINGDAO).control is None


MORE: dict[str, dict[str, Any]] = {
    "还有一项 本地 8万": {"fee_paid": 8 * WAN, "provider_in": "370200"},
    "还有一项设计费5万": {"category": "design", "fee_paid": 5 * WAN},
    "另外外地检测20万": {"category": "testing", "fee_paid": 20 * WAN, "provider_in": "!370200"},
    "再加一个查新3万": {"category": "novelty_search", "fee_paid": 3 * WAN},
}


@pytest.mark.parametrize(("text", "said"), MORE.items())
def test_a_further_service_comes_with_its_facts(text: str, said: dict[str, Any]) -> None:
    understood = read(text, QINGDAO)
    assert understood.control == "add_service"
    assert facts(understood) == said


# ---- two places, and two terms


@pytest.mark.parametrize(
    "text", ["青岛的企业在运城能申请吗", "两家公司，一家青岛一家运城", "我们在青岛和运城都有公司"]
)
def test_two_places_of_one_applicant_are_both_told(text: str) -> None:
    understood = read(text)
    assert understood.region == ("370200", "140800")
    assert facts(understood) == {}


def test_places_that_are_compared_are_nobodys() -> None:
    assert read("青岛和运城哪个补得多").region == ()
    assert read("我们是青岛的，跟运城比哪个补得多").region == ("370200",)


def test_the_difference_of_two_certificates_is_no_comparison_of_regions() -> None:
    assert read("高企和科小有什么区别").intents == ("certificate",)
    assert read("青岛和运城有什么区别").intents == ("compare",)


# ---- the open question


PLACES = options(("370200", "青岛市内（各区、市都算）"), ("!370200", "青岛市外"), ("unsure", "不清楚"))
SHANXI = options(
    ("140000", "山西省内"), ("460000", "海南省"), ("!140000,460000", "其他省份"), ("unsure", "不清楚")
)
FORMS = options(("contract", "科技服务合同"), ("test_order", "检测单（检测委托单）"), ("none", "都没有"))
PAID = options(("full", "已付清"), ("part", "付了一部分"), ("none", "还没付"))
ANSWERS: list[tuple[str, str, tuple[Offered, ...], dict[str, Any]]] = [
    (QINGDAO, "registered_in", PLACES, {
        "1": "370200", "第二个": "!370200", "青岛市内": "370200", "青岛市外": "!370200", "黄岛": "370211",
        "市南": "370202", "不在青岛": "!370200", "外地": "!370200", "烟台的": "370600", "不清楚": None,
    }),
    (QINGDAO, "provider_in", PLACES, {
        "外地的": "!370200", "本地": "370200", "上海": "310000", "北京的大学": "110000", "2": "!370200", "不知道": None,
    }),
    (QINGDAO, "tech_sme_2024", YES_NO, {"是": True, "没有": False, "1": True, "入了": True, "没入": False, "3": None}),
    (QINGDAO, "contract_form", FORMS, {"合同": "contract", "委托单": "test_order", "③": "none", "都没有": "none"}),
    (QINGDAO, "fee_paid", (), {"三万五": 35_000_00, "200000": 20 * WAN, "付的是25万": 25 * WAN, "不清楚": None}),
    (QINGDAO, "granted_this_year", (), {"没有": 0, "8万": 8 * WAN, "没拿过": 0}),
    (QINGDAO, "invoiced_on", (), {"3月5号": date(2024, 3, 5), "20240305": date(2024, 3, 5), "昨天": date(2024, 12, 1)}),
    (KARAMAY, "payment", PAID, {"付清了": "full", "付了一半": "part", "没付": "none", "2": "part"}),
    (KARAMAY, "contract_amount", (), {"20万": 20 * WAN}),
    (YUNCHENG, "certificate_valid", YES_NO, {
        "在有效期内": True, "有效": True, "没过期": True, "过期了": False, "已经失效": False, "跳过": None,
    }),
    (KARAMAY, "begun", YES_NO, {"没开始": False, "还没开始": False, "没开始呢": False, "开始了": True}),
    (QINGDAO, "tech_sme_2024", YES_NO, {
        "没入科小": False, "没入库": False, "2024年没入库": False, "先不说": None, "我不想回答": None, "不知道": None,
    }),
    (YUNCHENG, "provider_in", SHANXI, {
        "山西省内的大学": "140000", "山西": "140000", "山西省内": "140000", "太原": "140100", "北京的": "110000",
        "山西省内太原": "140100",
    }),
]  # fmt: skip


@pytest.mark.parametrize(
    ("under", "name", "offered", "text", "value"),
    [(under, name, offered, t, v) for under, name, offered, replies in ANSWERS for t, v in replies.items()],
)
def test_a_short_reply_is_the_answer_to_the_open_question(
    under: str, name: str, offered: tuple[Offered, ...], text: str, value: Any
) -> None:
    assert facts(answered(text, under, name, offered=offered))[name] == value


@pytest.mark.parametrize("text", ["应该是吧", "能补多少", "2023年入的", "什么意思", "是的，2023年入的"])
def test_what_is_no_plain_answer_leaves_the_question_open(text: str) -> None:
    understood = answered(text, QINGDAO, "tech_sme_2024", offered=YES_NO)
    assert "tech_sme_2024" not in facts(understood)
    assert understood.answer not in ("yes", "no")


@pytest.mark.parametrize("text", ["山西省内的大学", "山西", "山西省内", "太原", "北京的"])
def test_where_the_provider_is_never_moves_the_applicant(text: str) -> None:
    assert answered(text, YUNCHENG, "provider_in", offered=SHANXI).region == ()


@pytest.mark.parametrize("text", ["2023年没入库", "快到期了"])
def test_another_year_or_a_coming_end_is_no_answer(text: str) -> None:
    assert "tech_sme_2024" not in facts(answered(text, QINGDAO, "tech_sme_2024", offered=YES_NO))
    assert "certificate_valid" not in facts(answered(text, YUNCHENG, "certificate_valid", offered=YES_NO))


def test_an_entry_of_the_editions_year_needs_no_question() -> None:
    assert facts(read("2024年没入库", QINGDAO))["tech_sme_2024"] is False
    assert facts(read("2023年没入库", QINGDAO)) == {}
    assert facts(read("没入库", QINGDAO)) == {}


def test_no_grant_so_far_is_said_in_any_state_and_denies_nothing_else() -> None:
    understood = answered("今年没领过", QINGDAO, "green_threshold", offered=YES_NO)
    assert (facts(understood), understood.answer) == ({"granted_this_year": 0}, None)
    assert facts(answered("没拿过", QINGDAO, "green_threshold", offered=YES_NO)) == {"green_threshold": False}


@pytest.mark.parametrize(
    ("text", "chosen"), {"1、2": (0, 1), "1 2": (0, 1), "1和3": (0, 2), "12": (0, 1), "2": (1,)}.items()
)
def test_all_positions_named_are_kept_for_a_single_choice(text: str, chosen: tuple[int, ...]) -> None:
    understood = answered(text, QINGDAO, "contract_form", offered=FORMS)
    assert understood.chosen == chosen
    assert ("contract_form" in facts(understood)) == (len(chosen) == 1)


def test_twelve_is_the_twelfth_where_there_is_one() -> None:
    twelve = tuple(Offered(id=str(n), label=f"选项甲{n}") for n in range(12))
    assert read("12", offered=twelve).chosen == (11,)


def test_where_a_named_service_was_bought_may_come_after_it() -> None:
    assert facts(read("委托研发，本地", QINGDAO)) == {"category": "development", "provider_in": "370200"}


OTHERS = ("innovative_sme", "high_tech", "srdi")


@pytest.mark.parametrize(
    ("text", "held"),
    {
        "就只有科小": "tech_sme",
        "只有科技型中小企业": "tech_sme",
        "就只有科小，别的没有": "tech_sme",
        "没有高企，只有科小": "tech_sme",
        "只有高企": "high_tech",
    }.items(),
)
def test_what_alone_is_held_leaves_the_offered_ones_out(text: str, held: str) -> None:
    offered = (*(Offered(id=name, label=name) for name in OTHERS), Offered(id="none", label="都没有"))
    found = facts(answered(text, YUNCHENG, *OTHERS, kind="select", offered=offered))
    assert found == dict.fromkeys(OTHERS, False) | {held: True}


CERTIFICATES = ("innovative_sme", "high_tech", "srdi", "tech_sme")
LISTED = (
    *(Offered(id=name, label=name) for name in CERTIFICATES),
    Offered(id="none", label="都没有"),
    UNSURE,
)


@pytest.mark.parametrize(
    ("text", "held"),
    {
        "1、3": "innovative_sme srdi",
        "高企": "high_tech",
        "高企和专精特新": "high_tech srdi",
        "都没有": "",
        "没有": "",
    }.items(),
)
def test_what_is_picked_from_a_list_is_all_that_holds(text: str, held: str) -> None:
    found = facts(answered(text, YUNCHENG, *CERTIFICATES, kind="select", offered=LISTED))
    assert found == {name: name in held.split() for name in CERTIFICATES}


@pytest.mark.parametrize("text", ["是", "都符合", "1", "没问题", "对"])
def test_a_joint_confirmation_is_stored_as_single_facts(text: str) -> None:
    offered = options(("all", "全部符合"), ("some", "有不符合或拿不准的"))
    found = facts(answered(text, YUNCHENG, "own_research", "clean_record", kind="confirm", offered=offered))
    assert found == {"own_research": True, "clean_record": True}


@pytest.mark.parametrize("text", ["2", "不是", "不确定", "应该都符合", "能补多少"])
def test_a_joint_confirmation_that_is_not_plain_states_nothing(text: str) -> None:
    offered = options(("all", "全部符合"), ("some", "有不符合或拿不准的"))
    assert (
        facts(answered(text, YUNCHENG, "own_research", "clean_record", kind="confirm", offered=offered)) == {}
    )


def test_a_menu_choice_is_told_by_its_place() -> None:
    menu = options(("go:eligibility", "能不能申请"), ("go:estimate", "能补多少"))
    assert read("2", offered=menu).chosen == (1,)
    assert read("能不能申请", offered=menu).chosen == (0,)
    assert read("第三个", offered=menu).chosen == ()


# ---- what always holds

CHUNKS: list[tuple[str, dict[str, Any]]] = [
    ("我们是青岛黄岛的企业", {"registered_in": "370211"}),
    ("高企", {"high_tech": True}),
    ("没有科小", {"tech_sme": False}),
    ("不在晋创谷", {"in_jinchuanggu": False}),
    ("专精特新有", {"srdi": True}),
    ("创新型中小企业没有", {"innovative_sme": False}),
    ("小型企业", {"size_class": "small"}),
    ("个体户", {"legal_form": "sole_trader"}),
    ("iso认证", {"category": "certification"}),
    ("付清了", {"payment": "full"}),
    ("有限公司", {"legal_form": "company"}),
    ("做了软件测试", {"category": "testing"}),
    ("实付12万8", {"fee_paid": 12_8000_00}),
    ("合同金额20万", {"contract_amount": 20 * WAN}),
    ("今年已经拿了3万", {"granted_this_year": 3 * WAN}),
    ("机构在上海", {"provider_in": "310000"}),
    ("发票2024年3月5日", {"invoiced_on": date(2024, 3, 5)}),
    ("2023年9月1日签的合同", {"contract_on": date(2023, 9, 1)}),
    ("报告是2024年6月3日出的", {"result_on": date(2024, 6, 3)}),
    ("绿色门槛过了", {"green_threshold": True}),
    ("我们没有失信记录", {"clean_record": True}),
    ("能补多少", {}),
    ("要什么材料", {}),
    ("你好", {}),
]  # fmt: skip


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from(CHUNKS), unique_by=lambda c: tuple(c[1]) or c[0]),
    st.sampled_from(["，", "。", "；", "\n", " "]),
)
def test_everything_understood_is_taken_in_any_order(
    chunks: list[tuple[str, dict[str, Any]]], mark: str
) -> None:
    understood = read(mark.join(text for text, _ in chunks))
    assert facts(understood) == {name: value for _, said in chunks for name, value in said.items()}
    assert understood.unclear == ()


WORDS = st.sampled_from(sorted(lexicon().phrases))
ODD = st.text(st.characters(), max_size=20) | st.sampled_from(
    ["\ud800", "\x00\x1b", "😀", "\u202e", "٣", "①", "½"]
)
PIECES = (
    WORDS
    | ODD
    | st.sampled_from([*"0123456789.,，。 万元年月日号、?不没有是", "青岛", "克拉玛依", "去年10月"])
)


@settings(max_examples=300)
@given(
    st.lists(PIECES, max_size=25).map("".join), st.sampled_from([None, QINGDAO, YUNCHENG, KARAMAY]), st.data()
)
def test_nothing_raises_and_every_fact_is_valid(text: str, under: str | None, data: st.DataObject) -> None:
    known = all_facts() if under is None else {f.name: f for f in edition(under).facts}
    name = data.draw(st.sampled_from([None, *known]))
    asked = Asked(kind="one", facts=(name,)) if name else None
    offered = data.draw(st.sampled_from([(), YES_NO, PLACES, LISTED]))
    understood = read(text, under, asked=asked, offered=offered)
    for fact in understood.facts:
        if fact.name in known and fact.value is not None:
            assert read_value(known[fact.name], written(known[fact.name], fact.value)) == fact.value
    stated = [(fact.service, fact.name) for fact in understood.facts]
    assert len(stated) == len(set(stated))
    assert not {fact.name for fact in understood.facts if fact.service is None} & {
        u.name for u in understood.unclear
    }


@pytest.mark.parametrize(
    "text", ["😀" * 25_000, "检测费20万" * 20_000, "青岛" * 50_000, "\ud800" * 100_000, "1" * 100_000]
)
def test_a_huge_message_is_read_up_to_a_limit(text: str) -> None:
    assert isinstance(read(text), Understanding)


WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}


@pytest.mark.parametrize("text", TEXTS)
def test_full_width_and_half_width_are_read_alike(text: str) -> None:
    assert read(text.translate(WIDE)) == read(text)


@pytest.mark.parametrize("text", TEXTS)
def test_traditional_characters_are_read_like_simplified_ones(text: str) -> None:
    simplified = clean(text).text
    traditional = OpenCC("s2t").convert(simplified)
    if clean(traditional).text == simplified:
        assert read(traditional)._replace(traditional=False) == read(simplified)
