/*
 * What the search box shows beside Material's own list: a line that says how the query was understood,
 * or that nothing was found. Listens to what the search worker answers; loaded before Material's bundle.
 */
"use strict";
(() => {
  const Native = window.Worker; // on file:// the shim's frame, loaded before

  window.Worker = class extends Native {
    constructor(url, options) {
      super(url, options);
      if (String(url).includes("search-worker.js")) {
        this.addEventListener("message", ({ data: message }) => {
          if (message?.type === 3) show(message.data?.kb?.note || "");
        });
      }
    }
  };

  function show(text) {
    const result = document.querySelector("[data-md-component=search-result]");
    if (!result) return;
    let line = result.querySelector(".kb-search__note");
    if (!line) {
      line = document.createElement("div");
      line.className = "kb-search__note";
      line.setAttribute("role", "status");
      result.querySelector(".md-search-result__meta")?.after(line);
    }
    line.textContent = text;
    line.hidden = !text;
  }
})();
