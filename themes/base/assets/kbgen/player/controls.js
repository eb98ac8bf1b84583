/* Controls of media-chrome around a native <video>: bar, pictures over the time bar, size of the picture, keys. */
(() => {
  "use strict";
  const player = window.kbgenPlayer, { element } = player;

  player.dress = (figure, video, said) => {
    const range = element("media-time-range");
    const bar = element("media-control-bar", { class: "kb-player-bar" },
      element("media-play-button"),
      element("media-seek-backward-button", { seekoffset: 10 }),
      element("media-seek-forward-button", { seekoffset: 10 }),
      element("media-time-display", { showduration: "" }),
      element("span", { class: "kb-player-gap" }),
      element("media-mute-button"), element("media-volume-range"),
      element("media-captions-button"),
      element("media-playback-rate-button", { rates: "0.75 1 1.25 1.5 2" }),
      ...sizes(figure, video, said),
      element("media-pip-button"), element("media-fullscreen-button"));
    const part = figure.classList.contains("kb-player-cut") ? figure.querySelector(".kb-player-length")?.textContent : "";
    const frame = element("media-controller", {
      "aria-label": [video.getAttribute("aria-label"), part].filter(Boolean).join(". "), lang: said.language, defaultsubtitles: "", novolumepref: "", keyboardbackwardseekoffset: 5,
      keyboardforwardseekoffset: 5, hotkeys: "noshift+/ nop", defaultduration: figure.dataset.duration || "",
      autohide: "-1" }); // the bar stands below the picture: it covers nothing, so it need not hide
    video.before(frame);
    video.slot = "media";
    video.removeAttribute("controls");
    frame.append(video,
      element("media-loading-indicator", { slot: "centered-chrome", noautohide: "" }),
      element("media-play-button", { slot: "centered-chrome", class: "kb-player-start" }),
      element("media-error-dialog", { slot: "dialog" }),
      range, bar);
    figure.classList.add("kb-player-dressed");
    const captions = bar.querySelector("media-captions-button");
    if ([...video.textTracks].some((track) => track.kind === "captions")) {
      captions.setAttribute("role", "switch"); // it says whether it is on, which no plain button may
    } else captions.remove();
    if (figure.dataset.story) pictures(figure, range);
    if (figure.dataset.start || figure.dataset.end) mark(figure, range, video);
  };

  /* Pictures over the time bar: a part of one image, as a background, which unlike <img crossorigin> works on file://,
     too. The image is fetched when somebody first points at the bar. */
  const pictures = (figure, range) => {
    const [step, count, columns, width, height] = figure.dataset.tiles.split(" ").map(Number);
    const address = new URL(figure.dataset.story, location.href).href;
    const picture = element("span", { slot: "preview", class: "kb-preview" });
    const show = () => {
      const second = Number(range.getAttribute("mediapreviewtime"));
      const tile = Math.max(0, Math.min(count - 1, Math.floor(second / step)));
      picture.style.backgroundPosition = `-${(tile % columns) * width}px -${Math.floor(tile / columns) * height}px`;
    };
    const fetchIt = () => {
      Object.assign(picture.style, { backgroundImage: `url("${address}")`, width: `${width}px`, height: `${height}px` });
    };
    range.addEventListener("pointerenter", fetchIt, { once: true });
    range.append(picture,
      element("media-preview-chapter-display", { slot: "preview" }),
      element("media-preview-time-display", { slot: "preview" }));
    new MutationObserver(show).observe(range, { attributeFilter: ["mediapreviewtime"] });
  };

  /* A line under the time bar where the cut lies. */
  const mark = (figure, range, video) => {
    const line = element("span", { class: "kb-cut-mark", "aria-hidden": "true" });
    const draw = () => {
      const length = video.duration || Number(figure.dataset.duration);
      const start = Math.min(1, (Number(figure.dataset.start) || 0) / length);
      const end = Math.min(1, (Number(figure.dataset.end) || length) / length);
      Object.assign(line.style, { left: `${start * 100}%`, width: `${(end - start) * 100}%` });
    };
    draw();
    video.addEventListener("durationchange", draw);
    range.after(element("span", { class: "kb-cut-rail" }, line));
  };

  /* A choice of the picture's size, where there are several; it is kept for all videos. */
  const sizes = (figure, video, said) => {
    const sources = [...video.querySelectorAll("source")];
    const known = [...new Set(sources.map((source) => source.dataset.size))];
    if (known.length < 2) return [];
    const select = element("select", { class: "kb-player-size", "aria-label": said.words.quality || "" },
      ...known.map((size) => element("option", { value: size }, `${size}p`)));
    const take = (size) => {
      const [at, playing, rate] = [video.currentTime, !video.paused, video.playbackRate];
      const loaded = video.networkState !== HTMLMediaElement.NETWORK_EMPTY && video.currentSrc;
      const wanted = (source) => (source.dataset.size === size ? 0 : 1);
      sources.sort((one, other) => wanted(one) - wanted(other));
      video.prepend(...sources);
      if (!loaded) return;
      video.addEventListener("loadedmetadata", () => {
        video.currentTime = at;
        video.playbackRate = rate;
        if (playing) video.play().catch(() => {});
      }, { once: true });
      video.load();
    };
    const kept = player.kept.get("size");
    if (known.includes(kept)) {
      select.value = kept;
      if (kept !== known[0]) take(kept);
    }
    select.addEventListener("change", () => {
      player.kept.set("size", select.value);
      take(select.value);
    });
    select.addEventListener("keydown", (event) => event.stopPropagation()); // arrows choose here, they do not seek
    return [select];
  };

  /** The list of keys, folded. */
  player.keys = (said) => {
    const word = (name) => said.words[name] || "";
    const keys = [
      [[word("key_space"), "K"], "key_play"], [["←", "→"], "key_seek"], [["↑", "↓"], "key_volume"], [["M"], "key_mute"],
      [["C"], "key_captions"], [["F"], "key_fullscreen"], [["<", ">"], "key_rate"],
    ];
    const rows = keys.map(([names, what]) => element("li", {},
      ...names.flatMap((name) => [element("kbd", {}, name), " "]), word(what)));
    return element("details", { class: "kb-player-keys" },
      element("summary", {}, word("keys")), element("ul", {}, ...rows));
  };
})();
