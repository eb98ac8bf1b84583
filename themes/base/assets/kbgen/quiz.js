/* The self-check of a role. The page holds questions with folded answers; here they become forms. Answers are kept in
   this browser alone, the name on the certificate nowhere. */
(() => {
  "use strict";
  const box = document.querySelector("[data-kb-quiz]");
  if (!box) return;
  const set = box.dataset, key = `kbgen.quiz.${set.client}.${set.kbQuiz}`, least = Number(set.pass);
  const say = (name) => set[`say${name.replace(/(?:^|_)(\w)/g, (_, c) => c.toUpperCase())}`] || "";
  const fill = (name, values) => say(name).replace(/\{(\w+)\}/g, (whole, blank) => (blank in values ? String(values[blank]) : whole));
  let memory = {}, stored = true;

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(key) || "{}");
      return kept && typeof kept.answers === "object" && kept.answers ? kept.answers : {};
    } catch {
      return memory;
    }
  };
  const write = (answers) => {
    memory = answers;
    try {
      localStorage.setItem(key, JSON.stringify({ answers }));
      stored = localStorage.getItem(key) !== null;
    } catch {
      stored = false;
    }
  };
  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    made.append(...children);
    return made;
  };

  const questions = [...box.querySelectorAll(".kb-question")].map((item, number) => {
    const answers = [...item.querySelectorAll(".kb-answers > li")].map((one) => one.textContent.trim());
    return { item, number, id: item.dataset.id, right: Number(item.dataset.right), answers, text: item.querySelector(".kb-asked").textContent, why: item.querySelector(".kb-why p") };
  });
  const bar = element("progress", { max: String(questions.length), value: "0", "aria-hidden": "true" });
  const count = element("span", { role: "status" });
  const head = element("div", { class: "kb-quiz-head" }, count, bar);
  const end = element("section", { class: "kb-quiz-end", "aria-labelledby": "kb-quiz-end", hidden: "" });

  const answered = () => {
    const kept = read();
    return questions.filter((q) => Number.isInteger(kept[q.id]) && kept[q.id] >= 0 && kept[q.id] < q.answers.length);
  };
  const score = () => {
    const kept = read(), done = answered();
    return { all: questions.length, done: done.length, right: done.filter((q) => kept[q.id] === q.right).length, least };
  };

  const ask = (q) => {
    const name = `kb-question-${q.number}`;
    const group = element("fieldset", {}, element("legend", {}, q.text));
    q.inputs = q.answers.map((answer, n) => {
      const input = element("input", { type: "radio", name, id: `${name}-${n}`, value: String(n) });
      group.append(element("label", { for: `${name}-${n}` }, input, element("span", {}, answer)));
      return input;
    });
    q.button = element("button", { type: "submit", class: "kb-feedback-button" }, say("check"));
    q.hint = element("span", { class: "kb-quiz-hint", role: "status" });
    q.form = element("form", {}, group, q.button, q.hint);
    q.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const chosen = q.inputs.findIndex((input) => input.checked);
      if (chosen < 0) {
        q.hint.textContent = say("pick");
        return q.inputs[0].focus();
      }
      write({ ...read(), [q.id]: chosen });
      show(q, chosen);
      q.verdict.focus();
      tell();
    });
    q.item.replaceChildren(q.form);
  };

  const show = (q, chosen) => {
    q.inputs.forEach((input, n) => {
      input.checked = n === chosen;
      input.disabled = true;
      const mark = n === q.right ? "answer" : n === chosen ? "chosen" : "";
      if (!mark) return;
      input.parentElement.classList.add(n === q.right ? "kb-is-right" : "kb-is-wrong");
      input.parentElement.append(element("em", {}, n === q.right && n === chosen ? say("chosen") : say(mark)));
    });
    const right = chosen === q.right;
    q.verdict = element("div", { class: right ? "kb-verdict kb-is-right" : "kb-verdict kb-is-wrong", tabindex: "-1" },
      element("strong", {}, say(right ? "right" : "wrong")), " ", ...[...q.why.cloneNode(true).childNodes].slice(1));
    q.button.remove();
    q.hint.remove();
    q.form.append(q.verdict);
  };

  const today = () => new Date().toLocaleDateString(document.documentElement.lang || "en", { day: "numeric", month: "long", year: "numeric" });

  /* Made only for printing, and taken away afterwards: the name stays in no store and on no page. */
  const print = (name) => {
    const got = score(), logo = document.querySelector(".md-header .md-logo img");
    const sheet = element("div", { class: "kb-certificate", lang: document.documentElement.lang });
    if (logo) sheet.append(element("img", { src: logo.src, alt: "" }));
    sheet.append(
      element("p", { class: "kb-certificate-title" }, say("certificate")),
      element("p", { class: "kb-certificate-name" }, name || "\u00a0"),
      element("p", {}, `${say("for_role")}: ${set.role}`),
      element("p", {}, `${say("result")}: ${got.right} ${say("of")} ${got.all}`),
      element("p", { class: "kb-certificate-about" }, `${set.about} · ${today()}${document.documentElement.dataset.release ? ` · ${document.documentElement.dataset.release}` : ""}`),
    );
    document.body.append(sheet);
    document.documentElement.classList.add("kb-printing");
    const after = () => {
      document.documentElement.classList.remove("kb-printing");
      sheet.remove();
      window.removeEventListener("afterprint", after);
    };
    window.addEventListener("afterprint", after);
    window.print();
  };

  const finish = () => {
    const got = score(), passed = got.right >= least;
    const parts = [element("h2", { id: "kb-quiz-end" }, say("done")), element("p", {}, fill(passed ? "passed" : "failed", got))];
    if (passed) {
      const field = element("input", { type: "text", id: "kb-quiz-name", maxlength: "80", autocomplete: "off", "aria-describedby": "kb-quiz-name-hint" });
      const form = element("form", { class: "kb-quiz-name" },
        element("label", { for: "kb-quiz-name" }, say("name")), field,
        element("span", { id: "kb-quiz-name-hint", class: "kb-feedback-hint" }, say("name_hint")),
        element("button", { type: "submit", class: "kb-feedback-button" }, say("print")));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        print(field.value.trim());
      });
      parts.push(form);
    }
    const again = element("button", { type: "button", class: "kb-feedback-button" }, say("again"));
    again.addEventListener("click", () => {
      if (!confirm(say("sure"))) return;
      write({});
      questions.forEach(ask);
      tell();
      questions[0].inputs[0].focus();
    });
    end.replaceChildren(...parts, again);
    end.className = passed ? "kb-quiz-end kb-is-right" : "kb-quiz-end kb-is-wrong";
  };

  const tell = () => {
    const got = score();
    bar.value = got.done;
    count.textContent = fill("progress", got) + (stored ? "" : ` ${say("unsaved")}`);
    end.hidden = got.done < got.all;
    if (!end.hidden) finish();
  };

  box.prepend(head);
  box.append(end);
  questions.forEach(ask);
  const kept = read();
  write(kept);
  answered().forEach((q) => show(q, kept[q.id]));
  tell();
})();
