// Explore: a choice changes the address, the page's own answer is put in place, and the chart is drawn from the API.

// The script that every page has is a module already, under the address that names its content: no second copy is run.
const { offerCopying } = await import(document.querySelector("script[src*='/site.js']").src);

const form = document.getElementById("choose");
const wanted = new Map();

function address() {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value && !(name === "view" && value === "line")) {
      query.set(name, query.has(name) && name !== "view" ? `${query.get(name)},${value}` : value);
    }
  }
  return `${form.action}?${query.toString().replaceAll("%2C", ",")}`;
}

let asking;
async function show(url) {
  asking?.abort();
  asking = new AbortController();
  const result = document.getElementById("result");
  result.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" }, signal: asking.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("result");
    result.replaceWith(fresh);
    offerCopying(fresh);
    watch();
  } catch (error) {
    if (error.name !== "AbortError") location.href = url;
  }
}

form.addEventListener("change", (event) => {
  // What sifts a list of choices asks for nothing.
  if (event.target.closest?.(".sift")) return;
  const url = address();
  history.pushState(null, "", url);
  show(url);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  form.dispatchEvent(new Event("change"));
});
addEventListener("popstate", () => location.reload());
// Where the style sheet cannot open what is folded, it is opened here when there is room beside the result.
if (!CSS.supports("selector(::details-content)") && matchMedia("(min-width: 60rem)").matches) {
  form.querySelector(".filters").open = true;
}

// A list of choices is sifted by what is typed; what is chosen stays in sight.
for (const sift of form.querySelectorAll(".sift")) {
  const input = sift.querySelector("input");
  input.addEventListener("input", () => {
    const words = input.value.trim().toLowerCase();
    for (const choice of sift.parentElement.querySelectorAll(".choices label")) {
      choice.hidden = Boolean(words) && !choice.textContent.toLowerCase().includes(words)
        && !choice.querySelector("input").checked;
    }
  });
}

// The chart library is 240 kB: it is loaded when a chart comes into view, and once.
function library(source) {
  if (!wanted.has(source)) {
    wanted.set(source, new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = source;
      script.addEventListener("load", () => done(globalThis.echarts));
      script.addEventListener("error", failed);
      document.head.append(script);
    }));
  }
  return wanted.get(source);
}

// A custom property keeps `light-dark()` as it is written; a colour that is used is worked out.
function resolved(name) {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

const SYMBOLS = ["circle", "rect", "diamond", "triangle"];
const CROSS = "path://M4 0h2v4h4v2h-4v4h-2v-4H0v-2h4z";
// Time is counted in months, and each of them is as long as any other: a year's middle is where its label stands.
const monthsTo = (day, isEnd) => {
  const [year, month, date] = day.split("-").map(Number);
  return year * 12 + month - 1 + (date - (isEnd ? 0 : 1)) / new Date(year, month, 0).getDate();
};
const middle = (row) => (monthsTo(row.period_start, false) + monthsTo(row.period_end, true)) / 2;
const STEPS = { A: 12, S: 6, Q: 3, M: 1, D: 1 };
const isHedged = (row) => row.qualifier !== "exact" || "EF".includes(row.obs_status);

// One line a vintage, or one an indicator and area.
const keyOf = (row) => row.vintage ?? `${row.indicator}\n${row.area}`;

function groupsOf(rows) {
  const groups = new Map();
  for (const row of rows) {
    if (row.obs_value === null) continue;
    const unit = `${row.unit_measure} ${row.unit_mult}`;
    if (!groups.has(unit)) groups.set(unit, new Map());
    const key = keyOf(row);
    const lines = groups.get(unit);
    if (!lines.has(key)) lines.set(key, []);
    lines.get(key).push(row);
  }
  return [...groups.values()];
}

function named(place, step) {
  const [year, within] = [Math.floor(place * step / 12), (place * step % 12) / step + 1];
  if (step === 12) return `${year}`;
  return step === 1 ? `${year}-${`${within}`.padStart(2, "0")}` : `${year}-${step === 3 ? "Q" : "S"}${within}`;
}

// A label stands at the middle of its period, where its points are; the ends are half a period further out.
function timeAxis(rows, width, soft) {
  const places = rows.map(middle);
  const [first, last] = [Math.min(...places), Math.max(...places)];
  const step = last - first > 48 ? 12 : Math.min(...rows.map((row) => STEPS[row.freq] ?? 12));
  const [from, to] = [Math.floor(first / step), Math.floor(last / step)];
  const every = Math.ceil((to - from + 1) * (step === 12 ? 44 : 70) / width);
  const customValues = [];
  for (let place = to; place >= from; place -= every) customValues.unshift((place + 0.5) * step);
  return {
    type: "value", min: first - step / 2, max: last + step / 2, splitLine: { show: false },
    axisLabel: { color: soft, customValues, formatter: (value) => named(Math.floor(value / step), step) },
    axisTick: { show: true, customValues }, axisLine: { show: true, onZero: false, lineStyle: { color: soft } },
  };
}

function option(lines, result, names, [unit, scale], width) {
  const isBar = result.dataset.view === "bar";
  const isComputed = Boolean(result.dataset.computed);
  const zh = result.dataset.lang === "zh";
  const ink = resolved("--ink");
  const soft = resolved("--soft");
  const paper = resolved("--sheet");
  const series = [];
  const periods = [...new Set([...lines.values()].flat().sort((a, b) => middle(a) - middle(b)).map((r) => r.time_period))];
  const values = [...lines.values()].flat().map((row) => row.obs_value * scale);
  const months = [...lines.values()].flat().map(middle).sort((a, b) => a - b);
  // Where a basis changes, as the series has it that has the periods next to it.
  const breaks = new Map();
  // Vintages lie on each other: the oldest is the widest and the lightest.
  const isLayered = result.dataset.view === "vintages";
  let place = 0;
  for (const rows of lines.values()) {
    rows.sort((a, b) => middle(a) - middle(b));
    const own = resolved(`--s${place % 8}`);
    const name = nameOf(rows[0], lines, names);
    const told = rows.filter((row) => row.is_preferred);
    const at = (row) => (isBar ? row.time_period : middle(row));
    const shown = (row) => ({
      value: [at(row), row.obs_value * scale], row,
      ...(isHedged(row) || isComputed ? { itemStyle: { color: paper, borderColor: own, borderWidth: 2 } } : {}),
    });
    const data = [];
    told.forEach((row, index) => {
      const before = told[index - 1];
      const isBreak = before && before.series_break !== row.series_break;
      const [between, gap] = before ? [(middle(before) + middle(row)) / 2, middle(row) - middle(before)] : [];
      if (isBreak) {
        const code = `${before.series_break} ${row.series_break}`;
        if (!(breaks.get(code)?.gap <= gap)) breaks.set(code, { gap, at: isBar ? periods.indexOf(row.time_period) : between });
      }
      if (!isBar && (isBreak || gap > 19.2)) data.push({ value: [between, null] });
      data.push(shown(row));
    });
    const beneath = isLayered ? lines.size - 1 - place : 0;
    series.push({
      name, data, type: isBar ? "bar" : "line", connectNulls: false, color: own, barMaxWidth: 36,
      symbol: SYMBOLS[(place + Math.floor(place / 8)) % 4], symbolSize: 9 + 2.5 * beneath, showAllSymbol: true,
      itemStyle: { opacity: beneath ? 0.45 : 1 },
      lineStyle: { width: 2.25 + 1.75 * beneath, opacity: beneath ? 0.45 : 1, color: own, type: isComputed ? "dashed" : "solid" },
    });
    const rivals = rows.filter((row) => !row.is_preferred);
    if (rivals.length) {
      series.push({
        name: `${name} · ${zh ? "另一说" : "rival"}`, type: "scatter", symbol: CROSS, symbolSize: 13, color: own,
        data: rivals.map((row) => ({ value: [at(row), row.obs_value * scale], row })), z: 5,
        // A rim keeps a cross apart from the mark that it stands on.
        itemStyle: { color: own, borderColor: paper, borderWidth: 1 },
      });
    }
    place += 1;
  }
  const [start, end] = isBar ? [0, periods.length] : [months[0], months.at(-1)];
  const isFree = roomFor((end - start) * 96 / width);
  const uprights = [...new Set([...breaks.values()].map(({ at }) => at))].sort((a, b) => a - b);
  const markLine = {
    data: uprights.map((xAxis) => ({ xAxis, label: { show: isFree(xAxis) } })),
    symbol: "none", silent: true, lineStyle: { color: soft, type: "dotted" },
    label: { formatter: zh ? "口径变化" : "break", color: soft },
  };
  if (isBar) series.push({ type: "line", xAxisIndex: 1, data: [], markLine });
  else if (series.length) series[0].markLine = markLine;
  return {
    animation: false,
    // The page names the drawing; what the library would say of it has raw numbers.
    aria: { enabled: true, label: { enabled: false }, decal: { show: isBar && lines.size > 1 } },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink },
    // The names of the series stand below, in the page.
    grid: { left: 12, right: 24, top: 32, bottom: 12, containLabel: true },
    // Drawn on the canvas: a tooltip of HTML would need inline styles.
    tooltip: {
      renderMode: "richText", backgroundColor: paper, borderColor: soft, textStyle: { color: ink },
      formatter: (point) => {
        const row = point.data.row;
        return row ? `${point.seriesName}\n${row.time_period}: ${row.transform ? `${Number((row.obs_value * scale).toPrecision(12))} ${unit}` : row.obs_value_text}` : "";
      },
    },
    // Bars have a second axis, which is not seen: a break stands between two of their periods.
    xAxis: isBar
      ? [{ type: "category", data: periods, axisLabel: { color: soft }, axisLine: { onZero: false, lineStyle: { color: soft } } },
        { type: "value", min: 0, max: periods.length, show: false }]
      : timeAxis([...lines.values()].flat(), width, soft),
    yAxis: {
      type: "value", name: unit, nameTextStyle: { color: soft, align: "left" }, axisLabel: { color: soft },
      // A line stands on nought unless that would flatten it; a bar always does.
      scale: !isBar && Math.min(...values) >= Math.max(...values) / 2,
      splitLine: { lineStyle: { color: resolved("--line") } } },
    series,
  };
}

// One word for breaks that are close together.
function roomFor(distance) {
  const taken = [];
  return (place) => taken.every((other) => Math.abs(place - other) > distance) && Boolean(taken.push(place));
}

function nameOf(row, lines, names) {
  if (row.vintage) return row.vintage;
  const keys = [...lines.keys()].map((key) => key.split("\n"));
  const area = names.area[row.area] ?? row.area;
  const indicator = names.indicator[row.indicator] ?? row.indicator;
  if (new Set(keys.map(([, code]) => code)).size < 2) return indicator;
  return new Set(keys.map(([code]) => code)).size < 2 ? area : `${indicator} · ${area}`;
}

let drawn = [];
async function draw(result) {
  const boxes = [...result.querySelectorAll(".drawing")];
  const { names, units, vintages } = JSON.parse(result.querySelector(".config").textContent);
  const asked = vintages.length ? vintages : [{ address: result.dataset.request }];
  const [echarts, ...answers] = await Promise.all([
    library(result.dataset.echarts),
    ...asked.map(({ address }) => fetch(address, { headers: { Accept: "application/json" } })),
  ]);
  if (!answers.every((answer) => answer.ok) || !result.isConnected) return;
  const data = [];
  for (const [index, answer] of answers.entries()) {
    for (const row of (await answer.json()).data) data.push({ ...row, vintage: asked[index].name });
  }
  for (const chart of drawn) chart.dispose();
  drawn = groupsOf(data).slice(0, boxes.length).map((lines, index) => {
    const box = boxes[index];
    // The drawing takes the place of the picture that the page came with: the same size, so that nothing moves.
    box.style.height = `${Math.max(box.getBoundingClientRect().height, 280)}px`;
    box.replaceChildren();
    const chart = echarts.init(box, null, { renderer: "canvas" });
    chart.setOption(option(lines, result, names, units[index], box.clientWidth));
    chart.on("click", (point) => {
      const row = point.data?.row;
      if (row && !row.transform) location.href = `${result.dataset.root}/observations/${encodeURIComponent(row.observation_id)}`;
    });
    box.dataset.drawn = "yes";
    return chart;
  });
}

function watch() {
  const first = document.querySelector("#result .drawing");
  if (!first) return;
  const seen = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) {
      seen.disconnect();
      draw(document.getElementById("result"));
    }
  });
  seen.observe(first);
}

addEventListener("resize", () => { for (const chart of drawn) chart.resize(); });
const redraw = () => { if (drawn.length) draw(document.getElementById("result")); };
document.documentElement.addEventListener("theme", redraw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
watch();
