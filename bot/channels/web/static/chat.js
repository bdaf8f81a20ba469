// The page of the chat. All that is said comes from the server, by number; what is shown is text, never markup.

const log = document.getElementById("log");
const turns = document.getElementById("turns");
const sending = document.getElementById("sending");
const status = document.getElementById("status");
const form = document.getElementById("form");
const box = document.getElementById("box");
const submit = form.querySelector("button");

// Milliseconds: to wait for an answer, before saying that one is awaited, and between tries to reconnect.
const PATIENCE = 30_000, LONGEST_POLL = 45_000, SOON = 400, FIRST_PAUSE = 2_000, LONGEST_PAUSE = 30_000;
// A time is shown where nothing was said for so long.
const GAP = 30 * 60_000;
const OFFLINE = "没有发出去，请检查网络。";
const TROUBLE = "没有送到，请稍后再试。";
const TOO_LONG = "消息太长，请分几条发。";
const FORGETFUL = isSecureContext
  ? "浏览器不保存 Cookie，对话记不住。请允许本站的 Cookie，再刷新页面。"
  : "对话记不住：请换用 https:// 开头的地址打开本页。";
const NOTABLE = /\d[\d,.]* ?[万亿]?元|（[^（）]*）/g;

const shown = { thread: "", after: 0, at: 0 };
const waiting = [];
const failed = new Set();
let isSending = false;
let before = Promise.resolve();
let poll = null;
let wasStranger = false;

class Failed extends Error {
  constructor(text, canRepeat) {
    super(text);
    this.canRepeat = canRepeat;
  }
}

function made(name, look, text) {
  const found = document.createElement(name);
  if (look) found.className = look;
  if (text !== undefined) found.textContent = text;
  return found;
}

function unseen(text) {
  return made("span", "unseen", text);
}

async function asked(path, content, milliseconds, stops) {
  // Browsers of two years ago have neither AbortSignal.any nor AbortSignal.timeout.
  const ending = new AbortController();
  const end = () => ending.abort();
  const timer = setTimeout(end, milliseconds);
  stops?.addEventListener("abort", end);
  let response, found;
  try {
    response = await fetch(`chat/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(content),
      signal: ending.signal,
    });
    found = await response.json();
  } catch (error) {
    if (response?.status === 413) throw new Failed(TOO_LONG, false);
    throw new Failed(response ? TROUBLE : OFFLINE, true);
  } finally {
    clearTimeout(timer);
    stops?.removeEventListener("abort", end);
  }
  const isOurs = found.error || found.turns || found.stranger;
  if (!isOurs) throw new Failed(TROUBLE, true);
  const canRepeat = response.ok || response.status === 408 || response.status === 429 || response.status >= 500;
  if (found.error) throw new Failed(found.error, canRepeat);
  return found;
}

// One after the other: two that come at once without a cookie would be two people, and one of them forgotten.
function inTurn(ask) {
  const found = before.then(ask);
  before = found.catch(() => {});
  return found;
}

// What is said.

function words(text) {
  const found = made("p");
  let at = 0;
  for (const match of text.matchAll(NOTABLE)) {
    found.append(text.slice(at, match.index));
    found.append(made(match[0][0] === "（" ? "span" : "b", match[0][0] === "（" ? "clause" : "", match[0]));
    at = match.index + match[0].length;
  }
  found.append(text.slice(at));
  return found;
}

// The roles are said once more: on a narrow screen the rows are stacked, which some readers take for no table.
function cell(name, role, text) {
  const found = made(name, "", text);
  found.setAttribute("role", role);
  if (name === "th") found.scope = role === "columnheader" ? "col" : "row";
  return found;
}

function line(cells) {
  const found = made("tr");
  found.setAttribute("role", "row");
  found.append(...cells);
  return found;
}

function rows(table) {
  const found = made("table");
  found.setAttribute("role", "table");
  const caption = made("caption");
  caption.append(table.title || unseen(table.columns.join("、")));
  const head = made("thead");
  head.setAttribute("role", "rowgroup");
  head.append(line(table.columns.map((text) => cell("th", "columnheader", text))));
  const body = made("tbody");
  body.setAttribute("role", "rowgroup");
  table.rows.forEach(([first, ...rest], index) => {
    const cells = rest.map((text, place) => {
      const one = cell("td", "cell", text);
      one.dataset.column = `${table.columns[place + 1]}：`;
      return one;
    });
    body.append(line([cell("th", "rowheader", `${index + 1}. ${first}`), ...cells]));
  });
  found.append(caption, head, body);
  return found;
}

function hasMouse() {
  return matchMedia("(pointer: fine)").matches;
}

function choices(all) {
  const found = made("ol", "choices");
  all.forEach((choice, index) => {
    const button = made("button");
    button.type = "button";
    button.append(made("span", "n", `${index + 1} `), choice.label);
    button.addEventListener("click", (event) => {
      send({ text: choice.label, button: choice.button });
      // By finger the keyboard would cover what is answered; by key the focus would be lost with the button.
      if (event.detail === 0 || hasMouse()) box.focus();
    });
    const item = made("li");
    item.append(button);
    found.append(item);
  });
  return found;
}

// For whoever takes it into a calendar of their own.
function dates(calendar) {
  const found = made("p", "dates");
  const link = made("a", "", `下载日历文件：${calendar.name}`);
  link.href = calendar.url;
  link.download = "";
  found.append(link);
  return found;
}

function reply(content) {
  const found = made("div", "reply");
  found.append(unseen("券小助："), words(content.text));
  if (content.table) found.append(rows(content.table));
  if (content.calendar) found.append(dates(content.calendar));
  if (content.choices) found.append(choices(content.choices));
  return found;
}

function mine(text) {
  const found = made("div", "mine");
  found.append(unseen("您："), made("p", "", text));
  return found;
}

function when(at) {
  const found = made("p", "when");
  const time = made("time", "", new Intl.DateTimeFormat("zh-CN", {
    year: "numeric", month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai",
  }).format(new Date(at)));
  time.dateTime = at;
  found.append(time);
  return found;
}

function enable(isEnabled) {
  // What is told unasked leaves the question open before it.
  const newest = [...turns.querySelectorAll(".turn:not(.told)")].pop();
  for (const button of turns.querySelectorAll("button")) {
    button.disabled = !(isEnabled && newest?.contains(button));
  }
}

// What the server is told of it.
function last() {
  return { thread: shown.thread, after: String(shown.after) };
}

function isAtEnd() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < 80;
}

function show(found) {
  const isFirst = !turns.childElementCount;
  const follows = isFirst || isAtEnd();
  if (found.thread !== shown.thread) {
    turns.replaceChildren();
    Object.assign(shown, { thread: found.thread, after: 0, at: 0 });
  }
  let first = null;
  const add = (text, replies, isTold) => {
    const turn = made("div", isTold ? "turn told" : "turn");
    if (text) turn.append(mine(text));
    turn.append(...replies.map(reply));
    turns.append(turn);
    first ??= turn;
  };
  for (const said of found.turns) {
    if (said.turn <= shown.after) continue;
    const at = Date.parse(said.at);
    if (at - shown.at > GAP) turns.append(when(said.at));
    Object.assign(shown, { after: said.turn, at });
    if (!said.told) settle(said.text);
    add(said.text, said.replies, said.told);
  }
  if (found.alone?.length) add("", found.alone);
  enable(!isSending);
  if (first && follows) reveal(isFirst ? null : first);
}

// To the end, but never beyond the begin of what is new.
function reveal(first) {
  log.scrollTop = log.scrollHeight;
  if (first) log.scrollTop = Math.min(log.scrollTop, first.offsetTop - 16);
}

// What the person sends: one message after the other, each with a key by which it is answered once.

function key() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function send(said) {
  const node = made("div", "own");
  node.append(mine(said.text));
  sending.append(node);
  waiting.push({ ...said, key: key(), node });
  reveal(null);
  sendNext();
}

// What seemed lost and was answered all the same has arrived.
function settle(text) {
  for (const message of failed) {
    if (message.text !== text) continue;
    failed.delete(message);
    message.node.remove();
    return;
  }
}

function sendAgain(message) {
  failed.delete(message);
  message.node.classList.remove("failed");
  message.node.querySelector(".trouble").remove();
  waiting.push(message);
  box.focus();
  sendNext();
}

async function sendNext() {
  if (isSending || !waiting.length) return;
  isSending = true;
  poll?.abort();
  enable(false);
  const later = setTimeout(() => tell("正在答复", true), SOON);
  const message = waiting[0];
  const said = message.button ? { button: message.button } : { text: message.text };
  try {
    const found = await inTurn(() =>
      asked("say", { ...said, key: message.key, ...last() }, PATIENCE));
    waiting.shift();
    message.node.remove();
    isSending = false;
    show(found);
  } catch (error) {
    waiting.shift();
    isSending = false;
    fail(message, error);
    enable(true);
  } finally {
    clearTimeout(later);
    tell("");
  }
  if (waiting.length) sendNext();
  else listen();
}

function fail(message, error) {
  const trouble = made("p", "trouble");
  trouble.setAttribute("role", "alert");
  trouble.append(made("span", "", error instanceof Failed ? error.message : TROUBLE));
  const button = made("button", "", error.canRepeat === false ? "改一改" : "重发");
  button.type = "button";
  button.addEventListener("click", () => {
    if (error.canRepeat !== false) return sendAgain(message);
    failed.delete(message);
    message.node.remove();
    box.value = message.text;
    fit();
    box.focus();
  });
  trouble.append(button);
  failed.add(message);
  message.node.classList.add("failed");
  message.node.append(trouble);
  reveal(null);
}

function tell(text, isTyping = false) {
  if (status.textContent !== text) status.textContent = text;
  status.classList.toggle("typing", isTyping);
  if (text && isAtEnd()) reveal(null);
}

// What is said elsewhere: in another tab, or by us later.

async function open() {
  log.setAttribute("aria-busy", "true");
  try {
    show(await inTurn(() => asked("open", {}, PATIENCE)));
    tell("");
    return true;
  } catch (error) {
    tell(`${error instanceof Failed ? error.message : TROUBLE}正在重试`, true);
    return false;
  } finally {
    log.setAttribute("aria-busy", "false");
  }
}

function pause(milliseconds) {
  return new Promise((done) => {
    const ends = () => {
      clearTimeout(timer);
      window.removeEventListener("online", ends);
      document.removeEventListener("visibilitychange", ends);
      done();
    };
    const timer = setTimeout(ends, milliseconds * (0.75 + Math.random() / 2));
    window.addEventListener("online", ends);
    document.addEventListener("visibilitychange", ends);
  });
}

async function listen() {
  // A hidden page holds no connection: browsers have only six for a site.
  if ((poll && !poll.signal.aborted) || isSending || document.hidden) return;
  poll = new AbortController();
  const { signal } = poll;
  let rest = FIRST_PAUSE;
  while (!signal.aborted) {
    const began = performance.now();
    try {
      // After trouble all is asked for: that is answered at once, and the person sees that the trouble is over.
      const found = await asked("news", rest > FIRST_PAUSE ? { thread: "", after: "0" } : last(), LONGEST_POLL, signal);
      if (signal.aborted) break;
      if (found.stranger) {
        if (wasStranger) {
          tell(FORGETFUL);
          break;
        }
        wasStranger = true;
        await open();
        continue;
      }
      wasStranger = false;
      rest = FIRST_PAUSE;
      tell("");
      if (found.turns.length || found.thread !== shown.thread) show(found);
      else if (performance.now() - began < 1_000) await pause(rest);
    } catch (error) {
      if (signal.aborted) break;
      if (rest > FIRST_PAUSE) tell("连接断开，正在重连", true);
      await pause(rest);
      rest = Math.min(2 * rest, LONGEST_PAUSE);
    }
  }
  if (poll?.signal === signal) poll = null;
  if (signal.aborted) listen();
}

// The box.

function fit() {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
}

box.addEventListener("input", fit);

box.addEventListener("keydown", (event) => {
  // Enter also ends what an input method composes; 229 is what some browsers call that.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  submit.click();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value;
  box.focus();
  if (!text.trim()) return;
  box.value = "";
  fit();
  send({ text });
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) poll?.abort();
  else listen();
});

async function begin() {
  if (hasMouse()) box.focus();
  let rest = FIRST_PAUSE;
  while (!(await open())) {
    await pause(rest);
    rest = Math.min(2 * rest, LONGEST_PAUSE);
  }
  listen();
}

begin();
