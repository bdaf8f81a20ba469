"""The papers of a case as a list to tick off."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from dialogs import Context, Conversation, Message, Turn, plain, respond
from dialogs.desk.paper_names import MEANS_ALL, named
from dialogs.records import Records, Told
from policy.library import library
from policy.workdays import SHANGHAI

EDITIONS = library()
AT = datetime(2024, 12, 3, 10, tzinfo=SHANGHAI)
QINGDAO, YUNCHENG, DRAFT = "qingdao-2024", "yuncheng-2024", "karamay-draft"
TESTING = ({"category": "testing"},)
NEEDED = (
    "tech_sme_number",
    "contract",
    "payment",
    "result",
    "research_proof",
    "green_self_check",
    "green_review",
)


@dataclass
class Talk:
    """A talk in which ticks are kept between the messages."""

    records: Records | None
    conversation: Conversation
    last: Turn | None = None

    def say(self, *messages: str) -> str:
        """The replies to the last of the messages."""
        text = ""
        for message in messages:
            context = Context(now=AT, library=EDITIONS, records=self.records, token="7K3M9PQ2XYZW2345")
            self.last = respond(self.conversation, Message(text=message), context)
            self.conversation = Conversation.from_json(
                json.loads(json.dumps(self.last.conversation.to_json()))
            )
            for effect in self.last.effects:
                if effect.kind == "tell" and self.records is not None:
                    told = {name: value for name, value in effect.content.items() if name != "name"}
                    kept = {**self.records.told, effect.content["name"]: Told(at=AT, **told)}
                    self.records = replace(self.records, told=kept)
                if effect.kind == "tick" and self.records is not None:
                    tick = frozenset({(effect.content["edition"], effect.content["document"])})
                    ticks = (
                        self.records.ticks | tick if effect.content["ready"] else self.records.ticks - tick
                    )
                    self.records = replace(self.records, ticks=ticks)
            text = "\n".join(plain(reply) for reply in self.last.replies)
        return text

    @property
    def ready(self) -> set[str]:
        assert self.records is not None
        return {document for _, document in self.records.ticks}


def with_testing(*ready: str, edition: str = QINGDAO) -> Talk:
    return Talk(
        records=Records(ticks=frozenset((edition, document) for document in ready)),
        conversation=Conversation(greeted=True, edition=edition, services=TESTING),
    )


def test_what_is_missing_comes_first_with_issuers_and_lead_times_then_what_is_ready() -> None:
    talk = with_testing("contract")
    assert talk.say("还缺什么") == (
        "还缺 6 样，已备 1 样（青岛市 2024 年度通知 二(二)）。备好的回数字，可多选。\n"
        "要等的先办：绿色门槛审查意见表（附件 2）由所在区（市）科技主管部门出具，要几天没有写（二(二)8）。\n"
        "已备：✓ 科技服务合同。\n"
        "1 2024 年科技型中小企业入库登记编号\n"
        "2 付款凭证（银行回单等）和发票\n"
        "3 双方确认的服务结果证明\n"
        "4 与企业研发相关的支撑材料\n"
        "5 绿色门槛企业自查表（附件 1）\n"
        "6 绿色门槛审查意见表（附件 2）"
    )


def test_a_paper_that_somebody_else_issues_is_told_with_its_lead_time() -> None:
    talk = with_testing()
    talk.conversation = talk.conversation._replace(services=({"category": "development"},))
    assert "最长 30 天（技术合同认定登记管理办法 第十四条）" in talk.say("还缺什么")


def test_papers_that_hang_on_what_is_not_known_are_told_apart() -> None:
    talk = with_testing()
    talk.conversation = talk.conversation._replace(services=())
    text = talk.say("还缺什么")
    assert text.startswith("还缺 6 样（")
    assert "视情况还要：技术合同认定登记证明、" in text


def test_papers_are_ticked_by_their_numbers() -> None:
    talk = with_testing()
    text = talk.say("还缺什么", "1、3")
    assert text.startswith(
        "已勾：2024 年科技型中小企业入库登记编号、付款凭证（银行回单等）和发票。\n还缺 5 样，已备 2 样"
    )
    assert talk.ready == {"tech_sme_number", "payment"}
    talk.say("1")
    assert talk.ready == {"tech_sme_number", "payment", "contract"}


@pytest.mark.parametrize("message", ["全部", "材料都齐了", "都齐了"])
def test_all_are_ticked_at_once(message: str) -> None:
    talk = with_testing("contract")
    assert "材料齐了，共 7 样" in talk.say("还缺什么", message)
    assert talk.ready == set(NEEDED)
    assert talk.say("还缺什么").startswith("材料齐了，共 7 样")


def test_at_most_eight_can_be_ticked_by_number_the_others_are_told() -> None:
    talk = Talk(records=Records(), conversation=Conversation(greeted=True, edition=YUNCHENG))
    talk.say("我们是还没注册的创业团队")
    text = talk.say("还缺什么")
    assert "8 营业执照副本" in text
    assert "另缺：法定代表人身份证。" in text


@pytest.mark.parametrize(
    ("message", "ticked"),
    [
        ("发票拿到了", {"payment"}),
        ("回单和发票都有了", {"payment"}),
        ("合同准备好了", {"contract"}),
        ("合同、检测报告都准备好了", {"contract", "result"}),
        ("绿色门槛审查表拿到了", {"green_review"}),
        ("自查表盖好章了", {"green_self_check"}),
    ],
)
def test_papers_are_ticked_by_the_names_that_people_use(message: str, ticked: set[str]) -> None:
    talk = with_testing()
    assert "已勾：" in talk.say("还缺什么", message)
    assert talk.ready == ticked


@pytest.mark.parametrize(
    ("message", "ticked"),
    [("合同", {"contract"}), ("合同、发票", {"contract", "payment"}), ("回单", {"payment"})],
)
def test_with_the_list_open_a_bare_name_is_enough(message: str, ticked: set[str]) -> None:
    talk = with_testing()
    talk.say("还缺什么", message)
    assert talk.ready == ticked


def test_papers_are_ticked_without_the_list_too() -> None:
    talk = with_testing()
    assert "还缺 6 样，已备 1 样" in talk.say("合同准备好了")
    assert talk.ready == {"contract"}


def test_a_paper_that_is_not_ready_after_all_is_unticked() -> None:
    talk = with_testing("contract", "payment")
    assert "已取消：付款凭证（银行回单等）和发票。" in talk.say("还缺什么", "发票还没拿到")
    assert talk.ready == {"contract"}


def test_what_is_ticked_already_changes_nothing() -> None:
    talk = with_testing("contract")
    assert talk.say("还缺什么", "合同准备好了").startswith("没有变：科技服务合同。")
    assert talk.last is not None
    assert not talk.last.effects


def test_a_name_of_several_papers_is_asked_about() -> None:
    talk = with_testing()
    text = talk.say("还缺什么", "绿色门槛表准备好了")
    assert "“绿色门槛表”是指哪一样？\n1 绿色门槛企业自查表（附件 1）\n2 绿色门槛审查意见表（附件 2）" in text
    assert not talk.ready
    assert talk.say("2").startswith("已勾：绿色门槛审查意见表（附件 2）。")


def test_of_several_papers_the_one_still_missing_is_meant() -> None:
    talk = with_testing("green_self_check")
    talk.say("还缺什么", "绿色门槛表准备好了")
    assert talk.ready == {"green_self_check", "green_review"}


def test_what_an_ambiguous_name_denies_is_unticked_by_its_number() -> None:
    talk = with_testing("green_self_check", "green_review")
    talk.say("还缺什么", "绿色门槛表不见了", "1")
    assert talk.ready == {"green_review"}


def test_a_name_of_no_paper_is_said_to_be_on_no_list() -> None:
    talk = with_testing()
    assert talk.say("还缺什么", "营业执照准备好了").startswith("清单里没有“营业执照”。\n还缺 7 样")
    assert not talk.ready


def test_without_a_region_it_is_asked_first_and_the_ticking_goes_on() -> None:
    talk = Talk(records=Records(), conversation=Conversation(greeted=True))
    assert "贵公司注册在哪里？" in talk.say("合同准备好了")
    assert "已勾：科技服务合同。" in talk.say("青岛")
    assert talk.ready == {"contract"}


def test_ticks_are_of_one_notice() -> None:
    talk = with_testing("contract")
    talk.say("换成运城")
    assert "已备" not in talk.say("还缺什么")


def test_a_draft_is_said_to_be_one() -> None:
    assert with_testing(edition=DRAFT).say("还缺什么").startswith("这是征求意见稿")


def test_where_nothing_is_kept_the_list_is_told_and_cannot_be_ticked() -> None:
    talk = Talk(records=None, conversation=Conversation(greeted=True, edition=QINGDAO, services=TESTING))
    assert "· 科技服务合同" in talk.say("还缺什么")
    assert talk.say("合同准备好了").startswith("这里不保存勾选")
    assert talk.last is not None
    assert not talk.last.effects


def test_an_interview_waits_while_the_list_is_open_and_goes_on_when_told() -> None:
    talk = with_testing()
    question = talk.say("能补多少")
    assert "回“继续”接着刚才的问题。" in talk.say("还缺哪些材料")
    assert talk.say("继续").endswith(question.splitlines()[-1])


@pytest.mark.parametrize(
    ("message", "heard"),
    [
        ("菜单", "核对条件"),
        ("几号截止", "2024-12-31"),
        ("退出", "随时再来"),
        ("返回", "清单先放下"),
        ("我们是高企", "记下"),
        ("算了", "清单先放下"),
        ("进度", "还没有记下申请"),
        ("我已提交", "申请了多少钱"),
    ],
)
def test_the_list_never_traps(message: str, heard: str) -> None:
    talk = with_testing()
    assert heard in talk.say("还缺什么", message)
    assert talk.conversation.form.get("kind") != "papers"


PAPERS = EDITIONS.editions[QINGDAO].edition.documents, EDITIONS.editions[YUNCHENG].edition.documents


@pytest.mark.parametrize(
    ("word", "qingdao", "yuncheng"),
    [
        ("合同", "contract", "contract"),
        ("技术合同", "contract", "contract"),
        ("和检测中心的协议", "contract", "contract"),
        ("检测委托单", "contract", ""),
        ("发票", "payment", "invoice"),
        ("付款凭证", "payment", "payment"),
        ("银行回单", "payment", "payment"),
        ("检测报告", "result", "result"),
        ("报告", "result", "result"),
        ("验收单", "result", "result"),
        ("登记证明", "registration_proof", ""),
        ("合同登记证明", "registration_proof", ""),
        ("入库编号", "tech_sme_number", "qualification"),
        ("科小编号", "tech_sme_number", ""),
        ("高企证书", "", "qualification"),
        ("承诺书", "", "undertaking"),
        ("申请表", "", "application"),
        ("营业执照", "", "licence"),
        ("身份证", "", "identity"),
        ("入驻证明", "", "qualification tenancy"),
        ("证明", "result registration_proof ip_change", "qualification tenancy"),
        ("contract", "contract", "contract"),
        ("户口本", "", ""),
        ("", "", ""),
    ],
)
def test_a_word_names_the_documents_that_it_fits_best(word: str, qingdao: str, yuncheng: str) -> None:
    found = [" ".join(paper.id for paper in named(word, documents)) for documents in PAPERS]
    assert found == [qingdao, yuncheng]


@pytest.mark.parametrize(
    ("words", "is_all"),
    [("材料", True), ("所有材料", True), ("申请材料都齐了", True), ("合同", False), ("发票齐了", False)],
)
def test_all_the_papers_have_their_own_words(words: str, is_all: bool) -> None:
    assert bool(MEANS_ALL.fullmatch(words)) is is_all
