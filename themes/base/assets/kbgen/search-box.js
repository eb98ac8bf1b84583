/*
 * What the search box shows beside Material's own list: chips that narrow the answers to kinds of pages and to roles,
 * a line that says how the query was understood, and where nothing was found, ways on. Listens to what the search
 * worker answers; loaded before Material's bundle.
 */
"use strict";
(() => {
  const broken = document.currentScript.dataset.damaged ?? ""; // said where not even the search's own words can be read
  const Native = window.Worker; // on file:// the shim's frame, loaded before
  const chosen = { kinds: new Set(), roles: new Set() };
  let worker = null;
  let asked = "";

  window.Worker = class extends Native {
    constructor(url, options) {
      super(url, options);
      if (!String(url).includes("search-worker.js")) return;
      worker = this;
      this.addEventListener("message", ({ data: message }) => {
        if (message?.type === 3) show(message.data?.kb ?? {}, message.data?.items ?? []);
      });
    }

    postMessage(message, ...rest) {
      if (this !== worker || message?.type !== 2) return super.postMessage(message, ...rest);
      asked = message.data;
      return super.postMessage({ kb: { kinds: [...chosen.kinds], roles: [...chosen.roles] }, ...message }, ...rest);
    }
  };

  /* Material listens to keys alone: what is pasted with the mouse, dictated or suggested makes none. */
  document.addEventListener("input", ({ target }) => {
    if (target.matches?.("[data-md-component=search-query]")) target.dispatchEvent(new Event("keyup"));
  });

  const again = () => worker?.postMessage({ type: 2, data: asked });

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  /* Our part of the result list: made once, below the line that counts results. */
  function place() {
    const found = document.querySelector("div.kb-search"); // the start page has a label of that class
    if (found) return found;
    const result = document.querySelector("[data-md-component=search-result]");
    if (!result) return null;
    const made = element("div", { class: "kb-search" },
      element("div", { class: "kb-search__filters", hidden: "" }),
      element("div", { class: "kb-search__note", role: "status", hidden: "" }),
      element("ul", { class: "kb-search__offers", hidden: "" }));
    result.querySelector(".md-search-result__meta")?.after(made);
    made.addEventListener("keydown", (event) => {
      if (!["Escape", "ArrowUp", "ArrowDown"].includes(event.key)) event.stopPropagation(); // else Material leaves
    });
    return made;
  }

  function show(kb, items) {
    const ours = place();
    if (!ours) return;
    const [filters, line, offers] = ours.children;
    const say = (key) => kb.wording?.[key] || "";
    const note = kb.note || (kb.damaged && kb.query?.trim() ? broken : "");
    if (!kb.early) showFilters(filters, kb, say);
    line.textContent = note;
    line.hidden = !note;
    if (kb.early) return; // the rest comes at once
    const narrowed = kb.everywhere && (chosen.kinds.size || chosen.roles.size);
    if (kb.query?.trim() && !items.length && narrowed) {
      const all = element("button", { type: "button", class: "kb-search__chip" }, say("everywhere"));
      all.addEventListener("click", () => {
        chosen.kinds.clear();
        chosen.roles.clear();
        again();
        document.querySelector("[data-md-component=search-query]")?.focus();
      });
      line.append(" ", all);
    }
    const ways = narrowed ? [] : kb.offers ?? [];
    offers.hidden = !ways.length;
    offers.replaceChildren(...ways.map(([address, title]) => {
      const link = element("a", {}, title);
      link.href = new URL(address, base()).href;
      return element("li", {}, link);
    }));
    if (kb.query?.trim()) {
      document.dispatchEvent(new CustomEvent("kbgen:searched", { detail: { ...kb, hits: kb.total ?? 0 } }));
    }
  }

  const base = () => new URL(JSON.parse(document.getElementById("__config").textContent).base + "/", location.href);

  function showFilters(filters, kb, say) {
    const held = document.activeElement?.dataset?.kbChip;
    const groups = ["kinds", "roles"].map((which) => {
      const counts = kb.tally?.[which] ?? [];
      const there = new Set(counts.map(([id]) => id));
      const gone = [...chosen[which]].filter((id) => !there.has(id)).map((id) => [id, labels.get(id) ?? id, 0]);
      const on = ([id]) => Number(chosen[which].has(id));
      const known = [...counts, ...gone].sort((a, b) => on(b) - on(a)); // what is chosen is never out of sight
      if (known.length < 2 && !chosen[which].size) return null;
      const chips = known.map(([id, label, count]) => chip(which, id, label, count));
      return element("div", { class: "kb-search__group", role: "group", "aria-label": say(which) },
        element("span", { class: "kb-search__label", "aria-hidden": "true" }, say(which)), ...chips);
    }).filter(Boolean);
    filters.replaceChildren(...groups);
    filters.hidden = !groups.length || !kb.query?.trim();
    if (held) filters.querySelector(`[data-kb-chip="${CSS.escape(held)}"]`)?.focus();
  }

  const labels = new Map();
  function chip(which, id, label, count) {
    labels.set(id, label);
    const on = chosen[which].has(id);
    const made = element("button",
      { type: "button", class: "kb-search__chip", "aria-pressed": String(on), "data-kb-chip": `${which}:${id}` },
      label, " ", element("span", { class: "kb-search__count" }, String(count)));
    made.addEventListener("click", () => {
      if (on) chosen[which].delete(id);
      else chosen[which].add(id);
      again();
    });
    return made;
  }

  /* Material closes the search at Tab: from its line the chips come first. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || event.shiftKey || !event.target.matches?.("[data-md-component=search-query]")) return;
    const first = document.querySelector(".kb-search__filters:not([hidden]) .kb-search__chip, .kb-search__note .kb-search__chip, .kb-search__offers a");
    if (!first || first.closest("[hidden]")) return;
    event.preventDefault();
    event.stopPropagation();
    first.focus();
  }, true);
})();
