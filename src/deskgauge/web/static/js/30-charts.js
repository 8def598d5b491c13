// A chart is one stop: arrows walk its points and read them out of its table; Enter opens what a point leads to.
function charts() {
  for (const figure of $$("figure[data-chart]")) {
    const plot = $(".plot", figure), rows = $$("details.data tbody tr", figure), heads = $$("details.data thead th", figure);
    if (!plot || plot.dataset.ready || !rows.length) continue;
    plot.dataset.ready = "1";
    plot.tabIndex = 0;
    plot.setAttribute("role", "group");
    plot.setAttribute("aria-label", $("caption", figure)?.textContent || "");
    const reader = document.createElement("p");
    reader.className = "read xs";
    reader.setAttribute("aria-live", "polite");
    plot.after(reader);
    let at = -1;
    plot.addEventListener("keydown", (event) => {
      const way = { ArrowRight: 1, ArrowLeft: -1, Home: -rows.length, End: rows.length }[event.key];
      if (way) {
        event.preventDefault();
        at = Math.max(0, Math.min(rows.length - 1, at < 0 ? (way > 0 && event.key !== "End" ? 0 : rows.length - 1) : at + way));
        reader.textContent = read(rows[at], heads);
      } else if (event.key === "Enter" && at >= 0) {
        const link = $("a", rows[at]);
        if (link) link.click();
      }
    });
    plot.addEventListener("blur", () => { reader.textContent = ""; });
    if (!figure.dataset.spec) continue;
    const show = (place) => { at = Math.max(0, Math.min(rows.length - 1, place)); reader.textContent = read(rows[at], heads); };
    for (const sign of ["pointerenter", "focus"]) plot.addEventListener(sign, () => upgrade(figure, plot, show), { once: true });
  }
  for (const heat of $$("table.heat")) walk(heat);
}

function read(row, heads) {
  const cells = [...row.cells].map((one) => one.textContent.trim());
  return `${cells[0]}: ` + cells.slice(1).map((text, at) => text && `${heads[at + 1]?.textContent.trim()} ${text}`).filter(Boolean).join(", ");
}

// A heat map is one stop as well; arrows move by cell.
function walk(heat) {
  const rows = $$("tbody tr", heat).map((row) => $$("td", row));
  if (!rows.length || heat.dataset.ready) return;
  heat.dataset.ready = "1";
  rows.flat().forEach((cell, at) => { (($("a", cell)) || cell).tabIndex = at ? -1 : 0; });
  heat.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td");
    const across = { ArrowRight: 1, ArrowLeft: -1 }[event.key] || 0, down = { ArrowDown: 1, ArrowUp: -1 }[event.key] || 0;
    if (!cell || !(across || down)) return;
    event.preventDefault();
    const row = rows.findIndex((cells) => cells.includes(cell)), sense = getComputedStyle(heat).direction === "rtl" ? -1 : 1;
    const to = rows[row + down]?.[rows[row].indexOf(cell) + across * sense];
    if (!to) return;
    const now = $("a", cell) || cell, then = $("a", to) || to;
    now.tabIndex = -1;
    then.tabIndex = 0;
    then.focus();
  });
}

// The charts' own script comes only when somebody points at a chart; then the pointer reads the points as well.
async function upgrade(figure, plot, show) {
  if (plot.dataset.live) return;
  plot.dataset.live = "1";
  try {
    await import(texts().charts);
    const box = document.createElement("div"), drawn = $("svg", plot);
    const options = { renderer: "svg", ast: true, actions: false, defaultStyle: false, tooltip: false };
    const { view } = await window.vegaEmbed(box, JSON.parse(figure.dataset.spec), options);
    const svg = $("svg", box);
    if (!svg || !plot.isConnected) return;
    svg.setAttribute("class", "chart");
    svg.setAttribute("aria-hidden", "true");
    plot.style.minBlockSize = `${drawn.getBoundingClientRect().height}px`;
    drawn.replaceWith(box);
    plot.addEventListener("pointermove", (event) => {
      const at = svg.getBoundingClientRect(), scale = svg.viewBox.baseVal.width / at.width;
      show(Math.round(view.scale("x").invert((event.clientX - at.left) * scale - view.origin()[0])));
    });
  } catch { /* the picture from the server stays */ }
}
