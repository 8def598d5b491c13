// The page says politely when there are new data; it does not move under the reader's eyes.
const EVERY = 30000;

async function news() {
  const known = document.documentElement.dataset.generation;
  if (!known || document.hidden || $(".notice a")) return;
  try {
    const answer = await fetch("/api/v1/health", { credentials: "same-origin" });
    if (!answer.ok) return;
    const { generation } = await answer.json();
    if (generation && generation !== known && !$(".notice a")) {
      const link = document.createElement("a");
      link.href = location.href;
      link.textContent = texts().reload;
      link.dataset.whole = "";
      notice(texts().news, link);
    }
  } catch { /* the server may be away; the page stands */ }
}

setInterval(news, EVERY);
addEventListener("visibilitychange", news);
started();
