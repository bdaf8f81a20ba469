"""Renewal: a new edition of the place meets what was told under the old one, once and deliberately."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dialogs import Conversation
from dialogs.conversation import Answers
from dialogs.records import Claim, Move, Records
from dialogs.understanding.result import Asked
from policy.compiled import Compiled
from policy.courses import course
from policy.library import Library, library
from policy.loading import read
from policy.workdays import SHANGHAI
from tests.dialogs.keeper import Keeper, keeper

LIBRARY = library()
EDITIONS = Path(__file__).parents[2] / "policy" / "editions"
AT = datetime(2024, 12, 20, 10, tzinfo=SHANGHAI)
FIRST = "青岛的，2024年科小，绿色门槛过了，没有失信，找本地机构做检测花了20万，2024年3月5日签的合同，能补多少"
NEW = "新通知已收录"
NOTICE = (
    "新通知已收录，以下按它查询：青岛市 2025 年度科技创新券兑付，青岛市科学技术局 2025-11-25 印发"
    "（青岛市 2025 年度通知 落款）。原来的仍可看，请说“看 2024 年度”。"
)


def an_edition(name: str, *changes: tuple[str, str]) -> Compiled:
    """A shipped edition with changes to its text, each of which must apply."""
    content = (EDITIONS / f"{name}.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in content, old
        content = content.replace(old, new)
    return read(content.encode(), "changed.yaml")


def a_library(*added: Compiled, without: str = "") -> Library:
    """The shipped editions with some added, or one taken away."""
    editions = {name: one for name, one in LIBRARY.editions.items() if name != without}
    editions |= {one.edition.id: one for one in added}
    facts = {name: fact for one in added for name, fact in one.edition.by_name.items()}
    return Library(editions=editions, facts={**facts, **LIBRARY.facts})


YEAR = ("2025", "2026"), ("2024", "2025")
QINGDAO = an_edition("qingdao-2024", *YEAR)
OTHER_QUESTION = an_edition(
    "qingdao-2024",
    *YEAR,
    ("question: 贵公司通过“绿色门槛”审核了吗？", "question: 贵公司在绿色企业名单里吗？"),
    ("  - use: contract_on\n", "  - use: contract_on\n    question: 合同是哪天生效的？\n"),
    ("  - use: clean_record\n", "  - use: own_research\n    clause: 一(二)2\n  - use: clean_record\n"),
    (
        "when: {fact: clean_record, is: false}",
        "when: {any: [{fact: clean_record, is: false}, {fact: own_research, is: false}]}",
    ),
)
KARAMAY = an_edition(
    "karamay-draft",
    ("id: karamay-draft", "id: karamay-2025"),
    ("year: not_stated", "year: 2025"),
    ("legal_status: draft", "legal_status: in_force"),
)


def told_in_qingdao(*messages: str) -> Keeper:
    """An enterprise that told of itself under the edition of 2024."""
    kept = keeper(LIBRARY, "2024-12-20")
    kept.says(FIRST, *messages)
    return kept


def meets(kept: Keeper, *added: Compiled, without: str = "") -> Keeper:
    """The same chat once these editions have come in, on 2025-12-02."""
    kept.library = a_library(*added, without=without)
    return kept.on("2025-12-02")


def a_claim(stage: str = "filed", edition: str = "qingdao-2024") -> Claim:
    move = Move(to=stage, on=AT.date(), at=AT, by="enterprise")
    made = course(LIBRARY.editions[edition].edition)
    return Claim(number="7K3M9PQ2", edition=edition, course=made, moves=(move,), services=("检测",))


def lines(said: str) -> list[str]:
    return said.splitlines()[:3]


# ---- meeting the new edition


def test_the_new_notice_is_said_with_the_answers_kept_and_those_asked_again() -> None:
    kept = meets(told_in_qingdao(), QINGDAO)
    assert lines(kept.says("能补多少"))[:3] == [
        NOTICE,
        "照用：注册地、通过“绿色门槛”审核、本企业没有被列入失信名单，也没有严重失信记录；已说的 1 项服务。",
        "要再问：2025 年科技型中小企业入库（换了年度）。",
    ]
    assert (kept.conversation.edition, kept.conversation.newest) == ("qingdao-2025", "qingdao-2025")
    assert (kept.of("tell"), kept.of("untell")) == ([], [])
    assert NEW not in kept.says("能补多少")


def test_the_message_itself_is_answered_under_the_new_notice() -> None:
    kept = meets(told_in_qingdao(), QINGDAO)
    assert "最高可兑付 10 万元：20 万元 × 50%，年度上限 20 万元（青岛市 2025 年度通知 三）" in kept.says(
        "能补多少"
    )


def test_what_is_asked_otherwise_now_or_for_the_first_time_is_named_with_the_reason() -> None:
    kept = meets(told_in_qingdao(), OTHER_QUESTION)
    said = kept.says("能补多少")
    assert lines(said)[2] == (
        "要再问：2025 年科技型中小企业入库（换了年度）、通过“绿色门槛”审核（问法变了）、"
        "有自己的研发经费投入和研发活动，管理规范（新增）、合同签订日期（问法变了）。"
    )
    assert "green_threshold" not in kept.conversation.enterprise
    assert kept.told["green_threshold"] is True
    assert set(kept.conversation.services[0]) == {"category", "provider_in", "fee_paid"}


def test_answers_of_one_year_and_old_ones_are_asked_again_and_confirmed() -> None:
    kept = keeper(LIBRARY, "2024-06-03")
    kept.says("运城盐湖区的高企，是公司，员工35人，没有失信，能申请吗", "1")
    kept.library = a_library(an_edition("yuncheng-2024", *YEAR))
    assert lines(kept.on("2025-10-10").says("你好"))[-1] == (
        "要再问：高新技术企业（看是否还有效）、从业人员（每年不同）、"
        "本企业没有被列入失信名单，也没有严重失信记录（说过很久了）。"
    )


def test_a_chat_that_is_on_the_newest_edition_hears_nothing_of_it() -> None:
    kept = told_in_qingdao()
    assert kept.conversation.newest == "qingdao-2024"
    assert NEW not in kept.on("2025-12-02").says("能补多少")
    kept = keeper(a_library(QINGDAO), "2025-12-02")
    kept.says("青岛的，能补多少")
    assert (kept.conversation.edition, kept.conversation.newest) == ("qingdao-2025", "qingdao-2025")


def test_a_new_chat_of_a_known_enterprise_begins_with_the_newest_edition() -> None:
    kept = meets(told_in_qingdao(), QINGDAO).on("2025-12-02", conversation=Conversation())
    assert NEW not in kept.says("能补多少")
    assert (kept.conversation.edition, kept.conversation.newest) == ("qingdao-2025", "qingdao-2025")


def test_an_edition_of_another_region_or_an_older_one_or_a_draft_changes_nothing() -> None:
    others = (
        an_edition("yuncheng-2024", *YEAR),
        an_edition("qingdao-2024", ("id: qingdao-2024", "id: qingdao-2023"), ("year: 2024", "year: 2023")),
        an_edition("qingdao-2024", *YEAR, ("legal_status: in_force", "legal_status: draft")),
    )
    for other in others:
        kept = meets(told_in_qingdao(), other)
        assert NEW not in kept.says("能补多少")
        assert kept.conversation.edition == "qingdao-2024"


def test_where_nothing_is_kept_a_conversation_stays_where_it_is() -> None:
    from dialogs import Context, Message, respond

    context = Context(now=AT, library=a_library(QINGDAO))
    talk = Conversation(edition="qingdao-2024", greeted=True)
    turn = respond(talk, Message(text="能补多少"), context)
    assert (turn.conversation.edition, turn.conversation.newest) == ("qingdao-2024", None)


# ---- going back


@pytest.mark.parametrize(
    "message", ["看2024年度", "看 2024 年度", "2024年度能补多少", "青岛2024年度能补多少", "换成2024年度"]
)
def test_who_names_the_old_year_gets_it_with_its_answers_and_stays_there(message: str) -> None:
    kept = meets(told_in_qingdao(), QINGDAO)
    kept.says("能补多少")
    assert "已换到青岛市 2024 年度科技创新券兑付" in kept.says(message)
    assert kept.conversation.enterprise["tech_sme_2024"] is True
    assert NEW not in kept.says("能申请吗")
    assert kept.conversation.edition == "qingdao-2024"


def test_who_begins_with_the_old_year_stays_there() -> None:
    kept = keeper(a_library(QINGDAO), "2025-12-02")
    kept.says("青岛2024年度能补多少")
    assert NEW not in kept.says("30万")
    assert kept.conversation.edition == "qingdao-2024"


def test_a_year_after_the_next_is_told_of_again() -> None:
    kept = meets(told_in_qingdao(), QINGDAO)
    kept.says("能补多少", "看2024年度")
    later = an_edition("qingdao-2024", ("2025", "2027"), ("2024", "2026"))
    kept = meets(kept, QINGDAO, later)
    assert "青岛市 2026 年度科技创新券兑付" in kept.says("能补多少")
    assert kept.conversation.edition == "qingdao-2026"


# ---- drafts, and editions that are gone


def test_a_draft_that_is_adopted_is_a_new_notice() -> None:
    kept = keeper(LIBRARY, "2025-06-03")
    kept.says("克拉玛依区的高企，能申请吗")
    kept.library = a_library(KARAMAY)
    said = kept.on("2025-12-02").says("能申请吗")
    assert said.startswith("新通知已收录，以下按它查询：")
    assert "照用：注册地、高新技术企业。" in said
    assert "看 " not in lines(said)[0]
    assert kept.conversation.edition == "karamay-2025"


def test_without_the_old_edition_only_what_every_notice_asks_alike_is_carried_over() -> None:
    kept = meets(told_in_qingdao(), QINGDAO, without="qingdao-2024")
    said = kept.says("能补多少")
    assert said.startswith(NOTICE.partition("原来")[0])
    assert dict(kept.conversation.services[0]) == {
        "category": "testing",
        "provider_in": "370200",
        "fee_paid": "200000.00",
    }


def test_an_edition_that_cannot_be_read_just_now_is_not_given_up() -> None:
    kept = meets(told_in_qingdao(), QINGDAO, without="qingdao-2024")
    kept.library = replace(kept.library, unavailable={"qingdao-2024": ()})
    assert NEW not in kept.says("能补多少")
    assert kept.conversation.newest == "qingdao-2024"


def test_an_older_edition_is_never_taken_for_a_newer_one_whose_file_is_gone() -> None:
    older = an_edition("qingdao-2024", ("id: qingdao-2024", "id: qingdao-2023"), ("year: 2024", "year: 2023"))
    kept = meets(told_in_qingdao(), older, without="qingdao-2024")
    assert NEW not in kept.says("能补多少")


# ---- claims and services


UNDER = "笔申请仍按青岛市 2024 年度科技创新券兑付办理"


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ((a_claim(),), f"已记录的 1 {UNDER}，那里的服务不再带过来。"),
        ((a_claim("withdrawn"), a_claim("settled")), f"已记录的 2 {UNDER}，那里的服务不再带过来。"),
        ((a_claim("refused"),), f"已记录的 1 {UNDER}。"),
        ((a_claim(edition="yuncheng-2024"),), ""),
        ((), ""),
    ],
)
@pytest.mark.parametrize("without", ["", "qingdao-2024"])
def test_claims_stay_under_their_notice_and_services_that_stand_in_one_are_left_out(
    claims: tuple[Claim, ...], said: str, without: str
) -> None:
    kept = told_in_qingdao()
    kept.records = replace(kept.records, claims=claims)
    told = meets(kept, QINGDAO, without=without).says("能补多少").splitlines()
    assert [line for line in told if "申请仍按" in line] == ([said] if said else [])
    assert len(kept.conversation.services) == (0 if "不再带过来" in said else 1)
    assert kept.conversation.current == 0


@pytest.mark.parametrize("without", ["", "qingdao-2024"])
def test_a_service_of_which_nothing_is_left_is_no_service_any_more(without: str) -> None:
    kept = told_in_qingdao("又做了一项")
    services: tuple[Answers, ...] = (*kept.conversation.services, {"completed_before": True})
    kept.conversation = kept.conversation._replace(services=services, current=1)
    meets(kept, QINGDAO, without=without).says("你好")
    assert len(kept.conversation.services) == 1
    assert kept.conversation.current == 0


# ---- what stands open


def test_a_question_that_is_the_same_under_the_new_notice_is_answered() -> None:
    kept = told_in_qingdao("能申请吗")
    assert kept.conversation.asked == Asked(kind="one", facts=("contract_form",))
    meets(kept, QINGDAO).says("科技服务合同")
    assert kept.conversation.services[0]["contract_form"] == "contract"


def test_a_question_of_the_old_notice_is_let_go_and_the_next_one_asked() -> None:
    kept = keeper(LIBRARY, "2024-12-20")
    kept.says("青岛的，能申请吗")
    said = meets(kept, QINGDAO).says("是")
    assert "没有听懂" not in said
    assert "2025 年的全国科技型中小企业信息库里吗" in said
    assert "tech_sme_2024" not in kept.told


def test_a_button_of_the_old_question_is_answered_kindly() -> None:
    kept = keeper(LIBRARY, "2024-12-20")
    kept.says("青岛的，能申请吗")
    assert "已经过去" in meets(kept, QINGDAO).says("", choice="yes")


def test_a_filing_that_has_begun_is_finished_under_its_notice() -> None:
    kept = told_in_qingdao("我已提交")
    assert kept.conversation.form
    assert NEW not in meets(kept, QINGDAO).says("嗯嗯啊")
    assert kept.conversation.newest == "qingdao-2024"


def test_a_supposition_and_answers_asked_one_by_one_end_with_the_old_notice() -> None:
    kept = told_in_qingdao("如果是市外机构呢")
    kept.conversation = kept.conversation._replace(opened=("service_declared",))
    meets(kept, QINGDAO).says("你好")
    assert kept.conversation.subject.supposed == {}
    assert (kept.conversation.opened, kept.conversation.history) == ((), ())


def test_a_long_list_of_answers_is_cut_with_their_number() -> None:
    kept = keeper(LIBRARY, "2024-06-03", Records())
    kept.says(
        "运城盐湖区的高企，也是专精特新、科小、创新型中小企业，是公司，做软件开发，员工35人，没有失信，能申请吗"
    )
    kept.library = a_library(an_edition("yuncheng-2024", *YEAR))
    said = kept.on("2024-12-10").says("你好")
    assert "要再问：" in said
    assert all(len(line) < 160 for line in said.splitlines()[-3:])


def test_the_same_state_meets_the_new_edition_in_the_same_way() -> None:
    def once() -> Any:
        kept = meets(told_in_qingdao(), OTHER_QUESTION)
        return kept.says("能补多少"), kept.conversation

    assert once() == once()
