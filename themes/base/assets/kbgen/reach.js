/* What a page needs beside its text: folded parts are open on paper, wide tables can be scrolled by keyboard. */
(() => {
  "use strict";
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("article details:not([open])")];
    for (const part of opened) part.open = true;
    for (const image of document.images) image.loading = "eager";
  });
  addEventListener("afterprint", () => {
    for (const part of opened) part.open = false;
  });

  const reach = () => {
    for (const box of document.querySelectorAll(".md-typeset__scrollwrap, .kb-diagram")) {
      const scrolls = box.scrollWidth > box.clientWidth + 1 || [...box.children].some((inner) => inner.scrollWidth > inner.clientWidth + 1 && getComputedStyle(inner).overflowX !== "visible");
      if (scrolls) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  addEventListener("resize", reach);
  addEventListener("load", reach);
})();
