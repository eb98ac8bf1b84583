"""What a page of the preview runs: it loads itself anew when it changed, and tells what is wrong in a bar."""

SCRIPT = """\
(function () {
  'use strict';
  var own = document.currentScript;
  var words = own.dataset.words.split('|');
  var known = '', page = null, assets = null, shut = '';

  function element(name, kind, text) {
    var made = document.createElement(name);
    made.className = kind;
    made.textContent = text || '';
    return made;
  }

  function line(problem) {
    var item = element('li', problem.error ? 'kb-pv-error' : 'kb-pv-warning');
    item.appendChild(element('b', 'kb-pv-where', problem.where));
    item.appendChild(element('span', 'kb-pv-what', problem.what));
    if (problem.hint) item.appendChild(element('span', 'kb-pv-hint', '\\u2192 ' + problem.hint));
    return item;
  }

  function show(news) {
    var old = document.getElementById('kb-preview-bar');
    if (old) old.remove();
    var errors = news.problems.filter(function (problem) { return problem.error; });
    var told = JSON.stringify(news.problems);
    if (!news.problems.length || told === shut) return;
    var bar = document.createElement('details');
    bar.id = 'kb-preview-bar';
    bar.className = errors.length ? 'kb-pv-bad' : '';
    bar.open = errors.length > 0;
    bar.setAttribute('role', 'status');
    bar.setAttribute('data-search-exclude', '');
    var count = errors.length ? words[0] + ' ' + errors.length : words[1] + ' ' + news.problems.length;
    var head = element('summary', '', errors.length ? count + '. ' + words[2] : count);
    var hide = element('button', 'kb-pv-hide', words[3]);
    hide.type = 'button';
    hide.onclick = function () { shut = told; bar.remove(); };
    head.appendChild(hide);
    bar.appendChild(head);
    var list = element('ul', '');
    errors.concat(news.problems.filter(function (problem) { return !problem.error; })).slice(0, 50)
      .forEach(function (problem) { list.appendChild(line(problem)); });
    bar.appendChild(list);
    document.body.appendChild(bar);
  }

  function renew() {  // the new text at once; then the page itself, so that its scripts see it
    var after = function () { location.reload(); };
    fetch(location.href, { cache: 'no-store' })
      .then(function (answer) { return answer.text(); })
      .then(function (text) {
        var made = new DOMParser().parseFromString(text, 'text/html').querySelector('article');
        var old = document.querySelector('article');
        if (made && old) old.replaceWith(document.importNode(made, true));
        setTimeout(after, 500);  // long enough to be painted, also on a busy machine
      })
      .catch(after);
  }

  function heard(news) {
    if (page !== null && news.good && (news.page !== page || news.assets !== assets)) {
      show(news);
      if (news.assets === assets) renew(); else location.reload();
      return;
    }
    if (page === null) { page = news.page; assets = news.assets; }
    if (news.known !== known) show(news);
    known = news.known;
    ask();
  }

  function ask() {
    if (document.hidden) return;  // a window nobody sees asks nothing: connections are few
    fetch('/api/preview?page=' + encodeURIComponent(location.pathname) + '&known=' + encodeURIComponent(known),
      { cache: 'no-store' })
      .then(function (answer) { return answer.json(); })
      .then(heard)
      .catch(function () { setTimeout(ask, 700); });
  }

  document.addEventListener('visibilitychange', function () { if (!document.hidden) ask(); });
  ask();
})();
"""

STYLE = """\
#kb-preview-bar { position: fixed; z-index: 1000; left: 0; right: 0; bottom: 0; max-height: 45vh; overflow: auto;
  margin: 0; padding: .6rem 1rem; box-sizing: border-box; font: 15px/1.45 system-ui, sans-serif; color: #1d1d1f;
  background: #fff4d6; border-top: 3px solid #b97a00; box-shadow: 0 -2px 12px rgb(0 0 0 / 25%); }
#kb-preview-bar.kb-pv-bad { background: #ffe9e7; border-top-color: #b3261e; }
#kb-preview-bar summary { cursor: pointer; font-weight: 600; padding-right: 6rem; position: relative; }
#kb-preview-bar ul { margin: .5rem 0 0; padding: 0; list-style: none; }
#kb-preview-bar li { margin: 0 0 .5rem; padding-left: .7rem; border-left: 3px solid #b97a00; }
#kb-preview-bar li.kb-pv-error { border-left-color: #b3261e; }
#kb-preview-bar .kb-pv-where { display: block; font: 13px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
#kb-preview-bar .kb-pv-what, #kb-preview-bar .kb-pv-hint { display: block; overflow-wrap: anywhere; }
#kb-preview-bar .kb-pv-hint { color: #5b3a00; }
#kb-preview-bar.kb-pv-bad .kb-pv-hint { color: #7a1a14; }
#kb-preview-bar .kb-pv-hide { position: absolute; right: 0; top: 0; font: inherit; font-weight: 400; cursor: pointer;
  border: 1px solid currentcolor; border-radius: 4px; background: transparent; color: inherit; padding: 0 .6rem; }
@media print { #kb-preview-bar { display: none; } }
"""
