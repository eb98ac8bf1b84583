/* What a page built on one day, for every release alike, cannot know: the release it stands in, and what day it is. */
(function () {
  "use strict";

  function tellRelease() {
    var place = document.querySelector(".md-footer [data-kb-release], [data-kb-release]");
    var release = place ? place.textContent.trim() : "";
    if (!release) { return; }
    document.querySelectorAll("a[data-kb-report]").forEach(function (link) {
      link.href += encodeURIComponent("\r\n" + link.getAttribute("data-kb-report") + " " + release);
    });
  }

  function day(iso) {
    var parts = iso.split("-").map(Number);
    return Date.UTC(parts[0], parts[1] - 1, parts[2]) / 86400000;
  }

  function countDays() {
    var now = new Date();
    var today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / 86400000;
    document.querySelectorAll("[data-kb-last]").forEach(function (place) {
      var texts = place.getAttribute("data-kb-texts").split("|");
      var first = day(place.getAttribute("data-kb-first"));
      var last = day(place.getAttribute("data-kb-last"));
      var coming = today < first;
      var n = coming ? first - today : last - today;
      var forms = new Intl.PluralRules(document.documentElement.lang || "ru");
      var at = Math.max(0, ["one", "few"].indexOf(forms.select(n)) === -1 ? 2 : ["one", "few"].indexOf(forms.select(n)));
      var text = n < 0 ? texts[7] : n === 0 ? texts[3] : texts[(coming ? 4 : 0) + at];
      place.textContent = text.replace("#", String(n));
      var counted = place.parentNode.querySelector("[data-kb-counted]");
      if (counted) { counted.hidden = true; }
    });
  }

  /* The form is told which page it was opened from: only by script, so that links of the built pages stay plain. */
  function tellPage() {
    document.querySelectorAll("a[data-kb-form]").forEach(function (link) {
      link.href += "?page=" + encodeURIComponent(link.getAttribute("data-kb-form"));
    });
    var asked = new URLSearchParams(window.location.search).get("page") || "";
    var place = document.querySelector("[data-kb-page]");
    if (place && /^[\w./-]{1,120}$/.test(asked)) { place.textContent = asked; }
  }

  tellRelease();
  tellPage();
  countDays();
})();
