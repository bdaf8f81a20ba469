"""What was bought, as people of many trades put it; and what names a service without one being bought."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dialogs.understanding.result import Asked, Understanding
from dialogs.understanding.understanding import understand
from tests.dialogs.labelled import shelf

DAY = date(2024, 11, 20)
SHELF = shelf()


def read(text: str, *, asked: str | None = None, under: str | None = None) -> Understanding:
    edition = SHELF.editions[under].edition if under else None
    facts = {**SHELF.facts, **edition.by_name} if edition else SHELF.facts
    question = Asked(kind="one", facts=(asked,)) if asked else None
    return understand(text, today=DAY, asked=question, edition=edition, facts=facts)


def categories(understood: Understanding) -> list[Any]:
    return [said.value for said in understood.facts if said.name == "category"]


BOUGHT = {
    "testing": """无损探伤 2万|做了三坐标测量|盐雾500小时|高低温老化跑了一周|EMC摸底整改前先测|锅炉年检|粉尘叫第三方测的
        等保测评6.8万|代码审计|委外做XRD和SEM|水样送去化验|食品营养成分表 1200|签的检测合同 3万|3C认证5万|cma报告""",
    "development": """小程序外包5万|配方委外研发20万|我们的MES系统找软件公司开发的|固件包给一家公司从零写
        跟学校签的横向|产学研合作|委托中科院做催化剂研发|定制了一套管理软件 软件定制费8万""",
    "technical_service": "技术服务费12万|请专家驻厂|请专家做技术诊断|对方派工程师来解决的开裂问题|数据标注",
    "consulting": "技术路线论证|科技情报分析|做了技术预测|工艺咨询费2万|科技成果评价",
    "transfer": "那件发明我们买断了|专利申请权转到我司|买了一项发明专利|技术引进|成果过户了",
    "licence": "独占许可五年|配方只准我们用 一年一交|专利授权给我们用|技术使用费|普通许可",
    "design": "结构设计|外壳找工作室画的|pcb画板|抄板|模具出图|三维建模",
    "pilot_test": "中试|吨级放大|小批量试制|小试中试|工艺放大",
    "novelty_search": "科技查新|检索证明|收录引证|查新报告1200|国内外查新",
    "data": "遥感影像|气象数据买了一年|买数据集|知网账号|卫星影像",
    "materials": "裸鼠40只|菌种|标准物质|细胞株|实验试剂",
    "computing": "GPU机时1万2|租了8张A100|超算中心跑仿真，机时费3万|太湖之光|训大模型",
    "sample_processing": "PCB打样|手板|FIB切片|样件加工|做首样",
    "public_lab": "租了通风橱|大型仪器机时|开放实验室上机费|仪器共享|用学校的大型仪器，机时费2400",
    "ip": "专利撰写三件|pct进入国家阶段|软著登记|专利年费和官费|我买的不是商标，是外观专利的代办",
    "tech_finance": "首台套保险|专利押给银行 评估费2万|研发中断险|知识产权质押评估|融资顾问费",
    "brokerage": "居间费8000|技术经纪人佣金|成果对接|技术交易服务费|中介费",
    "training": "六西格玛绿带班|内审员培训|请老师来讲课|送技术员去学习|老师飞来讲了两天",
    "certification": "体系贯标|ISO45001监审|16949换版|CE认证|三体系年审",
    "trademark": "注册了个商标|r标|马德里|商标异议|续展商标",
    "audit": "公司审计8000|研发费专项鉴证|验资报告|查账|年审报告5000",
    "listing_advice": "北交所辅导|股改费|新三板挂牌的财务顾问|上市辅导|保荐费",
    "market_data": "买行业研报3800|竞品分析|蓝皮书|用户画像|市场调研",
    "legal_advice": "律师函 2000|法律顾问|打官司请的律师|合同审查|找律所",
    "feasibility": "请人做可研|项目建议书|商业计划书|项目申请报告编制|立项本子",
    "title_consulting": """高企代办费3万|找中介包装高企材料|专精特新申报辅导，4万|科小代办
        入科小库是代账公司一条龙给弄的""",
}


@pytest.mark.parametrize(
    ("category", "text"),
    [
        (category, text.strip())
        for category, texts in BOUGHT.items()
        for text in texts.replace("\n", "|").split("|")
    ],
)
def test_the_words_of_every_trade_name_its_category(category: str, text: str) -> None:
    assert categories(read(text)) == [category]


@pytest.mark.parametrize(
    "text",
    [
        "我们是做检测的",
        "公司是搞无损检测的，资质齐全",
        "我们是一家软件开发公司",
        "主营结构设计和模具开发",
        "我们做审计的，给企业出报告",
        "给客户做检测的",
        "我们设计的模具卖得不错",
        "软件是自己开发的",
    ],
)
def test_what_an_enterprise_does_itself_is_not_bought(text: str) -> None:
    assert categories(read(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "买了台盐雾试验机花了8万",
        "检测设备30万",
        "招了个检测员",
        "研发人员工资能报吗",
        "厂房租金能用吗",
        "抖音推广能报吗",
        "我们有20个软著和3个发明专利",
        "通过了ISO9001认证",
        "没做检测",
    ],
)
def test_what_is_no_service_or_owned_or_denied_has_no_category(text: str) -> None:
    assert categories(read(text)) == []


def test_what_only_dates_or_places_a_service_is_not_bought_too() -> None:
    assert categories(read("外壳造型、手板前的结构图，找工作室画的")) == ["design"]
    assert categories(read("上透射电镜之前的FIB切片")) == ["sample_processing"]
    assert categories(read("做了个软件测试")) == ["testing"]
    assert categories(read("在园区的化验平台租了通风橱")) == ["public_lab"]


@pytest.mark.parametrize(
    "text", ["机时费8000", "尽调花了6万", "检测认证费3万", "技术转让许可", "研发检测费2万", "租云服务器"]
)
def test_an_ambiguous_service_is_asked_back(text: str) -> None:
    understood = read(text)
    assert categories(understood) == []
    assert [len(doubt.options) for doubt in understood.unclear if doubt.name == "category"] == [2]


def test_a_service_outside_the_list_is_another_only_where_the_category_is_asked_for() -> None:
    assert categories(read("上头几个都对不上，是ERP的维保", asked="category", under="qingdao-2024")) == [
        "other"
    ]
    assert categories(read("我们做ERP的维保")) == []


WISHES = {
    "estimate": "能返多少|给报几个|划得来不|看看能薅多少羊毛|多少钱|给算算",
    "eligibility": "够得着不|沾得上边不|轮得上不|有没有份|走得通么|我们能不能弄",
    "deadlines": "还赶趟不|来得及不|几号关门|晚了没|现在还开着没|截至日期",
    "procedure": "走什么流程|咋弄|咋个整嘛|网上弄还是跑大厅|去哪填|zenme ling quan",
    "documents": "要备啥|带啥东西|需备哪些文件|材料|资料要几样",
    "payment_time": "几时打到账上|公示完多久到卡上|到帐一般得等多久|这个钱啥时候下来呀",
    "contacts": "归哪个部门管|找谁|该催谁|座机是多少|地址",
    "exclusions": "都支持些啥服务呀|哪些是不给的|负面清单",
    "what_is": "创新券是干啥使的|先说清楚这是个什么东西",
    "status": "进度|审到哪了|交上去半个月没消息",
    "greeting": "早|在不|老师好",
    "thanks": "3q|谢啦",
}


@pytest.mark.parametrize(
    ("intent", "text"), [(intent, text) for intent, texts in WISHES.items() for text in texts.split("|")]
)
def test_a_wish_is_told_in_its_natural_words(intent: str, text: str) -> None:
    assert read(text).intents == (intent,)


@pytest.mark.parametrize(
    ("text", "intents"),
    {
        "要交啥 上哪交": ["documents", "procedure"],
        "我们够条件不 能弄几个钱": ["eligibility", "estimate"],
        "找谁办 要带啥": ["contacts", "documents"],
        "能拿多少，啥时候到账": ["estimate", "payment_time"],
    }.items(),
)
def test_two_wishes_in_one_message_are_both_told(text: str, intents: list[str]) -> None:
    assert list(read(text).intents) == intents


@pytest.mark.parametrize(
    ("text", "subject"),
    {
        "稳岗补贴咋领": "就业社保补贴",
        "听说有创业补贴": "创业补贴",
        "券能不能报，另外房租补贴有没有": "房租补贴",
        "执照换地址找哪个窗口": "工商登记",
        "办ISO哪家便宜": "服务机构推荐",
        "今天下雨不": "其他话题",
        "所得税一直按优惠报，检测费5万能补多少": None,
        "去年拿了技改补贴，这个券还能报不": None,
        "我们社保30人": None,
    }.items(),
)
def test_a_neighbour_is_turned_away_only_where_it_is_what_is_asked_for(
    text: str, subject: str | None
) -> None:
    assert read(text).off_topic == subject
