"""What is asked of the records, or told for them: each message with its request, and those that make none."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.interview import options
from dialogs.understanding.characters.text import clean
from dialogs.understanding.desk.codes import code_of
from dialogs.understanding.desk.sentences import sheet
from dialogs.understanding.result import Asked, Offered, Request, Understanding
from dialogs.understanding.understanding import understand
from policy.courses import ENDS
from policy.facts import written
from tests.dialogs.labelled import shelf

# A Friday.
TODAY = date(2024, 12, 20)
EDITION = "qingdao-2024"


def heard(text: str, asked: str | None = None, edition: str | None = EDITION) -> Understanding:
    here = shelf().editions[edition].edition if edition else None
    facts = {**shelf().facts, **here.by_name} if here else shelf().facts
    question = Asked(kind="one", facts=(asked,)) if asked else None
    return understand(
        text,
        today=TODAY,
        asked=question,
        offered=options(facts[asked]) if asked else (),
        edition=here,
        facts=facts,
    )


def told(understood: Understanding) -> dict[str, Any]:
    facts = {**shelf().facts, **shelf().editions[EDITION].edition.by_name}
    return {fact.name: written(facts[fact.name], fact.value) for fact in understood.facts}


def lines(table: str) -> Iterator[tuple[str, str]]:
    """A message and its request a line: kind, then what it holds, as 12-03, 8万, stage/over, paper+paper, #number."""
    for line in table.strip().splitlines():
        text, _, meant = line.partition(" → ")
        yield text, meant.strip()


def shown(request: Request | None) -> str:
    if request is None:
        return ""
    parts: list[str] = [request.kind]
    parts += [f"#{request.number}"] if request.number else []
    parts += [f"{request.stage}{'/over' if request.is_over else ''}"] if request.stage else []
    parts += ["again"] if request.is_again else []
    parts += ["another"] if request.is_another else []
    parts += ["vague"] if request.is_vague else []
    parts += [request.day.isoformat().removeprefix("2024-")] if request.day else []
    parts += [f"{request.amount / 1_000_000:g}万"] if request.amount else []
    parts += ["+".join(request.papers)] if request.papers else []
    parts += ["denied"] if request.denies else []
    parts += ["lacking " + "+".join(request.lacking)] if request.lacking else []
    return " ".join([*parts, *filter(None, (request.name, request.uscc, request.code))])


FILED = """
我已提交 → filed
已提交 → filed
我们已经提交了 → filed
材料昨天交上去了 → filed 12-19
系统里报了，申请8万 → filed 8万
12月3号递的材料 → filed 12-03
我们申报了，申请金额7.5万 → filed 7.5万
12月3号 在系统里提交的 → filed 12-03
材料递上去了 → filed
申请已经报上去了，申请补助10万元 → filed 10万
昨天在平台上提交了申请，金额6万5 → filed 12-19 6.5万
网上报完了 → filed
我们会计上周把材料交了 → filed vague
今天上午刚在系统提交成功，申请8.2万 → filed 12-20 8.2万
己提交 → filed
以经提交了 → filed
申请表交上去了 → filed
创新券我们申报了 → filed
单子昨天递了 → filed 12-19
俺们材料前天送到科技局了 → filed 12-18
材料寄出去了，12月10号寄的 → filed 12-10
系统显示提交成功 → filed
全部材料上传了 → filed
我们在线上提交了，一共申请80000 → filed 8万
纸质材料交到窗口了 → filed
申請已經提交了 → filed
shen qing 已提交 → filed
都交上去了 → filed
交上去了，12月16号 → filed 12-16
我们报上去了，报了5万 → filed 5万
申请已递交，申请金额：75000元 → filed 7.5万
您好，我们的申请提交了，谢谢 → filed
我已提交，什么时候到账 → filed
材料交上去了，多久能打款 → filed
补正材料交了 → filed again
重新提交了 → filed again
我们又重新提交了 → filed again
昨天补交了 → filed again 12-19
补齐材料重新报上去了 → filed again
按要求改好又交了 → filed again
又提交了一笔，申请3万 → filed another 3万
12月3号还交了一份，5万 → filed another 12-03 5万
第二笔也提交了 → filed another
2024年12月25号提交了 → filed 12-25
"""

PROGRESS = """
进度 → progress
进度？ → progress
进度? → progress
查进度 → progress
查一下进度 → progress
到哪一步了 → progress
现在到哪一步了 → progress
审得怎么样了 → progress
审的咋样了 → progress
查一下我的申请 → progress
看看我们的申请 → progress
进度 QD3K8M2P → progress #QD3K8M2P
QD3K8M2P 到哪一步了 → progress #QD3K8M2P
查下 qd3k-8m2p 的进度 → progress #QD3K8M2P
编号QD3K8M2P，查进度 → progress #QD3K8M2P
我的申请怎么样了 → progress
我们的申请到哪了 → progress
申请进展如何 → progress
啥进度了 → progress
帮我看看审到哪了 → progress
我们那笔走到哪了呀 → progress
上次报的那个到哪一步了 → progress
材料交上去了，现在审到哪一步了 → progress
我们递上去快俩月了，现在审到哪一步了呀 → progress
审批进度怎么样了 → progress
有动静没 → progress
公示完了吗 → progress
批下来了没 → progress
审核状态 → progress
钱到了吗 → progress
补贴下来了没 → progress
公示到哪天 → progress
公示几号结束 → progress
还要多久 → progress
91370200MA3F2K8P09 的申请到哪了 → progress #91370200MA3F2K8P09
查一下青岛海风科技有限公司的进度 → progress
進度 → progress
麻烦查一下办理进度，谢谢 → progress
那单卡在哪个环节了 → progress
"""

MOVED = """
初审过了 → moved first_review/over
初审通过了 → moved first_review/over
我们初审过啦 → moved first_review/over
昨天初审过了 → moved first_review/over 12-19
形式审查通过了 → moved first_review/over
正在初审 → moved first_review
在初审了 → moved first_review
科技局推荐到省里了 → moved first_review/over
在公示了 → moved publicity
公示了 → moved publicity
现在公示呢 → moved publicity
上公示名单了 → moved publicity
公示完了，没人提异议 → moved publicity/over
公示期过了 → moved publicity/over
公示结束了 → moved publicity/over
公示满了，无异议 → moved publicity/over
专家来看过现场了 → moved expert_review/over
专家评审过了 → moved expert_review/over
现场核查做完了 → moved expert_review/over
昨天专家来看过了 → moved expert_review/over 12-19
进入专家评审了 → moved expert_review
专家在评审 → moved expert_review
省里在审 → moved province_review
报到省厅了 → moved province_review
省里审完了 → moved province_review/over
审核通过了 → moved review/over
在审核了 → moved review
审核中 → moved review
在拨款了 → moved payment
开始打款了 → moved payment
已受理 → moved filed/over
受理了 → moved filed/over
钱到账了，到了6万 → moved settled 6万
钱到账了 → moved settled
补贴到账6万 → moved settled 6万
补贴昨天打过来了，一共58000元 → moved settled 12-19 5.8万
收到补贴了 → moved settled
创新券的钱收到了 → moved settled
资金已到位 → moved settled
款下来了 → moved settled
到账了 → moved settled
到帐了，6万5 → moved settled 6.5万
被退回来补材料 → moved returned
材料被退回来了 → moved returned
退回来了，让补合同 → moved returned
被打回来了，说缺发票 → moved returned
让我们补材料 → moved returned
没通过 → moved refused
初审没过 → moved refused
专家评审没通过 → moved refused
被刷下来了 → moved refused
申请被拒了 → moved refused
没批下来 → moved refused
不予兑付 → moved refused
我们撤回了、不报了 → moved withdrawn
申请撤回了 → moved withdrawn
我们把申请撤了 → moved withdrawn
已经撤回申请 → moved withdrawn
更新进度 → moved
改一下进度 → moved
改正进度 → moved
12月16号开始公示了 → moved publicity 12-16
上周初审过了 → moved first_review/over vague
进度有变化 → moved
到下一步了 → moved
QD3K8M2P 初审过了 → moved #QD3K8M2P first_review/over
QD3K8M2P 更新进度 → moved #QD3K8M2P
公示完了，钱什么时候到 → moved publicity/over
初审过了，在公示了 → moved publicity
"""

PAPERS = """
还缺什么 → papers
还差哪些材料 → papers
还差啥材料 → papers
材料准备到哪了 → papers
清单打勾 → papers
材料清单打个勾 → papers
材料还缺啥 → papers
我还缺哪几样 → papers
还有哪些材料没准备 → papers
哪些材料还没弄好 → papers
材料齐了吗 → papers
材料备齐了没 → papers
看看还差什么材料 → papers
核对一下材料 → papers
还有什么没准备好 → papers
我们材料准备得怎么样了 → papers
材料进度 → papers
发票、合同、付款回单都在手上，还缺哪些材料 → papers
还欠什么资料 → papers
材料收集到哪一步了 → papers
"""

TICKED = """
合同准备好了 → ticked 合同
发票和付款凭证有了 → ticked 发票+付款凭证
合同、发票都齐了 → ticked 合同+发票
绿色门槛审查表拿到了 → ticked 绿色门槛审查表
发票还没拿到 → ticked 发票 denied
合同不见了 → ticked 合同 denied
承诺书盖好章了 → ticked 承诺书
申请表弄好了 → ticked 申请表
营业执照备好了 → ticked 营业执照
发票，合同，回单都备齐了 → ticked 发票+合同+回单
登记证明拿到了 → ticked 登记证明
检测报告拿到了 → ticked 检测报告
付款回单打印好了 → ticked 付款回单
我们的合同找到了 → ticked 合同
材料都准备好了 → ticked 材料
所有材料都齐了 → ticked 所有材料
审查表还没拿到 → ticked 审查表 denied
回单丢了 → ticked 回单 denied
承诺书还没盖章 → ticked 承诺书 denied
合同找不到了 → ticked 合同 denied
合同跟发票弄好啦 → ticked 合同+发票
專票拿到了 → ticked 专票
营业执照复印件有了 → ticked 营业执照复印件
付款凭证昨天拿到了 → ticked 付款凭证
合同有了，发票还没拿到 → ticked 合同 lacking 发票
合同丢了，发票有 → ticked 发票 lacking 合同
自查表填好了 → ticked 自查表
自查表没有 → ticked 自查表 denied
"""

PROFILE = """
我的资料 → profile
看看我的资料 → profile
你记了我哪些东西 → profile
看看我们公司的信息 → profile
我们公司信息 → profile
你都记了啥 → profile
你存了我什么信息 → profile
查看企业信息 → profile
我的档案 → profile
你知道我们公司哪些情况 → profile
企业资料 → profile
我之前填了什么 → profile
你们保存了我们哪些数据 → profile
修改资料 → edit
改一下资料 → edit
我要修改公司信息 → edit
怎么改资料 → edit
资料有错 → edit
更新一下我们的信息 → edit
资料记错了 → edit
我们公司的资料想改一下 → edit
导出我的数据 → export
把我的数据给我一份 → export
下载我的资料 → export
怎么导出数据 → export
把我所有的记录都导出来 → export
我想要一份我的数据 → export
数据导出 → export
删除我的数据 → erase
注销 → erase
我要注销账号 → erase
把我的记录都删掉 → erase
清空我的数据 → erase
把我们公司的信息全删了 → erase
删掉我的资料 → erase
不要保存我的数据 → erase
邀请同事 → invite
怎么让同事也能看 → invite
生成绑定码 → invite
怎么邀请同事 → invite
同事也想看 → invite
同事能不能一起看 → invite
我想加个会计进来 → invite
让财务也能用 → invite
给我一个绑定码 → invite
邀请码怎么生成 → invite
退出企业 → leave
解除绑定 → leave
我离职了，不代表这家公司了 → leave
我离职了 → leave
我不在这家公司了 → leave
解绑 → leave
我要退出这家公司 → leave
"""

CODES = """
绑定 7K3M9PQ2 → join 7K3M9PQ2
绑定码7k3m-9pq2 → join 7K3M9PQ2
7K3M9PQ2 → join 7K3M9PQ2
7k3m-9pq2 → join 7K3M9PQ2
７Ｋ３Ｍ９ＰＱ２ → join 7K3M9PQ2
绑定7K3M9PQ2谢谢 → join 7K3M9PQ2
同事给的绑定码是7k3m 9pq2 → join 7K3M9PQ2
綁定 7K3M9PQ2 → join 7K3M9PQ2
邀请码：7K3M9PQ2 → join 7K3M9PQ2
绑定7k3m9yue → join 7K3M9YUE
绑定 7k3m9cxq → join 7K3M9CXQ
绑定 → join
我要绑定 → join
怎么绑定 → join
绑定公司 → join
绑定 7K3M → join 7K3M
绑定 1234567890 → join 1234567890
绑定 abcdefghijklmnopqrstuvwxyz → join ABCDEFGHIJKLMNOPQRST
绑定 7K3M9PQ0 → join 7K3M9PQ0
加入企业 7K3M9PQ2 → join 7K3M9PQ2
"""

NAMED = """
公司名称是青岛海明科技有限公司 → named 青岛海明科技有限公司
我们公司叫青岛海明检测技术有限公司 → named 青岛海明检测技术有限公司
企业名称：海尔（青岛）软件有限公司 → named 海尔（青岛）软件有限公司
公司名字叫海明ABC科技 → named 海明ABC科技
全称是运城市大河机械有限公司 → named 运城市大河机械有限公司
统一社会信用代码 91370200MA3XXXXXXX → named 91370200MA3XXXXXXX
信用代码是91370200ma3tgb5h2y → named 91370200MA3TGB5H2Y
信用代码 9137 0200 MA3T GB5H 2Y → named 91370200MA3TGB5H2Y
信用代码：91370200-MA3TGB5H2Y → named 91370200MA3TGB5H2Y
91370200MA3TGB5H2Y → named 91370200MA3TGB5H2Y
９１３７０２００ＭＡ３ＴＧＢ５Ｈ２Ｙ → named 91370200MA3TGB5H2Y
信用代码91370200MA3TGB5H2 → named 91370200MA3TGB5H2
信用代码91370200MA3TGB5H2YY → named 91370200MA3TGB5H2YY
税号 91370200MA3TGB5H2Y → named 91370200MA3TGB5H2Y
公司名称是青岛海明科技有限公司，信用代码91370200MA3TGB5H2Y → named 青岛海明科技有限公司 91370200MA3TGB5H2Y
我们公司名称改成青岛新明科技有限公司了 → named 青岛新明科技有限公司
"""

# Told to nobody's records: questions, facts, what others did, steering.
NONE = """
提交了吗
怎么提交
提交什么
提交什么材料
材料交到哪里
要什么材料
需要准备哪些材料
发票开了
合同签了
合同登记办好了
合同登记了
已提交高企申报
高企材料交上去了
科小已经报上去了
材料还没交
还没提交
准备明天交
我们想申报
我要申请创新券
明天提交材料
去年申报过
我们去年报过一次
交上去以后多久打钱
材料打印几套交上去
报上去以后多久打钱
几月几号之前要报上去
样品寄出去了
报名了
登记材料交上去半个月还在排队审
请代理把发明专利写好递上去了
服务费交了
税交了
钱交了
公示要几天
公示多久
初审要多久
审核要几天
公示完多久到卡上
钱什么时候到
钱到账了吗
什么时候到账
专家评审看什么
现场核查查什么
没通过怎么办
没通过可以再报吗
退回来了怎么办
能撤回吗
怎么撤回申请
付款到账了
服务费已经付了
服务费已经付清了
科小入库公示了
高企还在公示，证没下来
研发初审过了
去年拿过5万
去年到账5万
今年到账过一笔6万5的创新券，后面就没有了
券的钱到账了，会计分录该怎么做，进营业外收入还是其他收益
稳岗返还到账了没有 社保那个
尾款到账了
对方收到钱了
绿色门槛没通过
合同登记被退回来了
专精特新没通过
高企答辩刚过，等公示呢
名单公示了，证还没发到手
不报了
取消申请
退出
退回上一题
撤回上一条
返回
菜单
删掉那项服务
把第二项删了
检测那笔删了吧
我们注销了一个分公司
公司注销了还能报吗
材料清单
材料有哪些
发来材料清单
把材料清单发我
资料要哪些
合同怎么准备
发票要拿到吗
发票丢了怎么办
合同丢了还能报吗
合同是3月签的
发票开好了是6月18日
我们没有合同
合同10万，付了8万
我们叫什么名字都行
公司名称写错了怎么办
公司叫什么
我叫王小明
机构名称是青岛检测中心
信用代码是什么
信用代码要填吗
370202199001011234
13812345678
我们是青岛的高企
检测费付了3万
23456RMB
88888888
ABCDEFGH
海关编码
验证码 123456
法人不在青岛
服务机构不在本市
老板是外地人
会计问能补多少
同事说能报
同事让我来问问
我想看看政策
看看信息公开
通知在哪看
进度款付了8万
按进度付款
专家说不行
没有
通过
好了
准备好了
有了
齐了
"""


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        *lines(FILED), *lines(PROGRESS), *lines(MOVED), *lines(PAPERS), *lines(TICKED), *lines(PROFILE), *lines(CODES),
        *lines(NAMED),
    ],
)  # fmt: skip
def test_a_message_makes_its_request(text: str, meant: str) -> None:
    assert shown(heard(text).request) == meant


@pytest.mark.parametrize("text", NONE.strip().splitlines())
def test_what_is_asked_or_told_of_something_else_makes_none(text: str) -> None:
    assert heard(text).request is None


@pytest.mark.parametrize("text", [text for text, _ in lines(FILED + MOVED + TICKED)][::3])
def test_a_request_is_the_same_before_the_region_is_known(text: str) -> None:
    assert heard(text, edition=None).request == heard(text).request


# While a question stands open its answers win; what plainly is a claim's, or a wish, is taken all the same.
ASKED = """
fee_paid: 我已提交，申请8万 → filed 8万
fee_paid: 材料昨天交上去了 → filed 12-19
fee_paid: 初审过了 → moved first_review/over
fee_paid: 创新券公示了 → moved publicity
fee_paid: 承诺书盖好章了 → ticked 承诺书
fee_paid: 进度 → progress
fee_paid: 我的资料 → profile
fee_paid: 删除我的数据 → erase
fee_paid: 7K3M9PQ2 → join 7K3M9PQ2
fee_paid: 91370200MA3TGB5H2Y → named 91370200MA3TGB5H2Y
high_tech: 我们已经在系统提交申请了 → filed
finished: 还差哪些材料 → papers
registered_in: 公司名称是青岛海明科技有限公司 → named 青岛海明科技有限公司
staff: 我离职了 → leave
"""
ANSWERS = """
fee_paid: 8万
fee_paid: 付了8万，都付清了
fee_paid: 没有
fee_paid: 没通过
high_tech: 公示了
high_tech: 审核通过了
high_tech: 初审过了
high_tech: 在公示了
high_tech: 没通过
high_tech: 材料刚递上去
high_tech: 证书拿到了
high_tech: 还在公示呢
tech_sme: 已提交
tech_sme: 省里在审
tech_sme: 入库公示了
contract_registered: 合同登记好了
contract_registered: 合同准备好了
contract_registered: 合同登记办好了
contract_registered: 登记证明拿到了
contract_registered: 我已提交
contract_registered: 被退回来了
contract_registered: 表交上去俩星期了 没信儿
contract_registered: 受理了
finished: 报告拿到了
finished: 检测报告出来了
finished: 还差什么
finished: 有了
finished: 材料都交了
result_on: 报告拿到了
result_on: 12月3号拿到的
invoiced_on: 12月3号
invoiced_on: 昨天开的
payment: 付清了
payment: 到账了
payment: 付款到账了
payment: 钱到账了
green_threshold: 没通过
green_threshold: 通过了
green_threshold: 绿色门槛审查表拿到了
granted_this_year: 到账6万
granted_this_year: 今年到账过一笔3万
granted_this_year: 去年拿过5万
registered_in: 青岛海明科技有限公司
provider_in: 青岛
clean_record: 没有被处罚过
staff: 38
"""


@pytest.mark.parametrize(("text", "meant"), [*lines(ASKED)])
def test_while_a_question_stands_open_a_plain_request_is_taken(text: str, meant: str) -> None:
    asked, _, said = text.partition(": ")
    assert shown(heard(said, asked).request) == meant


def test_a_paper_told_ready_as_its_reminder_asks_is_ticked_whatever_question_stands_open() -> None:
    found = heard("技术合同认定登记证明有了", "category")
    assert found.request == Request("ticked", papers=("技术合同认定登记证明",))
    assert [fact.name for fact in found.facts] == ["contract_registered"]


@pytest.mark.parametrize("text", ANSWERS.strip().splitlines())
def test_while_a_question_stands_open_its_answers_win(text: str) -> None:
    asked, _, said = text.partition(": ")
    assert heard(said, asked).request is None


BESIDE: list[tuple[str, dict[str, Any]]] = [
    ("系统里报了，申请8万", {}),
    ("检测费付了10万，材料昨天交上去了，申请8万", {"category": "testing", "fee_paid": "100000.00"}),
    ("钱到账了，到了6万", {}),
    ("绿色门槛审查表拿到了", {"green_threshold": True}),
    ("登记证明拿到了", {"contract_registered": True}),
    ("公司名称是青岛海明检测技术有限公司", {"registered_in": "370200", "legal_form": "company"}),
    ("统一社会信用代码91370200MA3TGB5H2Y", {}),
    ("进度 QD3K8M2P", {}),
    ("12月3号递的材料", {}),
]


@pytest.mark.parametrize(("text", "facts"), BESIDE)
def test_what_is_told_beside_stays_and_the_figures_of_a_request_are_no_facts(
    text: str, facts: dict[str, Any]
) -> None:
    understood = heard(text)
    assert understood.request is not None
    assert told(understood) == facts
    assert understood.unclear == ()


def test_the_intent_status_stands_beside_progress_and_other_wishes_beside_both() -> None:
    understood = heard("现在审到哪一步了，钱什么时候能下来")
    assert understood.request == Request("progress")
    assert set(understood.intents) == {"status", "payment_time"}


def test_an_option_repeated_word_by_word_is_chosen() -> None:
    understood = understand(
        "更新进度", today=TODAY, offered=(Offered(id="do:moved", label="更新进度"),), facts=shelf().facts
    )
    assert understood.request is None
    assert understood.chosen == (0,)


@pytest.mark.parametrize("text", [*(text for text, _ in lines(CODES)), *NONE.strip().splitlines()])
def test_the_code_of_a_message_is_that_of_its_request(text: str) -> None:
    request = heard(text).request
    assert code_of(text) == (request.code if request else None)


ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
TYPED: list[Callable[[str], str]] = [
    str,
    str.lower,
    lambda code: f"{code[:4]}-{code[4:]}",
    lambda code: f"{code[:4]} {code[4:]}",
]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.text(ALPHABET, min_size=8, max_size=8).filter(lambda code: not code.isdigit() and not code.isalpha()),
    st.sampled_from(["绑定{}", "绑定码 {}", "我要绑定：{}", "綁定 {}"]),
    st.sampled_from(TYPED),
)
def test_every_code_is_read_however_it_is_spaced_and_cased(
    code: str, said: str, typed: Callable[[str], str]
) -> None:
    text = said.format(typed(code))
    assert code_of(text) == code
    assert heard(text, edition=None).request == Request("join", code=code)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.one_of(st.text(max_size=40), st.text(f"绑定码加入是: -{ALPHABET}", max_size=20)))
def test_the_code_of_anything_typed_is_that_of_its_request(text: str) -> None:
    request = heard(text, edition=None).request
    assert code_of(text) == (request.code if request else None)


def test_the_words_of_stages_are_of_stages_and_ends_that_exist() -> None:
    stages = {stage.id for compiled in shelf().editions.values() for stage in compiled.edition.stages}
    assert set(sheet("stages")) - {"words"} == stages | {*ENDS}


def test_papers_are_named_in_the_form_that_a_clean_text_has() -> None:
    papers = sheet("papers")["papers"].split()
    assert [paper for paper in papers if clean(paper).text != paper] == []
