"""Several payments, refunds and prices by the piece; the dates and prices of several services."""

from datetime import date
from typing import Any

import pytest

from dialogs.understanding.result import Understanding
from dialogs.understanding.understanding import understand
from policy.loading import shared_facts

WAN = 10_000 * 100


def read(text: str) -> Understanding:
    return understand(text, today=date(2024, 12, 2), facts=shared_facts())


PAID: dict[str, int | None] = {
    "检测费首付4万，后来又汇6万": 10 * WAN,
    "检测先付了3万，又付了2万": 5 * WAN,
    "委托开发第一笔3万第二笔2万都付了": 5 * WAN,
    "检测先付的3万，退了我们3000，净付27000": 27_000 * 100,
    "检测每个样品500，一共付了1万5": 15_000 * 100,
    "检测一次性付了3万": 3 * WAN,
    "做的结构设计，人家开价8万，砍到6万5": 65_000 * 100,
    "检测费付了5万，差旅费报了3千": 5 * WAN,
    "设备检测费5万": 5 * WAN,
    "光谱仪买了83万，另外付检测公司4200": 4_200 * 100,
    "检测首付4万，剩下6万验收再付": 4 * WAN,
    "检测一个批次3千2 送了五批": None,
    "检测做了三次，每次5000": None,
    "委托开发定金交了10万": None,
    "付了20万，又付了35万": None,
    "打了5万给检测院，他们退了2千": None,
    "检测报价8万": None,
    "一台光谱仪花了83万": None,
}


@pytest.mark.parametrize(("text", "fen"), PAID.items())
def test_what_was_paid_in_all_is_taken_where_it_is_plain(text: str, fen: int | None) -> None:
    paid = [fact.value for fact in read(text).facts if fact.name == "fee_paid"]
    assert paid == ([] if fen is None else [fen])


EACH: dict[str, dict[str, Any]] = {
    "检测付了3万票9月3号，另外设计付了2万票10月5号": {
        "invoiced_on[0]": "2024-09-03",
        "invoiced_on[1]": "2024-10-05",
    },
    "检测3万、设计2万，发票分别是9月3号和10月5号": {
        "invoiced_on[0]": "2024-09-03",
        "invoiced_on[1]": "2024-10-05",
    },
    "检测3万、设计2万，发票都是9月3号": {"invoiced_on[0]": "2024-09-03", "invoiced_on[1]": "2024-09-03"},
    "第一份合同3月1号签20万，第二份合同9月1号签5万，都是委托开发": {
        "contract_on[0]": "2024-03-01",
        "contract_on[1]": "2024-09-01",
    },
    "检测3万、设计2万，发票9月3号": {},
    "检测费，票4月2号一张，另一张6月11号": {},
    "检测费5000，票9.9": {"invoiced_on[None]": "2024-09-09"},
    "票9.9": {},
    "原来的票9月20作废了，10月11重开的": {"invoiced_on[None]": "2024-10-11"},
}


@pytest.mark.parametrize(("text", "dated"), EACH.items())
def test_each_date_is_of_its_own_paper_and_service(text: str, dated: dict[str, str]) -> None:
    found = {
        f"{f.name}[{f.service}]": f.value.isoformat() for f in read(text).facts if isinstance(f.value, date)
    }
    assert found == dated
