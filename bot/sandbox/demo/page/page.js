// Two rooms side by side. The server says what changed; whatever people wrote reaches the page as text,
// or as HTML that the server has made safe ("html" of a message's parts).

const EXAMPLES = {
  slack: [
    ["check in E12", '/net checkin E12 4 div A agency:"Crescent FD"'],
    ["roster", "/net roster"],
    ["sitrep", "/net sitrep"],
    ["roll call", "/net par start"],
    ["bold and a list", "*Staging* is at the fairgrounds:\n- water tenders to gate 2\n- crews to gate 4"],
    ["help", "/net help"],
  ],
  matrix: [
    ["check in Crew 7", '!net checkin "Crew 7" 20 div B agency:"State Forestry"'],
    ["roster", "!net roster"],
    ["sitrep", "!net sitrep"],
    ["log a line", "!net log Wind shift on the ridge"],
    ["bold and a list", "**Evacuation** warning for *Pine Flat*:\n- shelter at the high school\n- route: `FS 217` only"],
    ["help", "!net help"],
  ],
};
const HINTS = {
  slack: "`*bold*` `_italic_` `~strike~`, code, lists and quotes work. Commands start with `/net`.",
  matrix: "`**bold**` `*italic*` `~~strike~~`, code, lists and quotes work. Commands start with `!net`.",
};
const NAMES = { slack: "Slack", matrix: "Matrix" };
const COLOURS = ["#8a3b12", "#1f5f8b", "#5b4b9a", "#2f6b3a", "#9a2f5a", "#5f5a14", "#0f6a6f", "#7a3f8f"];
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

const sides = {};
const state = { palette: [], form: null, busy: false };
let socket;

// Making elements

function make(tag, options = {}, ...children) {
  const { text, data, on, ...attributes } = options;
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  for (const [name, value] of Object.entries(data ?? {})) node.dataset[name] = value;
  for (const [name, listener] of Object.entries(on ?? {})) node.addEventListener(name, listener);
  if (text !== undefined) node.textContent = text;
  node.append(...children.filter(Boolean));
  return node;
}

function made(html) { // of the server's own making: sanitised there
  const holder = make("div", { class: "piece" });
  holder.innerHTML = html;
  return holder;
}

function inCode(text) {
  return text.split(/(`[^`]+`)/).map((piece) => (piece.startsWith("`") ? make("code", { text: piece.slice(1, -1) }) : piece));
}

// Talking to the server

function send(deed) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(deed));
  else problem("The demo has stopped.");
}

function problem(words) {
  const box = document.getElementById("problem");
  box.textContent = words;
  box.hidden = false;
  clearTimeout(problem.timer);
  problem.timer = setTimeout(() => { box.hidden = true; }, 6000);
}

function connect() {
  socket = new WebSocket(`ws://${location.host}/socket`);
  socket.addEventListener("message", (event) => {
    const news = JSON.parse(event.data);
    ({ hello, news: tell, problem: (told) => problem(told.words), errors: showErrors, home: showHome })[news.type]?.(news);
  });
  socket.addEventListener("close", () => {
    for (const name of ["program", "slack", "matrix"]) chip(name, "bad", "stopped");
    setTimeout(connect, 2000);
  });
}

// The rooms

function hello(news) {
  document.title = `Net Control: ${news.incident}`;
  state.palette = news.palette;
  for (const [name, about] of Object.entries(news.sides)) {
    const side = sides[name] ?? (sides[name] = room(name, about));
    side.messages.clear();
    side.rows.clear();
    side.log.replaceChildren();
    side.quietly = true;
  }
}

function room(name, about) {
  const node = document.getElementById("room").content.cloneNode(true).firstElementChild;
  const side = { name, ...about, node, by: about.people[0].id, messages: new Map(), rows: new Map(), thread: "", editing: "" };
  node.dataset.side = name;
  node.setAttribute("aria-label", `${about.room} on ${NAMES[name]}`);
  node.querySelector(".where").textContent = `${NAMES[name]} · ${about.label}`;
  node.querySelector("h2").textContent = about.room;
  node.querySelector(".hint").append(...inCode(HINTS[name]));
  side.log = node.querySelector(".log");
  side.log.setAttribute("aria-label", `Messages in ${about.room} on ${NAMES[name]}`);
  for (const person of about.people) node.querySelector(".who").append(chooser(side, person));
  for (const [words, line] of EXAMPLES[name]) {
    node.querySelector(".examples").append(make("button", { type: "button", text: words, title: line, on: { click: () => say(side, line) } }));
  }
  const home = node.querySelector(".home");
  home.hidden = name !== "slack";
  home.addEventListener("click", () => send({ do: "home", side: name, by: side.by }));
  prepareBox(side, node.querySelector(".say"));
  document.getElementById("rooms").append(node);
  return side;
}

function chooser(side, person) {
  const input = make("input", { type: "radio", name: `by-${side.name}`, value: person.id });
  input.checked = person.id === side.by;
  input.addEventListener("change", () => {
    side.by = person.id;
    stopReplying(side);
    redraw(side);
    showForm();
  });
  return make("label", {}, input, make("span", { text: person.name }));
}

function prepareBox(side, form) {
  const area = form.querySelector("textarea");
  side.area = area;
  area.setAttribute("aria-label", `Message to ${side.room} on ${NAMES[side.name]}`);
  area.placeholder = `Message ${side.room}`;
  area.addEventListener("input", () => grow(area));
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "Escape") stopReplying(side);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!area.value.trim()) return;
    say(side, area.value);
    area.value = "";
    grow(area);
    stopReplying(side);
  });
  form.querySelector(".replying button").addEventListener("click", () => stopReplying(side));
  form.querySelector("input[type=file]").addEventListener("change", (event) => upload(side, event.target));
}

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

function say(side, text) {
  side.follow = true;
  if (side.editing) send({ do: "edit", side: side.name, by: side.by, id: side.editing, text });
  else send({ do: "say", side: side.name, by: side.by, text, thread: side.thread });
}

async function upload(side, input) {
  const body = new FormData();
  body.append("by", side.by);
  body.append("file", input.files[0]);
  input.value = "";
  const answer = await fetch(`files/${side.name}`, { method: "POST", body });
  if (!answer.ok) problem(await answer.text());
}

function compose(side, words, thread, editing, text = "") {
  Object.assign(side, { thread, editing });
  const line = side.node.querySelector(".replying");
  line.hidden = false;
  line.querySelector("span").textContent = words;
  side.area.value = text;
  grow(side.area);
  side.area.focus();
}

function stopReplying(side) {
  if (side.editing) side.area.value = "";
  Object.assign(side, { thread: "", editing: "" });
  side.node.querySelector(".replying").hidden = true;
  grow(side.area);
}

// What changed

function tell(news) {
  for (const [name, id] of news.gone) forget(sides[name], id);
  const touched = new Set();
  for (const message of news.changed) {
    const side = sides[message.side];
    message.fresh = !side.messages.has(message.id) && !side.quietly;
    side.messages.set(message.id, message);
    touched.add(side);
  }
  for (const side of touched) atBottom(side, () => news.changed.filter((one) => one.side === side.name).forEach((one) => draw(side, one)));
  for (const side of Object.values(sides)) side.quietly = false;
  status(news);
  state.forms = news.forms;
  showForm();
}

function atBottom(side, change) {
  const log = side.log;
  const stay = !side.follow && log.scrollHeight - log.scrollTop - log.clientHeight > 80;
  side.follow = false;
  change();
  grouping(side);
  if (!stay) log.scrollTop = log.scrollHeight;
}

function redraw(side) {
  side.rows.clear();
  side.log.replaceChildren();
  atBottom(side, () => [...side.messages.values()].sort((one, other) => one.sort - other.sort).forEach((one) => draw(side, { ...one, fresh: false })));
  side.log.scrollTop = side.log.scrollHeight;
}

function forget(side, id) {
  side.messages.delete(id);
  side.rows.get(id)?.remove();
  side.rows.delete(id);
}

function draw(side, message) {
  const before = side.rows.get(message.id);
  if (message.only && message.only !== side.by) return;
  const row = message.note ? make("li", { class: "note" }, ...pieces(side, message)) : drawn(side, message);
  row.sort = message.sort;
  const thread = before?.querySelector(":scope > .thread");
  if (thread) row.append(thread);
  side.rows.set(message.id, row);
  if (before) before.replaceWith(row);
  else place(side, message, row);
  if (message.fresh) announce(side, row);
}

function place(side, message, row) {
  const list = message.thread && side.rows.has(message.thread) ? threadOf(side.rows.get(message.thread)) : side.log;
  const later = [...list.children].reverse().find((other) => other.sort <= message.sort);
  if (later) later.after(row);
  else list.prepend(row);
}

function threadOf(row) {
  return row.querySelector(":scope > .thread") ?? row.appendChild(make("ol", { class: "thread" }));
}

function announce(side, row) {
  row.classList.add("fresh");
  const tab = document.querySelector(`[data-tab=${side.name}]`);
  if (tab.getAttribute("aria-pressed") === "true") return;
  const count = tab.querySelector(".count");
  count.textContent = Number(count.textContent) + 1;
  count.hidden = false;
}

function grouping(side) { // several lines of one person within five minutes share one head
  let before = null;
  for (const row of side.log.children) {
    const same = before?.author && before.author === row.author && row.sort - before.sort < 300;
    row.classList.toggle("more", Boolean(same));
    row.querySelector(":scope > .face")?.toggleAttribute("hidden", Boolean(same));
    row.querySelector(":scope > .head-line")?.toggleAttribute("hidden", Boolean(same));
    before = row;
  }
}

// One message

function drawn(side, message) {
  const row = make("li", { class: `message${message.only ? " only" : ""}` }, face(message), headLine(message));
  if (!message.only && !message.answers) row.author = message.author + message.by;
  if (message.only) row.append(make("p", { class: "for-you", text: message.direct ? "Direct message to you" : "Only visible to you" }));
  if (message.answers) row.append(make("p", { class: "answers", text: message.answers }));
  const body = make("div", { class: "body" }, ...pieces(side, message));
  if (message.removed) body.replaceChildren(make("p", { class: "removed", text: "This message was deleted." }));
  else if (message.edited) (body.lastElementChild ?? body).append(make("span", { class: "edited", text: " (edited)" }));
  row.append(body);
  if (message.reactions.length) row.append(given(side, message));
  if (!message.only && !message.removed) row.append(deeds(side, message));
  return row;
}

function face(message) {
  if (message.bot && message.author === "Net Control") return make("div", { class: "face" }, make("img", { src: "icon.svg", alt: "" }));
  const initials = message.author.split(/\s+/).slice(0, 2).map((word) => [...word][0]).join("").toUpperCase();
  const node = make("div", { class: "face", "aria-hidden": "true", text: initials });
  const name = message.author.replace(/(, .*| \([^)]*\))$/, ""); // without position and agency
  const hash = [...name].reduce((sum, letter) => Math.imul(sum ^ letter.codePointAt(0), 16777619), 4) >>> 7;
  node.style.background = COLOURS[hash % COLOURS.length];
  return node;
}

function headLine(message) {
  const at = new Date(message.sort * 1000);
  return make("div", { class: "head-line" },
    make("b", { text: message.author }),
    message.bot && make("span", { class: "badge", text: "bot" }),
    message.relayed && make("span", { class: "badge", text: "via Net Control" }),
    make("time", { datetime: at.toISOString(), text: CLOCK.format(at) }));
}

function pieces(side, message) {
  return message.parts.map((part) => {
    if (part.buttons.length) return pressable(side, message, part.buttons);
    if (!part.file) return made(part.html);
    if (!part.picture) return make("a", { class: "attached", href: part.file, text: part.name });
    return make("a", { href: part.file, target: "_blank" }, picture(side, part));
  });
}

function picture(side, part) { // it takes its room when it has come
  const log = side.log;
  const node = make("img", { src: part.file, alt: part.name });
  node.addEventListener("load", () => {
    if (log.scrollHeight - log.scrollTop - log.clientHeight < node.height + 120) log.scrollTop = log.scrollHeight;
  });
  return node;
}

function pressable(side, message, buttons) {
  return make("div", { class: "buttons" }, ...buttons.map((button) => {
    const press = (value) => send({ do: "press", side: side.name, by: side.by, id: message.id, action: button.action, value });
    if (button.options.length) return choice(button, press);
    return make("button", { type: "button", class: button.style, text: button.words, on: { click: () => press(null) } });
  }));
}

function choice(button, press) {
  const asked = make("option", { value: "", text: button.words, disabled: true });
  const options = button.options.map(([value, words]) => make("option", { value, text: words }));
  const node = make("select", { "aria-label": button.words, on: { change: () => press(node.value) } }, asked, ...options);
  node.value = button.value;
  return node;
}

function given(side, message) {
  return make("div", { class: "given" }, ...message.reactions.map((one) => make("button", {
    type: "button", "aria-pressed": String(one.by.includes(side.by)), title: one.names.join(", "),
    "aria-label": `${one.emoji} by ${one.names.join(", ")}`, text: `${one.emoji} ${one.by.length}`,
    on: { click: () => react(side, message, one.emoji) },
  })));
}

function react(side, message, emoji) {
  send({ do: "react", side: side.name, by: side.by, id: message.id, emoji });
}

function deeds(side, message) {
  const own = message.by === side.by;
  const root = message.thread || message.id;
  const start = { type: "button" };
  return make("div", { class: "deeds" },
    ...state.palette.slice(0, 3).map((emoji) => make("button", { ...start, "aria-label": `React with ${emoji}`, text: emoji, on: { click: () => react(side, message, emoji) } })),
    make("button", { ...start, text: "Reply", on: { click: () => compose(side, `Replying in the thread of ${message.author}.`, root, "") } }),
    own && make("button", { ...start, text: "Edit", on: { click: () => compose(side, "Editing your message.", "", message.id, message.source) } }),
    own && make("button", { ...start, text: "Delete", on: { click: () => send({ do: "remove", side: side.name, by: side.by, id: message.id }) } }));
}

// The program and its accounts

function chip(name, how, words) {
  const node = document.getElementById(`state-${name}`);
  node.dataset.state = how;
  const label = name === "program" ? "Net Control" : [NAMES[name], sides[name]?.label].filter(Boolean).join(" · ");
  node.replaceChildren(label, make("span", { class: how === "good" ? "unseen" : "", text: ` ${words}` }));
}

function status(news) {
  const running = news.program === "running";
  chip("program", { running: "good", stopped: "bad" }[news.program] ?? "wait", news.program);
  for (const [account, up] of Object.entries(news.accounts)) {
    chip(account.split(".")[0], up ? "good" : running ? "bad" : "wait", up ? "connected" : "not connected");
  }
  const plug = document.getElementById("plug");
  plug.hidden = false;
  plug.disabled = news.program === "starting";
  plug.textContent = news.program === "stopped" ? "Start it again" : "Pull the plug";
  plug.title = news.program === "stopped" ? "What was said meanwhile is posted now." : "Kill the program as a power cut would. Go on writing; then start it again.";
  plug.onclick = () => send({ do: news.program === "stopped" ? "start" : "kill" });
}

// Forms

function showForm() {
  const box = document.getElementById("form");
  const form = (state.forms ?? []).find((one) => one.by === sides.slack?.by);
  const same = form && state.form && JSON.stringify(form) === JSON.stringify(state.form);
  if (same && box.open) return;
  state.form = form ?? null;
  if (!form) {
    if (box.open) box.close();
    return;
  }
  box.querySelector("h2").textContent = form.title;
  box.querySelector(".lines").replaceChildren(...form.notes.map(made), ...form.fields.flatMap(line));
  box.querySelector(".fault").hidden = true;
  box.querySelector("[type=submit]").textContent = form.submit;
  const close = box.querySelector(".quiet");
  close.textContent = form.close;
  close.onclick = () => send({ do: "dismiss", side: "slack", by: form.by, id: form.id });
  box.oncancel = (event) => { event.preventDefault(); close.click(); };
  box.querySelector("form").onsubmit = (event) => { event.preventDefault(); submit(form); };
  if (!box.open) box.showModal();
}

function line(field, number) {
  const id = `field-${number}`;
  const common = { id, name: field.key, required: field.required };
  let input;
  if (field.options.length) {
    const none = field.required && field.value ? [] : [make("option", { value: "", text: "" })];
    input = make("select", common, ...none, ...field.options.map(([value, words]) => make("option", { value, text: words })));
  } else input = make(field.long ? "textarea" : "input", { ...common, rows: field.long ? 3 : undefined });
  input.value = field.value;
  return [
    make("label", { for: id, text: `${field.label} ` }, !field.required && make("small", { text: "(optional)" })),
    input,
    field.hint && make("p", { class: "tip", text: field.hint }),
    make("p", { class: "wrong", data: { key: field.key }, role: "alert" }),
  ].filter(Boolean);
}

function submit(form) {
  const inputs = document.querySelectorAll("#form .lines [name]");
  const values = Object.fromEntries([...inputs].map((input) => [input.name, input.value]));
  document.querySelectorAll("#form .wrong").forEach((node) => { node.textContent = ""; });
  send({ do: "submit", side: "slack", by: form.by, id: form.id, values });
}

function showErrors(news) {
  for (const [key, words] of Object.entries(news.errors)) {
    const place = [...document.querySelectorAll("#form .wrong")].find((node) => node.dataset.key === key);
    if (place) place.textContent = words;
    else Object.assign(document.querySelector("#form .fault"), { textContent: words, hidden: false });
  }
}

function showHome(news) {
  const box = document.getElementById("home");
  const by = sides.slack.people.find((one) => one.id === sides.slack.by);
  box.querySelector("h2").textContent = by.name;
  box.querySelector(".body").replaceChildren(...news.html.map(made));
  if (!box.open) box.showModal();
}

// The two tabs of a narrow page

for (const tab of document.querySelectorAll("[data-tab]")) {
  tab.addEventListener("click", () => {
    document.getElementById("rooms").dataset.shown = tab.dataset.tab;
    for (const other of document.querySelectorAll("[data-tab]")) other.setAttribute("aria-pressed", String(other === tab));
    Object.assign(tab.querySelector(".count"), { textContent: "", hidden: true });
    const log = sides[tab.dataset.tab]?.log;
    if (log) log.scrollTop = log.scrollHeight;
  });
}

connect();
