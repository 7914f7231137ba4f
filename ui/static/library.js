// The library: its views come as markup from this server's own /library/, escaped there; this fetches and shows them.
(() => {
  "use strict";
  const { $, say, language, ask, follow } = window.dateline;
  const EVERY_MS = 700, ELSEWHERE_MS = 4000;
  const chosen = () => $(".head") ? language() : localStorage.getItem("dateline-language") || "";
  const asked = (path, more = {}) => {
    const address = new URL(`library/${path}`, document.baseURI);
    for (const [name, value] of Object.entries({ ...more, lang: chosen() })) address.searchParams.set(name, value);
    return address;
  };
  const part = async (path, more) => {
    const answer = await ask(asked(path, more));
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return answer.text();
  };

  // Where the reader is stands in the address. A view that comes late does not take the place of a later one.
  let turn = 0;
  async function go({ focus = false, keep = false } = {}) {
    const mine = ++turn;
    const html = await part("view", Object.fromEntries(new URLSearchParams(location.search)));
    if (mine !== turn) return;
    const typed = keep ? [...document.querySelectorAll("#library input[id]:not([type=file])")].map((box) => [box.id, box.value]) : [];
    put(html);
    for (const [id, value] of typed) { const box = document.getElementById(id); if (box) box.value = value; }
    if (focus) $("#library h2")?.focus({ preventScroll: true });
  }
  function put(html) {
    const room = $("#library");
    const held = document.activeElement?.closest?.("#library") ? document.activeElement.id : "";
    const chosenFiles = $("#files")?.files;
    room.innerHTML = html;
    document.title = `${$("h2", room).textContent} · Dateline`;
    if (chosenFiles?.length && $("#files")) { $("#files").files = chosenFiles; choose(); }
    if (held) document.getElementById(held)?.focus({ preventScroll: true });
    watch();
  }
  function choose() {
    const names = [...$("#files").files].map((file) => file.name), at = $("#chosen");
    at.textContent = names.length > 3 ? at.dataset.some.replace("{count}", names.length) : names.join(", ") || at.dataset.none;
  }
  const fail = (error) => refuse(String(error.message || error));
  function refuse(what, fix = "") {
    const at = $("#refused");
    if (!at) return;
    at.textContent = fix ? `${what}. ${fix}` : what;
    at.scrollIntoView({ block: "nearest" });
  }

  // The build: looked at while it runs, and told when it comes to another stage.
  let timer = 0, told = "";
  const running = () => $("#building .build")?.matches(".running, .stopping");
  // A reader who has seen how it ended need not see it again, on any page and in any window.
  function dismiss() {
    localStorage.setItem("dateline-build-seen", $("#building .build").dataset.began);
    $("#building").replaceChildren();
    $("#library h2")?.focus({ preventScroll: true });
  }
  function watch() {
    clearTimeout(timer);
    if (document.hidden) return;
    const build = $("#building .build");
    if (build && !running() && build.dataset.began === localStorage.getItem("dateline-build-seen")) { build.remove(); return; }
    if (build && build.dataset.told !== told) { if (told || running()) say(build.dataset.told); told = build.dataset.told; }
    if (running()) timer = setTimeout(() => look().catch(() => { timer = setTimeout(watch, 5 * EVERY_MS); }), EVERY_MS);
  }
  async function look() {
    const html = await part("build");
    const at = $("#building");
    if (!at) return;
    const held = at.contains(document.activeElement);
    at.innerHTML = html;
    if (running()) {
      if (held) $("[data-do]", at)?.focus({ preventScroll: true });
      watch();
      return;
    }
    const now = $(".coverage", at), coverage = $(".head .coverage");
    if (now && coverage) coverage.textContent = now.textContent;
    await go({ keep: true });
    if (held) $("#building :is(button, a)")?.focus({ preventScroll: true });
  }

  // One that was begun or has ended elsewhere; a build that is watched is looked at more often anyway.
  async function notice(now) {
    const at = $("#building");
    if (!at || running() || at.dataset.now === now) return;
    await look();
    at.dataset.now = now;
  }

  async function send(address, method, body) {
    const answer = await ask(address, { method, body });
    const text = await answer.text();
    let said;
    try { said = JSON.parse(text); } catch { said = { what: text || String(answer.status) }; }
    return answer.ok ? said : Promise.reject(Object.assign(new Error(said.what), said));
  }
  async function act(said) {
    refuse("");
    try {
      await send(asked("act"), "POST", JSON.stringify(said));
      await go();
      $("#building")?.scrollIntoView({ block: "nearest" });
    } catch (error) {
      refuse(error.what || String(error), error.fix);
      // What was typed stays; it may be that somebody else has begun a build meanwhile.
      $("#building").innerHTML = await part("build");
      watch();
    }
  }
  async function upload(form) {
    const box = $("#files"), files = [...box.files];
    refuse("");
    if (!files.length) { refuse(box.dataset.none); box.focus(); return; }
    const large = files.find((file) => file.size > Number(box.dataset.most));
    if (large) { refuse(box.dataset.large.replace("{name}", large.name)); return; }
    const button = $("button", form), list = $(".sent", form);
    button.disabled = true;
    list.replaceChildren();
    try {
      for (const file of files) {
        const row = list.appendChild(document.createElement("li"));
        row.textContent = box.dataset.sending.replace("{name}", file.name);
        row.textContent = (await send(asked("files", { name: file.name }), "PUT", file)).told;
      }
      box.value = "";
      choose();
      await act({ do: "uploaded" });
    } catch (error) {
      list.lastElementChild?.remove();
      refuse(error.what || String(error), error.fix);
      button.disabled = false;
    }
  }

  const plain = (event) => !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.button;
  function to(address, focus) {
    history.pushState(null, "", address);
    go({ focus }).then(() => scrollTo({ top: 0 })).catch(fail);
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#library a[data-go]");
    if (link && plain(event)) { event.preventDefault(); to(link.href, true); return; }
    const button = event.target.closest?.("#library [data-act=build]");
    if (button?.dataset.do === "dismiss") dismiss();
    else if (button) act({ do: button.dataset.do });
    // The head changes its language by itself; the views are fetched anew when it has.
    if (event.target.closest?.("[data-act=language]")) setTimeout(relate, 0);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest?.("#library form");
    if (!form) return;
    event.preventDefault();
    const given = new FormData(form);
    if (form.matches("[data-upload]")) upload(form);
    else if (form.dataset.do) { if (!form.dataset.sure || confirm(form.dataset.sure)) act({ ...Object.fromEntries(given), do: form.dataset.do }); }
    else to(`library?${new URLSearchParams([...given].filter(([, value]) => value))}`, false);
  });
  document.addEventListener("change", (event) => { if (event.target.id === "files") choose(); });
  addEventListener("popstate", () => { go().catch(fail); });
  addEventListener("visibilitychange", () => { if (!document.hidden) watch(); });

  // Gradio's page comes in pieces. Nothing is asked for before the view has its place: where a password is asked for
  // there is none, and a browser would ask for it a second time.
  let spoken = "";
  function relate() {
    if ($("#library") && !turn) { go().catch(fail); follow("library/now", () => ELSEWHERE_MS, notice); }
    const now = chosen();
    if ($(".head") && spoken && now !== spoken) { spoken = now; go().catch(fail); }
    else if ($(".head")) spoken = now;
  }
  document.addEventListener("DOMContentLoaded", () => {
    relate();
    new MutationObserver(relate).observe(document.body, { childList: true, subtree: true });
  });
})();
