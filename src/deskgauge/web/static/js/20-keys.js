// Single keys, outside of fields; listed under "?" and switched off there.
const SWITCH = "deskgauge-keys";
const isOff = () => { try { return localStorage.getItem(SWITCH) === "off"; } catch { return false; } };
const PAGES = { s: "/", f: "/flow", h: "/hours", t: "/topics", p: "/people", v: "/voice", q: "/quality", d: "/definitions" };
const PERIODS = { d: "1d", w: "7d", m: "", y: "365d" };
let waiting = 0;

function changed(changes, path = location.pathname) {
  const query = new URLSearchParams(location.search);
  for (const [key, text] of Object.entries(changes)) {
    if (text) query.set(key, text);
    else query.delete(key);
  }
  query.delete("page");
  const said = query.toString();
  return path + (said ? "?" + said : "");
}

function next(where) {
  const links = $$("a", where || document.createElement("p"));
  return links[(links.findIndex((one) => one.hasAttribute("aria-current")) + 1) % links.length];
}

function step(which) {
  const rtl = document.dir === "rtl";
  const key = (which === "ArrowLeft") !== rtl ? "earlier" : "later";
  $(`.filters [data-key=${key}]`)?.click();
}

function escape() {
  const open = $$("details.fl[open], details.up[open]");
  const note = $(".notice");
  if (note) { note.remove(); return; }
  if (open.length) {
    open.forEach((one) => { one.open = false; });
    $("summary", open[0]).focus();
    return;
  }
  $$(".filters a.x, .filters a.chip").at(-1)?.click();
}

const KEYS = {
  "?": () => keys(),
  "/": () => find(),
  x: () => go(changed({ compare: new URLSearchParams(location.search).get("compare") === "none" ? "" : "none" })),
  c: () => next($("[data-key=clock]"))?.click(),
  s: () => next($("[data-key=stat]"))?.click(),
  b: () => next($("[data-key=breakdown]"))?.click(),
  l: () => copy(location.href),
  ".": () => { const table = $("details.data", document.activeElement?.closest("figure") || $("figure") || document); if (table) table.open = !table.open; },
};

function find() {
  const field = $("#find");
  if (field) field.focus();
  else go(changed({}, "/definitions"));
}

function keys() {
  const box = $("#keys"), button = $("#keys-off");
  button.textContent = isOff() ? texts().on : texts().off;
  button.onclick = () => {
    try { localStorage.setItem(SWITCH, isOff() ? "on" : "off"); } catch { /* nowhere to keep it */ }
    button.textContent = isOff() ? texts().on : texts().off;
  };
  box.showModal();
}

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input:not([type=checkbox]), select, textarea, [contenteditable], dialog")) return;
  if (event.key === "Escape") { escape(); return; }
  if (event.key === "?") { event.preventDefault(); keys(); return; }
  if (isOff()) return;
  if (waiting && Date.now() - waiting < 1500 && PAGES[event.key]) {
    waiting = 0;
    const link = $$("#nav a").find((one) => one.pathname === PAGES[event.key]);
    if (link) link.click();
    return;
  }
  waiting = event.key === "g" ? Date.now() : 0;
  if (event.key.startsWith("Arrow")) {
    if (/Left|Right/.test(event.key) && !event.target.closest?.(".plot, .scroll, .filters, .heat")) step(event.key);
    return;
  }
  if (event.key in PERIODS) { if ($(".filters .fl-step")) go(changed({ period: PERIODS[event.key] })); return; }
  if (KEYS[event.key]) { event.preventDefault(); KEYS[event.key](); }
});
