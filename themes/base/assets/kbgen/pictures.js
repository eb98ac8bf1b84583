/* Screenshots: a click or Enter enlarges them in the page (without this script the picture opens by itself),
   a click, Esc or the button closes. Links to a second jump the guide's video. */
(() => {
  "use strict";
  const dialogs = typeof HTMLDialogElement === "function";
  let dialog = null;

  const element = (name, className, text) => {
    const made = document.createElement(name);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  };

  const made = (link) => {
    dialog = document.createElement("dialog");
    dialog.className = "kb-zoom";
    const close = element("button", "kb-zoom-close", link.dataset.close || "×");
    close.type = "button";
    const bar = element("div", "kb-zoom-bar");
    bar.append(element("span", "kb-zoom-words"), close);
    const room = element("div", "kb-zoom-room");
    room.tabIndex = 0; // arrows scroll it
    dialog.append(bar, room);
    dialog.addEventListener("click", () => dialog.close());
    document.body.append(dialog);
    return dialog;
  };

  const enlarge = (link) => {
    dialog ||= made(link);
    const frame = element("span", "kb-zoom-picture");
    const image = link.querySelector("img").cloneNode();
    image.src = link.href;
    image.loading = "eager";
    frame.append(image);
    const marks = link.querySelector(".kb-marks");
    if (marks) frame.append(marks.cloneNode(true));
    dialog.setAttribute("aria-label", image.alt || link.dataset.label || "");
    dialog.querySelector(".kb-zoom-words").textContent = image.alt;
    dialog.querySelector(".kb-zoom-room").replaceChildren(frame);
    dialog.addEventListener("close", () => link.focus(), { once: true });
    dialog.showModal();
  };

  const jump = (link, event) => {
    const video = document.querySelector("figure.kb-player video");
    if (!video) return;
    event.preventDefault();
    const go = () => {
      video.currentTime = Number(link.dataset.moment);
      video.play().catch(() => {}); // a browser may want a click first
    };
    if (video.readyState >= 1) go();
    else {
      video.addEventListener("loadedmetadata", go, { once: true });
      video.load();
    }
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    video.closest("figure").scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  };

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const picture = event.target.closest("a.kb-shot-open"), moment = event.target.closest("a[data-moment]");
    if (picture && dialogs) {
      event.preventDefault();
      enlarge(picture);
    } else if (moment) jump(moment, event);
  });
})();
