/* Contents and text of a video: a click seeks, the current line is lit and kept in view, words can be found, all printed. */
(() => {
  "use strict";
  const player = window.kbgenPlayer, { element, seek } = player;
  const WAIT_AFTER_SCROLL = 4000; // ms: a reader who scrolls the text is left alone

  player.follow = (figure, video, said) => {
    const page = figure.closest(".kb-video") || figure;
    const text = page.querySelector(".kb-transcript");
    light(page, video);
    page.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-seek]"), line = event.target.closest("[data-from]");
      if (!link && (!line || String(getSelection()))) return;
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      const seconds = Number(link ? link.dataset.seek : line.dataset.from);
      seek(video, seconds, true);
      if (page !== figure) history.replaceState(null, "", "#t=" + Math.floor(seconds));
      player.show(figure);
    });
    if (page === figure) return;
    if (text) tools(text, video, said);
    foot(page, figure, said);
  };

  const light = (page, video) => {
    const lines = [...page.querySelectorAll("[data-from]")];
    const heads = [...page.querySelectorAll(".kb-chapters a[data-seek]")];
    const list = page.querySelector(".kb-transcript ol, .kb-cut-text ol");
    let touched = 0, lit = null;
    const at = (items, key) => items.filter((item) => Number(item.dataset[key]) <= video.currentTime + 0.15).pop() || null;
    const show = () => {
      const head = at(heads, "seek"), line = at(lines, "from");
      heads.forEach((h) => (h === head ? h.setAttribute("aria-current", "true") : h.removeAttribute("aria-current")));
      if (line === lit) return;
      [lit, lit?.closest("li")].forEach((e) => e?.classList.remove("kb-now"));
      lit = line;
      [lit, lit?.closest("li")].forEach((e) => e?.classList.add("kb-now"));
      if (lit && list && Date.now() - touched > WAIT_AFTER_SCROLL) into(list, lit.closest("li"));
    };
    for (const event of ["wheel", "touchmove", "keydown"]) {
      list?.addEventListener(event, () => { touched = Date.now(); }, { passive: true });
    }
    video.addEventListener("timeupdate", show);
    video.addEventListener("seeking", show);
  };

  /** Scrolls the list only, never the page. */
  const into = (list, row) => {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const top = row.getBoundingClientRect().top - list.getBoundingClientRect().top + list.scrollTop;
    list.scrollTo({ top: top - list.clientHeight / 3, behavior: calm ? "auto" : "smooth" });
  };

  /* Finding words, and printing. */
  const tools = (text, video, said) => {
    const word = (name) => said.words[name] || "";
    const list = text.querySelector("ol");
    list.tabIndex = 0; // arrows scroll it
    list.setAttribute("aria-labelledby", "kb-transcript");
    const field = element("input", { type: "search", placeholder: word("find"), "aria-label": word("find") });
    const told = element("span", { class: "kb-found", role: "status" });
    const print = element("button", { type: "button", class: "kb-text-print", title: word("print"), "aria-label": word("print") });
    print.addEventListener("click", () => window.print());
    text.querySelector(".kb-video-heading").after(element("div", { class: "kb-text-tools" }, field, told, print));
    const plain = (string) => string.toLowerCase().replaceAll("ё", "е");
    const lines = [...list.querySelectorAll("[data-from], .kb-chapter")].map((line) => [line, plain(line.textContent)]);
    let found = [], at = -1;
    const show = () => {
      found.forEach((line, n) => line.classList.toggle("kb-found-now", n === at));
      told.textContent = !field.value.trim() ? "" : !found.length ? word("nothing")
        : word("found").replace("{n}", at + 1).replace("{all}", found.length);
      if (found[at]) into(list, found[at].closest("li"));
    };
    field.addEventListener("input", () => {
      const wanted = plain(field.value.trim());
      found.forEach((line) => line.classList.remove("kb-found-now"));
      found = [];
      for (const [line, string] of lines) {
        const hit = Boolean(wanted) && string.includes(wanted);
        line.classList.toggle("kb-found-line", hit);
        if (hit) found.push(line);
      }
      at = found.length ? 0 : -1;
      show();
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && field.value) {
        field.value = "";
        field.dispatchEvent(new Event("input"));
        event.stopPropagation();
      } else if (event.key === "Enter" && found.length) {
        event.preventDefault();
        if (event.ctrlKey) seek(video, Number(found[at].closest("li").querySelector("[data-from]")?.dataset.from ?? 0), true);
        else at = (at + (event.shiftKey ? found.length - 1 : 1)) % found.length;
        show();
      }
    });
  };

  /* Below the player: the keys, and whether the text stands beside the picture or below it. */
  const foot = (page, figure, said) => {
    const caption = figure.querySelector("figcaption");
    if (!figure.classList.contains("kb-player-dressed")) return;
    caption.append(player.keys(said));
    if (!page.querySelector(".kb-transcript")) return;
    const button = element("button", { type: "button", class: "kb-player-wide" });
    const set = (wide) => {
      page.classList.toggle("kb-video-wide", wide);
      button.textContent = said.words[wide ? "narrow" : "wide"] || "";
    };
    set(player.kept.get("wide") === "yes");
    button.addEventListener("click", () => {
      const wide = !page.classList.contains("kb-video-wide");
      player.kept.set("wide", wide ? "yes" : null);
      set(wide);
    });
    caption.append(button);
  };
})();
