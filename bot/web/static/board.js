"use strict";
// Keeps a page up to date, and says of when it is. LIVE is shown only while the server's beats come.
(() => {
  const age = document.getElementById("age");
  if (!age || !window.EventSource) return;
  const live = document.getElementById("live"), asOf = document.getElementById("asof"), old = document.getElementById("old");
  const QUIET = 12000, AGAIN = 3000, title = document.title;
  let beatAt = -Infinity, serverAt = NaN, source = null, triedAt = -Infinity, waiting = {};

  const isLive = () => performance.now() - beatAt < QUIET;
  // The server's time now: from the last beat and a clock that nobody sets; before the first beat from what was kept.
  function serverNow() {
    if (beatAt > -Infinity) return serverAt + performance.now() - beatAt;
    const skew = Number(localStorage.getItem("skew"));
    return localStorage.getItem("skew") === null ? NaN : Date.now() + skew;
  }
  function span(ms) {
    const s = Math.round(ms / 1000);
    if (s < 120) return s + " s";
    if (s < 7200) return Math.floor(s / 60) + " min";
    return s < 172800 ? Math.floor(s / 3600) + " h" : Math.floor(s / 86400) + " days";
  }
  function tell() {
    const yes = isLive(), now = serverNow(), since = now - Date.parse(asOf.dataset.asOf);
    age.dataset.live = yes ? "yes" : "no";
    age.classList.toggle("not", !yes);
    live.textContent = yes ? "LIVE" : "NOT LIVE";
    old.textContent = yes || !(since >= 0) ? "" : "· " + span(since) + " old";
    document.title = yes ? title : "NOT LIVE, as of " + asOf.textContent + " · " + title;
    for (const form of document.querySelectorAll("form[data-say]")) {
      const button = form.querySelector("button"), why = form.querySelector("[data-why]");
      button.disabled = !yes;
      button.title = yes ? "" : "Not live: what you typed stays here; nothing is sent late.";
      if (why) why.textContent = button.title;
    }
    for (const due of document.querySelectorAll("[data-due]")) {
      const left = Date.parse(due.dataset.due) - now;
      if (!Number.isNaN(left)) {
        due.dataset.words = due.dataset.words || due.textContent;
        due.textContent = due.dataset.words + (left >= 0 ? " · in " : " · OVERDUE ") + span(Math.abs(left)) + (yes ? "" : " (as of " + asOf.textContent + ")");
      }
    }
  }
  function put(id, html) {
    const panel = document.getElementById("p-" + id);
    if (!panel) return;
    if (panel.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")) {
      waiting[id] = html;  // somebody types there
      return;
    }
    const typed = [...panel.querySelectorAll("input:not([type=hidden]), textarea")].some((one) => one.value !== one.defaultValue);
    if (typed) { waiting[id] = html; return; }
    panel.innerHTML = html;
  }
  document.addEventListener("focusout", () => setTimeout(() => {
    const held = waiting;
    waiting = {};
    for (const id in held) put(id, held[id]);
    tell();
  }, 0));
  function connect() {
    triedAt = performance.now();
    if (source) source.close();
    const asked = new URLSearchParams(location.search);
    asked.delete("answer");
    asked.set("i", age.dataset.i);
    asked.set("s", age.dataset.s);
    source = new EventSource("/live?" + asked);
    source.addEventListener("now", (event) => {
      const told = JSON.parse(event.data);
      beatAt = performance.now();
      serverAt = Date.parse(told.at);
      localStorage.setItem("skew", String(serverAt - Date.now()));
      asOf.dataset.asOf = told.at;
      asOf.dateTime = told.at;
      asOf.textContent = told.clock;
      asOf.dispatchEvent(new Event("told"));
      for (const id in told.panels) put(id, told.panels[id]);
      tell();
    });
    source.addEventListener("over", () => location.reload());
  }
  setInterval(() => {
    if (!isLive() && performance.now() - triedAt > AGAIN) connect();
    tell();
  }, 1000);
  addEventListener("online", connect);
  addEventListener("pageshow", (event) => { if (event.persisted) { beatAt = -Infinity; connect(); } });
  addEventListener("submit", (event) => { if (event.target.matches("[data-say]") && !isLive()) event.preventDefault(); });
  const now = document.getElementById("now");
  const turn = Number(age.dataset.turn);
  if (now) asOf.addEventListener("told", () => { now.textContent = asOf.textContent; });
  if (turn) {  // one panel after the other, each as long as was asked for
    const panels = [...document.querySelectorAll("main > .panel")];
    let at = 0;
    const show = () => panels.forEach((one, place) => { one.hidden = place !== at % panels.length; });
    setInterval(() => { at += 1; show(); }, Math.max(5, turn) * 1000);
    show();
  }
  const wall = new URLSearchParams(location.search).has("wall");
  if (!wall && navigator.serviceWorker) navigator.serviceWorker.register("/sw.js").catch(() => {});
  const kept = document.getElementById("kept");
  if (kept && !window.isSecureContext) kept.textContent = "No TLS here: this page is kept only while it is open.";
  connect();
  tell();
})();
