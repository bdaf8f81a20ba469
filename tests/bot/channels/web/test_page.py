"""The page itself in a real browser: by keyboard, by button, on a phone, in two tabs, and when the network fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import APIResponse, Browser, BrowserContext, Locator, Page, Route, expect
from sqlalchemy import select

from bot.reception.channel import Reminder
from storage.database import database
from storage.migrating import prepare
from storage.tables import people
from tests.bot.browser import chromium
from tests.bot.channels.web.pages import Site, web

ASKED = "在青岛找外地机构做研发服务，付了30万，能补多少"
FOUND = "最高可兑付 9 万元：30 万元 × 30%"
PHONE, DESK = {"width": 320, "height": 568}, {"width": 1100, "height": 800}
BOX = "您的问题"
# The contrast between a text and what it stands on, and the worst of all texts that can be seen.
WORST_CONTRAST = """() => {
  const part = (n) => (n /= 255) <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  const numbers = (text) => text.match(/[\\d.]+/g).map(Number);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const found = numbers(getComputedStyle(node).backgroundColor);
      if (found.length < 4 || found[3] === 1) return found;
    }
  };
  let worst = [21, ""];
  for (const node of document.body.querySelectorAll("*")) {
    const hasText = [...node.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!hasText || node.closest("noscript, svg") || !node.checkVisibility()) continue;
    const pair = [numbers(getComputedStyle(node).color), ground(node)].map(light).sort((a, b) => b - a);
    const found = (pair[0] + 0.05) / (pair[1] + 0.05);
    if (found < worst[0]) worst = [found, node.outerHTML.slice(0, 80)];
  }
  return worst;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    store = database(None, tmp_path_factory.mktemp("page"))
    prepare(store)
    with web(store, tick=0.05) as found:
        yield found
    store.close()


@contextmanager
def a_tab(context: BrowserContext, site: Site) -> Iterator[Page]:
    """A tab that has been greeted; whatever goes wrong in its scripts fails the test."""
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Security" in said.text else None)
    page.goto(site.url)
    expect(turns(page)).not_to_have_count(0)
    yield page
    page.close()
    assert not wrong


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    found = browser.new_context(viewport=DESK, locale="zh-CN")
    yield found
    found.close()


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Iterator[Page]:
    with a_tab(context, site) as found:
        yield found


def turns(page: Page) -> Locator:
    return page.locator("#turns .turn")


def say(page: Page, text: str) -> None:
    before = turns(page).count()
    page.get_by_label(BOX).fill(text)
    page.get_by_label(BOX).press("Enter")
    expect(turns(page)).to_have_count(before + 1)


def last(page: Page) -> str:
    return turns(page).last.inner_text()


def test_a_whole_dialogue_goes_by_keyboard_alone(page: Page) -> None:
    box = page.get_by_label(BOX)
    expect(box).to_be_focused()
    page.keyboard.type("第一行")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("第二行")
    expect(box).to_have_value("第一行\n第二行")
    page.keyboard.press("Control+A")
    page.keyboard.type(ASKED)
    page.keyboard.press("Enter")
    expect(page.get_by_text(FOUND)).to_be_visible()
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="3 截止时间")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("共 7 项材料")).to_be_visible()
    expect(box).to_be_focused()
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(turns(page)).to_have_count(4)
    assert "办理流程" not in last(page)
    assert "环节" in last(page)


def test_enter_while_an_input_method_composes_sends_nothing(page: Page) -> None:
    page.get_by_label(BOX).focus()
    typing = page.context.new_cdp_session(page)
    typing.send("Input.imeSetComposition", {"text": "nihao", "selectionStart": 5, "selectionEnd": 5})
    # The input method keeps the key to itself; the page only hears of it.
    pressed = {"type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
    typing.send("Input.dispatchKeyEvent", pressed)
    expect(page.get_by_label(BOX)).to_have_value("nihao")
    typing.send("Input.insertText", {"text": "青岛"})
    expect(page.get_by_label(BOX)).to_have_value("青岛")
    page.keyboard.press("Enter")
    expect(turns(page)).to_have_count(2)
    assert "青岛" in last(page)


def test_buttons_answer_and_those_of_earlier_answers_rest(page: Page) -> None:
    say(page, ASKED)
    page.get_by_role("button", name="2 材料清单").click()
    expect(turns(page)).to_have_count(3)
    expect(page.get_by_role("button", name="2 材料清单")).to_be_disabled()
    expect(page.get_by_role("button", name="1 截止时间")).to_be_enabled()
    table = page.get_by_role("table", name="材料、要求、条款")
    expect(table.get_by_role("columnheader")).to_have_text(["材料", "要求", "条款"])
    expect(table.get_by_role("row")).to_have_count(8)
    expect(table.get_by_role("rowheader").nth(2)).to_have_text("3. 付款凭证（银行回单等）和发票")


def test_a_reminder_appears_and_leaves_the_buttons_before_it(page: Page, site: Site) -> None:
    say(page, ASKED)
    with site.channel._database.reading() as connection:
        user = connection.execute(select(people.c.user).order_by(people.c.id.desc())).scalars().first()
    assert user is not None
    for n in range(2):
        site.run(site.channel.remind(user, Reminder(key=f"{n}", text=f"提醒 {n}：12-31 截止")))
        expect(turns(page)).to_have_count(3 + n)
        expect(turns(page).last).to_contain_text(f"提醒 {n}")
    page.get_by_role("button", name="2 材料清单").click()
    expect(page.get_by_text("共 7 项材料")).to_be_visible()
    expect(page.get_by_role("button", name="2 材料清单")).to_be_disabled()


def test_a_reload_loses_nothing_and_greets_nobody_twice(page: Page) -> None:
    say(page, ASKED)
    before = page.locator("#turns").inner_text()
    page.reload()
    expect(page.get_by_text(FOUND)).to_be_visible()
    assert page.locator("#turns").inner_text() == before
    page.get_by_role("button", name="2 材料清单").click()
    expect(page.get_by_text("共 7 项材料")).to_be_visible()


def test_two_tabs_of_a_person_show_the_same(context: BrowserContext, page: Page, site: Site) -> None:
    with a_tab(context, site) as other:
        say(other, ASKED)
        expect(page.get_by_text(FOUND)).to_be_visible()
        say(page, "要哪些材料")
        expect(other.get_by_text("共 7 项材料")).to_be_visible()
        expect(turns(page)).to_have_count(3)
        assert page.locator("#turns").inner_text() == other.locator("#turns").inner_text()


def test_an_erasure_empties_the_page(page: Page) -> None:
    say(page, ASKED)
    say(page, "删除我的数据")
    page.get_by_role("button", name="确认删除").click()
    expect(page.get_by_text("已删除")).to_be_visible()
    assert ASKED not in page.locator("#log").inner_text()
    page.reload()
    expect(page.get_by_text("您好，我是券小助")).to_be_visible()


def test_markup_is_shown_as_the_text_that_it_is(page: Page) -> None:
    text = '<img src=x onerror="document.title=1"><script>document.title=2</script>{{7*7}}'
    say(page, text)
    assert text in last(page)
    expect(page).to_have_title("券小助：科技创新券问答")
    assert page.locator("#log img, #log script").count() == 0


def test_what_could_not_be_sent_is_sent_again_on_demand_and_answered_once(page: Page) -> None:
    keys = []

    def lost(route: Route) -> None:
        keys.append((route.request.post_data_json or {})["key"])
        # It arrives, but the answer is lost.
        route.fetch()
        route.abort()

    page.route("**/chat/say", lost, times=1)
    page.route("**/chat/news", lambda route: route.abort())
    page.on("request", lambda r: keys.append(r.post_data_json["key"]) if r.url.endswith("/say") else None)
    page.get_by_label(BOX).fill(ASKED)
    page.get_by_label(BOX).press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("没有发出去，请检查网络。")
    page.get_by_role("button", name="重发").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_text(FOUND)).to_have_count(1)
    expect(page.locator(".mine")).to_have_count(1)
    assert len(set(keys)) == 1


def test_what_seemed_lost_and_was_answered_is_no_trouble_any_more(page: Page) -> None:
    def lost(route: Route) -> None:
        route.fetch()
        route.abort()

    # For good: a request that is under way when the last route ends may hang in the browser.
    page.route("**/chat/say", lost)
    page.get_by_label(BOX).fill(ASKED)
    page.get_by_label(BOX).press("Enter")
    expect(page.get_by_text(FOUND)).to_have_count(1)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator(".mine")).to_have_count(1)


def test_what_is_said_before_the_greeting_has_come_is_said_by_the_same_person(
    context: BrowserContext, site: Site
) -> None:
    held: list[tuple[Route, APIResponse]] = []
    context.route("**/chat/open", lambda route: held.append((route, route.fetch())))
    page = context.new_page()
    with page.expect_request("**/chat/open"):
        page.goto(site.url)
    page.get_by_label(BOX).fill(ASKED)
    page.get_by_label(BOX).press("Enter")
    expect(page.get_by_role("status")).to_have_text("正在答复")
    route, response = held.pop()
    # Of one who said something meanwhile the cookie would now be another one's.
    route.fulfill(response=response)
    expect(page.get_by_text(FOUND)).to_be_visible()
    expect(turns(page)).to_have_count(2)
    page.close()
    context.unroute_all()
    with a_tab(context, site) as other:
        expect(other.get_by_text(FOUND)).to_be_visible()


def test_in_a_browser_of_some_years_ago_it_works_as_well(context: BrowserContext, site: Site) -> None:
    context.add_init_script(
        "delete AbortSignal.any; delete AbortSignal.timeout; delete HTMLFormElement.prototype.requestSubmit"
    )
    with a_tab(context, site) as page:
        say(page, ASKED)
        expect(page.get_by_text(FOUND)).to_be_visible()


def test_what_a_proxy_finds_too_long_can_be_changed(page: Page) -> None:
    page.route("**/chat/say", lambda route: route.fulfill(status=413, body="<html>413</html>"))
    page.get_by_label(BOX).fill("青岛")
    page.get_by_label(BOX).press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("消息太长")
    page.get_by_role("button", name="改一改").click()
    expect(page.get_by_label(BOX)).to_have_value("青岛")


def test_what_is_refused_can_be_changed(page: Page) -> None:
    page.get_by_label(BOX).fill("青" * 30_000)
    page.get_by_label(BOX).press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("消息太长")
    page.get_by_role("button", name="改一改").click()
    expect(page.get_by_label(BOX)).to_have_value("青" * 30_000)
    expect(page.get_by_label(BOX)).to_be_focused()
    expect(page.locator(".mine")).to_have_count(0)


def test_while_the_network_is_away_the_page_says_so_and_comes_back(page: Page) -> None:
    page.clock.install()
    page.route("**/chat/news", lambda route: route.abort())
    say(page, ASKED)
    for _ in range(100):
        if page.get_by_role("status").inner_text():
            break
        page.clock.run_for(5_000)
    expect(page.get_by_role("status")).to_have_text("连接断开，正在重连")
    page.unroute("**/chat/news")
    # Nobody says anything, and it need not be waited for news either.
    page.clock.run_for(60_000)
    expect(page.get_by_role("status")).to_have_text("")
    expect(turns(page)).to_have_count(2)
    say(page, "要哪些材料")


@pytest.mark.parametrize(
    ("is_secure", "told"), [("true", "浏览器不保存 Cookie"), ("false", "请换用 https:// 开头的地址")]
)
def test_a_browser_that_keeps_no_cookie_is_told_and_left_in_peace(
    is_secure: str, told: str, context: BrowserContext, site: Site
) -> None:
    context.add_init_script(f"Object.defineProperty(window, 'isSecureContext', {{ value: {is_secure} }})")
    opened = []
    context.on("request", lambda r: opened.append(r) if r.url.endswith("/chat/open") else None)

    def forgotten(route: Route) -> None:
        found = route.fetch(headers={k: v for k, v in route.request.headers.items() if k != "cookie"})
        route.fulfill(response=found, headers={k: v for k, v in found.headers.items() if k != "set-cookie"})
        context.clear_cookies()

    context.route("**/chat/*", forgotten)
    with a_tab(context, site) as page:
        expect(page.get_by_role("status")).to_contain_text(told)
    assert len(opened) == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_it_fits_the_screen_and_can_be_read(
    browser: Browser, site: Site, size: dict[str, int], scheme: str
) -> None:
    context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    with a_tab(context, site) as page:
        say(page, "青岛" + "非常" * 120 + "long" * 60)
        say(page, ASKED)
        page.get_by_role("button", name="2 材料清单").click()
        expect(page.get_by_text("共 7 项材料")).to_be_visible()
        wide = "document.documentElement.scrollWidth - innerWidth, log.scrollWidth - log.clientWidth"
        assert page.evaluate(f"() => [{wide}]") == [0, 0]
        assert page.evaluate("() => document.documentElement.scrollHeight - innerHeight") == 0
        worst, where = page.evaluate(WORST_CONTRAST)
        assert worst >= 4.5, where
        low = [box for button in page.get_by_role("button").all() if (box := button.bounding_box())]
        assert min(box["height"] for box in low) >= 44
    context.close()


def test_readers_find_a_log_a_box_and_buttons_by_their_names(page: Page) -> None:
    say(page, ASKED)
    expect(page.get_by_role("log", name="对话")).to_match_aria_snapshot(
        f"""
        - log "对话":
          - text: 您：
          - paragraph: {ASKED}
          - text: 券小助：
          - paragraph: /最高可兑付 9 万元/
          - list:
            - listitem:
              - button "1 核对条件"
            - listitem:
              - button "2 材料清单"
            - listitem:
              - button "3 截止时间"
        """
    )
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    expect(page.get_by_role("log")).to_have_attribute("aria-busy", "false")
    expect(page.get_by_role("textbox", name=BOX)).to_be_focused()
    expect(page.get_by_role("button", name="发送")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("券小助")
    assert page.evaluate("() => document.documentElement.lang") == "zh-CN"


def test_the_begin_of_a_long_answer_is_seen_first(context: BrowserContext, page: Page) -> None:
    page.set_viewport_size(PHONE)
    say(page, ASKED)
    page.get_by_role("button", name="2 材料清单").click()
    expect(page.get_by_text("共 7 项材料")).to_be_in_viewport()


def test_nothing_is_asked_of_any_other_host(context: BrowserContext, site: Site) -> None:
    asked = []
    context.on("request", lambda request: asked.append(request.url))
    with a_tab(context, site) as page:
        say(page, ASKED)
        page.reload()
        expect(page.get_by_text(FOUND)).to_be_visible()
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(site.url).netloc}
    assert {"/", "/chat/chat.css", "/chat/chat.js", "/chat/open", "/chat/say"} <= {
        urlsplit(url).path for url in asked
    }


def test_without_scripts_the_page_says_what_it_needs(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url)
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.locator("noscript p")).to_have_text("这个页面需要 JavaScript，请在浏览器里打开后刷新。")
    context.close()
