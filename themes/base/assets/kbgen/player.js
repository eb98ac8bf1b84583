/* The player: media-chrome's controls around a native <video>, contents and transcript that follow it, links to a
   moment (?t=1m23s, #t=83), resuming. Without this script the browser's own controls remain. */
(() => {
  "use strict";
  const figures = [...document.querySelectorAll("figure.kb-player[data-words]")];
  if (!figures.length || window.kbgenPlayer) return;
  window.kbgenPlayer = true;
  const home = document.currentScript.src.replace(/[^/]*$/, "");
  const WAIT_AFTER_SCROLL = 4000; // ms: a reader who scrolls the transcript is left alone

  const store = {
    get(key) {
      try { return localStorage.getItem("kbgen.video." + key); } catch { return null; }
    },
    set(key, value) {
      try { value === null ? localStorage.removeItem("kbgen.video." + key) : localStorage.setItem("kbgen.video." + key, value); } catch { /* private mode */ }
    },
  };

  const clock = (seconds) => {
    const s = Math.floor(seconds), two = (n) => String(n).padStart(2, "0");
    return s >= 3600 ? `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`;
  };

  /** Seconds from "83", "83.5", "1m23s", "1:23", "1:02:03"; null from anything else. */
  const moment = (text) => {
    if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
    if (/^\d+(:\d{1,2}){1,2}$/.test(text)) return text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
    const parts = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/.exec(text || "");
    return parts && text ? (Number(parts[1] || 0) * 60 + Number(parts[2] || 0)) * 60 + Number(parts[3] || 0) : null;
  };

  const linked = () => {
    const inHash = new URLSearchParams(location.hash.slice(1)).get("t");
    return moment(inHash ?? new URLSearchParams(location.search).get("t"));
  };

  const load = (src) => new Promise((done, fail) => {
    const script = document.createElement("script");
    Object.assign(script, { src, onload: done, onerror: fail });
    document.head.append(script);
  });

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  const seek = (video, seconds, play) => {
    const go = () => {
      video.currentTime = Math.min(seconds, Math.max(0, (video.duration || seconds) - 0.1));
      if (play) video.play().catch(() => {}); // a browser may want a click first
    };
    if (video.readyState >= 1) return go();
    video.addEventListener("loadedmetadata", go, { once: true });
    if (video.preload === "none") video.load();
  };

  /* Controls of media-chrome around the video. */
  const dress = (figure, video, said) => {
    const bar = element("media-control-bar", { class: "kb-player-bar" },
      element("media-play-button"),
      element("media-seek-backward-button", { seekoffset: 10 }),
      element("media-seek-forward-button", { seekoffset: 10 }),
      element("media-time-display", { showduration: "" }),
      element("span", { class: "kb-player-gap" }),
      element("media-mute-button"), element("media-volume-range"),
      element("media-captions-button"),
      element("media-playback-rate-button", { rates: "0.75 1 1.25 1.5 2" }),
      element("media-pip-button"), element("media-fullscreen-button"));
    const frame = element("media-controller", {
      lang: said.language, defaultsubtitles: "", novolumepref: "", keyboardbackwardseekoffset: 5,
      keyboardforwardseekoffset: 5, hotkeys: "noshift+/ nop",
      autohide: "-1" }); // the bar stands below the picture: it covers nothing, so it need not hide
    video.before(frame);
    video.slot = "media";
    video.removeAttribute("controls");
    frame.append(video,
      element("media-loading-indicator", { slot: "centered-chrome", noautohide: "" }),
      element("media-play-button", { slot: "centered-chrome", class: "kb-player-start" }),
      element("media-error-dialog", { slot: "dialog" }),
      element("media-time-range"), bar);
    figure.classList.add("kb-player-dressed");
    const captions = bar.querySelector("media-captions-button");
    if (video.textTracks.length) captions.setAttribute("role", "switch"); // it says whether it is on, which no plain button may
    else captions.remove();
  };

  /* Start where the link says, offer to go on where the reader stopped, keep within a cut. */
  const place = (figure, video, said, first) => {
    const start = Number(figure.dataset.start) || 0, end = Number(figure.dataset.end) || Infinity;
    const key = (video.querySelector("source")?.getAttribute("src") || "").replace(/^.*\//, "").replace(/#.*$/, "");
    const wanted = first ? linked() : null;
    if (wanted !== null) seek(video, wanted, false);
    else if (!start && end === Infinity) offer(figure, video, said, Number(store.get(key)));
    let saved = 0;
    video.addEventListener("timeupdate", () => {
      if (video.currentTime >= end && !video.paused && video.currentTime < end + 1) video.pause();
      if (!start && end === Infinity && Math.abs(video.currentTime - saved) > 3) {
        saved = video.currentTime;
        const rest = video.duration - saved;
        store.set(key, saved > 10 && rest > 10 ? saved.toFixed(1) : null);
      }
    });
    video.addEventListener("ended", () => store.set(key, null));
    const speed = Number(store.get("speed"));
    if (speed >= 0.5 && speed <= 2) video.defaultPlaybackRate = video.playbackRate = speed;
    video.addEventListener("ratechange", () => store.set("speed", String(video.playbackRate)));
  };

  const offer = (figure, video, said, stopped) => {
    if (!(stopped > 10)) return;
    const text = (said.words.resume || "{time}").replace("{time}", clock(stopped));
    const button = element("button", { type: "button", class: "kb-player-resume" }, text);
    button.addEventListener("click", () => { seek(video, stopped, true); button.remove(); });
    video.addEventListener("play", () => button.remove(), { once: true });
    figure.querySelector("figcaption").prepend(button);
  };

  /* Contents and transcript: a click seeks, the current line is lit and kept in view. */
  const follow = (page, video) => {
    const lines = [...page.querySelectorAll("[data-from]")];
    const heads = [...page.querySelectorAll(".kb-chapters a[data-seek]")];
    const list = page.querySelector(".kb-transcript ol");
    let touched = 0, lit = null;
    const at = (items, key) => items.filter((item) => Number(item.dataset[key]) <= video.currentTime + 0.15).pop() || null;
    const show = () => {
      const head = at(heads, "seek"), line = at(lines, "from");
      heads.forEach((h) => (h === head ? h.setAttribute("aria-current", "true") : h.removeAttribute("aria-current")));
      if (line === lit) return;
      [lit, lit?.closest("li")].forEach((e) => e?.classList.remove("kb-now"));
      lit = line;
      [lit, lit?.closest("li")].forEach((e) => e?.classList.add("kb-now"));
      if (lit && list && Date.now() - touched > WAIT_AFTER_SCROLL) {
        const row = lit.closest("li");
        list.scrollTo({ top: row.offsetTop - list.offsetTop - list.clientHeight / 3, behavior: "smooth" });
      }
    };
    for (const event of ["wheel", "touchmove", "keydown"]) list?.addEventListener(event, () => { touched = Date.now(); }, { passive: true });
    page.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-seek]"), line = event.target.closest("[data-from]");
      if (!link && (!line || String(getSelection()))) return;
      event.preventDefault();
      const seconds = Number(link ? link.dataset.seek : line.dataset.from);
      touched = 0;
      seek(video, seconds, true);
      history.replaceState(null, "", "#t=" + Math.floor(seconds));
      video.closest("figure").scrollIntoView({ block: "nearest", behavior: "smooth" });
    });
    video.addEventListener("timeupdate", show);
    video.addEventListener("seeking", show);
  };

  const start = (said) => {
    figures.forEach((figure, index) => {
      const video = figure.querySelector("video");
      if (window.customElements?.get("media-controller")) dress(figure, video, said);
      place(figure, video, said, index === 0);
      const page = figure.closest(".kb-video");
      if (page) follow(page, video);
    });
    addEventListener("hashchange", () => {
      const seconds = linked();
      if (seconds !== null) {
        seek(figures[0].querySelector("video"), seconds, true);
        figures[0].scrollIntoView({ block: "nearest" });
      }
    });
    document.documentElement.classList.add("kb-player-ready");
  };

  (async () => {
    let said = { language: document.documentElement.lang || "en", words: {}, chrome: {} };
    try {
      await load(new URL(figures[0].dataset.words, location.href).href);
      said = window.kbgenPlayerWords;
      globalThis.mediaChromeWords = { [said.language]: said.chrome };
      await load(new URL("../vendor/media-chrome/all.js", home).href);
    } catch { /* the browser's own controls stay */ }
    start(said);
  })();
})();
