"""Noise: messages that nobody wrote for us: advertisements, spam, markup."""

from dialogs.understanding.characters.cues import KNOWN, Words
from dialogs.understanding.characters.patterns import Pattern


def is_noise(words: Words) -> bool:
    """Whether a clean text is an advertisement or bare markup; one mark of selling alone is not enough."""
    text = words.text
    if text.startswith("<") and _MARKUP.fullmatch(text):
        return True
    if text[:1] in _NAMES and len(text) <= _LONGEST and _TO_SOMEBODY.match(text) and not _OURS.search(text):
        return True
    if not words.cues & _HINTS:
        return False
    return (
        _CERTAIN.search(text) is not None or len({match.group()[:1] for match in _SELLING.finditer(text)}) > 1
    )


# 老周 那车配件到了 你让小马去接一下: written to somebody else, and of nothing that is ours.
_LONGEST = 40
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_NAMES = frozenset(_SURNAMES) | frozenset("小老爸妈媳儿闺")
_TO_SOMEBODY = Pattern(
    f"(?:[小老][{_SURNAMES}]|[{_SURNAMES}](?:师傅|会计|工|总|姐|哥|经理|厂长|队长?)|爸|妈|老婆|老公|媳妇|儿子"
    f"|闺女)[, ]+(?:[^你]{{0,30}})你(?![们好])"
)
_OURS = Pattern(
    "[券劵补贴报税申领办查填答选问退]|政策|发票|合同|检测|科技|高[企新]|企业|公司|注册|平台|咨询|专精|孵化|人工|返回|上一|继续|说的|材料"
)
_HINTS = KNOWN.add(
    "[退订]|http|www|加[v微]|vx|微信|点击|扫码|免费|包[过拿]|恭喜|限时|名额|抵押|下款|秒|代开|代办|刷单|日结|不收费"
    "|电话|优惠|发错|走错|代理|联系我|有需要|需要的|私聊|长按|进群|同号|兼职|砍一|助力|拼多|红包|您有|快递|取件|验证码|外卖"
)
_MARKUP = Pattern("(?:<[^<>一-鿿]*>[^<>一-鿿]*)+")
_CERTAIN = Pattern(
    "退订|拒收请?回|回[tdn]{1,2}退|代开(?:各类|正规)?发票|刷单|日结兼职|秒[批下]|无抵押|恭喜您?[获中]"
    "|不成功不收费|包过(?!的[那话,]|那种|了|没)|取[件餐]码|验证码[为是: ]*[0-9]|您的(?:快递|包裹|外卖|快件)"
    "|发错(?:人|群|窗口|地方|对话框?|号)了?|走错群|发错了[^。]{0,8}(?:是)?(?:给|发给|要发)(?:我)?[^,。机构公司]{1,6}(?:的|$)|砍一刀|帮我(?:助力|砍|点一?下)|拼多多|领红包|兼职(?:招聘|日|刷)|菜鸟驿站|您尾号|您的?(?:账户|话费|流量)"
)
_SELLING = Pattern(
    "加(?:我)?(?:v|微|vx)|vx?[:号]|微信号?[: ]|(?:有?需要的?|要的)(?:话)?(?:请|可以?|欢迎)?(?:联系|加|私|找)我?"
    "|我们?(?:这边|公司)?是?(?:专业|专门)?(?:做|办|代理)[^,。]{2,10}(?:申报|代办|代理|代账|注册|贷款|辅导)的"
    "|长按|进群|微信同号|同号|代理记账|(?:注册|代办)公司|公司注册|(?:工商)?年检"
    "|资质(?:办理|代办)|税务筹划|点击|(?:https?:|www\\.)[^ ]*|扫码|免费(?:领|咨询|办|评估)"
    "|包(?:拿证|下证)|限时|名额有限|下款|代开|代办"
    "|不收费|特价|优惠|您有一[笔个]|额度待|(?:来电|致电|详询|热线|电话)[:：]?[0-9]|[0-9]+年经验|一条龙"
    "|专业(?:代办|办理|代理)|欢迎(?:来电|咨询)|包通过"
)
