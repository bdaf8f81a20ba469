"""Official claims: kept by the operators of their region, seen by no others, imported whole or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.office.claim_rows import COLUMNS, claim_rows
from bot.office.sheets import Row
from storage import audit
from storage.database import Away, Collision, Database
from tests.bot.office import AT, QINGDAO, YUNCHENG, a_code, added, staffed
from tests.bot.running import Quanzhu, Ran

ADDS = ("add", "--enterprise", a_code())
UNKNOWN = "编号: 没有这份申请；用 quanzhu claims list 查看您能查看的申请\n"


@pytest.fixture
def office(quanzhu: Quanzhu, url: str, monkeypatch: pytest.MonkeyPatch) -> Quanzhu:
    monkeypatch.setenv("QUANZHU_DATABASE_URL", url)
    monkeypatch.delenv("QUANZHU_OPERATOR", raising=False)
    staffed(quanzhu)
    return quanzhu


@pytest.fixture
def claims(office: Quanzhu, monkeypatch: pytest.MonkeyPatch) -> Quanzhu:
    """`claims` as the clerk of Qingdao."""
    monkeypatch.setenv("QUANZHU_OPERATOR", QINGDAO)

    def run(*arguments: str | Path, **more: bytes) -> Ran:
        return office("claims", *arguments, "--at", AT, **more)

    return run


def a_row(**cells: str) -> dict[str, str]:
    """A good row of a new claim, with what matters here in place."""
    return {
        "编号": "",
        "企业": "甲公司",
        "统一社会信用代码": a_code(),
        "版本": "qingdao-2024",
        "服务": "软件测试",
        "申请金额": "80000.00",
        "环节": "在线提交申请",
        "环节日期": "2024-12-02",
        "备注": "",
        **cells,
    }


def a_file(*rows: dict[str, str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def taken(claims: Quanzhu, *rows: dict[str, str]) -> dict[str, int]:
    """What an import of these rows changed."""
    ran = claims("import", "-", "--json", stdin=a_file(*rows))
    assert (ran.code, ran.err) == (0, "")
    return {key: ran.json[key] for key in ("new", "moved", "unchanged")}


def refused(claims: Quanzhu, content: bytes) -> str:
    """The message of an import that changed nothing."""
    before = claims("export", "-").out
    ran = claims("import", "-", stdin=content)
    assert (ran.code, ran.out) == (2, "")
    assert claims("export", "-").out == before
    return ran.err


NEW, MOVED, SAME = ({"new": 0, "moved": 0, "unchanged": 0, key: 1} for key in ("new", "moved", "unchanged"))


# ---- one claim


def test_a_claim_is_added_shown_and_moved(office: Quanzhu, claims: Quanzhu) -> None:
    bought = ("--service", "软件测试", "研发、设计", "--service", "检测", "--asked", "80,000.00")
    assert added(office, "QD-1", *bought, "--name", "甲公司").out == "QD-1\n"
    moved = claims("move", "QD-1", "市科技局网站公示", "--on", "2024/12/9", "--note", "第 1 批")
    assert (moved.code, moved.err) == (0, "")
    assert moved.out == claims("show", "QD-1").out
    assert moved.out.splitlines()[:7] == [
        "编号 QD-1",
        f"企业 甲公司（{a_code()}）",
        "版本 qingdao-2024（青岛市 2024 年度科技创新券兑付，山东省青岛市）",
        "服务 软件测试、研发、设计、检测",
        "申请金额 80000.00 元",
        "现在 市科技局网站公示（publicity）",
        "下一环节 分批兑付（payment）",
    ]
    assert "  2024-12-09 市科技局网站公示，第 1 批（记于 2024-12-10 10:00）" in moved.out


def test_a_claim_as_json(office: Quanzhu, claims: Quanzhu) -> None:
    added(office, "YC-1", "--stage", "publicity", by=YUNCHENG, code=a_code("140800"))
    found = claims("show", "YC-1", "--json", "--operator", YUNCHENG).json
    assert found == {
        "number": "YC-1",
        "enterprise": {"name": "", "uscc": a_code("140800")},
        "region": "140800",
        "edition": "yuncheng-2024",
        "services": [],
        "asked": None,
        "stage": "publicity",
        "title": "省科技厅公示名单和金额",
        "due": "2024-12-09",
        "moves": [
            {
                "to": "publicity",
                "title": "省科技厅公示名单和金额",
                "on": "2024-12-02",
                "at": "2024-12-10T10:00:00+08:00",
                "note": "",
                "amount": None,
            }
        ],
        "legal": ["payment", "returned", "refused", "withdrawn", "settled", "filed"],
    }


def test_a_number_is_made_where_none_is_given(claims: Quanzhu) -> None:
    common = ("add", "--enterprise", a_code(), "--edition", "qingdao-2024")
    one, other = (claims(*common, "--json").json["number"] for _ in range(2))
    assert one != other
    assert len(one) == 8
    assert claims("show", one, "--json").json["moves"][0]["on"] == "2024-12-10"


def test_a_wrong_move_is_put_right_by_another(office: Quanzhu, claims: Quanzhu) -> None:
    added(office, "QD-1")
    assert claims("move", "QD-1", "refused").code == 0
    assert claims("move", "QD-1", "filed").code == 0
    assert (
        claims("move", "QD-1", "settled", "--amount", "8000", "--json").json["moves"][-1]["amount"]
        == "8000.00"
    )
    assert [move["to"] for move in claims("show", "QD-1", "--json").json["moves"]] == [
        *("filed", "refused", "filed", "settled")
    ]


def test_a_day_recorded_too_late_is_put_right_by_going_back(office: Quanzhu, claims: Quanzhu) -> None:
    added(office, "QD-1")
    assert claims("move", "QD-1", "first_review", "--on", "2024-12-09").code == 0
    assert claims("move", "QD-1", "publicity", "--on", "2024-12-04").code == 2
    assert claims("move", "QD-1", "filed", "--on", "2024-12-02").code == 0
    assert claims("move", "QD-1", "first_review", "--on", "2024-12-04").code == 0


def test_a_number_is_the_same_in_small_letters(office: Quanzhu, claims: Quanzhu) -> None:
    assert added(office, "qd-1").out == "QD-1\n"
    assert added(office, "Qd-1").code == 2
    assert claims("show", "qd-1").code == 0


def test_claims_are_listed_by_region_stage_and_edition(office: Quanzhu, claims: Quanzhu) -> None:
    added(office, "QD-1", "--name", "甲公司")
    added(office, "QD-2", "--stage", "市科技局网站公示")
    assert claims("list").out == (
        f"QD-1  在线提交申请      2024-12-02  qingdao-2024  {a_code()}  甲公司\n"
        f"QD-2  市科技局网站公示  2024-12-02  qingdao-2024  {a_code()}  甲公司\n"
    )
    for arguments, numbers in (
        (("--stage", "publicity"), ["QD-2"]),
        (("--stage", "在线提交申请"), ["QD-1"]),
        (("--region", "青岛市"), ["QD-1", "QD-2"]),
        (("--region", "即墨区"), []),
        (("--region", "全国", "--edition", "qingdao-2024"), ["QD-1", "QD-2"]),
        (("--edition", "yuncheng-2024"), []),
    ):
        assert [one["number"] for one in claims("list", "--json", *arguments).json["claims"]] == numbers


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("move", "QD-1", "first_review"), "STAGE: 现在是市科技局网站公示，不能到市科技服务中心初审；可改为"),
        (("move", "QD-1", "nowhere"), "STAGE: 没有环节 'nowhere'；可改为 分批兑付（payment）"),
        (("move", "QD-1", "payment", "--on", "2024-12-11"), "--on: 2024-12-11 还没有到；写 2024-12-10 或之前"),
        (("move", "QD-1", "payment", "--on", "2024-12-01"), "--on: 2024-12-01 早于现在这个环节的日期 2024-12-02"),
        (("move", "QD-1", "payment", "--on", "二号"), "--on: '二号' 不是日期；写成 2024-12-02"),
        (("move", "QD-1", "payment", "--amount", "8万"), "--amount: '8万' 不是金额；以元为单位"),
        (("move", "QD-1", "payment", "--note", "长" * 501), "--note: 有 501 个字；不超过 500"),
        ((*ADDS, "--edition", "qingdao-2024", "--number", "QD-1"), "--number: 这个编号已经在用"),
        ((*ADDS, "--edition", "qingdao-2024", "--number", "a b"), "--number: 'a b' 不能作编号"),
        ((*ADDS, "--edition", "karamay-draft"), "版本: karamay-draft 是征求意见稿"),
        ((*ADDS, "--edition", "yuncheng-2024"), "版本: 操作员 青岛的 不能办理山西省运城市"),
        ((*ADDS, "--edition", "qingdao"), "版本: 没有 'qingdao'；是否想写 qingdao-2024"),
        (("add", "--enterprise", "91370200", "--edition", "qingdao-2024"), "--enterprise: 有 8 位，应为 18 位"),
        ((*ADDS, "--edition", "qingdao-2024", "--stage", "公示"), "--stage: 没有环节 '公示'"),
        (("list", "--region", "某地"), "--region: 没有地区 '某地'"),
        (("show", "QD-1", "--operator", "谁"), "没有操作员 '谁'"),
        (("import", "/no/such"), "FILE: 无法读取 '/no/such'"),
        (("export", "/no/such/file"), "FILE: 无法写入 '/no/such/file'"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_and_changes_nothing(
    office: Quanzhu, claims: Quanzhu, arguments: tuple[str, ...], said: str
) -> None:
    added(office, "QD-1", "--stage", "publicity")
    before = claims("show", "QD-1").out
    ran = claims(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert claims("show", "QD-1").out == before
    assert len(claims("list", "--json").json["claims"]) == 1


def test_a_reader_sees_and_exports_and_changes_nothing(office: Quanzhu, claims: Quanzhu) -> None:
    added(office, "QD-1")
    office("operators", "add", "读", "--role", "青岛市=reader", "--operator", QINGDAO)
    as_reader = ("--operator", "读")
    shown = claims("show", "QD-1", *as_reader)
    assert (shown.code, shown.out) == (0, claims("show", "QD-1").out)
    file = claims("export", "-", *as_reader).out.encode()
    assert claims("import", "-", *as_reader, stdin=file).out == "新登记 0 份，移动 0 份，没有变化 1 份\n"
    assert "不能办理山东省青岛市的事" in claims("move", "QD-1", "payment", *as_reader).err
    new, moved = a_row(), a_row(编号="QD-1", 服务="", 申请金额="", 环节="分批兑付")
    ran = claims("import", "-", *as_reader, stdin=a_file(new, moved))
    assert "第 2 行 版本: 您不能办理山东省青岛市的申请" in ran.err
    assert "第 3 行 环节: 您只能查看山东省青岛市的申请" in ran.err


def test_every_change_and_export_is_in_the_audit(office: Quanzhu, claims: Quanzhu, store: Database) -> None:
    added(office, "QD-1")
    claims("move", "QD-1", "payment")
    claims("export", "-")
    assert (
        taken(claims, a_row(编号="QD-1", 服务="", 申请金额="", 环节="已到账", 环节日期="2024-12-10")) == MOVED
    )
    with store.reading() as connection:
        assert audit.broken(connection) is None
        told = [entry for entry in audit.entries(connection) if entry.actor == f"operator:{QINGDAO}"]
    assert [(one.action, one.details) for one in told] == [
        ("vouch", {}),
        ("register_claim", {"edition": "qingdao-2024", "stage": "filed", "on": "2024-12-02"}),
        ("move_claim", {"before": "filed", "to": "payment", "on": "2024-12-10"}),
        ("export", {"claims": 1}),
        ("move_claim", {"before": "payment", "to": "settled", "on": "2024-12-10"}),
    ]


# ---- two regions


def test_a_claim_of_another_region_and_none_at_all_are_answered_alike(
    office: Quanzhu, claims: Quanzhu
) -> None:
    added(office, "YC-1", by=YUNCHENG, code=a_code("140800"))
    for arguments in (
        ("show",),
        ("move", "payment"),
        ("move", "nowhere"),
        ("move", "payment", "--on", "2024-12-01"),
    ):
        command, *rest = arguments
        for number in ("YC-1", "没有的", "'", "x" * 500, "\udcff"):
            ran = claims(command, number, *rest)
            assert (ran.code, ran.out, ran.err) == (2, "", UNKNOWN)


def test_neither_of_two_regions_ever_sees_the_other(office: Quanzhu, tmp_path: Path) -> None:
    canaries = {QINGDAO: ("QDCANARY", a_code("370200", 7)), YUNCHENG: ("YCCANARY", a_code("140800", 8))}
    for by, (mark, code) in canaries.items():
        more = ("--name", f"{mark}公司", "--service", f"{mark}测试")
        assert added(office, f"{mark}-1", *more, by=by, code=code).code == 0
        assert office("claims", "move", f"{mark}-1", "payment", "--note", mark, "--operator", by).code == 0
    for by, other in ((QINGDAO, YUNCHENG), (YUNCHENG, QINGDAO)):
        mark, code = canaries[other]
        own = office("claims", "export", "-", "--operator", by).out
        # A row that knows all of the other's claim learns no more of it.
        row = a_row(编号=f"{mark}-1", 统一社会信用代码=code, 环节="已到账", 环节日期="2024-12-10")
        bare = {
            **row,
            "编号": "",
            "企业": "",
            "版本": "qingdao-2024" if other == QINGDAO else "yuncheng-2024",
        }
        for arguments, stdin in (
            (("claims", "list"), b""),
            (("claims", "list", "--json", "--region", "全国"), b""),
            (("claims", "show", f"{mark}-1"), b""),
            (("claims", "move", f"{mark}-1", "filed"), b""),
            (("claims", "export", "-", "--format", "csv"), b""),
            (("claims", "import", "-"), own.encode()),
            (("claims", "import", "-"), a_file(row)),
            (("claims", "import", "-"), a_file(bare)),
            (("members", "invite", "--enterprise", code), b""),
        ):
            ran = office(*arguments, "--operator", by, stdin=stdin)
            said = (ran.out + ran.err).replace(code, "") if "members" in arguments else ran.out + ran.err
            assert mark not in said
            assert code not in said
        book = tmp_path / "found.xlsx"
        office("claims", "export", book, "--operator", by)
        assert mark not in office("claims", "import", book, "--operator", by).out
        assert office("claims", "show", f"{mark}-1", "--operator", other, "--json").json["stage"] == "payment"


# ---- export and import


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_what_is_exported_is_imported_without_a_change(
    office: Quanzhu, claims: Quanzhu, tmp_path: Path, format: str
) -> None:
    added(office, "-QD", "--name", "=甲公司", "--service", "@检测", "+测试", "--asked", "0.01")
    added(office, "QD-2")
    claims("move", "QD-2", "returned", "--note", "'＝cmd|' /c calc'!A1")
    file = tmp_path / f"claims.{format}"
    assert claims("export", file).code == 0
    assert file.stat().st_mode & 0o077 == 0
    before = claims("list", "--json").out
    ran = claims("import", file)
    assert (ran.code, ran.out) == (0, "新登记 0 份，移动 0 份，没有变化 2 份\n")
    assert claims("list", "--json").out == before


def test_an_exported_file_has_constant_columns_and_no_formulas(office: Quanzhu, claims: Quanzhu) -> None:
    added(office, "-QD", "--name", "=甲公司", "--service", "@检测", "--asked", "80000")
    assert claims("export", "-").out == (
        "\ufeff编号,企业,统一社会信用代码,版本,服务,申请金额,环节,环节日期,备注\r\n"
        f"'-QD,'=甲公司,{a_code()},qingdao-2024,'@检测,80000.00,在线提交申请,2024-12-02,\r\n"
    )


def test_new_rows_are_registered_and_the_same_file_changes_nothing_more(claims: Quanzhu) -> None:
    rows = [a_row(编号="QD-1"), a_row(服务="检测；测试"), a_row(服务="", 申请金额="", 环节="", 备注="补登")]
    assert taken(claims, *rows) == {"new": 3, "moved": 0, "unchanged": 0}
    assert taken(claims, *rows) == {"new": 0, "moved": 0, "unchanged": 3}
    found = claims("list", "--json").json["claims"]
    assert [one["services"] for one in found] == [["软件测试"], ["检测", "测试"], []]
    assert [one["asked"] for one in found] == ["80000.00", "80000.00", None]
    assert found[2]["moves"][0]["note"] == "补登"
    assert {one["enterprise"]["name"] for one in found} == {"甲公司"}


def test_known_rows_move_where_the_stage_differs(claims: Quanzhu) -> None:
    assert taken(claims, a_row(编号="QD-1")) == NEW
    moved = a_row(编号="QD-1", 环节="publicity", 环节日期="2024/12/5", 备注="公示")
    assert taken(claims, moved) == MOVED
    assert taken(claims, moved) == SAME
    assert claims("show", "QD-1", "--json").json["moves"][-1]["note"] == "公示"


@pytest.mark.parametrize(
    ("column", "changed"),
    [("环节日期", "2024-12-04"), ("备注", "另一句"), ("企业", "乙公司"), ("申请金额", "1")],
)
def test_a_cell_that_was_changed_is_a_fault_and_never_passed_over(
    claims: Quanzhu, column: str, changed: str
) -> None:
    row = a_row(编号="QD-1")
    assert taken(claims, row) == NEW
    told = refused(claims, a_file({**row, column: changed}))
    assert f"第 2 行 {column}: " in told
    assert "不一致" in told


def test_an_older_file_moves_nothing_back(claims: Quanzhu) -> None:
    old, bare = a_row(编号="QD-1"), a_row(申请金额="1")
    assert taken(claims, old, bare) == {"new": 2, "moved": 0, "unchanged": 0}
    for one in claims("list", "--json").json["claims"]:
        assert claims("move", one["number"], "payment").code == 0
    assert taken(claims, old, bare) == {"new": 0, "moved": 0, "unchanged": 2}


def test_a_row_needs_only_its_number_and_stage_to_move(claims: Quanzhu) -> None:
    taken(claims, a_row(编号="QD-1"))
    row = dict.fromkeys(COLUMNS, "") | {"编号": "QD-1", "环节": "退回补正", "环节日期": "2024年12月9日"}
    assert taken(claims, row) == MOVED


def test_rows_without_a_number_get_one_that_is_told(claims: Quanzhu) -> None:
    told = claims("import", "-", "--json", stdin=a_file(a_row(), a_row(编号="QD-9", 服务="检测"))).json[
        "numbers"
    ]
    assert [one["row"] for one in told] == [2, 3]
    assert told[1]["number"] == "QD-9"
    assert claims("show", told[0]["number"]).code == 0


def test_a_workbook_with_typed_cells_is_imported(claims: Quanzhu, tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(list(COLUMNS))
    book.active.append([])
    row = [2024001, "甲公司", a_code(), "qingdao-2024", "检测", 80000.5, "公示", date(2024, 12, 2)]
    book.active.append([*row[:6], "市科技局网站公示", row[7]])
    file = tmp_path / "claims.xlsx"
    book.save(file)
    assert claims("import", file).out == "新登记 1 份，移动 0 份，没有变化 0 份\n"
    found = claims("show", "2024001", "--json").json
    assert (found["asked"], found["moves"][0]["on"]) == ("80000.50", "2024-12-02")


def test_all_faults_of_a_file_are_told_at_once_with_row_and_column(office: Quanzhu, claims: Quanzhu) -> None:
    added(office, "YC-1", by=YUNCHENG, code=a_code("140800"))
    taken(claims, a_row(编号="QD-1", 环节="publicity"), a_row(编号="QD-2"))
    faulty = {
        "编号": [a_row(编号="a b"), a_row(编号="YC-1"), a_row(编号="QD-3"), a_row(编号="QD-3", 服务="")],
        "统一社会信用代码": [a_row(统一社会信用代码=""), a_row(统一社会信用代码=a_code()[:-1] + "?")],
        "版本": [a_row(版本=""), a_row(版本="x"), a_row(版本="karamay-draft"), a_row(版本="yuncheng-2024")],
        "申请金额": [a_row(申请金额="8万"), a_row(申请金额="1,00"), a_row(申请金额="-1")],
        "环节": [a_row(服务="", 环节="公示期"), a_row(编号="QD-1", 环节="first_review")],
        "环节日期": [a_row(环节日期=""), a_row(环节日期="2024-02-30"), a_row(环节日期="2024-12-11")],
        "服务": [a_row(编号="QD-2", 服务="别的")],
        "企业": [a_row(编号=f"QD-{n}", 企业=f"甲{n}", 统一社会信用代码=a_code(number=2)) for n in (4, 5)],
    }
    rows = [row for rows in faulty.values() for row in rows]
    told = refused(claims, a_file(*rows)).splitlines()
    assert told[0] == "标准输入: 有 19 处错误，什么都没有导入；改正后再导入："
    assert told[1:] == [
        "第 2 行 编号: 'a b' 不能作编号；用 1 到 40 个字母、数字、“-”或汉字，中间不空格",
        "第 3 行 编号: 这个编号已经在用；换一个编号，或留空由系统编号",
        "第 5 行 编号: 与第 4 行是同一份申请；只留一行，是两份就各写一个编号",
        "第 6 行 统一社会信用代码: 没有写；新的申请要写统一社会信用代码",
        "第 7 行 统一社会信用代码: 只能有数字和大写字母；请对照营业执照逐位核对",
        "第 8 行 版本: 没有写；已载入 karamay-draft、qingdao-2024、yuncheng-2024",
        "第 9 行 版本: 没有版本 'x'；已载入 karamay-draft、qingdao-2024、yuncheng-2024",
        "第 10 行 版本: 是征求意见稿；等正式文件出台后再登记",
        "第 11 行 版本: 您不能办理山西省运城市的申请；请那里的操作员导入",
        "第 12 行 申请金额: '8万' 不是金额；以元为单位写数字，如 80000 或 80,000.00",
        "第 13 行 申请金额: '1,00' 不是金额；以元为单位写数字，如 80000 或 80,000.00",
        "第 14 行 申请金额: '-1' 不是金额；以元为单位写数字，如 80000 或 80,000.00",
        told[13],
        "第 16 行 环节: 现在是市科技局网站公示，不能到市科技服务中心初审；可改为 分批兑付（payment）、"
        "退回补正（returned）、未通过（refused）、已撤回（withdrawn）、已到账（settled）、在线提交申请（filed）",
        "第 17 行 环节日期: 没有写；没有编号的申请靠它辨认，写上日期，如 2024-12-02",
        "第 18 行 环节日期: '2024-02-30' 不是日期；写成 2024-12-02、2024/12/2 或 2024年12月2日",
        "第 19 行 环节日期: 2024-12-11 还没有到；写 2024-12-10 或之前的日期",
        "第 20 行 服务: 与这份申请登记的不一致；登记后不能改，留空或写回原样",
        "第 22 行 企业: 与第 21 行代码相同而名称不同；写成一样的",
    ]
    assert told[13].startswith("第 15 行 环节: 没有环节 '公示期'；可改为 在线提交申请（filed）、")


def test_a_day_before_the_last_move_is_a_fault(claims: Quanzhu) -> None:
    taken(claims, a_row(编号="QD-1"))
    said = refused(claims, a_file(a_row(编号="QD-1", 环节="payment", 环节日期="2024-12-01")))
    assert "第 2 行 环节日期: 早于现在这个环节的日期；写 2024-12-02 或之后的日期" in said


@pytest.mark.parametrize(
    "rows",
    [
        (a_row(), a_row()),
        (a_row(), a_row(编号="QD-1")),
        (a_row(编号="QD-1"), a_row()),
        (a_row(编号="QD-1"), a_row(编号="QD-1", 环节="publicity")),
    ],
)
def test_two_rows_of_one_claim_are_a_fault(claims: Quanzhu, rows: Sequence[dict[str, str]]) -> None:
    assert "第 3 行 编号: 与第 2 行是同一份申请" in refused(claims, a_file(*rows))


def test_a_row_that_may_be_of_several_claims_moves_none(claims: Quanzhu) -> None:
    rows = [a_row(编号="QD-1"), a_row(编号="QD-2")]
    assert taken(claims, *rows) == {"new": 2, "moved": 0, "unchanged": 0}
    assert taken(claims, a_row()) == SAME
    assert "有 2 份申请与这一行相同；写明是哪个编号" in refused(claims, a_file(a_row(环节="payment")))


def test_faults_beyond_two_hundred_are_counted(claims: Quanzhu) -> None:
    said = refused(claims, a_file(*(a_row(申请金额="8万") for _ in range(300)))).splitlines()
    assert said[0] == "标准输入: 有 300 处错误，什么都没有导入；改正后再导入："
    assert said[200:] == [
        "第 201 行 申请金额: '8万' 不是金额；以元为单位写数字，如 80000 或 80,000.00",
        "（只列出前 200 处）",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "标准输入: 没有内容；第一行写列名：编号、企业"),
        (b"a,b\n", "标准输入 第 1 行: 列名缺少 '编号'、"),
        (a_file().replace("备注".encode(), "环节".encode()), "列名缺少 '备注'，重复 '环节'；写成：编号,企业,"),
        (a_file().replace("备注".encode(), "备注,电话,,密码".encode()), "不认识 '电话'、'第 11 列没有列名'、'密码'"),
        (a_file() + (",".join(["x"] * 10)).encode(), "第 2 行: 多出没有列名的内容；只写 9 列"),
        (a_file(a_row(备注="\x1b[2J")), "第 2 行 备注: '\\x1b[2J' 含有看不见的控制字符；删去后重写"),
        (a_file(a_row(企业="长" * 101)), "第 2 行 企业: 有 101 个字；不超过 100 个字"),
        (b"\xff\xfe", "标准输入: 是 UTF-16 编码；另存为"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_of_claims_is_refused(claims: Quanzhu, content: bytes, said: str) -> None:
    assert said in refused(claims, content)


def test_a_formula_in_a_workbook_is_a_fault(claims: Quanzhu, tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(list(COLUMNS))
    book.active.append([*a_row(申请金额="=40000*2").values()])
    file = tmp_path / "claims.xlsx"
    book.save(file)
    assert "第 2 行 申请金额: 是公式；把公式换成它的值" in claims("import", file).err


def test_thousands_of_rows_are_taken_at_once_and_again(claims: Quanzhu) -> None:
    rows = [
        a_row(编号=f"QD-{n}" if n % 2 else "", 申请金额=str(n), 统一社会信用代码=a_code(number=n % 500))
        for n in range(2_000)
    ]
    assert taken(claims, *rows) == {"new": 2_000, "moved": 0, "unchanged": 0}
    assert taken(claims, *rows) == {"new": 0, "moved": 0, "unchanged": 2_000}
    moved = [{**row, "环节": "分批兑付"} for row in rows]
    assert taken(claims, *moved) == {"new": 0, "moved": 2_000, "unchanged": 0}


CELLS = st.one_of(
    st.text(max_size=30), st.sampled_from(["2024-13-01", "1,000.5", "０", "'=1", "\ud800", "a" * 70])
)


@given(st.lists(CELLS, min_size=9, max_size=9))
def test_whatever_stands_in_a_row_is_a_claim_or_a_fault(cells: list[str]) -> None:
    titles, row = Row(number=1, cells=COLUMNS), Row(number=2, cells=tuple(cells))
    good, faults = claim_rows([titles, row], date(2024, 12, 10), "f")
    assert bool(good) != bool(faults)
    assert all(fault.row == 2 and fault.column in COLUMNS for fault in faults)
    for found in good:
        repr(found).encode()


# ---- a database in trouble


@pytest.mark.parametrize("trouble", [Away, Collision])
@pytest.mark.parametrize("point", ["add_claim:begun", "add_claim:done"])
def test_a_database_in_trouble_is_told_and_nothing_is_half_done(
    office: Quanzhu, claims: Quanzhu, monkeypatch: pytest.MonkeyPatch, trouble: type[Exception], point: str
) -> None:
    times = failing(monkeypatch, point, trouble)
    ran = added(office, "QD-1")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "数据库: 现在用不了，什么都没有改；请稍后再试\n"
    assert len(times) == (2 if trouble is Collision else 1)
    monkeypatch.undo()


def test_one_collision_is_not_noticed(office: Quanzhu, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, "add_claim:done", Collision, most=1)
    assert added(office, "QD-1").out == "QD-1\n"


def failing(
    monkeypatch: pytest.MonkeyPatch, point: str, trouble: type[Exception], most: int = 9
) -> list[str]:
    """Lets every database opened from now on fail at a point; gives the list of times it did."""
    from storage import database

    times: list[str] = []

    def passing(at: str) -> None:
        if at == point and len(times) < most:
            times.append(at)
            raise trouble(at)

    open_one: Callable[..., Database] = database.database
    monkeypatch.setattr(database, "database", lambda url, folder: open_one(url, folder, passing=passing))
    return times


def test_a_database_that_is_away_is_told(quanzhu: Quanzhu, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUANZHU_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    for arguments in (("list",), ("show", "QD-1"), ("export", "-"), ("move", "QD-1", "payment")):
        ran = quanzhu("claims", *arguments, "--operator", "甲")
        assert (ran.code, ran.out) == (2, "")
        assert "请稍后再试" in ran.err
