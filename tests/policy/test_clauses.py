"""Notices read into clauses: the three published ones where they are at hand, and invented ones."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from policy.clauses import Notice
from policy.numerals import numeral
from policy.paths import is_within, normalised, resolved

NOTICES = Path(__file__).resolve().parents[2] / ".." / "shared" / "notices"
published = pytest.mark.skipif(not NOTICES.is_dir(), reason="the notices are not at hand")

YUNCHENG = {
    "题头": "各有关单位",
    "一": "申请主体须",
    "一(一)": "研发经费投入",
    "一(二)": "失信主体名单",
    "一(三)": "评价并在库",
    "一(四)": "与接收创新券",
    "二": "支持范围",
    "二(一)": "科技查新",
    "二(二)": "不支持以下",
    "二(二)1": "已列入",
    "二(二)2": "者强制性标准",
    "二(三)": "应具备以下",
    "二(三)1": "中试基地",
    "二(三)2": "失信主体名单",
    "二(三)3": "服务规范",
    "二(三)4": "与所服务企业",
    "三": "补助金额经专家",
    "四": "兑现程序",
    "四(一)": "单位注册",
    "四(二)": "随时使用",
    "四(三)": "实现创新券绑定",
    "四(四)": "提交兑现申请程序",
    "四(四)1": "服务合同。",
    "四(四)2": "发票。",
    "四(四)3": "支付凭证。",
    "四(四)4": "告等）。",
    "四(四)5": "大学科技园",
    "四(四)6": "关系的承诺书",
    "四(四)7": "执照副本。",
    "四(四)8": "身份证。",
    "四(五)": "推荐，一式",
    "四(六)": "审核工作",
    "四(七)": "公示期",
    "四(八)": "本级财政",
    "五": "注意事项",
    "五(一)": "择优支持",
    "五(二)": "累计申请",
    "五(三)": "重复申请",
    "五(四)": "创新服务，服务机构",
    "五(五)": "海南省服务机构",
    "五(六)": "商业秘密",
    "五(七)": "情节严重",
    "五(八)": "划分标准参照",
    "六": "联系方式",
    "六(一)": "技术支持",
    "六(二)": "电话",
    "落款": "附件",
    "附件": "自愿申领",
    "附件.1": "真实、合法",
    "附件.2": "在使用创新券时",
    "附件.3": "会计核算",
    "附件.4": "恶意套取",
    "附件.5": "违反上述",
}
QINGDAO = {
    "题头": "营商环境",
    "一": "申请条件",
    "一(一)": "应满足以下",
    "一(一)1": "企业注册地",
    "一(一)2": "需通过",
    "一(一)3": "检测单",
    "一(一)4": "出具服务结果",
    "一(二)": "下述情形",
    "一(二)1": "支持范围",
    "一(二)2": "联合惩戒",
    "一(二)3": "无直接相关",
    "一(二)4": "重大影响",
    "一(二)5": "法定检测",
    "一(二)6": "管理体系",
    "一(二)7": "数据分析",
    "一(二)8": "可行性报告",
    "一(二)9": "其他市级",
    "一(二)10": "重复提报",
    "二": "兑付流程",
    "二(一)": "申请日期",
    "二(二)": "在线提交",
    "二(二)1": "登记入库编号",
    "二(二)2": "检测委托单",
    "二(二)3": "银行回单",
    "二(二)4": "结项报告",
    "二(二)5": "登记认定证明",
    "二(二)6": "加盖单位公章",
    "二(二)6(1)": "变更完成",
    "二(二)6(2)": "说明材料",
    "二(二)7": "支撑材料",
    "二(二)8": "自查表",
    "二(二)9": "电子扫描件",
    "二(三)": "组织初审",
    "二(四)": "先后顺序",
    "三": "单个企业",
    "四": "孵化处",
    "落款": "科学技术局",
}
KARAMAY = {
    "题头": "以下简称",
    "一": "必要性",
    "二": "制定的依据",
    "三": "采纳情况",
    "三(一)": "面向专家",
    "三(一)1": "申报主体范围",
    "三(一)2": "市级备案",
    "三(一)3": "补贴额度",
    "三(二)": "未收到",
    "三(三)": "向相关部门",
    "三(三)1": "评级标准",
    "四": "党组会议",
    "五": "主要内容",
    "五.1": "政策工具",
    "五.2": "注册地",
    "五.3": "有意愿提供",
    "五.4": "七类领域",
    "五.4(1)": "法定检测",
    "五.4(2)": "创客团队",
    "五.4(3)": "商标服务",
    "五.4(4)": "数据分析",
    "五.4(5)": "编制服务",
    "五.4(6)": "竞争性立项",
    "五.5": "已经开始后",
    "五.6": "兑现程序",
    "五.6(1)": "兑现通知",
    "五.6(2)": "填报",
    "五.6(3)": "公示期",
    "五.6(4)": "无异议后",
    "五.7": "合同金额",
}
TABLES = {"yuncheng-2024": YUNCHENG, "qingdao-2024": QINGDAO, "karamay-draft": KARAMAY}
CLAUSES = [(name, path, fragment) for name, table in TABLES.items() for path, fragment in table.items()]

# Words that these clauses have in common with another.
SHARED_WORDS = {"失信主体名单", "与接收创新券", "身份证。"}

INVENTED = """\
海东省青山市科技局
青山科发〔2031〕7号
关于某项工作的通知

一、条件

企业须同时具备：

- 有研发活动；
- 信用良好；

(三) 甲类；乙类；

（四）与机构无关联，也不
受其控制。
二、材料
(一)内容
1. 合同。
2.发票
3.2031年的编号
4、说明如下：（1）其一；（2）其二，见第（3）项。
(二) 另外
① 彩色；
② 清晰。

- 3 -

三、其他
1.一般规定：
（1）先；
（2）后。
2.不超过
1.5 万元的，从
(三)项。
附件：1.甲表
2.乙表

青山市科技局
海东省某中心
2031年3月5日
（此件公开）
附件1

甲表
1、第一栏
附件２
乙表
一、填写
（一）第二栏
"""


def read(name: str) -> Notice:
    return Notice.read((NOTICES / f"{name}.txt").read_text(encoding="utf-8"))


def own(notice: Notice, path: str) -> str:
    clause = notice.clause(path)
    assert clause is not None, path
    return clause.own_text


@published
@pytest.mark.parametrize("name", TABLES)
def test_a_published_notice_has_exactly_its_clauses(name: str) -> None:
    assert read(name).paths() == tuple(TABLES[name])


@published
@pytest.mark.parametrize("name", TABLES)
def test_each_clause_of_a_published_notice_holds_the_words_that_are_its_own(name: str) -> None:
    texts = {clause.path: clause.own_text for clause in read(name).walk()}
    for path, fragment in TABLES[name].items():
        assert fragment in texts[path], path
        holders = [each for each, text in texts.items() if fragment in text]
        assert holders == [path] or fragment in SHARED_WORDS, (path, holders)


@published
def test_sentences_cut_by_a_page_are_whole_again() -> None:
    notice = read("yuncheng-2024")
    for path, joined in {
        "二(二)2": "强制性标准",
        "三": "补助金额",
        "四(四)": "兑现申请程序",
        "四(五)": "推荐，一式二份",
    }.items():
        assert joined in own(notice, path)


@published
def test_a_part_written_within_a_paragraph_is_a_clause_and_not_its_parents_own_text() -> None:
    clause = read("karamay-draft").clause("五.4")
    assert clause is not None
    assert [child.path for child in clause.children] == [f"五.4({n})" for n in range(1, 7)]
    assert "竞争性立项" in clause.text
    assert "竞争性立项" not in clause.own_text


@published
def test_the_notice_found_in_traditional_characters_has_the_same_clauses() -> None:
    assert read("qingdao-2024.as-published").paths() == tuple(QINGDAO)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("题头", "海东省青山市科技局\n青山科发〔2031〕7号\n关于某项工作的通知"),
        ("一", "条件\n企业须同时具备："),
        ("一(一)", "有研发活动；"),
        ("一(二)", "信用良好；"),
        ("一(三)", "甲类；乙类；"),
        ("一(四)", "与机构无关联，也不受其控制。"),
        ("二", "材料"),
        ("二(一)", "内容"),
        ("二(一)1", "合同。"),
        ("二(一)2", "发票"),
        ("二(一)3", "2031年的编号"),
        ("二(一)4", "说明如下："),
        ("二(一)4(1)", "其一；"),
        ("二(一)4(2)", "其二，见第（3）项。"),
        ("二(二)", "另外"),
        ("二(二)①", "彩色；"),
        ("二(二)②", "清晰。"),
        ("三", "其他"),
        ("三.1", "一般规定："),
        ("三.1(1)", "先；"),
        ("三.1(2)", "后。"),
        ("三.2", "不超过\n1.5 万元的，从(三)项。"),
        ("落款", "附件：1.甲表\n2.乙表\n青山市科技局\n海东省某中心\n2031年3月5日\n（此件公开）"),
        ("附件1", "甲表"),
        ("附件1.1", "第一栏"),
        ("附件2", "乙表"),
        ("附件2.一", "填写"),
        ("附件2.一(一)", "第二栏"),
    ],
)
def test_every_way_of_numbering_and_breaking_is_read(path: str, text: str) -> None:
    assert own(Notice.read(INVENTED), path) == text


def test_the_invented_notice_has_no_other_clauses() -> None:
    assert len(Notice.read(INVENTED).paths()) == 28


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("", ()),
        (" \n\u3000\n", ()),
        ("只有一段话。", ("题头",)),
        ("题目\n1.甲\n2.乙", ("题头", "1", "2")),
        ("（一）甲\n（二）乙\n1.丙", ("(一)", "(二)", "(二)1")),
        ("一、甲：\n- 乙\n- 丙\n二、丁", ("一", "一(一)", "一(二)", "二")),
        ("一、甲\n(一) 乙\n- 丙\n- 丁\n(二) 戊", ("一", "一(一)", "一(一)1", "一(一)2", "一(二)")),
        ("一、甲\n(一) 乙；\n- 丙；\n(三) 丁", ("一", "一(一)", "一(二)", "一(三)")),
        ("一、甲\n1. 乙：\n● 丙\n● 丁\n2. 戊", ("一", "一.1", "一.1(1)", "一.1(2)", "一.2")),
        ("一、甲\n1. 乙。\n- 丙。\n- 丁。", ("一", "一.1", "一.2", "一.3")),
        ("一、甲：（一）乙；（二）丙。\n二、丁", ("一", "一(一)", "一(二)", "二")),
        ("一、甲：（1）乙。只此一项。", ("一",)),
        ("一、甲\n三、乙\n二、丙", ("一", "三")),
        ("十、甲\n十一、乙\n二十一、丙", ("十", "十一", "二十一")),
        ("一、甲\n（１）乙\n２．丙", ("一", "一(1)", "一.2")),
        ("一、(一)1.甲", ("一", "一(一)", "一(一)1")),
        ("\ufeff一、甲\r\n青山局\r\n二〇三一年三月五日", ("一", "落款")),
        ("一、甲\n附件\n乙\n1.丙", ("一", "附件", "附件.1")),
    ],
)
def test_a_text_has_these_clauses(text: str, paths: tuple[str, ...]) -> None:
    assert Notice.read(text).paths() == paths


def test_a_number_given_twice_is_one_clause_with_both_texts() -> None:
    assert own(Notice.read("一、甲\n(一)乙。\n(二)丙。\n(二)丁。"), "一(二)") == "丙。\n丁。"


def test_a_clauses_text_includes_its_subclauses_without_their_numbers() -> None:
    clause = Notice.read("一、甲\n(一)乙\n1.丙。\n2.丁。").clause("一")
    assert clause is not None
    assert clause.text == "甲\n乙\n丙。\n丁。"


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("一(一)4", "一(一)4"),
        ("一（一）4", "一(一)4"),
        (" 一、（一） 4. ", "一(一)4"),
        ("一(一).4", "一(一)4"),
        ("二(二)6（１）", "二(二)6(1)"),
        ("三", "三"),
        ("三、", "三"),
        ("五.2", "五.2"),
        ("五2", "五.2"),
        ("五、2", "五.2"),
        ("五．４（2）", "五.4(2)"),
        ("4(3)", "4(3)"),
        ("(三)", "(三)"),
        ("二(二)②", "二(二)②"),
        ("十二(十一)10", "十二(十一)10"),
        ("preamble", "题头"),
        ("Preamble", "题头"),
        ("题头", "题头"),
        ("落款", "落款"),
        ("tail", "落款"),
        ("附件", "附件"),
        ("附件.2", "附件.2"),
        ("annex.2", "附件.2"),
        ("附件2", "附件2"),
        ("附件2.1", "附件2.1"),
        ("附件.一(二)", "附件.一(二)"),
    ],
)
def test_a_path_has_one_spelling(written: str, path: str) -> None:
    assert normalised(written) == path


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "第一条",
        "一一",
        "二三",
        "1.2",
        "(1)(一)",
        "一(一)(二)",
        "0",
        "一(0)",
        "附录",
        "一(一",
        "五.1.2",
        "五.x",
    ],
)
def test_what_is_no_path_has_no_spelling(written: str) -> None:
    assert normalised(written) is None


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("五、4（2）", "五.4(2)"),
        ("4(2)", "五.4(2)"),
        ("6(1)", "二(二)6(1)"),
        ("五(2)", None),
        ("1", None),
        ("(二)", "二(二)"),
        ("六", None),
        ("附件.2", None),
        ("第五节", None),
    ],
)
def test_a_path_means_the_clause_it_names_or_the_only_one_that_ends_in_it(
    written: str, path: str | None
) -> None:
    known = ("二", "二(二)", "二(二)6", "二(二)6(1)", "二(二)1", "五", "五.1", "五.4", "五.4(2)")
    assert resolved(written, known) == path


@pytest.mark.parametrize(
    ("path", "ancestor", "within"),
    [
        ("一(一)4", "一", True),
        ("一(一)4", "一(一)", True),
        ("一(一)4", "一(一)4", True),
        ("一(一)14", "一(一)1", False),
        ("十一", "十", False),
        ("一", "一(一)", False),
        ("附件1.1", "附件1", True),
        ("附件1.1", "附件", False),
        ("附件.1", "附件", True),
        ("一", "不是条款", False),
    ],
)
def test_a_clause_is_within_itself_and_what_stands_above_it(path: str, ancestor: str, within: bool) -> None:
    assert is_within(path, ancestor) is within


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("零", 0),
        ("两", 2),
        ("十", 10),
        ("十五", 15),
        ("二十三", 23),
        ("一百一十", 110),
        ("一百十五", 115),
        ("两千零四", 2004),
        ("二〇二四", 2024),
        ("三万", 30_000),
        ("五十万", 500_000),
        ("一亿二千万", 120_000_000),
        ("伍拾", 50),
        ("七八", None),
        ("", None),
        ("甲", None),
        ("亿" * 100, None),
    ],
)
def test_chinese_numerals_have_their_value(text: str, value: int | None) -> None:
    assert numeral(text) == value


PIECES = st.sampled_from(
    [
        "一、",
        "二、",
        "(一)",
        "（二）",
        "(三)",
        "1.",
        "2、",
        "（1）",
        "(2)",
        "①",
        "- ",
        "● ",
        "——",
        "附件",
        "附件1",
        "：",
        "；",
        "。",
        "，",
        "\n",
        "\n\n",
        "\r\n",
        "甲",
        "乙丙",
        "丁 ",
        "2031年3月5日",
        "青山局",
        "5万元",
        "12",
        "\f",
        "\u3000",
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
@example("一、甲：（1）乙；（2）丙\n（3）丁")
def test_reading_loses_no_word_and_its_paths_lead_back(text: str) -> None:
    notice = Notice.read(text)
    words = Counter(char for char in text if char in "甲乙丙丁")
    assert Counter(char for clause in notice.clauses for char in clause.text if char in "甲乙丙丁") == words
    paths = notice.paths()
    assert len(set(paths)) == len(paths)
    for path in paths:
        found = notice.clause(path)
        assert normalised(path) == path
        assert found is not None
        assert found.path == path


@settings(deadline=None)
@given(st.text(max_size=200))
@example("\0" * 100)
@example("（" * 1000)
@example("附件\n" * 50)
@example("- x\n" * 300)
def test_any_text_is_a_notice_and_any_text_may_be_asked_for(text: str) -> None:
    notice = Notice.read(text)
    notice.clause(text)
    assert Notice.read("一、" + text).clause("一") is not None
