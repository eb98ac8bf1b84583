/* Where a video starts and stops: links to a moment (?t=1m23s, #t=83), going on where the reader stopped, cuts. */
(() => {
  "use strict";
  const player = window.kbgenPlayer, { element, kept, seek } = player;
  const EARLY = 10; // seconds: nobody needs to be brought back to the beginning, or to the end

  const linked = () => {
    const inHash = new URLSearchParams(location.hash.slice(1)).get("t");
    return player.moment(inHash ?? new URLSearchParams(location.search).get("t"));
  };

  player.place = (figure, video, said, first) => {
    const cut = figure.dataset.start !== undefined || figure.dataset.end !== undefined;
    const wanted = first ? linked() : null;
    if (cut) keepWithin(figure, video, said);
    if (wanted !== null) seek(video, wanted, false);
    if (!cut) remember(figure, video, said, wanted === null);
    const speed = Number(kept.get("speed"));
    if (speed >= 0.5 && speed <= 2) video.defaultPlaybackRate = video.playbackRate = speed;
    video.addEventListener("ratechange", () => kept.set("speed", String(video.playbackRate)));
    video.addEventListener("play", () => document.querySelectorAll("figure.kb-player video").forEach((other) => {
      if (other !== video) other.pause(); // one voice at a time
    }));
    if (first) addEventListener("hashchange", () => {
      const seconds = linked();
      if (seconds === null) return;
      seek(video, seconds, true);
      player.show(figure);
    });
  };

  /* The second is kept under a part of the file's hash: another film of the same name starts anew. */
  const remember = (figure, video, said, offering) => {
    const key = figure.dataset.key || figure.dataset.video;
    if (offering) offer(figure, video, said, Number(kept.get(key)));
    let saved = 0;
    const save = () => {
      saved = video.currentTime;
      kept.set(key, saved > EARLY && video.duration - saved > EARLY ? saved.toFixed(1) : null);
    };
    video.addEventListener("timeupdate", () => { if (Math.abs(video.currentTime - saved) > 3) save(); });
    video.addEventListener("pause", () => { if (video.currentTime > 0) save(); });
    video.addEventListener("ended", () => kept.set(key, null));
  };

  const offer = (figure, video, said, stopped) => {
    if (!(stopped > EARLY)) return;
    const text = (said.words.resume || "{time}").replace("{time}", player.clock(stopped));
    const button = element("button", { type: "button", class: "kb-player-resume" }, text);
    button.addEventListener("click", () => {
      seek(video, stopped, true);
      button.remove();
    });
    video.addEventListener("play", () => button.remove(), { once: true });
    figure.querySelector("figcaption").prepend(button);
  };

  /* A cut begins and stops exactly where it says. Who goes elsewhere by hand is let go; playing after the end repeats. */
  const keepWithin = (figure, video, said) => {
    const start = Number(figure.dataset.start) || 0, end = Number(figure.dataset.end) || Infinity;
    for (const source of video.querySelectorAll("source")) {
      source.src = source.getAttribute("src").replace(/(#t=[\d.]+),.*/, "$1"); // the browser would stop there whoever goes on
    }
    video.addEventListener("play", () => {
      if (!/#t=[\d.]*,/.test(video.currentSrc)) return;
      video.load(); // now, and not before: it fetches the video even where nobody wants to see it
      video.play().catch(() => {});
    }, { once: true });
    let timer = 0, inside = true;
    const again = element("button", { type: "button", class: "kb-player-again", hidden: "" }, said.words.again || "");
    again.addEventListener("click", () => seek(video, start, true));
    figure.querySelector("figcaption").append(again);
    const stop = () => {
      inside = false;
      again.hidden = false;
      video.pause();
      video.currentTime = Math.min(end, video.duration || end);
    };
    const watch = () => {
      clearTimeout(timer);
      if (video.paused || video.seeking || !inside) return;
      const left = (end - video.currentTime) / video.playbackRate;
      if (left <= 0) stop();
      else if (left < 2) timer = setTimeout(watch, Math.max(4, left * 1000 - 15));
    };
    video.addEventListener("loadedmetadata", () => { if (video.currentTime < start) video.currentTime = start; });
    for (const event of ["seeking", "seeked"]) video.addEventListener(event, () => {
      inside = video.currentTime >= start - 0.3 && video.currentTime < end - 0.05;
      watch();
    });
    video.addEventListener("play", () => {
      again.hidden = true;
      if (Math.abs(video.currentTime - end) < 0.3) {
        inside = true;
        video.currentTime = start;
      }
    });
    for (const event of ["playing", "timeupdate", "ratechange"]) video.addEventListener(event, watch);
  };
})();
