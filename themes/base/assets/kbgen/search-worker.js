/*
 * Search in the browser: stands where Material's own search worker stood and speaks its protocol
 * (0 set up, 1 ready, 2 query, 3 result). Reads the shards that kbgen/search/shards.py writes.
 *
 * The query rules are those of kbgen/search/query.py, ranking.py and searching.py, function by function;
 * their numbers and tables come with the index (rules), so that both sides answer alike.
 *
 * Runs as a Worker on http, and inside the frame of iframe-worker on file://, where only script tags may load.
 */
"use strict";
(() => {
  const framed = typeof document !== "undefined";
  const here = framed ? document.currentScript.src : self.location.href;
  const folder = new URL("search/", here);

  /* ---------------------------------------------------------------- loading */

  const waiting = new Map(); // name → what takes the file's content
  self.kbgenSearch = (name, content) => waiting.get(name)?.(content);
  let damaged = false;

  /* The content of a file as bytes; null when it is missing or broken: the rest still searches. */
  async function load(name) {
    try {
      const text = atob(framed ? await loadByTag(name) : await loadByFetch(name));
      const bytes = new Uint8Array(text.length);
      for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
      return new Uint8Array(await new Response(stream).arrayBuffer());
    } catch (error) {
      damaged = true;
      return null;
    }
  }

  function loadByTag(name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      waiting.set(name, resolve);
      script.onload = script.onerror = () => {
        waiting.delete(name);
        script.remove();
        reject(new Error(name)); // comes after resolve when the file was sound
      };
      script.src = new URL(`${name}.js`, folder).href;
      document.body.appendChild(script);
    });
  }

  /* All files but meta are named by their content; meta is asked for anew, so that no old one names files that are gone. */
  async function loadByFetch(name) {
    const response = await fetch(new URL(`${name}.js`, folder), { cache: name === "meta" ? "no-cache" : "default" });
    return /^kbgenSearch\("\w+","([^"]*)"\);\s*$/.exec(await response.text())[1];
  }

  /* On file:// the page itself waits for us: after a few milliseconds of work it gets its turn. */
  const SLICE = 8;
  let began = performance.now();
  const pause = () => new Promise((resolve) => {
    setTimeout(() => {
      began = performance.now();
      resolve();
    });
  });
  const worked = () => performance.now() - began > SLICE;

  /* Each file is loaded once; *make* turns bytes into what is kept. */
  const kept = new Map();
  function once(name, make, otherwise) {
    if (!kept.has(name)) {
      kept.set(name, load(name).then(async (bytes) => {
        if (worked()) await pause();
        try {
          if (bytes) return make(bytes);
        } catch (error) {
          damaged = true;
        }
        return otherwise;
      }));
    }
    return kept.get(name);
  }

  const decoder = new TextDecoder();
  const asJson = (bytes) => JSON.parse(decoder.decode(bytes));
  let meta = null;
  let rules = null;
  let pageOf = null; // record → page
  let firstOf = null; // page → its first record
  let byNumber = null; // number of a page in posting lists → its first record
  let stop = null;

  /* Begun before anybody asks: Material sends its first message only once the search is opened. */
  let begun = null;
  const started = () => (begun ??= setUp().catch(() => {
    meta = null;
    damaged = true;
  }));
  if (framed && typeof requestIdleCallback === "function") requestIdleCallback(started, { timeout: 2000 });
  else if (!framed) setTimeout(started);

  async function setUp() {
    const read = await once("meta", asJson, null);
    if (!read) return;
    meta = read;
    rules = meta.rules;
    stop = new Set(rules.STOP);
    firstOf = new Uint32Array(meta.counts.length + 1);
    meta.counts.forEach((count, page) => { firstOf[page + 1] = firstOf[page] + count; });
    meta.records = firstOf[meta.counts.length];
    byNumber = new Map(meta.numbers.map((number, page) => [number, firstOf[page]]));
    pageOf = new Uint32Array(meta.records);
    meta.counts.forEach((_, page) => pageOf.fill(page, firstOf[page], firstOf[page + 1]));
    meta.begins = meta.words.map(([begin]) => begin);
    meta.firstPages = meta.texts.map(([page]) => page);
  }

  /* Number of the last beginning that is not after *wanted*. */
  function portion(begins, wanted) {
    let low = 0;
    let high = begins.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (begins[middle] <= wanted) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  /* ---------------------------------------------------------------- words of the index */

  const nothing = { lines: [], starts: [], lists: new Uint8Array() };
  const ready = new Map(); // number of a shard → the shard, once it is loaded

  const shard = (number) => (ready.has(number) ? ready.get(number) : loadShard(number));

  async function loadShard(number) {
    if (number >= meta.words.length) return nothing;
    const loaded = await once(meta.words[number][1], readWords, nothing);
    ready.set(number, loaded);
    return loaded;
  }

  /* Lines stay as they are until one is asked for: most never are. */
  function readWords(bytes) {
    const length = new DataView(bytes.buffer).getUint32(0, true);
    const lines = decoder.decode(bytes.subarray(4, 4 + length)).split("\n");
    const starts = new Uint32Array(lines.length + 1);
    lines.forEach((line, i) => {
      const size = line.split("\t", 4)[3];
      starts[i + 1] = starts[i] + +(size || 0);
    });
    return { lines, starts, lists: bytes.slice(4 + length) };
  }

  function wordAt({ lines }, i) {
    const end = lines[i].indexOf("\t");
    return end < 0 ? lines[i] : lines[i].slice(0, end);
  }

  function entryAt(shard, i) {
    const [word, lemma, records, size, relatives] = shard.lines[i].split("\t");
    return {
      word,
      lemma: lemma || word,
      records: +(records || 0),
      packed: size ? shard.lists.subarray(shard.starts[i], shard.starts[i + 1]) : null,
      relatives: relatives ? relatives.split(" ") : [],
    };
  }

  /* Number of the first line whose word is not before *wanted*. */
  function lineOf(shard, wanted) {
    let low = 0;
    let high = shard.lines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (wordAt(shard, middle) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function entryIn(shard, form) {
    const i = lineOf(shard, form);
    return i < shard.lines.length && wordAt(shard, i) === form ? entryAt(shard, i) : undefined;
  }

  /* The lemma of a form as far as its shard is loaded. */
  function lemmaLoaded(form) {
    const there = ready.get(portion(meta.begins, form));
    return there && entryIn(there, form)?.lemma;
  }

  const entryOf = async (form) => entryIn(await shard(portion(meta.begins, form)), form);

  /* Entries of the forms that begin with *prefix*, at most the first PREFIX_SCAN. */
  async function beginning(prefix, most = rules.PREFIX_SCAN) {
    const found = [];
    for (let number = portion(meta.begins, prefix); number < meta.begins.length; number++) {
      if (meta.begins[number] > prefix && !meta.begins[number].startsWith(prefix)) break;
      const there = await shard(number);
      if (worked()) await pause();
      for (let i = lineOf(there, prefix); i < there.lines.length; i++) {
        if (!there.lines[i].startsWith(prefix)) return found;
        found.push(entryAt(there, i));
        if (found.length >= most) return found;
      }
    }
    return found;
  }

  /* [record numbers, weights] of a lemma. */
  async function postings(lemma) {
    const entry = await entryOf(lemma);
    if (!entry?.packed) return [[], []];
    const bytes = entry.packed;
    let at = 0;
    const number = () => {
      let value = 0;
      let factor = 1;
      for (;;) {
        const byte = bytes[at++];
        value += (byte & 127) * factor;
        if (byte < 128 || at >= bytes.length) return value;
        factor *= 128;
      }
    };
    const records = [];
    const weights = [];
    for (let page = 0; at < bytes.length;) {
      page += number();
      const count = number();
      let record = byNumber.get(page) ?? 0;
      for (let i = 0; i < count && at < bytes.length; i++) {
        record += number();
        records.push(record);
        weights.push(bytes[at++]);
      }
    }
    return [records, weights];
  }

  /* ---------------------------------------------------------------- analysis.py */

  const TOKEN = /[\p{L}\p{N}]+(?:[._'’‑-]+[\p{L}\p{N}]+)*/gu;
  const JOINTS = /[._'’‑-]+/;
  const CAMEL = /(?<=[a-zа-яё0-9])(?=[A-ZА-ЯЁ])|(?<=[A-ZА-ЯЁ])(?=[A-ZА-ЯЁ][a-zа-яё])/;
  const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff\u0300\u0301]/g;
  const LONGEST_WORD = 80;

  const clean = (text) => text.normalize("NFC").replace(INVISIBLE, "");
  const tokens = (text) => [...text.matchAll(TOKEN)];

  function fold(word) {
    word = word.toLowerCase().replaceAll("ё", "е").replaceAll("’", "'").replaceAll("‑", "-");
    if (/[а-яё]/.test(word) && /[a-z]/.test(word)) return word.split(/([._'-]+)/).map(oneAlphabet).join("");
    return word;
  }

  function oneAlphabet(part) {
    const latin = part.match(/[a-z]/g);
    const cyrillic = part.match(/[а-яё]/g);
    if (!latin || !cyrillic) return part;
    const there = rules.LOOKALIKES;
    if (latin.every((c) => c in there)) return part.replace(/[a-z]/g, (c) => there[c]);
    const back = inverted(there);
    return cyrillic.every((c) => c in back) ? part.replace(/[а-яё]/g, (c) => back[c]) : part;
  }

  const inverted = (table) => Object.fromEntries(Object.entries(table).map(([a, b]) => [b, a]));

  function forms(token) {
    const found = [fold(token)];
    for (const piece of token.split(JOINTS)) {
      const parts = piece.split(CAMEL);
      found.push(fold(piece));
      if (parts.length > 1) found.push(...parts.map(fold));
    }
    return [...new Set(found)].filter((f) => f && [...f].length <= LONGEST_WORD);
  }

  /* ---------------------------------------------------------------- query.py */

  function switched(text) {
    const table = /[а-яё]/i.test(text) ? inverted(rules.KEYS) : rules.KEYS;
    return [...text].map((c) => own(table, c) ?? c).join("");
  }

  const own = (table, key) => (Object.hasOwn(table, key) ? table[key] : undefined);

  /* {words: [{form, terms: Map("lemma lemma" → weight)}], changed} */
  async function read(query) {
    const text = clean([...query.slice(0, 4 * rules.LONGEST_QUERY)].slice(0, rules.LONGEST_QUERY).join(""))
      .replace(/[\u0000-\u0020\u007f-\u00a0]+/g, " ");
    const unfinished = text !== "" && !/[\s"»?!.;:)]$/u.test(text);
    const chunks = text.split(/\s+/u).filter(Boolean);
    for (const chunk of chunks) for (const [token] of tokens(chunk)) for (const form of forms(token)) entryOf(form); // side by side
    let said = [];
    for (const [number, chunk] of chunks.entries()) {
      said.push(...await readChunk(chunk, unfinished && number === chunks.length - 1));
    }
    const changed = said.some((w) => w.shown !== w.form);
    const phrases = [...text.matchAll(QUOTED)].map(([, quoted]) => tokens(quoted).map(([token]) => fold(token)));
    const meaning = said.filter((w) => !stop.has(w.shown));
    said = (meaning.length ? meaning : said).slice(0, rules.MOST_WORDS);
    await addPhrases(said);
    return { words: said, changed: changed ? said.map((w) => w.shown).join(" ") : "", phrases: phrases.filter((p) => p.length) };
  }

  const QUOTED = /["«“„]([^"«»“”„]+)["»”“]/gu;

  async function readChunk(chunk, last) {
    const plain = await split(chunk);
    if (plain.length && await allKnown(plain, last)) return inTurn(plain, (f) => readWord(f, last));
    const other = await split(switched(chunk));
    if (other.length && await allKnown(other, last)) {
      return inTurn(other, async (f) => ({ ...await readWord(f, last), form: "", shown: f }));
    }
    return inTurn(plain, (f) => readUnknown(f, last));
  }

  async function inTurn(list, ask) {
    const found = [];
    for (const one of list) found.push(await ask(one));
    return found;
  }

  async function split(chunk) {
    const found = [];
    for (const [token] of tokens(chunk)) {
      const [whole, ...parts] = forms(token);
      if (whole === undefined) continue;
      if (!parts.length || await entryOf(whole)) {
        found.push(whole);
      } else {
        const there = [];
        for (const part of parts) if (await entryOf(part)) there.push(part);
        found.push(...(there.length ? there : parts));
      }
    }
    return found;
  }

  async function allKnown(list, last) {
    for (const form of list) if (!await isKnown(form, last)) return false;
    return true;
  }

  async function isKnown(form, last) {
    if (stop.has(form) || await entryOf(form)) return true;
    return last && [...form].length > 2 && (await beginning(form, 1)).length > 0;
  }

  async function readWord(form, last) {
    const terms = new Map();
    const entry = await entryOf(form);
    if (entry) await addLemma(terms, entry.lemma, rules.EXACT);
    if (!last || [...form].length < 2) return { form, terms, shown: form };
    const weight = entry ? rules.PREFIX_OF_KNOWN : rules.PREFIX;
    const lemmas = await prefixed(form);
    for (const lemma of lemmas) add(terms, lemma, weight);
    // Offered to complete the word: the most frequent one, no identifiers
    const longer = lemmas.filter((lemma) => lemma.startsWith(form) && /^[a-zа-я-]+$/.test(lemma)).slice(0, 1);
    return { form, terms, shown: form, longer };
  }

  function add(terms, term, weight) {
    terms.set(term, Math.max(weight, terms.get(term) ?? 0));
  }

  async function addLemma(terms, lemma, weight) {
    add(terms, lemma, weight);
    const entry = await entryOf(lemma);
    for (const relative of entry?.relatives ?? []) add(terms, relative, Math.floor(weight * rules.FAMILY / 100));
    for (const other of own(meta.synonyms, lemma) ?? []) {
      add(terms, other.join(" "), Math.floor(weight * rules.SYNONYM / 100));
    }
  }

  const before = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  const commonFirst = (a, b) => b.records - a.records || before(a.word, b.word);

  async function prefixed(form) {
    const found = new Map();
    for (const entry of await beginning(form)) found.set(entry.lemma, entry.records);
    return [...found].sort((a, b) => b[1] - a[1] || before(a[0], b[0])).slice(0, rules.MOST_PREFIXED).map(([l]) => l);
  }

  async function readUnknown(form, last) {
    if (await isKnown(form, last)) return readWord(form, last);
    let candidates = await sameStem(form, 1);
    if (!candidates.length) candidates = await mistaken([form]);
    if (!candidates.length) candidates = await sameStem(form, 3);
    if (!candidates.length) {
      candidates = await nearest([...new Set([form, switchedWord(form), transliterated(form)])]);
    }
    const terms = new Map();
    for (const { entry, weight } of candidates) await addLemma(terms, entry.lemma, weight);
    const mended = candidates.length && candidates[0].weight !== rules.SAME_STEM;
    return { form, terms, shown: mended ? candidates[0].entry.word : form };
  }

  function switchedWord(form) {
    const other = switched(form);
    const found = tokens(other);
    return found.length === 1 && found[0][0] === other ? forms(other)[0] ?? form : form;
  }

  async function sameStem(form, most) {
    if (form.length < 5 || !/^\p{L}+$/u.test(form)) return [];
    for (let length = form.length - 1; length >= Math.max(4, form.length - most); length--) {
      const near = (await beginning(form.slice(0, length))).filter((e) => e.word.length <= length + 2);
      if (near.length) {
        return near.sort(commonFirst).slice(0, rules.MOST_TYPOS).map((entry) => ({ entry, weight: rules.SAME_STEM }));
      }
    }
    return [];
  }

  async function nearest(variants) {
    for (const variant of variants) {
      const entry = await entryOf(variant);
      if (entry) return [{ entry, weight: rules.TYPO[0] }];
    }
    const near = await mistaken(variants);
    return near.length ? near : misspelled(variants, 2);
  }

  /* Words one mistake away; where those hardly stand anywhere, common ones two mistakes away before them. */
  async function mistaken(variants) {
    const one = await misspelled(variants, 1);
    const most = one.length ? one[0].entry.records : rules.HARDLY;
    if (most >= rules.HARDLY) return one;
    const two = await misspelled(variants, 2);
    return two.length && two[0].entry.records >= most * rules.COMMONER ? [...two, ...one] : one;
  }

  /* Words at most *allowed* mistakes away from any of the variants. */
  async function misspelled(variants, allowed) {
    const found = new Map();
    for (const variant of variants) {
      if (variant.length < rules.TYPO_LENGTHS[allowed - 1]) continue;
      for (const near of await alike(variant, allowed)) found.set(near.word, near);
    }
    const chosen = [...found.values()].sort(commonFirst).slice(0, rules.MOST_TYPOS);
    return inTurn(chosen, async ({ word }) => ({
      entry: await entryOf(word) ?? { word, lemma: word, records: 0 },
      weight: rules.TYPO[allowed],
    }));
  }

  /* Words at most *allowed* mistakes away, from the files for their lengths. */
  async function alike(word, allowed) {
    const found = [];
    for (const [length, name] of meta.spelling) {
      if (Math.abs(length - word.length) > allowed) continue;
      const words = await once(name, readSpelling, []);
      for (let i = 0; i < words.length; i++) {
        if (i % 64 === 0 && worked()) await pause();
        const line = words[i];
        if (distance(word, line.slice(0, length), allowed) > allowed) continue;
        found.push({ word: line.slice(0, length), records: +line.slice(length + 1) });
      }
    }
    return found;
  }

  const readSpelling = (bytes) => decoder.decode(bytes).split("\n");

  /* Optimal string alignment: inserted, deleted, replaced letters and neighbours swapped; gives up above *most*. */
  function distance(a, b, most) {
    let start = 0;
    while (start < a.length && a[start] === b[start]) start++;
    let endA = a.length;
    let endB = b.length;
    while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) { endA--; endB--; }
    const width = endB - start;
    if (endA - start > most + width) return most + 1;
    let older = [];
    let old = Array.from({ length: width + 1 }, (_, j) => j);
    for (let i = 1; i <= endA - start; i++) {
      const row = [i];
      let least = i;
      for (let j = 1; j <= width; j++) {
        const x = a[start + i - 1];
        const y = b[start + j - 1];
        let value = Math.min(old[j] + 1, row[j - 1] + 1, old[j - 1] + (x === y ? 0 : 1));
        if (i > 1 && j > 1 && x === b[start + j - 2] && a[start + i - 2] === y) {
          value = Math.min(value, older[j - 2] + 1);
        }
        row.push(value);
        if (value < least) least = value;
      }
      if (least > most) return most + 1;
      older = old;
      old = row;
    }
    return old[width];
  }

  function transliterated(form) {
    if (/[а-я]/.test(form)) return [...form].map((c) => own(rules.TO_LATIN, c) ?? c).join("");
    let result = "";
    for (let place = 0; place < form.length;) {
      let size = 4;
      while (size && own(rules.TO_CYRILLIC, form.slice(place, place + size)) === undefined) size--;
      result += size ? rules.TO_CYRILLIC[form.slice(place, place + size)] : form[place];
      place += size || 1;
    }
    return result;
  }

  async function addPhrases(said) {
    const lemmas = await inTurn(said, async (w) => (await entryOf(w.shown))?.lemma ?? w.shown);
    for (const size of [2, 3]) {
      for (let start = 0; start + size <= said.length; start++) {
        for (const other of own(meta.synonyms, lemmas.slice(start, start + size).join(" ")) ?? []) {
          for (const word of said.slice(start, start + size)) add(word.terms, other.join(" "), rules.SYNONYM);
        }
      }
    }
  }

  /* ---------------------------------------------------------------- ranking.py */

  function rarity(found, records) {
    const frequency = Math.max(found, Math.floor(records / rules.RARE));
    return Math.floor(1000 * Math.log(1 + (records - frequency + 0.5) / (frequency + 0.5)) + 0.5);
  }

  async function rank(words) {
    const sums = new Map();
    const best = [];
    const rarities = [];
    for (const { terms } of words) for (const term of terms.keys()) term.split(" ").forEach(entryOf); // load side by side
    for (const word of words) {
      const [worth, frequency] = await recordsOf(word.terms);
      const rare = rarity(Math.min(frequency, meta.records), meta.records);
      rarities.push(rare);
      const pages = new Map();
      if (worked()) await pause();
      for (const [record, weight] of worth) {
        const value = weight * rare;
        sums.set(record, (sums.get(record) ?? 0) + value);
        const page = pageOf[record];
        if (value > (pages.get(page) ?? 0)) pages.set(page, value);
      }
      best.push(pages);
    }
    return rankPages(sums, best, rarities);
  }

  async function recordsOf(terms) {
    const worth = new Map();
    let frequency = 0;
    await Promise.all([...terms.keys()].flatMap((term) => term.split(" ")).map(entryOf)); // load side by side
    for (const [term, weight] of terms) {
      const [records, weights] = await together(term.split(" "));
      if (weight >= rules.SAME_STEM) frequency += records.length;
      if (worked()) await pause();
      for (let i = 0; i < records.length; i++) {
        const value = weights[i] * weight;
        if (value > (worth.get(records[i]) ?? 0)) worth.set(records[i], value);
      }
    }
    return [worth, frequency];
  }

  async function together([lemma, ...others]) {
    let [records, weights] = await postings(lemma);
    for (const other of others) {
      const [theirs, values] = await postings(other);
      const there = new Map(theirs.map((record, i) => [record, values[i]]));
      const both = [...records.keys()].filter((i) => there.has(records[i]));
      weights = both.map((i) => Math.min(weights[i], there.get(records[i])));
      records = both.map((i) => records[i]);
    }
    return [records, weights];
  }

  async function rankPages(sums, best, rarities) {
    const records = new Map();
    for (const record of sums.keys()) {
      const page = pageOf[record];
      if (records.has(page)) records.get(page).push(record);
      else records.set(page, [record]);
    }
    const total = Math.max(1, rarities.reduce((a, b) => a + b, 0));
    const found = [];
    for (const [page, list] of records) {
      if (found.length % 64 === 0 && worked()) await pause();
      let top = list[0];
      for (const r of list) if (sums.get(r) > sums.get(top) || (sums.get(r) === sums.get(top) && r < top)) top = r;
      let apart = 0;
      let covered = 0;
      best.forEach((pages, i) => {
        if (pages.has(page)) {
          apart += pages.get(page);
          covered += rarities[i];
        }
      });
      const worth = apart + Math.floor(sums.get(top) * rules.BEST_RECORD / 100);
      const share = rules.COVERED + Math.floor((1000 - rules.COVERED) * covered / total);
      found.push({ page, score: Math.floor(worth * share / 1000), records: list, whole: covered === total });
    }
    found.sort((a, b) => b.score - a.score || a.page - b.page);
    return { found, sums };
  }

  /* Records of a page, best first. */
  const bestFirst = (list, sums) => list.sort((a, b) => sums.get(b) - sums.get(a) || a - b);

  /* ---------------------------------------------------------------- searching.py */

  const kindOf = (page) => meta.kindNames[meta.kinds[page]];
  const rolesOf = (page) => (meta.roles[page] || []).map((number) => meta.roleNames[number]);

  function fits(page, { kinds, roles }) {
    const own = rolesOf(page);
    return (!kinds.length || kinds.includes(kindOf(page)))
      && (!roles.length || !own.length || own.some((role) => roles.includes(role)));
  }

  /* Those of the first pages that hold every phrase, the section with the first phrase in front. */
  async function withPhrases(found, phrases, sums) {
    const exact = [];
    for (const one of found.filter((f) => f.whole).slice(0, rules.MOST_CHECKED)) {
      const there = await textOf(one.page);
      if (!there) continue;
      if (worked()) await pause();
      const held = there[3].map(([, heading, text]) => {
        const parts = [heading, text].map((part) => tokens(part).map(([token]) => fold(token)));
        return phrases.map((phrase) => parts.some((part) => stands(phrase, part)));
      });
      if (!phrases.every((_, n) => held.some((own) => own[n]))) continue;
      const orders = new Set([...held.keys()].filter((order) => held[order][0]));
      const first = firstOf[one.page];
      const list = bestFirst(one.records, sums);
      const best = list.find((record) => orders.has(record - first)) ?? first + Math.min(...orders);
      exact.push({ ...one, records: [best, ...list.filter((record) => record !== best)] });
      if (exact.length === rules.SHOWN) break;
    }
    return exact;
  }

  const stands = (phrase, words) => words.some((word, at) => word === phrase[0]
    && phrase.every((own, i) => words[at + i] === own));

  /* ---------------------------------------------------------------- showing */

  const EARLY = 4; // pages shown before the texts of the others are loaded
  const SECTIONS = 4; // sections shown of one page
  const FRAGMENT = 220; // characters of a fragment
  const BEFORE = 80; // characters of it before the first word found at most

  const textsLoaded = new Set(); // numbers of the files of texts that are loaded

  /* [address, title, kind, records] of a page; undefined where its file is damaged. */
  async function textOf(page) {
    const number = portion(meta.firstPages, page);
    const chunk = await once(meta.texts[number][1], asJson, null);
    textsLoaded.add(number);
    return chunk?.[page - meta.firstPages[number]];
  }

  const isHere = (page) => textsLoaded.has(portion(meta.firstPages, page));

  const escaped = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

  function wordPlaces(text, wanted) {
    const places = [];
    for (const match of tokens(text)) {
      if (!wanted.memory.has(match[0])) {
        wanted.memory.set(match[0], forms(match[0]).map(lemmaLoaded).find((lemma) => wanted.lemmas.has(lemma)));
      }
      const lemma = wanted.memory.get(match[0]);
      if (lemma !== undefined) places.push([match.index, match.index + match[0].length, lemma]);
    }
    return places;
  }

  /* The part of a text with the most different wanted words. */
  function excerpt(text, wanted) {
    const places = wordPlaces(text, wanted);
    let best = 0;
    let most = 0;
    places.forEach(([begin], i) => {
      const different = new Set();
      for (let j = i; j < places.length && places[j][1] <= begin + FRAGMENT - BEFORE; j++) different.add(places[j][2]);
      if (different.size > most) [best, most] = [begin, different.size];
    });
    const start = opening(text, best);
    let end = Math.min(text.length, start + FRAGMENT);
    if (end < text.length) {
      const space = text.lastIndexOf(" ", end - 1);
      if (space >= start) end = space;
    }
    const inside = places.filter(([a, b]) => a >= start && b <= end);
    return { start, end, inside, cut: end < text.length };
  }

  /* Where to begin a fragment: at the sentence, the line or some word before the first word found. */
  function opening(text, at) {
    const start = Math.max(0, at - BEFORE);
    const ends = [...text.slice(start, at).matchAll(/\n|[.!?] /g)];
    if (ends.length || !start) return ends.length ? start + ends.at(-1).index + ends.at(-1)[0].length : 0;
    const space = text.slice(0, at).indexOf(" ", at - BEFORE / 2);
    return space >= 0 ? space + 1 : at;
  }

  function marked(text, start, end, places) {
    const plain = (a, b) => escaped(text.slice(a, b).replace(/\n/g, (_, i) => (ENDED.test(text[a + i - 1] ?? ".") ? " " : " · ")));
    let html = "";
    let at = start;
    for (const [a, b] of places) {
      html += `${plain(at, a)}<mark data-md-highlight>${escaped(text.slice(a, b))}</mark>`;
      at = b;
    }
    return html + plain(at, end);
  }

  const ENDED = /[^\p{L}\p{N}%)»”"]/u; // else a line's end is shown

  function fragment(text, wanted, terms) {
    if (!text) return "";
    const { start, end, inside, cut } = excerpt(text, wanted);
    for (const [a, b] of inside) if (Object.keys(terms).length < 6) terms[text.slice(a, b).toLowerCase()] = true;
    return `<p class="kb-search__text">${start ? "… " : ""}${marked(text, start, end, inside)}${cut ? " …" : ""}</p>`;
  }

  const titled = (title, wanted) => marked(title, 0, title.length, wordPlaces(title, wanted));

  /* One group of Material's result list: the page and its best sections. */
  async function groupOf({ page, score, records }, sums, wanted, missing) {
    const there = await textOf(page);
    if (worked()) await pause();
    if (!there) return null;
    const [address, title, kind, texts] = there;
    const head = firstOf[page];
    const top = sums.get(records[0]) ?? 0;
    const shown = records.filter((r, i) => r !== head && (!i || sums.get(r) * 2 > top)).slice(0, SECTIONS);
    const terms = { ...missing };
    const parent = { location: address, title: titled(title, wanted), score: score / 1e6, terms };
    const label = own(meta.wording, `kind.${kind}`);
    if (label) {
      parent.tags = [label];
      parent.title = `<span class="kb-kind kb-kind--${escaped(kind)}"></span>${parent.title}`; // the icon hangs on it
    }
    parent.text = fragment(texts[0][2], wanted, terms);
    const sections = shown.map((record) => texts[record - head]).map(([anchor, heading, text], i) => {
      const found = { ...missing };
      return {
        location: address + anchor,
        title: titled(heading, wanted),
        text: fragment(text, wanted, found),
        terms: found,
        parent,
        score: i < 2 ? parent.score : parent.score / 2,
      };
    });
    if (records[0] === head || !sections.length) {
      return [parent, ...sections.map((s) => ({ ...s, score: parent.score / 2 }))];
    }
    return [sections[0], parent, ...sections.slice(1)];
  }

  /* What the reader should know about the answer: the search box shows it above the list. */
  function note({ changed, found, loose, outside }) {
    const say = (key) => own(meta?.wording ?? {}, key) ?? "";
    if (damaged) return say("damaged");
    if (!found) return say(outside ? "filtered" : "nothing");
    const told = changed ? say("changed").replace("{query}", () => changed) : "";
    return loose ? `${say("loose")} ${told}`.trim() : told;
  }

  /* How many of the pages are of which kind, and for which role. */
  function tally(found) {
    const kinds = new Map();
    const roles = new Map();
    for (const { page } of found) {
      kinds.set(kindOf(page), (kinds.get(kindOf(page)) ?? 0) + 1);
      for (const role of rolesOf(page)) roles.set(role, (roles.get(role) ?? 0) + 1);
    }
    const named = (counts, label) => [...counts].map(([id, count]) => [id, label(id), count])
      .filter(([, name]) => name).sort((a, b) => b[2] - a[2] || before(a[0], b[0]));
    return {
      kinds: named(kinds, (kind) => own(meta.wording, `kind.${kind}`)),
      roles: named(roles, (role) => own(meta.roleLabels ?? {}, role)),
    };
  }

  const listOf = (value) => (Array.isArray(value) ? value.map(String) : []);

  /* *early* is given the first groups where the others have to be waited for. */
  async function answer(query, sought, early) {
    const wording = meta?.wording ?? {};
    if (!meta || !query.trim()) return { items: [], kb: { query, wording, damaged, note: query.trim() && note({}) } };
    const filter = { kinds: listOf(sought?.kinds), roles: listOf(sought?.roles) };
    const { words, changed, phrases } = await read(query);
    const { found: everywhere, sums } = await rank(words);
    let found = everywhere.filter(({ page }) => fits(page, filter));
    const exact = phrases.length ? await withPhrases(found, phrases, sums) : found;
    const loose = Boolean(phrases.length && found.length && !exact.length);
    if (!loose) found = exact;
    const lemmas = new Set(words.flatMap((w) => [...w.terms.keys()]).flatMap((term) => term.split(" ")));
    const wanted = { lemmas, memory: new Map() };
    const missing = Object.fromEntries(words.filter((w) => !w.terms.size && w.form).map((w) => [w.form, false]));
    const shown = found.slice(0, rules.SHOWN);
    if (found !== exact || !phrases.length) shown.forEach((one) => bestFirst(one.records, sums));
    const suggest = words.at(-1)?.longer ?? [];
    const groups = shown.map((f) => groupOf(f, sums, wanted, missing));
    const first = (await Promise.all(groups.slice(0, EARLY))).filter(Boolean);
    if (shown.length > EARLY && first.length && !shown.every(({ page }) => isHere(page))) {
      const kb = { query, wording, early: true, note: note({ changed, found: first.length, loose }) };
      early({ items: first, suggest, kb });
    }
    const items = (await Promise.all(groups)).filter(Boolean);
    const said = note({ changed, found: items.length, loose, outside: everywhere.length });
    return {
      items,
      suggest,
      kb: {
        query, changed, loose, damaged, note: said, wording,
        total: found.length,
        everywhere: everywhere.length,
        tally: tally(everywhere),
        offers: items.length ? [] : meta.offers,
      },
    };
  }

  /* ---------------------------------------------------------------- Material's protocol */

  let newest = 0;
  addEventListener("message", async ({ data: message }) => {
    if (message?.type === 0) {
      await started();
      postMessage({ type: 1 });
    } else if (message?.type === 2) {
      const number = ++newest;
      let data;
      try {
        began = performance.now();
        await started();
        data = await answer(String(message.data ?? ""), message.kb, (first) => {
          if (number === newest) postMessage({ type: 3, data: first });
        });
      } catch (error) {
        damaged = true;
        data = { items: [], kb: { query: String(message.data ?? ""), wording: meta?.wording, damaged, note: note({}) } };
      }
      if (number === newest) postMessage({ type: 3, data });
    }
  });
})();
