/*
 * What is searched for, so that whoever writes the knowledge base learns what is missing: the query, how many pages it
 * found, how it was understood, which answer was opened, and the day. No names, no time of day. A kbgen server gets it;
 * everywhere else it stays in this browser until the reader saves it to a file, on the page of one's own feedback.
 */
"use strict";
(() => {
  const { client, words } = document.currentScript.dataset;
  const say = JSON.parse(words);
  const key = `kbgen.searches.${client}`;
  const MOST = 500; // searches kept
  const LONGEST = 200; // characters of a query
  const SETTLED = 2500; // milliseconds without typing: that is what was meant
  const PERSONAL = /[^\s@]+@[^\s@]+|\+?\d(?:[\s()-]*\d){5,}/gu;
  let pending = null;
  let timer = 0;

  const sound = (one) => one && typeof one.query === "string" && Number.isInteger(one.hits);
  function read() {
    try {
      const kept = JSON.parse(localStorage.getItem(key) || "[]");
      return Array.isArray(kept) ? kept.filter(sound) : [];
    } catch {
      return [];
    }
  }
  function write(list) {
    try {
      localStorage.setItem(key, JSON.stringify(list.slice(-MOST)));
    } catch {
      // nothing can be stored here: then nothing is
    }
  }

  const today = () => {
    const now = new Date();
    const two = (n) => String(n).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };
  const plain = (text) => String(text ?? "").slice(0, LONGEST).replace(PERSONAL, "…").trim();

  /* Whether a kbgen server is behind this page: asked once a visit. */
  let served = null;
  function isServed() {
    if (!location.protocol.startsWith("http") || !/\/site\//.test(location.pathname)) return Promise.resolve(false);
    served ??= fetch(new URL("/api/release", location.href), { cache: "no-store" })
      .then((answer) => answer.ok && (answer.headers.get("content-type") ?? "").includes("json"), () => false);
    return served;
  }

  async function keep(clicked = "") {
    clearTimeout(timer);
    if (!pending) return;
    const one = { day: today(), query: plain(pending.query), hits: pending.hits, changed: plain(pending.changed), clicked };
    pending = null;
    if (!one.query) return;
    if (await isServed()) navigator.sendBeacon(new URL("/api/search-log", location.href), JSON.stringify(one));
    else write([...read(), one]);
  }

  document.addEventListener("kbgen:searched", ({ detail }) => {
    isServed();
    pending = { query: detail.query, hits: detail.hits, changed: detail.changed };
    clearTimeout(timer);
    timer = setTimeout(keep, SETTLED);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".md-search-result__link, .kb-search__offers a");
    if (!link) return;
    const root = new URL(`${JSON.parse(document.getElementById("__config").textContent).base}/`, location.href).href;
    const address = link.href.split("?")[0] + new URL(link.href).hash;
    keep(address.startsWith(root) ? address.slice(root.length, root.length + LONGEST) : "");
  }, true);
  addEventListener("pagehide", () => keep());

  /* The page of one's own feedback shows the log and hands it over. */
  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "kb-feedback-button";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }
  function save() {
    const whole = { format: "kbgen-search-log", version: 1, client, made: today(), asked: read() };
    const link = document.createElement("a");
    link.download = `searches-${client}-${today()}.json`;
    link.href = URL.createObjectURL(new Blob([JSON.stringify(whole, null, 1)], { type: "application/json" }));
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
  function show() {
    const after = document.querySelector("[data-kb-reviews]");
    if (!after) return;
    const box = document.querySelector(".kb-searches") ?? document.createElement("section");
    box.className = "kb-searches";
    const title = document.createElement("h2");
    title.textContent = say.log_title;
    const text = document.createElement("p");
    const kept = read();
    text.textContent = kept.length ? `${say.log_lead} ${say.log_count} ${kept.length}` : `${say.log_lead} ${say.log_empty}`;
    box.replaceChildren(title, text);
    if (kept.length) {
      const actions = document.createElement("div");
      actions.className = "kb-reviews-actions";
      actions.append(button(say.log_save, save), " ", button(say.log_clear, () => { write([]); show(); }));
      box.append(actions);
    }
    after.after(box);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show);
  else show();
})();
