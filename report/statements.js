// The VAT return by grid, and the statements: this year, last year, budget.
const Statements = (() => {
  const chosen = new Map();

  const vatChart = (returns) => {
    const point = (row, value) => ({
      start: row.return_start, end: Charts.next(row.return_end), value,
      label: Format.period(row.return_start, row.return_end),
    });
    return Charts.make({
      title: t("vat_per_return"),
      from: returns[0].return_start,
      to: Charts.next(returns[returns.length - 1].return_end),
      bars: [
        { name: t("grid_xx"), style: "orange", points: returns.map((row) => point(row, row.grid_xx)) },
        { name: t("grid_yy"), style: "blue", points: returns.map((row) => point(row, row.grid_yy)) },
      ],
    });
  };

  const gridRows = (tables, its) => {
    const grids = tables.grids
      .filter((row) => row.return_start === its.return_start)
      .map((row) => ({
        ...row,
        meaning: t(`grid_${row.grid}`) + (row.grid === "?" ? ` (${t(`part_${row.part}`)})` : ""),
      }));
    const paid = its.to_pay >= 0 ? "71" : "72";
    const sums = [
      { grid: "XX", meaning: t("grid_xx"), amount: its.grid_xx },
      { grid: "YY", meaning: t("grid_yy"), amount: its.grid_yy },
      { grid: paid, meaning: t(`grid_${paid}`), amount: Math.abs(its.to_pay), negative: its.to_pay < 0 },
    ].map((row) => ({ ...row, return_start: its.return_start, row_class: "sum" }));
    return [...grids, ...sums];
  };

  const figure = (row) => {
    if (["XX", "YY"].includes(row.grid)) return [row.grid, row.return_start];
    if (row.grid === "71") return ["to_pay", row.return_start];
    if (row.grid === "72") return ["to_get_back", row.return_start];
    return ["grid", row.return_start, row.grid, row.part];
  };

  const vat = (office, desk, tables) => {
    const { returns } = tables;
    if (!returns.length) return el("p", { class: "empty" }, t("no_data"));
    const next = returns.find((row) => row.return_start === desk.return_start);
    const start = chosen.get(desk.dossier_id) || (next || returns[returns.length - 1]).return_start;
    const its = returns.find((row) => row.return_start === start);
    const grids = el("div", {});
    const draw = (its) => grids.replaceChildren(
      el("p", { class: "fact" },
        `${t("vat_due_date")}: ${its.due_date ? Format.date(its.due_date) : "-"} · ${t("is_protected")}: ${Format.cell("boolean", its.is_protected)}`),
      Table.make({
        title: `${t("vat_return")} ${Format.period(its.return_start, its.return_end)}`,
        name: `vat-${desk.dossier_id}-${its.return_start}`,
        rows: gridRows(tables, its),
        columns: Table.columns(office.tables, "grids", {
          booked: { figure: (row) => ["booked", row.return_start, row.grid, row.part], dossier: desk.dossier_id, titled: "grid" },
          amount: { figure, dossier: desk.dossier_id, titled: "grid" },
        }).filter(({ key }) => !key.startsWith("carried")),
      }),
    );
    const select = el(
      "select",
      { onchange: () => {
        chosen.set(desk.dossier_id, select.value);
        draw(returns.find((row) => row.return_start === select.value));
      } },
      returns.map((row) =>
        el("option", { value: row.return_start, selected: row === its }, Format.period(row.return_start, row.return_end))),
    );
    draw(its);
    const own = (name) => ({ figure: (row) => [name, row.return_start], dossier: desk.dossier_id });
    return el(
      "div",
      { class: "columns" },
      el("div", {}, el("label", { class: "pick" }, t("choose_return"), " ", select), grids),
      el("div", {}, vatChart(returns), Table.make({
        title: t("vat_per_return"), name: `returns-${desk.dossier_id}`, rows: returns,
        columns: Table.columns(office.tables, "returns", {
          grid_xx: own("XX"), grid_yy: own("YY"), to_pay: own("to_pay"),
        }),
        sort: ["return_start", -1],
      })),
    );
  };

  const named = (office, statement) => office.shared.statutory_lines
    .filter((row) => row.statement === statement);

  const lines = (office, tables, statement, rows) => {
    const names = new Map(named(office, statement).map((row) => [row.line, row]));
    const totals = new Set(office.shared.statutory_totals.map((row) => row.line));
    const planned = new Map();
    for (const { line, amount } of tables.budget) planned.set(line, (planned.get(line) || 0) + amount);
    const amounts = new Map(rows.map((row) => [row.line, row]));
    return named(office, statement)
      .filter(({ line }) => amounts.has(line) || (statement === "income_statement" && planned.has(line)))
      .map(({ line }) => {
        const row = amounts.get(line) || { line, amount: 0, amount_last_year: null };
        const budget = statement === "income_statement" && planned.has(line) ? planned.get(line) : null;
        return {
          ...row,
          code: /^\d/.test(line) ? line : "",
          label: Format.inLanguage(names.get(line), "label"),
          budget,
          difference: budget === null ? null : row.amount - budget,
          row_class: totals.has(line) ? "sum" : null,
        };
      });
  };

  const table = (office, desk, tables, name, statement) => {
    const own = (figure) => ({ figure, dossier: desk.dossier_id, titled: "label" });
    const rows = lines(office, tables, statement, tables[name]);
    return Table.make({
      title: t(name), name: `${name}-${desk.dossier_id}`, rows,
      columns: Table.columns(office.tables, name, {
        amount: own((row) => ["statement", row.line, "this"]),
        amount_last_year: own((row) => ["statement", row.line, "last"]),
        budget: own((row) => ["budget", row.line]),
        difference: own((row) => ["difference", row.line]),
      }).filter(({ key }) => !["budget", "difference"].includes(key) || rows.some((row) => row.budget !== null)),
    });
  };

  const results = (office, desk, tables) => {
    const months = new Map();
    for (const row of tables.results) {
      const known = months.get(row.month) || { month: row.month, turnover: 0, gross_margin: 0 };
      known.turnover += row.turnover;
      known.gross_margin += row.gross_margin;
      months.set(row.month, known);
    }
    const rows = [...months.values()];
    if (!rows.length) return "";
    const point = (row, value) => ({
      start: row.month, end: Charts.monthEnd(row.month), value, label: Format.month(row.month),
    });
    const own = (line) => ({ figure: (row) => ["month", line, row.month], dossier: desk.dossier_id });
    return el(
      "div",
      { class: "columns beside" },
      Charts.make({
        title: t("results_per_month"), from: rows[0].month,
        to: Charts.monthEnd(rows[rows.length - 1].month),
        bars: [
          { name: t("turnover"), style: "blue", points: rows.map((row) => point(row, row.turnover)) },
          { name: t("gross_margin"), style: "green", points: rows.map((row) => point(row, row.gross_margin)) },
        ],
      }),
      Table.make({
        title: t("results_per_month"), name: `results-${desk.dossier_id}`, rows, sort: ["month", -1],
        columns: Table.columns(office.tables, "results", {
          turnover: own("70"), gross_margin: own("9900"),
        }),
      }),
    );
  };

  const statements = (office, desk, tables) => {
    const [now] = tables.window;
    if (!now) return el("p", { class: "empty" }, t("no_data"));
    return el(
      "div",
      {},
      el("p", { class: "fact" },
        t("up_to", Format.month(now.month)), now.is_provisional ? ` · ${t("provisional")}` : ""),
      el(
        "div",
        { class: tables.budget.length ? "columns wide" : "columns" },
        table(office, desk, tables, "income", "income_statement"),
        table(office, desk, tables, "balance", "balance_sheet"),
      ),
      results(office, desk, tables),
    );
  };

  return { vat, statements };
})();
