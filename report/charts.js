// Charts of amounts over time: bars that stand on their period, and lines. The table beside a chart
// holds its figures, so that the chart itself is one picture to a screen reader.
const Charts = (() => {
  const HEIGHT = 220;
  const TOP = 10;
  const BOTTOM = 24;
  const day = (iso) => Date.parse(iso) / 86400000;

  const steps = (low, high) => {
    const size = (high - low) / 4 || 1;
    const power = 10 ** Math.floor(Math.log10(size));
    const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= size);
    const first = Math.floor(low / step) * step;
    const found = [];
    for (let at = first; at < high + step; at += step) found.push(at);
    return found;
  };

  const monthsBetween = (from, to) => {
    const found = [];
    const at = new Date(Date.UTC(Number(from.slice(0, 4)), Number(from.slice(5, 7)) - 1, 1));
    while (at.toISOString().slice(0, 10) <= to) {
      found.push(at.toISOString().slice(0, 10));
      at.setUTCMonth(at.getUTCMonth() + 1);
    }
    return found;
  };

  const draw = (box, { title, from, to, bars = [], lines = [] }) => {
    const width = Math.max(280, box.clientWidth || 640);
    const values = [...bars, ...lines].flatMap((series) => series.points.map((point) => point.value));
    if (!values.length) return;
    const levels = steps(Math.min(0, ...values), Math.max(0, ...values));
    const [low, high] = [levels[0], levels[levels.length - 1]];
    const left = 12 + 7 * Math.max(...levels.map((level) => Format.euro(level).length));
    const x = (iso) => left + ((day(iso) - day(from)) / (day(to) - day(from))) * (width - left - 8);
    const y = (value) => TOP + ((high - value) / (high - low || 1)) * (HEIGHT - TOP - BOTTOM);
    const months = monthsBetween(from, to).filter((iso) => iso >= from);
    const room = (width - left - 8) / Math.max(months.length, 1);
    const every = [1, 2, 3, 6, 12].find((n) => n * room >= 58) || 12;

    const grid = levels.map((level) =>
      el("g", {},
        el("line", { x1: left, x2: width - 8, y1: y(level), y2: y(level), class: level === 0 ? "zero" : "grid" }),
        el("text", { x: left - 6, y: y(level) + 4, "text-anchor": "end" }, Format.euro(level)),
      ));
    const ticks = months
      .filter((iso, place) => place % every === 0 && x(iso) <= width - 50)
      .map((iso) => el("text", { x: x(iso), y: HEIGHT - 6 }, Format.month(iso)));
    const columns = bars.map((series, place) =>
      series.points.map(({ start, end, value, label }) => {
        const [begin, room] = [x(start), x(end) - x(start)];
        const own = Math.max((room - 3) / bars.length, 1);
        return el(
          "rect",
          {
            x: begin + 1 + place * own, width: Math.max(own - 1, 1), class: series.style,
            y: Math.min(y(0), y(value)), height: Math.max(Math.abs(y(value) - y(0)), 0.5),
          },
          el("title", {}, `${series.name}, ${label}: ${Format.amount(value)}`),
        );
      }));
    const paths = lines.map((series) => [
      el("path", {
        class: series.style,
        d: series.points.map(({ at, value }, place) => `${place ? "L" : "M"}${x(at)} ${y(value)}`).join(""),
      }),
      ...series.points.map(({ at, value, label }) =>
        el("circle", { class: series.style, cx: x(at), cy: y(value), r: 3 },
          el("title", {}, `${series.name}, ${label}: ${Format.amount(value)}`))),
    ]);
    box.replaceChildren(
      el("svg", {
        role: "img", "aria-label": t("chart_of", title), width, height: HEIGHT,
        viewBox: `0 0 ${width} ${HEIGHT}`,
      }, grid, ticks, columns, paths),
    );
  };

  const resized = new ResizeObserver((entries) => {
    for (const { target } of entries) if (target.isConnected) draw(target, target.chart);
  });

  const make = (chart) => {
    const box = el("div", { class: "drawing" });
    box.chart = chart;
    resized.observe(box);
    const legend = [...chart.bars || [], ...chart.lines || []];
    return el(
      "figure",
      {},
      el("figcaption", {}, chart.title),
      el("ul", { class: "legend" }, legend.map(({ name, style }) =>
        el("li", {}, el("span", { class: `key ${style}`, "aria-hidden": "true" }), el("span", { dir: "auto" }, name)))),
      box,
    );
  };

  const next = (iso) => new Date(day(iso) * 86400000 + 86400000).toISOString().slice(0, 10);
  const monthEnd = (iso) => {
    const [year, month] = [Number(iso.slice(0, 4)), Number(iso.slice(5, 7))];
    return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
  };

  return { make, next, monthEnd };
})();
