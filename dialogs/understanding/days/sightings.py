"""Where a text names days: the words and figures of the calendar as they stand, not yet weighed."""

import re

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.days.feasts import DATED, FEASTS


def sighting(text: str, position: int) -> re.Match[str] | None:
    """The next words from ``position`` on that may name days; the last group tells of which form they are."""
    while start := _START.search(text, position):
        kind = start.lastgroup or ""
        if kind == "digits" and _is_of_year(start) and (match := _YEARS.match(text, start.start())):
            return match
        if match := _PATTERNS[kind].match(text, start.start()):
            return match
        position = start.end() if kind == "digits" else start.start() + 1
    return None


def _is_of_year(start: re.Match[str]) -> bool:
    """Whether figures may be those of a year: of no more than two, those before 年 or a point."""
    first, end = start.span("digits")
    return end - first > 2 or start.string[end : end + 2].lstrip(" ")[:1] in _AFTER_YEAR


_AFTER_YEAR = ("年", ".", "/", "-")
_CN = "一二三四五六七八九十"
_NUM = f"(?:[0-9]{{1,2}}(?![0-9])|[零〇]?[{_CN}廿卅]{{1,3}})"
_CN_YEAR = "[一二][〇零一二三四五六七八九]{3}"
_THAT_YEAR = "大前年|前年|去年|上一?年|今年|本年|明年|后年"
_QUARTER = "第?[一二三四1-4]季度|q[1-4](?![0-9a-z])"
# No character follows, but punctuation may; far quicker to compile than the range of all characters.
_NO_WORD = "(?![^ -~\\n。、])"
_PART = f"底?的?(?:最后|末)一天|[第头]一天|上旬|中旬|下旬|底|末|尾|初(?![{_CN}])|中{_NO_WORD}"
# Words that begin like a unit: 3月5 个体户.
_WORD = (
    "个[体人税]|家[具电居庭纺装政]|台[州湾]|名[单称]|位于|条件|种[质子植养]|人[工员才民力家]|项目|天津|周[口期]|时间"
    "|成[立都]"
)
# What makes the number after 3月 something other than the day.
_NO_DAY = (
    f"(?![0-9]|[.,:][0-9]| ?(?!{_WORD})[万千百元块个份家次项种名位台套件笔人天多w%k亿点时周年月-]"
    "| ?[到至~](?![0-9]{1,2}[日号]))"
)
# The day in Chinese numerals without 号: 三月十五; a single digit only where something ends or begins.
_WRITTEN = (
    f"(?:(?:[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|卅一?)(?![{_CN}来余几把]){_NO_DAY}"
    "|[一二三四五六七八九](?=$|[ ,。;!?)]|[签开出]|的[票合报]))"
)
# What makes 3号 something other than a day, and 3.15 something other than 3月15日.
_NO_DATE = "(?![楼线院厂门馆文机令公室库路店桌柜车仓井站坑址表样方服项选问材附产]| ?[之以]?内)"
_NO_POINT = f"(?![0-9]|[./-][0-9]| ?(?!{_WORD})[万元块亿千百w%k倍成个])"
_PLAIN_NUMBER = "(?<![0-9a-z./-])"

_FULL = (
    f"年?度?[的,]? ?(?P<fm>{_NUM}|元) ?月份?"
    f"(?:的? ?(?P<fd>{_NUM}) ?[日号]|(?P<fq>[0-9]{{1,2}}){_NO_DAY}|(?P<fw>{_WRITTEN})|的?月?(?P<fp>{_PART}))?"
)
_DOTTED = f"年?的? ?(?P<xm>[0-9]{{1,2}})(?P<xs>[./-])(?P<xd>[0-9]{{1,2}}){_NO_POINT}(?: ?[日号])?"
_FEAST_OF = f"年?的? ?(?P<ho>{DATED})"
_OF_YEAR = f"[的,]? ?(?P<yp>上半年|下半年|年?[底初末尾]|年?中{_NO_WORD}|{_QUARTER}|(?:最后|末|第|头)一天)?"
_MONTH = (
    f" ?月份?(?:的? ?(?P<md>{_NUM}) ?[日号]|(?P<mq>[0-9]{{1,2}}){_NO_DAY}|(?P<mw>{_WRITTEN})|的?月?(?P<mp>{_PART})"
    "|(?![均薪租报刊饼球亮供嫂龄内]|以内|之内))"
)
_DAY = f" ?(?:号|日(?![{_CN}])){_NO_DATE}"
_AGO = "(?P<au>天|个?(?:星期|礼拜)|周|个?半?月|年)(?P<ad>多?[之以]?前|[之以]?后)(?![期面者])"

NAMED = KNOWN.add(
    "[0123456789壹贰叁肆伍陆柒捌玖拾]"
    "|[一二三四五六七八九十两半几廿卅][年月日号天周星礼季半个〇零一二三四五六七八九十两 ]"
    "|今[年天日早晚儿]|去年|前[年天几两三儿]|昨[天日晚儿个]|明[年天日早晚儿]|[后年]天|后年|大[前后上年]|[上下][上下个一年月周星礼半]"
    "|本[年月周星礼]|这[个月周星礼几两三]|第[一二三四]|周[一二三四五六日天末]|星期|礼拜|[年月][底初中末上下头尾终]|[正冬腊元]月|年[前后三]"
    "|元旦|春节|过[完年]|除夕|元宵|情人|妇女|植树|清明|劳动|青年|端午|儿童|建[党军]|七夕|教师|中秋|国庆|重阳|双[十1]|平安|圣诞"
    "|ja|fe|ma|ap|ju|au|se|oc|no|de"
)
"""The cue without which no day is named."""
_START = Pattern(
    # Most characters begin nothing.
    f"(?=[0-9{_CN}两半几廿卅今去前昨明后大上下本这第q周星礼年月元春过清劳端中国双圣除正冬腊情妇儿教青建平重七植])(?:"
    "(?P<digits>[0-9]{1,8}(?= ?(?:[年月日号天周星礼季上下底初末./-]|个[月星礼半]))|(?:19|20)[0-9]{6}"
    "|2[0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9]))"
    f"|(?P<numerals>[{_CN}两半几廿卅][〇零{_CN}两]{{0,3}} ?个?(?=[年月日号天周星礼季半])|五一|十一|六一|三八)"
    "|(?P<words>今[年天日早晚儿]|去年|前[年天几两三儿]|昨[天日晚儿个]|明[年天日早晚儿]|[后年]天|后年|大[前后上]"
    "|[上下][上下个一年月周星礼半]|本[年月周星礼]|这[个月周星礼几两三]|第[一二三四1-4]季|q[1-4]|周[一二三四五六日天末]"
    f"|星期|礼拜|[年月][底初中末上下头尾终]|[正冬腊元]月|{FEASTS}|年[前后]))"
)
_LUNAR = f"初[{_CN}]|廿[{_CN}]|[{_CN}]{{1,2}}(?![日号])"
# Apart from the other figures, for they take long to compile and few messages name a year.
_YEARS = Pattern(
    f"(?P<numeric>{_PLAIN_NUMBER}(?P<ny>(?:19|20)[0-9]{{2}}|(?:1[5-9]|2[0-9])(?=[./-][0-9]{{1,2}}[./-][0-9]))"
    f"(?P<sep>[./-])(?P<nm>[0-9]{{1,2}})(?:(?P=sep)(?P<nd>[0-9]{{1,2}}))?{_NO_POINT}(?: ?[日号月])?)"
    f"|(?P<packed>{_PLAIN_NUMBER}(?P<py>(?:19|20)[0-9]{{2}})(?P<pm>[0-9]{{2}})(?P<pd>[0-9]{{2}})"
    "(?![0-9a-z]|[.-][0-9]| ?[万元块]))"
    f"|(?P<packed_short>{_PLAIN_NUMBER}(?P<qy>2[0-9])(?P<qm>[01][0-9])(?P<qd>[0-3][0-9])"
    "(?![0-9a-z]|[.-][0-9]| ?[万千元块个w]))"
    f"|(?P<dotted>(?<![0-9])(?P<xy>[0-9]{{4}}|[0-9]{{2}})(?= ?年) ?{_DOTTED})"
    f"|(?P<feast_of>(?<![0-9])(?P<hy>[0-9]{{4}}|[0-9]{{2}})(?= ?年) ?{_FEAST_OF})"
    f"|(?P<full>(?<![0-9])(?P<fy>[0-9]{{4}}|[0-9]{{2}})(?= ?年) ?{_FULL})"
    "|(?P<year>(?:(?P<yy>(?<![0-9a-z])(?:19|20)[0-9]{2})(?: ?年度?|(?=[上下]半年|年?[底初末]))"
    f"|(?P<y2>(?<![0-9.a-z])[0-9]{{2}})年度?){_OF_YEAR})"
)
_PATTERNS = {
    "digits": Pattern(
        f"(?P<lunar>(?<![0-9.个])(?P<lm>[0-9]{{1,2}})月(?P<ld>初[{_CN}]|廿[{_CN}]))"
        f"|(?P<month>(?<![0-9.个])(?P<mm>[0-9]{{1,2}}){_MONTH})"
        f"|(?P<short>{_PLAIN_NUMBER}(?P<sm>[0-9]{{1,2}})[./-](?P<sd>[0-9]{{1,2}}){_NO_POINT}(?: ?[日号])?)"
        f"|(?P<day>(?<![0-9〕\\])】字发第选a-z./-])(?P<dd>[0-9]{{1,2}}){_DAY})"
        f"|(?P<ago>(?P<an>[0-9]{{1,3}}){_AGO})"
        "|(?P<half>(?P<hp>[1-4]季度))"
    ),
    "numerals": Pattern(
        f"(?P<full>(?P<fy>{_CN_YEAR}|二[〇零{_CN}])(?=年){_FULL})"
        f"|(?P<year>(?:(?P<yy>{_CN_YEAR})年度?|(?P<y2>二[〇零{_CN}])(?=年[底初末])){_OF_YEAR})"
        f"|(?P<lunar>(?<![.个])(?P<lm>[{_CN}]{{1,2}})月(?P<ld>初[{_CN}]|廿[{_CN}]))"
        f"|(?P<month>(?<![.个])(?P<mm>[{_CN}]{{1,3}}){_MONTH})"
        f"|(?P<day>(?<![〕\\])】字发第选{_CN}])(?P<dd>[{_CN}廿卅]{{1,3}}){_DAY})"
        f"|(?P<ago>(?P<an>[{_CN}两几半]{{1,3}}){_AGO})"
        "|(?P<half>(?P<hp>[一二三四]季度))"
        "|(?P<feast>(?P<hn>(?<![百千万])五一(?![路村街个])|十一(?=[之以]?[前后]|假|长假|期间)|[六三][一八](?=儿童|妇女|节|[之以]?[前后]))"
        "(?:儿童节|妇女节|节|假期|长假|期间|放假)?)"
    ),
    "words": Pattern(
        f"(?P<dotted>(?P<xr>{_THAT_YEAR}){_DOTTED})"
        f"|(?P<feast_of>(?P<hr>{_THAT_YEAR}){_FEAST_OF})"
        f"|(?P<full>(?P<fr>{_THAT_YEAR}){_FULL})"
        f"|(?P<year>(?P<yr>{_THAT_YEAR})度?{_OF_YEAR})"
        f"|(?P<month>(?P<mm>元){_MONTH})"
        f"|(?P<lunar>(?P<lm>[正冬腊])月(?P<ld>{_LUNAR}|[里份底初末]?))"
        "|(?P<that>(?P<tq>上上|大上|上|本|这|下)个?月份?的?"
        f"(?:(?P<td>{_NUM}) ?[日号]|(?P<tn>[0-9]{{1,2}}){_NO_DAY}|(?P<tp>{_PART}))?)"
        "|(?P<near>大?[前后](?:天|儿个?)|[昨今明](?:儿个?|[早晚]上|[天日早晚])|昨个)"
        "|(?P<few>(?:前|这)(?:几|两|三)天)"
        "|(?P<week>(?:(?P<wq>上上|上|下下|下|这|本)个?(?:周|星期|礼拜)(?P<wd>[一二三四五六日天末1-7](?![0-9]|(?<=一)[块起同并次共直]))?"
        f"|(?<![每0-9{_CN}两])(?:周|星期|礼拜)(?P<wx>[一二三四五六日天末])))"
        f"|(?P<half>(?P<hp>上半年|下半年|{_QUARTER}))"
        f"|(?P<edge>(?P<ep>年底|年末|年初|年尾|(?<![这个些])年头上?|年终(?!奖)|年中{_NO_WORD}"
        f"|月底|月末|月初|月尾|月头|月中{_NO_WORD}|月[上中下]旬))"
        f"|(?P<feast>(?P<hn>{FEASTS}|(?<![0-9{_CN}两几半今去前明后上本当多])年(?=[前后](?!期)))"
        "(?:假期|长假|期间|放假)?)"
    ),
}
