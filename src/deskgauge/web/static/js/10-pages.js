// Pages work without this. It makes them quicker: only the main part is exchanged, late parts come by themselves.
const $ = (what, within = document) => within.querySelector(what);
const $$ = (what, within = document) => [...within.querySelectorAll(what)];
const texts = () => $("#texts").dataset;
const parser = new DOMParser();
const fetched = new Map();
let turn = 0;

function say(text) {
  const said = $("#said");
  said.textContent = "";
  setTimeout(() => { said.textContent = text; }, 50);
}

async function load(href) {
  const answer = await fetch(href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  const type = answer.headers.get("content-type") || "";
  if (!type.startsWith("text/html")) throw new Error("no page");
  return { page: parser.parseFromString(await answer.text(), "text/html"), url: answer.url };
}

function prefetch(href) {
  const key = href.split("#")[0];
  if (!fetched.has(key)) {
    fetched.set(key, load(key));
    fetched.get(key).catch(() => fetched.delete(key));
    setTimeout(() => fetched.delete(key), 10000);
  }
  return fetched.get(key);
}

function swap(page) {
  const root = document.documentElement, other = page.documentElement;
  if (!$("main", page) || ["lang", "dir", "className"].some((name) => root[name] !== other[name])) return false;
  if ($("link[rel=stylesheet]").href !== $("link[rel=stylesheet]", page)?.href) return false;
  document.title = page.title;
  root.dataset.generation = other.dataset.generation || "";
  $("main").replaceWith(document.adoptNode($("main", page)));
  const nav = $("#nav"), fresh = $("#nav", page);
  if (nav && fresh && !nav.contains(document.activeElement)) nav.innerHTML = fresh.innerHTML;
  else if (nav && fresh) $$("a", nav).forEach((one, at) => copyLink(one, $$("a", fresh)[at]));
  started();
  return true;
}

function copyLink(one, fresh) {
  if (!fresh) return;
  one.href = fresh.href;
  if (fresh.hasAttribute("aria-current")) one.setAttribute("aria-current", fresh.getAttribute("aria-current"));
  else one.removeAttribute("aria-current");
}

async function go(href, { push = true } = {}) {
  const mine = ++turn;
  const main = $("main");
  main.setAttribute("aria-busy", "true");
  try {
    const { page, url } = await prefetch(href);
    if (mine !== turn) return;
    const hash = href.split("#")[1];
    if (!swap(page)) { location.href = href; return; }
    if (push) history.pushState({ ours: true }, "", url + (hash ? "#" + hash : ""));
    const place = hash && document.getElementById(hash);
    if (place) place.scrollIntoView();
    else if (push) scrollTo(0, 0);
    $("h1").focus({ preventScroll: true });
    const told = $("#said").textContent;
    if (told) say(told);
  } catch {
    location.href = href;
  } finally {
    main.removeAttribute("aria-busy");
  }
}

function ours(link) {
  if (!link || link.target || link.hasAttribute("download") || link.hasAttribute("data-whole")) return false;
  if (link.hasAttribute("data-copy") || link.closest("#nav:target")) return false;
  if (link.origin !== location.origin || /\.(csv|xlsx|json|pdf)$/.test(link.pathname)) return false;
  if (/^\/(api|static|login|logout|wall)\b/.test(link.pathname)) return false;
  return !(link.hash && link.pathname === location.pathname && link.search === location.search);
}

addEventListener("pointerdown", (event) => {
  const link = event.target.closest?.("a[href]");
  if (event.button === 0 && ours(link)) prefetch(link.href).catch(() => {});
});

addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link?.hasAttribute("data-copy")) {
    event.preventDefault();
    copy(link.href);
  } else if (ours(link)) {
    event.preventDefault();
    go(link.href);
  }
  if (!event.target.closest?.("details.fl")) $$("details.fl[open]").forEach((one) => { one.open = false; });
});

addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "get" || !form.closest(".filters")) return;
  event.preventDefault();
  const query = new URLSearchParams([...new FormData(form)].filter(([, text]) => text));
  go(`${location.pathname}?${query}`);
});

history.scrollRestoration = "auto";
addEventListener("popstate", () => go(location.href, { push: false }));

async function copy(href) {
  $$("details.fl[open]").forEach((one) => { one.open = false; });
  try {
    await navigator.clipboard.writeText(href);
    notice(texts().copied);
  } catch {
    notice(href);
  }
}

function notice(text, link) {
  $(".notice")?.remove();
  const box = document.createElement("p");
  box.className = "notice";
  box.textContent = text + " ";
  if (link) box.append(link);
  document.body.append(box);
  say(text);
  if (!link) setTimeout(() => box.remove(), 4000);
}

// Parts that take a while are fetched when they come near; what is fetched is the page that the link would show.
const near = new IntersectionObserver((seen) => {
  for (const one of seen) {
    if (!one.isIntersecting) continue;
    near.unobserve(one.target);
    fill(one.target);
  }
}, { rootMargin: "300px" });

async function fill(late) {
  const id = late.dataset.late, link = $("a", late);
  late.setAttribute("aria-busy", "true");
  try {
    const { page } = await load(link.href.split("#")[0]);
    const fresh = page.getElementById(id), place = document.getElementById(id);
    if (fresh && place && late.isConnected) place.replaceWith(document.adoptNode(fresh));
  } catch {
    late.removeAttribute("aria-busy");
  }
}

function started() {
  $$("[data-late]").forEach((one) => near.observe(one));
  charts();
}
