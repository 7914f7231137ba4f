// What Gradio has no box for: the article beside the answer, quotes under the pointer, the chart that is brushed, keys.
// Text from an archive is only ever set as text, or comes as markup from this server's own /article/, escaped there.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const language = () => $(".head")?.dataset.language || "en";
  const say = (text) => { const at = $("#said"); if (at) { at.textContent = ""; setTimeout(() => { at.textContent = text; }, 30); } };

  // Sets one of Gradio's boxes as typing would.
  function fill(id, value) {
    const box = $(`#${id} textarea, #${id} input`);
    if (!box) return;
    const own = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box), "value");
    own.set.call(box, value);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  // A click on markup of the server's, told to the server; the time makes the same click twice two clicks.
  const act = (said) => fill("act", JSON.stringify({ ...said, at: String(Date.now()) }));

  // Light or dark: as the system has it, until a reader chooses.
  function dress() {
    const chosen = localStorage.getItem("dateline-theme");
    const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    document.documentElement.classList.toggle("dark", dark);
    document.body?.classList.toggle("dark", dark);
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", dress);

  // What the page asks for beside Gradio. A session that has ended leads to the page that asks for the password, which
  // is shown at this very address, and so back to where the reader is now.
  async function ask(address, more = {}) {
    const answer = await fetch(address, { credentials: "same-origin", ...more, headers: { "x-requested-with": "dateline" } });
    if (answer.status === 401) { location.reload(); await new Promise(() => {}); }
    return answer;
  }
  // What goes on elsewhere: a few letters asked for now and then while somebody looks at the page.
  function follow(path, pause, changed) {
    let timer = 0, seen = null;
    async function look() {
      clearTimeout(timer);
      if (document.hidden) return;
      try {
        const answer = await ask(new URL(path, document.baseURI));
        const now = answer.ok ? await answer.text() : seen;
        if (now !== seen) { await changed(now, seen === null); seen = now; }
      } catch { /* The server is away; it is asked again. */ }
      clearTimeout(timer);
      timer = setTimeout(look, pause());
    }
    document.addEventListener("visibilitychange", look);
    look();
  }

  // The article beside the answer.
  let opener = null;
  async function read(link) {
    const reader = $("#reader");
    const address = new URL(link.getAttribute("href"), document.baseURI);
    address.searchParams.set("part", "1");
    address.searchParams.set("lang", language());
    const answer = await ask(address);
    const text = $(".text", reader);
    text.innerHTML = await answer.text();
    const also = link.closest(".source")?.querySelector(".also");
    if (also) $("article header", text)?.append(also.cloneNode(true));
    if (!reader.contains(link)) opener = link;
    all(".source.open-now").forEach((one) => one.classList.remove("open-now"));
    link.closest(".source")?.classList.add("open-now");
    place();
    reader.hidden = false;
    document.body.classList.add("reading-now");
    reader.focus({ preventScroll: true });
    const mark = $("mark", text);
    reader.scrollTop = 0;
    if (mark) {
      const top = mark.getBoundingClientRect().top - reader.getBoundingClientRect().top;
      reader.scrollTo({ top: Math.max(0, top - reader.clientHeight / 3), behavior: calm() ? "auto" : "smooth" });
    }
    say($("h2", text)?.textContent || "");
  }
  function shut() {
    const reader = $("#reader");
    if (!reader || reader.hidden) return false;
    reader.hidden = true;
    document.body.classList.remove("reading-now");
    opener?.focus();
    return true;
  }
  // On a wide screen the article lies over the sources, where they are.
  function place() {
    const beside = $("#beside"), reader = $("#reader");
    if (!beside || !reader) return;
    const box = beside.getBoundingClientRect();
    reader.style.setProperty("--left", `${box.left}px`);
    reader.style.setProperty("--width", `${box.width}px`);
  }
  addEventListener("resize", place);

  // The quote under the pointer, or at the marker that has the focus.
  const card = document.createElement("div");
  card.id = "card";
  card.hidden = true;
  card.setAttribute("role", "tooltip");
  function hover(marker) {
    card.replaceChildren();
    for (const [tag, words] of [["q", marker.dataset.quote], ["b", marker.dataset.title], ["span", marker.dataset.where]]) {
      const part = document.createElement(tag);
      part.textContent = words;
      card.append(part);
    }
    if (!card.isConnected) document.body.append(card);
    card.hidden = false;
    const at = marker.getBoundingClientRect(), own = card.getBoundingClientRect();
    const left = Math.min(Math.max(8, at.left - 24), innerWidth - own.width - 8);
    const below = at.bottom + own.height + 12 < innerHeight;
    card.style.left = `${left + scrollX}px`;
    card.style.top = `${(below ? at.bottom + 8 : at.top - own.height - 8) + scrollY}px`;
    marker.setAttribute("aria-describedby", "card");
  }
  const leave = () => { card.hidden = true; };
  for (const [kind, then] of [["mouseover", hover], ["focusin", hover], ["mouseout", leave], ["focusout", leave]])
    document.addEventListener(kind, (event) => { const marker = event.target.closest?.("a.marker[data-quote]"); if (marker) then(marker); });

  // Words asked alone are so until a reader types; scripts' own input is not trusted.
  document.addEventListener("input", (event) => { if (event.isTrusted && event.target.closest?.("#question")) fill("alone", ""); });

  // The chart: drag over bars, or move with arrows and press Enter; Shift extends.
  const bars = () => all("#chart .bar");
  let from = null, anchor = null;
  function choose(a, b) {
    const [first, last] = a.dataset.first <= b.dataset.first ? [a, b] : [b, a];
    fill("first", first.dataset.first);
    fill("last", last.dataset.last);
  }
  function paint(a, b) {
    const list = bars(), [low, high] = [list.indexOf(a), list.indexOf(b)].sort((x, y) => x - y);
    list.forEach((bar, n) => bar.classList.toggle("out", n < low || n > high));
  }
  const barAt = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest?.("#chart .bar");
  document.addEventListener("pointerdown", (event) => {
    const bar = event.target.closest?.("#chart .bar");
    if (!bar || event.button) return;
    from = event.shiftKey && anchor ? bars().find((one) => one.dataset.first === anchor) || bar : bar;
    bar.releasePointerCapture?.(event.pointerId);
    paint(from, bar);
  });
  document.addEventListener("pointermove", (event) => { const bar = from && barAt(event); if (bar) paint(from, bar); });
  document.addEventListener("pointerup", (event) => {
    if (!from) return;
    choose(from, barAt(event) || from);
    anchor = from.dataset.first;
    from = null;
  });
  document.addEventListener("pointercancel", () => { from = null; });
  function barKey(event, bar) {
    const list = bars(), at = list.indexOf(bar);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: list.length - 1 }[event.key];
    if (to !== undefined) {
      const next = list[Math.min(Math.max(to, 0), list.length - 1)];
      list.forEach((one) => { one.tabIndex = one === next ? 0 : -1; });
      next.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      const begin = event.shiftKey && list.find((one) => one.dataset.first === anchor);
      choose(begin || bar, bar);
      if (!begin) anchor = bar.dataset.first;
    } else return false;
    return true;
  }
  function clear() {
    for (const id of ["first", "last", "as-of"]) fill(id, "");
    for (const box of all("#by-source input[type=checkbox]:checked, #by-language input[type=checkbox]:checked")) box.click();
    $("#by-source .remove-all")?.click();
    const words = $("#chart .chip.time .drop")?.dataset.words;
    if (words) fill("dropped", words);
  }
  const again = () => { if ($("#answer .answer:not(.failed)")) setTimeout(() => $("#ask")?.click(), 150); };

  const acts = {
    example: (at) => { fill("question", at.dataset.question); setTimeout(() => $("#ask")?.click(), 60); },
    drop: (at) => { fill("dropped", at.dataset.words); again(); },
    alone: (at) => { fill("alone", at.dataset.question); acts.example(at); },
    restore: () => { fill("dropped", ""); again(); },
    clear,
    filters: () => { document.body.classList.toggle("filters-open"); settle(); },
    close: shut,
    help: () => { const help = $("#help"); if (help.open) help.close(); else help.showModal(); },
    language: (at) => { localStorage.setItem("dateline-language", at.dataset.language); fill("language", at.dataset.language); },
    theme: () => {
      localStorage.setItem("dateline-theme", document.body.classList.contains("dark") ? "light" : "dark");
      dress();
    },
    copy: async (at) => { await copy(at.dataset.text); say(at.dataset.done); flash(at, at.dataset.done); },
    rename: (at) => { const name = prompt(at.dataset.ask, at.dataset.name); if (name) act({ act: "rename", id: at.dataset.id, name }); },
    tell: (at) => act({ ...at.dataset, act: at.dataset.tell }),
    delete: (at) => { if (confirm(at.dataset.sure)) act({ act: "delete", id: at.dataset.id }); },
    new: () => { for (const id of ["question", "dropped", "alone"]) fill(id, ""); act({ act: "new" }); $("#question textarea")?.focus(); },
  };
  for (const name of ["open", "share", "unshare"]) acts[name] = (at) => act({ act: name, id: at.dataset.id });
  async function copy(text) {
    if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text);
    // Over plain http to another machine a browser has no clipboard but this.
    const box = document.createElement("textarea");
    box.value = text;
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }
  function flash(at, words) {
    const before = at.textContent;
    at.textContent = words;
    setTimeout(() => { at.textContent = before; }, 1600);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.marker, a.open");
    if (link && link.hasAttribute("href") && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      leave();
      read(link).catch((error) => say(String(error)));
      return;
    }
    const at = event.target.closest?.("[data-act]");
    if (at && at.tagName !== "FORM") acts[at.dataset.act]?.(at);
  });
  document.addEventListener("submit", (event) => {
    const told = event.target.closest?.("form[data-act=tell]");
    if (told) {
      event.preventDefault();
      act({ ...Object.fromEntries(new FormData(told)), act: told.dataset.tell });
      return;
    }
    const form = event.target.closest?.("form[data-act=judge]");
    if (!form) return;
    event.preventDefault();
    const given = new FormData(form);
    act({ act: "judge", id: form.dataset.id, number: form.dataset.number, verdict: given.get("verdict"), comment: given.get("comment") });
    const done = form.dataset[given.get("verdict") === "bad" ? "noted" : "thanks"];
    form.closest("details").open = false;
    say(done);
    flash(form.closest("details").querySelector("summary"), done);
  });

  // Keys: "/" asks, j and k walk the sources, o opens, Escape closes, "?" helps.
  function walk(step) {
    const list = all("#sources .source").filter((one) => one.offsetParent !== null || one.closest("#beside"));
    const seen = list.filter((one) => !one.closest("details:not([open])"));
    if (!seen.length) return;
    const at = seen.findIndex((one) => one.contains(document.activeElement));
    const next = seen[Math.min(Math.max(at + step, 0), seen.length - 1)];
    const link = $("a.open.head", next);
    link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
    if (document.body.classList.contains("reading-now")) read(link);
  }
  document.addEventListener("keydown", (event) => {
    const bar = event.target.closest?.("#chart .bar");
    if (bar && barKey(event, bar)) { event.preventDefault(); return; }
    if (event.key === "Escape" && shut()) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]") || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = {
      "/": () => { const box = $("#question textarea, #words"); box?.focus(); box?.select(); },
      "j": () => walk(1),
      "k": () => walk(-1),
      "o": () => document.activeElement?.closest?.(".source")?.querySelector("a.open.head")?.click(),
      "?": acts.help,
    }[event.key];
    if (!key) return;
    event.preventDefault();
    key();
  });

  // Gradio's page comes in pieces: names for what it leaves without, and a farewell to the opening.
  function settle() {
    dress();
    const chosen = localStorage.getItem("dateline-language");
    if (chosen && $("#language textarea, #language input") && !settle.told) { settle.told = true; fill("language", chosen); }
    const box = $("#question textarea");
    // The other rooms have no box for a question, and where a password is asked for there is no head yet.
    const ready = box ? $(".head") : $(".rooms [aria-current]:not([data-room='']), gradio-app input[type=password]");
    if (ready) { $("#opening")?.remove(); document.body.classList.add("settled"); }
    if (box?.placeholder && box.getAttribute("aria-label") !== box.placeholder) box.setAttribute("aria-label", box.placeholder);
    const root = document.documentElement;
    if (root.lang !== language()) root.lang = language();
    $("#answer:not([tabindex])")?.setAttribute("tabindex", "-1");
    $("#bridge:not([aria-hidden])")?.setAttribute("aria-hidden", "true");
    tell();
    // Gradio keeps to itself what fails; where a session has ended, asking for anything leads to the sign-in page.
    const refused = Boolean($(".wrap > .error"));
    if (refused && !settle.refused) ask(new URL("library/now", document.baseURI)).catch(() => {});
    settle.refused = refused;
    for (const name of ["language", "dropped", "alone", "act"]) $(`#${name} textarea, #${name} input`)?.setAttribute("tabindex", "-1");
    const opened = String(document.body?.classList.contains("filters-open"));
    const toggle = $("[data-act=filters]");
    if (toggle && toggle.getAttribute("aria-expanded") !== opened) toggle.setAttribute("aria-expanded", opened);
    // Where the list of runs stands above the run, the one just opened is brought into view.
    const run = $("#answer .run");
    if (run && run.dataset.shown !== settle.run) {
      if (settle.run && matchMedia("(max-width: 64rem)").matches) run.scrollIntoView({ behavior: calm() ? "auto" : "smooth" });
      settle.run = run.dataset.shown;
    }
    document.body?.classList.toggle("has-answer", Boolean($("#answer .answer")));
  }
  // Read out is that an answer begins and the answer that stands, or what came of a click. What changes in between, and
  // the clock that Gradio runs in each of its boxes, would be read out anew every second: its boxes are no live regions.
  function tell() {
    const answering = Boolean($("#stop"));
    if (answering !== tell.answering) {
      if (answering) say($("#answer .answer .about")?.textContent || "");
      else if (tell.answering) say(all("#answer .answer > :is(.sentence, .not-found)").map((one) => one.textContent).join(" "));
      tell.answering = answering;
    }
    const told = $("#told .told")?.textContent || "";
    if (told && told !== tell.told) say(told);
    tell.told = told;
  }
  window.dateline = { $, say, language, ask, act, follow };
  dress();
  document.addEventListener("DOMContentLoaded", () => {
    settle();
    new MutationObserver(settle).observe(document.body, { childList: true, subtree: true });
  });
})();
