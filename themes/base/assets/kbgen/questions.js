/* The floor-walker's log: questions stay in the browser's store until they are saved to a file. No names, no time of day. */
(() => {
  "use strict";
  const box = document.querySelector("[data-kb-log]");
  if (!box) return;
  const set = box.dataset, key = `kbgen.questions.${set.kbLog}`, MOST = 1000;
  const say = (name) => set[`say${name.replace(/(?:^|_)(\w)/g, (_, c) => c.toUpperCase())}`] || "";
  const form = box.querySelector("form"), list = box.querySelector(".kb-log-list"), actions = form.querySelector(".kb-log-actions");
  const field = (name) => form.querySelector(`#kb-log-${name}`);
  const FIELDS = ["question", "role", "about", "state", "answer"], STATES = ["answered", "open", "defect"];
  let memory = [], stored = true, edited = "";

  const sound = (one) => one && typeof one.id === "string" && typeof one.question === "string" && one.question;
  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(key) || "[]");
      return Array.isArray(kept) ? kept.filter(sound) : [];
    } catch {
      return memory;
    }
  };
  const write = (entries) => {
    memory = entries.slice(-MOST);
    try {
      localStorage.setItem(key, JSON.stringify(memory));
      stored = localStorage.getItem(key) !== null;
    } catch {
      stored = false;
    }
  };
  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    made.append(...children);
    return made;
  };
  const button = (text, act, label = "") => {
    const made = element("button", { type: "button", class: "kb-feedback-button", ...(label ? { "aria-label": label, title: label } : {}) }, text);
    made.addEventListener("click", act);
    return made;
  };
  const today = () => {
    const now = new Date(), two = (n) => String(n).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };
  const fresh = () => [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join("");
  const label = (name, value) => [...field(name).querySelectorAll("option")].find((one) => one.value === value && value)?.textContent || say("none");
  const state = (value) => say(`state_${STATES.includes(value) ? value : "open"}`);
  const times = (one) => (Number.isInteger(one.times) && one.times > 0 ? one.times : 1);

  const download = (name, text, type) => {
    const link = element("a", { download: name });
    link.href = URL.createObjectURL(new Blob([text], { type }));
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const toFile = () => {
    const release = document.documentElement.dataset.release || "";
    const whole = { format: "kbgen-questions", version: 1, client: set.kbLog, made: today(), release, questions: read() };
    download(`questions-${set.kbLog}-${today()}.json`, JSON.stringify(whole, null, 1), "application/json");
  };
  /* Cells that a spreadsheet would take for formulas get an apostrophe before them. */
  const cell = (value) => `"${String(value).replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;
  const toTable = () => {
    const rows = read().map((one) => [one.day || "", label("role", one.role), label("about", one.about), one.question, one.answer || "", state(one.state), times(one)]);
    const head = ["day", "role", "about", "question", "answer", "state", "times"].map((name) => say(`col_${name}`));
    download(`questions-${set.kbLog}-${today()}.csv`, `\ufeff${[head, ...rows].map((row) => row.map(cell).join(";")).join("\r\n")}\r\n`, "text/csv");
  };

  const reset = () => {
    edited = "";
    form.reset();
    actions.replaceChildren(element("button", { type: "submit", class: "kb-feedback-button" }, say("save")));
  };
  const edit = (one) => {
    edited = one.id;
    FIELDS.forEach((name) => { field(name).value = one[name] || ""; });
    field("state").value = STATES.includes(one.state) ? one.state : "open";
    actions.replaceChildren(element("button", { type: "submit", class: "kb-feedback-button" }, say("change")), " ", button(say("cancel"), () => { reset(); field("question").focus(); }));
    field("question").focus();
  };
  const row = (one) => {
    const change = (values) => { write(read().map((other) => (other.id === one.id ? { ...other, ...values } : other))); show(); };
    const gone = () => { write(read().filter((other) => other.id !== one.id)); if (edited === one.id) reset(); show(); field("question").focus(); };
    const again = button(say("more"), () => {
      change({ times: Math.min(times(one) + 1, 999) });
      list.querySelector(`[data-id="${CSS.escape(one.id)}"] button`).focus();
    }, `${say("more_hint")}: ${one.question}`);
    const told = element("td", {}, element("strong", {}, one.question));
    if (one.answer) told.append(element("br"), one.answer);
    return element("tr", { "data-id": one.id },
      told,
      element("td", {}, label("role", one.role)),
      element("td", {}, label("about", one.about)),
      element("td", {}, element("span", { class: `kb-log-state kb-log-${STATES.includes(one.state) ? one.state : "open"}` }, state(one.state))),
      element("td", { class: "kb-log-times" }, String(times(one))),
      element("td", { class: "kb-log-buttons" }, again, button(say("edit"), () => edit(one), `${say("edit")}: ${one.question}`), button(say("delete"), gone, `${say("delete")}: ${one.question}`)));
  };
  const show = () => {
    const entries = read();
    const note = stored ? [] : [element("p", { class: "kb-note" }, say("unsaved"))];
    if (!entries.length) return list.replaceChildren(...note, element("p", {}, say("empty")));
    const head = element("tr", {}, ...["question", "role", "about", "state", "times"].map((name) => element("th", { scope: "col" }, say(`col_${name}`))), element("th", { scope: "col" }, say("actions")));
    const table = element("table", {}, element("caption", {}, `${say("count")} ${entries.length}`), element("thead", {}, head), element("tbody", {}, ...entries.map(row).reverse()));
    const clear = button(say("clear"), () => { if (confirm(say("sure"))) { write([]); reset(); show(); } });
    list.replaceChildren(...note, element("div", { class: "kb-reviews-actions" }, button(say("export"), toFile), button(say("table"), toTable), clear), element("div", { class: "kb-log-table", tabindex: "0", role: "region", "aria-label": say("asked") }, table));
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = Object.fromEntries(FIELDS.map((name) => [name, field(name).value.trim()]));
    if (!given.question) return field("question").focus();
    const entries = read();
    write(edited ? entries.map((one) => (one.id === edited ? { ...one, ...given } : one)) : [...entries, { id: fresh(), ...given, times: 1, day: today() }]);
    reset();
    show();
    field("question").focus();
  });
  write(read());
  form.hidden = false;
  show();
})();
