"""General questions: answered from the edition at once, before anybody's case is asked about."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from dialogs import Context, Conversation, Message, Turn, plain, respond
from dialogs.criteria import beside, criteria
from policy.library import Library, library
from policy.workdays import SHANGHAI

EDITIONS = library()
CONTEXT = Context(now=datetime(2024, 5, 6, 10, tzinfo=SHANGHAI), library=EDITIONS)
PLACES = {"qingdao-2024": "青岛", "yuncheng-2024": "运城", "karamay-draft": "克拉玛依区"}


def talked(*messages: str, context: Context = CONTEXT) -> Turn:
    turn = Turn(conversation=Conversation(), replies=())
    for message in messages:
        turn = respond(turn.conversation, Message(text=message), context)
    return turn


def told(turn: Turn) -> str:
    return "\n".join(map(plain, turn.replies))


def without(edition: str, about: str) -> Context:
    """The editions with all that one provides on a point taken out."""
    compiled = EDITIONS.editions[edition]
    left = tuple(p for p in compiled.edition.provisions if p.about != about)
    changed = replace(compiled, edition=replace(compiled.edition, provisions=left))
    return replace(CONTEXT, library=Library(editions={**EDITIONS.editions, edition: changed}))


@pytest.mark.parametrize("edition", PLACES)
def test_who_may_apply_names_every_condition_of_the_enterprise_with_its_clause(edition: str) -> None:
    text = told(talked(f"{PLACES[edition]}，哪些企业可以领券"))
    found = EDITIONS.editions[edition].edition
    required, barred = criteria(found, "enterprise")
    for summary, clause in (*required, *barred, *beside(found)):
        assert f"{summary}（{clause}）" in text


@pytest.mark.parametrize("edition", PLACES)
def test_what_must_be_met_names_the_conditions_of_the_service_too(edition: str) -> None:
    text = told(talked(f"{PLACES[edition]}，必须满足什么条件"))
    for scope in ("enterprise", "service"):
        for summary, clause in criteria(EDITIONS.editions[edition].edition, scope).required:
            assert f"{summary}（{clause}）" in text


@pytest.mark.parametrize("place", PLACES.values())
def test_a_personal_question_starts_the_interview(place: str) -> None:
    assert talked(f"{place}，我们能报吗").conversation.asked is not None


@pytest.mark.parametrize("edition", PLACES)
def test_how_much_tells_the_rules_and_then_asks_the_sum_telling_them_once(edition: str) -> None:
    turn = talked(f"{PLACES[edition]}，能补多少")
    estimate = EDITIONS.editions[edition].edition.estimate
    for case in (*estimate.rates, *estimate.caps):
        assert case.summary in told(turn)
    assert turn.conversation.asked is not None
    assert turn.conversation.asked.facts == (estimate.base,)
    again = respond(turn.conversation, Message(text="电话多少"), CONTEXT)
    assert estimate.caps[0].summary not in told(again)
    assert again.conversation.asked == turn.conversation.asked


@pytest.mark.parametrize("edition", ["qingdao-2024", "yuncheng-2024"])
def test_the_whole_list_of_papers_comes_before_the_question_that_narrows_it(edition: str) -> None:
    turn = talked(f"{PLACES[edition]}，要什么材料")
    for paper in EDITIONS.editions[edition].edition.documents:
        assert paper.clause in told(turn)
    assert turn.conversation.asked is not None


def test_a_paper_says_whom_it_is_for() -> None:
    assert "团队的入驻证明（限未注册企业的团队；" in told(talked("运城，要什么材料"))


@pytest.mark.parametrize("place", ["青岛", "克拉玛依区"])
def test_a_team_is_told_that_the_notice_speaks_of_enterprises_only(place: str) -> None:
    text = told(talked(f"{place}，创业团队要什么材料"))
    assert "没有写未注册的团队" in text
    assert "代为申请" not in text


@pytest.mark.parametrize("edition", PLACES)
@pytest.mark.parametrize(("about", "question"), [("purpose", "为什么推行创新券"), ("kinds", "支持哪些服务")])
def test_what_is_taken_out_of_an_edition_is_not_said_any_more(
    edition: str, about: str, question: str
) -> None:
    given = next(p for p in EDITIONS.editions[edition].edition.provisions if p.about == about)
    question = f"{PLACES[edition]}，{question}"
    assert given.summary in told(talked(question))
    assert given.summary not in told(talked(question, context=without(edition, about)))


def test_no_purpose_stated_is_said_so() -> None:
    assert "未写明" in told(talked("青岛，为什么推行创新券", context=without("qingdao-2024", "purpose")))


def test_the_voucher_is_explained_once_and_then_as_the_region_has_it() -> None:
    first = talked("什么是创新券")
    assert "后补助" in told(first)
    second = respond(first.conversation, Message(text="运城"), CONTEXT)
    assert "题头" in told(second)
    assert "不是购买时抵扣" not in told(second)


@pytest.mark.parametrize(
    ("place", "has", "lacks"), [("运城", "8065503", "8711218"), ("青岛", "85630985", "8065503")]
)
def test_a_lost_password_leads_to_whoever_supports_the_system(place: str, has: str, lacks: str) -> None:
    text = told(talked("密码忘了", place))
    assert has in text
    assert lacks not in text


@pytest.mark.parametrize("place", ["运城", "克拉玛依区"])
def test_where_no_registration_of_the_contract_is_asked_for_that_is_said(place: str) -> None:
    assert "也没有要求" in told(talked(f"{place}，怎么办技术合同认定"))


def test_two_wishes_of_one_message_are_both_answered() -> None:
    text = told(talked("青岛，支持对象及范围有哪些"))
    assert "绿色门槛" in text
    assert "强制检测" in text


def test_a_subsidy_called_by_a_common_name_is_asked_about_before_any_step_is_told() -> None:
    text = told(talked("省补怎么申请"))
    assert "科技创新券吗" in text
    assert "依次" not in text


def test_another_year_is_said_not_to_be_at_hand_and_the_years_at_hand_are_listed() -> None:
    assert "重庆市 2022 年度" in told(talked("2022年重庆创新券有什么要求"))
    assert "2024 年度" in told(talked("青岛，能补多少", "换年度"))
