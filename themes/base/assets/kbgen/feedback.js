/* «Was this page useful?» without a server: answers stay in the browser's store until the reader saves them to a file
   or mails them. No names, no addresses, no time of day. Where nothing can be stored, they live as long as the page. */
(() => {
  "use strict";
  const box = document.querySelector(".kb-feedback");
  if (!box) return;
  const set = box.dataset, key = `kbgen.feedback.${set.client}`;
  const LONGEST = 2000, MOST = 1000, MAIL = 1700; // signs of a comment, answers kept, signs mail programs take
  const say = (name) => set[`say${name[0].toUpperCase()}${name.slice(1)}`] || "";
  let memory = [], stored = true;

  const sound = (one) => one && typeof one.page === "string" && typeof one.helpful === "boolean";
  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(key) || "[]");
      return Array.isArray(kept) ? kept.filter(sound) : [];
    } catch {
      return memory;
    }
  };
  const write = (reviews) => {
    memory = reviews.slice(-MOST);
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
  const button = (text, act) => {
    const made = element("button", { type: "button", class: "kb-feedback-button" }, text);
    made.addEventListener("click", act);
    return made;
  };
  const today = () => {
    const now = new Date(), two = (n) => String(n).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };
  const fresh = () => [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join("");
  const release = () => document.documentElement.dataset.release || "";

  /* One answer a page and release: a second one takes the first one's place. */
  const keep = (helpful, comment) => {
    const others = read().filter((one) => one.page !== set.page || one.release !== release());
    const mine = { id: fresh(), page: set.page, title: set.title, release: release(), helpful, comment: comment.slice(0, LONGEST), day: today() };
    write([...others, mine]);
  };

  const toFile = () => {
    const whole = { format: "kbgen-feedback", version: 1, client: set.client, made: today(), reviews: read() };
    const link = element("a", { download: `feedback-${set.client}-${today()}.json` });
    link.href = URL.createObjectURL(new Blob([JSON.stringify(whole, null, 1)], { type: "application/json" }));
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const toMail = () => {
    let text = "", whole = true;
    for (const one of read()) {
      const line = `${one.page} (${one.release}): ${say(one.helpful ? "useful" : "useless")}${one.comment ? `. ${one.comment}` : ""}\r\n`;
      if (encodeURIComponent(text + line).length > MAIL) whole = false;
      else text += line;
    }
    if (!whole) text += `\r\n${say("tooLong")}`;
    location.href = `mailto:${encodeURIComponent(set.to).replace("%40", "@")}?subject=${encodeURIComponent(say("subject"))}&body=${encodeURIComponent(text)}`;
  };
  const handOver = () => [button(say("export"), toFile), button(say("mail"), toMail)];

  const mine = () => {
    const kept = read().length;
    const link = element("a", { href: set.mine, class: "kb-feedback-mine" }, kept ? `${say("mine")}: ${kept}` : say("mine"));
    return stored ? [link] : [element("span", { class: "kb-feedback-hint" }, say("unsaved")), ...handOver()];
  };

  const ask = () => {
    const before = read().find((one) => one.page === set.page && one.release === release());
    const yes = button(say("yes"), () => { keep(true, ""); thank(); });
    const no = button(say("no"), comment);
    if (before) (before.helpful ? yes : no).setAttribute("aria-pressed", "true");
    box.replaceChildren(element("span", { id: "kb-feedback-ask" }, say("ask")), yes, no, ...mine());
  };
  const thank = () => {
    ask();
    box.prepend(element("span", { role: "status" }, say("thanks")));
    box.querySelector("#kb-feedback-ask").remove();
    box.querySelector("button").focus();
    show();
  };
  const comment = () => {
    const text = element("textarea", { id: "kb-feedback-text", rows: "3", maxlength: String(LONGEST), "aria-describedby": "kb-feedback-hint" });
    const form = element("form", { class: "kb-feedback-form" },
      element("label", { for: "kb-feedback-text" }, say("what")), text,
      element("span", { id: "kb-feedback-hint", class: "kb-feedback-hint" }, say("hint")));
    const save = element("button", { type: "submit", class: "kb-feedback-button" }, say("save"));
    form.append(save, " ", button(say("cancel"), () => { ask(); box.querySelectorAll("button")[1].focus(); }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      keep(false, text.value.trim());
      thank();
    });
    box.replaceChildren(form);
    text.focus();
  };

  const dayInWords = (day) => {
    const made = new Date(`${day}T12:00`);
    return isNaN(made) ? "" : made.toLocaleDateString(document.documentElement.lang || "en", { day: "numeric", month: "long", year: "numeric" });
  };

  /* The page of one's own answers */
  const show = () => {
    const place = document.querySelector("[data-kb-reviews]");
    if (!place) return;
    const reviews = read();
    if (!reviews.length) return place.replaceChildren(element("p", {}, say("empty")));
    const list = element("ul", { class: "kb-reviews-list" });
    const root = new URL(set.mine, location.href).href.replace(/[^/]*$/, "");
    for (const one of reviews) {
      const gone = button(say("delete"), () => { write(read().filter((other) => other.id !== one.id)); show(); ask(); });
      gone.setAttribute("aria-label", `${say("delete")}: ${one.title || one.page}`);
      const link = element("a", {}, one.title || one.page);
      if (/^[\w/.-]+\.html$/.test(one.page)) link.href = root + one.page;
      const words = `${say(one.helpful ? "useful" : "useless")}, ${dayInWords(one.day)}${one.comment ? `: ${one.comment}` : ""}`;
      list.append(element("li", {}, gone, link, element("br"), words));
    }
    const clear = button(say("clear"), () => { if (confirm(say("sure"))) { write([]); show(); ask(); } });
    place.replaceChildren(element("p", {}, `${say("count")} ${reviews.length}`), element("div", { class: "kb-reviews-actions" }, ...handOver(), clear), list);
  };

  write(read());
  box.hidden = Boolean(document.querySelector("[data-kb-reviews]"));
  ask();
  show();
})();
