/* The player. This part finds videos, loads the rest (words, media-chrome, player/*.js) and starts it.
   Without scripts, or where one does not come, the browser's own controls, contents and text remain. */
(() => {
  "use strict";
  const figures = [...document.querySelectorAll("figure.kb-player[data-words]")];
  if (!figures.length || window.kbgenPlayer) return;
  const home = document.currentScript.src.replace(/[^/]*$/, "");

  const load = (src) => new Promise((done, fail) => {
    const script = document.createElement("script");
    Object.assign(script, { src, onload: done, onerror: fail });
    document.head.append(script);
  });

  /** What the parts share. */
  const player = window.kbgenPlayer = {
    /** What this browser keeps; nothing where it may not. */
    kept: {
      get(key) {
        try { return localStorage.getItem("kbgen.video." + key); } catch { return null; }
      },
      set(key, value) {
        try {
          if (value === null) localStorage.removeItem("kbgen.video." + key);
          else localStorage.setItem("kbgen.video." + key, value);
        } catch { /* private mode */ }
      },
    },

    clock(seconds) {
      const s = Math.floor(seconds), two = (n) => String(n).padStart(2, "0");
      const minutes = Math.floor(s / 60);
      return s >= 3600 ? `${Math.floor(s / 3600)}:${two(minutes % 60)}:${two(s % 60)}` : `${minutes}:${two(s % 60)}`;
    },

    /** Seconds from "83", "83.5", "1m23s", "1:23", "1:02:03"; null from anything else. */
    moment(text) {
      if (/^\d{1,6}(\.\d+)?$/.test(text)) return Number(text);
      if (/^\d{1,4}(:\d{1,2}){1,2}$/.test(text)) return text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
      const parts = /^(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s?)?$/.exec(text || "");
      return parts && text ? (Number(parts[1] || 0) * 60 + Number(parts[2] || 0)) * 60 + Number(parts[3] || 0) : null;
    },

    element(name, attributes = {}, ...children) {
      const made = document.createElement(name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      made.append(...children);
      return made;
    },

    /** Go to a second, now or as soon as the video is there. */
    seek(video, seconds, play) {
      const go = () => {
        video.currentTime = Math.min(seconds, Math.max(0, (video.duration || seconds) - 0.1));
        if (play) video.play().catch(() => {}); // a browser may want a click first
      };
      if (video.readyState >= 1) return go();
      video.addEventListener("loadedmetadata", go, { once: true });
      if (video.preload === "none") {
        video.preload = "metadata";
        video.load();
      }
    },

    show(element) {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      element.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    },
  };

  const start = (said) => {
    figures.forEach((figure, index) => {
      const video = figure.querySelector("video");
      if (window.customElements?.get("media-controller")) player.dress(figure, video, said);
      player.place(figure, video, said, index === 0);
      player.follow(figure, video, said);
    });
    document.documentElement.classList.add("kb-player-ready");
  };

  (async () => {
    let said = { language: document.documentElement.lang || "en", words: {}, chrome: {} };
    await Promise.all(["controls", "place", "text"].map((part) => load(`${home}player/${part}.js`)));
    try {
      await load(new URL(figures[0].dataset.words, location.href).href);
      said = window.kbgenPlayerWords;
      globalThis.mediaChromeWords = { [said.language]: said.chrome };
      await load(new URL("../vendor/media-chrome/all.js", home).href);
    } catch { /* the browser's own controls stay */ }
    start(said);
  })().catch(() => {}); // so does everything else
})();
