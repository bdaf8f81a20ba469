"""Place names in what people write."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policy.places
from policy.divisions import division, names
from policy.places import find_places, named

NAMED = {
    # full, short and clipped names
    "青岛市": "370200",
    "青岛": "370200",
    "运城": "140800",
    "盐湖": "140802",
    "新绛": "140825",
    "黄岛": "370211",
    "城阳": "370214",
    "胶州": "370281",
    "平度": "370283",
    "莱西": "370285",
    "独山子": "650202",
    "山西": "140000",
    "内蒙古": "150000",
    "新疆": "650000",
    "香港": "810000",
    "克孜勒苏": "653000",
    "延边": "222400",
    "延边州": "222400",
    "海南州": "632500",
    "海南": "460000",
    "察布查尔": "654022",
    "双江": "530925",
    "通道县": "431230",
    "资源": "450329",
    # more than one meaning
    "朝阳区": "110105 220104",
    "克拉玛依": "650200 650203",
    "克拉玛依市": "650200",
    "克拉玛依区": "650203",
    "鼓楼区": "320106 320302 350102 410204",
    "恩施": "422800 422801",
    "吉林": "220000 220200",
    "城区": "140302 140502 441502",
    # former names, and zones that are a division
    "即墨市": "370215",
    "胶南": "370211",
    "胶南市": "370211",
    "西海岸新区": "370211",
    "青岛西海岸新区": "370211",
    "青岛市西海岸新区": "370211",
    "青岛开发区": "370211",
    "西海岸": "370211",
    "蓝谷": "370215",
    "上合示范区": "370281",
    "董家口": "370211",
    "克区": "650203",
    "克市": "650200 650203",
    "乌市": "650100",
    "克拉玛依高新区": "650204",
    "太原综改区": "140100",
    # towns: the well-known by themselves, the others beside their city's or county's name
    "流亭": "370214",
    "风陵渡": "140830",
    "解州镇": "140802",
    "即墨蓝村": "370215",
    "青岛李村": "370213",
    "李村": "",
    "克拉玛依小拐乡": "650203",
    "青岛经济技术开发区": "370211",
    "黄岛开发区": "370211",
    "密云县": "110118",
    "永济县": "140881",
    "章丘市": "370114",
    # zones
    "青岛高新区": "3702Z1",
    "青岛高新技术产业开发区": "3702Z1",
    "运城经济开发区": "1408Z1",
    "运城经济技术开发区": "1408Z1",
    "运城经开区": "1408Z1",
    "运城开发区": "1408Z1",
    "运城市经济开发区": "1408Z1",
    "山西运城经开区": "1408Z1",
    # names in a row
    "山西省运城市盐湖区": "140802",
    "青岛 即墨": "370215",
    # nothing
    "": "",
    "市": "",
    "绛": "",
    "开发区": "",
    "高新区": "",
    "晋创谷": "",
    "青岛运城": "",
    "运城的企业": "",
}

# text → (what is named, its codes) from left to right
TEXTS = {
    "我们是运城盐湖区的创新型中小企业,不在晋创谷": [("运城盐湖区", "140802")],
    "山西省运城市盐湖区": [("山西省运城市盐湖区", "140802")],
    "山西运城的小厂": [("山西运城", "140800")],
    "在青岛找外地机构做研发服务,付了30万": [("青岛", "370200")],
    "青岛即墨的企业": [("青岛即墨", "370215")],
    "青岛市南区": [("青岛市南区", "370202")],
    "青岛市市南区香港中路8号": [("青岛市市南区", "370202")],
    "青岛市北": [("青岛市北", "370203")],
    "青岛市北部的企业": [("青岛市", "370200")],
    "山东青岛胶州市": [("山东青岛胶州市", "370281")],
    "青岛胶州路上的门店": [("青岛", "370200")],
    "公司注册在青岛西海岸新区,供应商在济南": [("青岛西海岸新区", "370211"), ("济南", "370100")],
    "我公司在黄岛": [("黄岛", "370211")],
    "黄岛的": [("黄岛", "370211")],
    "原来叫胶南市": [("胶南市", "370211")],
    "即墨市的老厂": [("即墨市", "370215")],
    "胶州、平度、莱西": [("胶州", "370281"), ("平度", "370283"), ("莱西", "370285")],
    "青岛高新区的企业": [("青岛高新区", "3702Z1")],
    "青岛城阳高新区": [("青岛城阳", "370214")],
    "运城经开区的": [("运城经开区", "1408Z1")],
    "注册在运城市开发区": [("运城市开发区", "1408Z1")],
    "山西开发区": [("山西", "140000")],
    "北京开发区": [("北京", "110000")],
    "新绛县": [("新绛县", "140825")],
    "绛县": [("绛县", "140826")],
    "我是夏县的": [("夏县", "140828")],
    "运城 盐湖区": [("运城 盐湖区", "140802")],
    "运城市的盐湖区": [("运城市的盐湖区", "140802")],
    "克拉玛依独山子区": [("克拉玛依独山子区", "650202")],
    "克拉玛依(独山子区)": [("克拉玛依(独山子区", "650202")],
    "新疆克拉玛依": [("新疆克拉玛依", "650200 650203")],
    "克拉玛依市的公司": [("克拉玛依市", "650200")],
    "克拉玛依市克拉玛依区": [("克拉玛依市克拉玛依区", "650203")],
    "白碱滩那边": [("白碱滩", "650204")],
    "北京朝阳区和长春朝阳区": [("北京朝阳区", "110105"), ("长春朝阳区", "220104")],
    "朝阳区": [("朝阳区", "110105 220104")],
    "辽宁朝阳": [("辽宁朝阳", "211300 211321")],
    "上海浦东的实验室": [("上海浦东", "310115")],
    "石家庄的": [("石家庄", "130100")],
    "内蒙古呼和浩特市新城区": [("内蒙古呼和浩特市新城区", "150102")],
    "阳泉城区": [("阳泉城区", "140302")],
    "延边州延吉市": [("延边州延吉市", "222401")],
    "公司在开封": [("开封", "410200")],
    "开封": [("开封", "410200")],
    "广东中山": [("广东中山", "442000")],
    "中山市": [("中山市", "442000")],
    "来自泗县": [("泗县", "341324")],
    "海南省的服务机构": [("海南省", "460000")],
    "海南的服务机构": [("海南", "460000")],
    "河北区域": [("河北", "130000")],
    "开拓北京市场": [("北京", "110000")],
    "国内江苏的机构": [("江苏", "320000")],
    "四川省内江市市中区": [("四川省内江市市中区", "511002")],
    "找广西资源综合利用企业": [("广西", "450000")],
    "山西公安部门": [("山西", "140000")],
    "货运到运城市": [("运城市", "140800")],
    "12345青岛,电话0532": [("青岛", "370200")],
    "我侯马滴": [("侯马", "141081")],
    "送到义乌弄的": [("义乌", "330782")],
    "我们自己是日照的,做紧固件": [("日照", "371100")],
    "夏县水头的养殖公司": [("夏县水头", "140828")],
}

NOWHERE = """\
检测认证花了8万,能补多少钱
公司去年研发费用三十五万,通过平台买的服务
发票是上个月底开的,合同还没签
高新技术企业证书还在有效期里
我们是小微企业,想申请创新券
专利代理费可以报吗
技术开发合同已经登记了
样品送到外地机构检测
付款凭证丢了怎么办
系统里提示资源不存在
科技资源共享平台怎么注册
我们属于朝阳产业
设备开封以后坏了
白银材料的成分分析
祝您安康
请各位来宾签到
阿里云的服务器租赁费能报吗
日照时数测试
四平方米的样机
十四平台的数据
大理石检测花了三万
和田玉鉴定算不算检测
普洱茶农残检测
哈密瓜糖度检测
城区和郊区的企业一样吗
新区的企业有没有优惠
矿区设备强制检定
开发区的企业可以多拿吗
高新区有自己的政策吗
合作单位和我们没有关联关系
互助共赢的平台
公安部门要求的强制检测
通道闸机测试
平安保险的单证
三明治结构材料测试
东方市场部的同事问的
5万荣获补助
奖励十万荣誉证书
经济南北差异
最大连续工作时间测试
推广东西部协作
推广安全培训
提高县域经济
信息县级平台
管理县级项目
健康县城建设
经费县级承担
货运城市配送服务
沿海城市的企业可以吗
对应城市的政策
城市南区的仓库
本市北部的厂房
线上海量数据处理
造福建设项目
混合肥料检测
确保定期检测
鉴定西药成分
稳固原有客户
其中卫星数据费用
东西安装完了
变成都要自己付
大厦门口的牌子
均衡阳光照度
感恩施工方
乡镇江段水质检测
数据包头解析
无锡焊料检测
通过公平度测试
新城阳光照明
盐湖提锂工艺
一个月到账吗
比如盐雾试验
我们光明正大的
送检测比如拉力
服务器是阿里的
孵化器里的团队能不能申报
质量管理体系认证ISO9001
查新报告多少钱
算力租赁两百小时
中试基地的费用
信用中国截图要不要
三份纸质材料装订
择优支持是什么意思
能不能转给别的公司
会计分录怎么做
延长一个月行吗
长寿命测试
平均每年开放两次
东南城市群
各县市区都可以吗
市区和县里一样吗
南京路的机构
香港中路100号
北京东路的门店
延安三路
中山路
中山装
德州扑克
北海道
大同小异
长治久安
""".splitlines()


def _found(text: str) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], " ".join(c.code for c in m.candidates)) for m in find_places(text)]


@pytest.mark.parametrize(("name", "meant"), NAMED.items())
def test_a_name_gives_all_it_may_mean(name: str, meant: str) -> None:
    assert " ".join(place.code for place in named(name)) == meant


@pytest.mark.parametrize(("text", "found"), TEXTS.items())
def test_a_message_gives_the_places_it_names(text: str, found: list[tuple[str, str]]) -> None:
    assert _found(text) == found


@pytest.mark.parametrize("text", NOWHERE)
def test_ordinary_words_are_no_places(text: str) -> None:
    assert _found(text) == []


def test_every_place_is_found_by_its_full_name() -> None:
    for code in names().of:
        place = division(code)
        assert place is not None
        assert place in named(place.name)
        assert _found(f"注册地:{place.full_name},今年"), place
        assert _found(place.full_name) == [(place.full_name, code)]


@pytest.mark.parametrize("prefecture", ["140800", "370200", "650200"])
def test_the_counties_of_the_three_cities_are_found_with_and_without_their_city(prefecture: str) -> None:
    city = division(prefecture)
    assert city is not None
    for code, name in names().of.items():
        if division(code).parent == prefecture and "Z" not in code:
            assert _found(f"我们公司在{name}有厂房") == [(name, code)]
            for wider in (city.name, city.name[:-1]):
                short = name[:-1] if len(name) > 2 else name
                assert _found(wider + name) == [(wider + name, code)]
                assert short == "克拉玛依" or _found(f"{city.name[:-1]}{short}")[0][1] == code


def test_a_single_character_is_never_a_place() -> None:
    assert all(_found(name[0]) == [] and _found(f"{name[0]}的企业") == [] for name in names().of.values())


@pytest.mark.parametrize(
    "unit", ["运城", "青岛市", "山西省运城市盐湖区", "克拉玛依", "的", "市", "😀", "\x00", "经费县级", "朝阳"]
)
def test_a_message_of_100_kb_is_read(unit: str) -> None:
    text = unit * (100_000 // len(unit.encode()) + 1)
    mentions = find_places(text)
    assert all(text[m.start : m.end] for m in mentions)
    assert bool(mentions) is (unit in {"运城", "青岛市", "山西省运城市盐湖区", "克拉玛依"})


pieces = st.one_of(
    st.sampled_from(sorted({*names().full, *names().short, *names().local})),
    st.sampled_from(
        ["的", "市", "区", "县", "省", "路", "(", ")", " ", ",", "在", "我们", "检测", "3万", "开发区"]
    ),
    st.text(max_size=3),
)


@given(text=st.lists(pieces, max_size=6).map("".join))
def test_mentions_are_in_order_apart_from_each_other_and_mean_something(text: str) -> None:
    end = 0
    for mention in find_places(text):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.candidates
        end = mention.end
    named(text)


@given(text=st.text())
def test_no_text_is_an_error(text: str) -> None:
    find_places(text)
    named(text)


def test_every_word_of_the_exceptions_is_a_name_and_has_one_reason() -> None:
    path = Path(policy.places.__file__).with_name("place_words.csv")
    rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    assert rows[0] == ["names", "counts", "not_after", "not_before", "why"]
    words = [word for row in rows[1:] for word in row[0].split()]
    assert len(words) == len(set(words))
    assert set(words) <= {*names().full, *names().short}
    for _, counts, after, before, why in rows[1:]:
        assert counts in {"", "anywhere", "apart", "near", "inside", "never"}
        assert why
        assert counts or after or before
