"""What is said of the talk itself: steering it, taking an answer back, odd spellings, and noise."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from dialogs.interview import options
from dialogs.understanding.characters.cues import words
from dialogs.understanding.characters.text import clean
from dialogs.understanding.result import Asked, Understanding
from dialogs.understanding.talk.noise import is_noise
from dialogs.understanding.talk.steering import LONGEST, steering
from dialogs.understanding.understanding import understand
from dialogs.understanding.words.choices import choice
from policy.facts import written
from tests.dialogs.labelled import shelf

DAY = date(2024, 11, 20)
EDITIONS = {"q": "qingdao-2024", "y": "yuncheng-2024", "k": "karamay-draft"}


def heard(text: str, where: str, asked: str | None = None) -> Understanding:
    edition = shelf().editions[EDITIONS[where]].edition
    facts = {**shelf().facts, **edition.by_name}
    question = Asked(kind="one", facts=(asked,)) if asked else None
    offered = options(facts[asked]) if asked else ()
    return understand(text, today=DAY, asked=question, offered=offered, edition=edition, facts=facts)


def told(understood: Understanding) -> Mapping[str, Any]:
    facts = {
        **shelf().facts,
        **{f.name: f for c in shelf().editions.values() for f in c.edition.facts},
    }
    return {fact.name: written(facts[fact.name], fact.value) for fact in understood.facts}


STEERING = {
    "back": "上一题 返回上一个问题吧 我想回到前面那题 倒回去一步 点岔了，退一哈 往回退一步 退回去我改一下",
    "restart": "重头来吧 推倒重来 算了，重新开始 清空重填 我要给另一家公司算 前面填的都作废",
    "human": "帮我转人工 我要找真人 不想跟机器人说话 叫你们工作人员来 有没有活人 跟人说",
    "menu": "回主菜单 主菜单 看看功能列表",
    "help": "你能做啥 你有哪些功能 怎么使用你这个机器人 你都会干些啥？ 不会用",
    "why": "为什么要问注册地 问这个有啥用 干嘛问我们营收 这跟领券有什么关系 问我们多少人干啥用",
    "meaning": "这句没明白 看不懂，举个例子 能说清楚点吗 怎么样算履约 说人话",
    "continue": "继续吧 好了，继续 接着刚才的说 我回来了 刚才开会去了，咱继续",
    "quit": "今天先到这 拜拜啦 下次再聊 我先忙了，回头再说 没别的问题了 结束对话",
    "change_region": "换个城市 换成青岛 看看别的地区 切换到克拉玛依 不看青岛了，切到运城",
    "change_year": "换到2025年度 看看去年的政策 有没有23年的 年份切一下",
    "add_service": "再加一项服务 再添一项服务 还有一笔检测费要算进去 另外还做了一项服务",
}


@pytest.mark.parametrize(
    ("text", "control"), [(text, control) for control, said in STEERING.items() for text in said.split()]
)
def test_a_clause_about_the_talk_steers_it_and_states_nothing_of_what_is_asked(
    text: str, control: str
) -> None:
    understood = heard(text, "q", "contract_registered")
    assert understood.control == control
    assert "contract_registered" not in told(understood)


TOLD = [
    "我们上一步工序是外包给机械所做的中试", "样品又送去检测了一回", "不做商标了，换成查新行不行",
    "求助，检测费5万能报多少", "简单说，我们是高企，检测费5万", "算了，能补多少", "发票抬头开错了还能报吗",
    "填错了能改吗",
]  # fmt: skip


@pytest.mark.parametrize("text", TOLD)
def test_words_of_the_talk_in_a_story_or_a_question_steer_nothing(text: str) -> None:
    assert heard(text, "q").control is None


def test_an_answer_goes_before_leave_taking() -> None:
    understood = heard("没有，就这样吧", "y", "own_research")
    assert (understood.control, told(understood)) == (None, {"own_research": False})


def test_a_value_beside_the_question_why_is_kept() -> None:
    understood = heard("15万。问这个干嘛", "q", "fee_paid")
    assert (understood.control, told(understood)) == ("why", {"fee_paid": "150000.00"})


def test_what_is_asked_after_in_asking_why_is_no_fact() -> None:
    understood = heard("咋还查我们失信没失信，啥用意", "k", "clean_record")
    assert (understood.control, told(understood)) == ("why", {})


def test_no_long_message_steers() -> None:
    assert steering(words("返回" + "，这是一段说明" * LONGEST), True) is None


CORRECTED: list[tuple[str, dict[str, object]]] = [
    ("刚才那个发票日期填错了，应该是8月3号", {"invoiced_on": "2024-08-03"}),
    ("我看错了，开票是7月15", {"invoiced_on": "2024-07-15"}),
    ("更正一下，发票是9月12号开的", {"invoiced_on": "2024-09-12"}),
    ("发票日期要改成7月9号", {"invoiced_on": "2024-07-09"}),
    ("把注册地改成胶州", {"registered_in": "370281"}),
    ("应该是市南区才对", {"registered_in": "370202"}),
    ("是设计费不是检测费", {"category": "design"}),
    ("不是检测，是工业设计", {"category": "design"}),
    ("前面选成技术咨询了，其实是工业设计", {"category": "design"}),
    ("刚才说付了12万，其实付了10万", {"fee_paid": "100000.00"}),
    ("金额不对，是5万8", {"fee_paid": "58000.00"}),
    ("不对 应该是30万", {"fee_paid": "300000.00"}),
    ("没付那么多，最后付了11万", {"fee_paid": "110000.00"}),
]


@pytest.mark.parametrize(("text", "facts"), CORRECTED)
def test_a_correction_gives_what_is_right_and_not_what_was_wrong(text: str, facts: dict[str, object]) -> None:
    understood = heard(text, "q", "contract_on")
    assert (understood.control, told(understood)) == ("correct", facts)


NAMED = {
    "合同日期写错了": "contract_on",
    "刚填的注册地要改": "registered_in",
    "我想把合同签订时间重填一下": "contract_on",
    "重新填一下营业收入": "revenue",
    "高企那条说错了": "high_tech",
}


@pytest.mark.parametrize(("text", "name"), NAMED.items())
def test_a_correction_without_a_value_names_the_fact(text: str, name: str) -> None:
    understood = heard(text, "y", "fee_paid")
    assert (understood.control, understood.correct, told(understood)) == ("correct", name, {})


def test_the_answer_to_the_open_question_is_not_what_a_slip_takes_back() -> None:
    understood = heard("手滑点了是，该点不是的", "y", "in_university_park")
    assert (understood.control, told(understood)) == ("correct", {})


def test_doubt_about_our_result_takes_nothing_back() -> None:
    understood = heard("不对吧，你咋给我算出来才6万", "q")
    assert (understood.control, told(understood)) == (None, {})


DENYING = [
    ("没有", None), ("没", None), ("有", None), ("是的，没有", True), ("对，没有", True), ("对", True), ("不对", False),
    ("从来没有过", True), ("是这样", True), ("不是这样", False),
]  # fmt: skip


@pytest.mark.parametrize("name", ["clean_record", "unaffiliated", "no_public_money", "not_sanctioned"])
@pytest.mark.parametrize(("text", "value"), DENYING)
def test_a_bare_no_to_a_statement_that_denies_is_asked_back(name: str, text: str, value: bool | None) -> None:
    understood = heard(text, "y", name)
    assert told(understood) == ({} if value is None else {name: value})
    assert (name in {doubt.name for doubt in understood.unclear}) == (value is None)


ADVERTS = [
    "专业代办高企，不成功不收费，加V：kj8862", "您有一笔30万额度待激活，点击 http://t.example/a 退订回T",
    "诚信贷款，无抵押，当天放款", "高企代办包通过，电话13812345678", "恭喜您获得5000元优惠券，点击领取",
    "<img src=x onerror=alert(1)>",
]  # fmt: skip


@pytest.mark.parametrize("text", ADVERTS)
def test_an_advertisement_says_nothing(text: str) -> None:
    assert is_noise(words(clean(text).text))
    assert not heard(text, "y", "staff").understood


@pytest.mark.parametrize(
    "text",
    ["https://www.example.cn 这个通知里的检测能报吗", "代办高企的费用能报吗", "能加微信吗", "名额有限吗"],
)
def test_one_word_of_selling_is_no_advertisement(text: str) -> None:
    assert not is_noise(words(clean(text).text))


SPELT = {
    "我 们 是 即 墨 的 厂 子 付 了 1 6 万": "我们是即墨的厂子付了16万",
    "高企✅ 省级孵化器❌": "高企有 省级孵化器没有",
    "✅高企 ❌科小": "有高企 没有科小",
    "检测费💰3.2万💰": "检测费 3.2万",
    "付了12。8万": "付了12.8万",
    "付了12。8月开的票": "付了12。8月开的票",
    "克拉玛依区【kelamayi qu】的公司": "克拉玛依区的公司",
    "我哋唔係高企": "我们不是高企",
    "高企 科小 都有 青岛 检测": "高企 科小 都有 青岛 检测",
    "1 2 3 4 5 6": "1 2 3 4 5 6",
}


@pytest.mark.parametrize(("written_so", "plain"), SPELT.items())
def test_odd_spellings_are_read_like_plain_ones(written_so: str, plain: str) -> None:
    assert clean(written_so).text == plain


CHOSEN = {
    "前三个都沾边": (1, 2, 3), "除了最末那个，其余全做过": (1, 2, 3), "除了2都有": (1, 3, 4), "就3 谢谢啊": (3,),
    "最末一个": (4,), "2个": None, "除了5都有": None,
}  # fmt: skip


@pytest.mark.parametrize(("text", "numbers"), CHOSEN.items())
def test_options_may_be_chosen_by_what_is_left_out(text: str, numbers: tuple[int, ...] | None) -> None:
    found = choice(clean(text).text, 4)
    assert (found.numbers if found else None) == numbers


STAFF = {"45人": 45, "公司现在有120个员工": 120, "大概40个": None, "20多人": None, "alert(1)": None}


@pytest.mark.parametrize(("text", "staff"), STAFF.items())
def test_a_number_of_people_is_taken_only_where_it_is_exact(text: str, staff: int | None) -> None:
    assert told(heard(text, "y", "staff")) == ({} if staff is None else {"staff": staff})
