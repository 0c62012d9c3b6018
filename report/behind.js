// The documents behind a figure. A figure is named by what it is: ["open", "customers", 12, null].
// Each answer is a list of rows whose amounts add up to the figure.
const Behind = (() => {
  let shared = {};
  let asOf = "";

  const use = (office) => {
    shared = office.shared;
    asOf = office.as_of;
  };

  const sum = (rows) => rows.reduce((total, row) => total + row.amount, 0);
  const month = (day) => `${day.slice(0, 7)}-01`;
  const monthOf = (line) => (line.doc.date ? month(line.doc.date) : line.month);
  const note = (text, amount) => ({ text, amount });
  const taken = (rows, factor) => rows.map((row) => ({ ...row, amount: factor * row.amount }));

  // Rows of one document and account become one.
  const together = (rows) => {
    const found = new Map();
    for (const row of rows) {
      const key = row.doc ? `${row.doc.bookyear_id} ${row.doc.number} ${row.account_nr}` : row;
      const known = found.get(key);
      if (known) known.amount += row.amount;
      else found.set(key, { ...row });
    }
    return [...found.values()].filter((row) => row.amount !== 0);
  };

  // --- statements ---

  const signs = () => {
    const found = new Map([["14_before", -1]]);
    for (const { line, side } of shared.statutory_lines) {
      found.set(line, side === "assets" || side === "costs" ? 1 : -1);
    }
    return found;
  };

  const isResult = (account) => ["6", "7"].includes(Format.account(account)[0]);

  // What an account must be to be on a line that adds up no others.
  const onLeaf = (tables, leaf) => {
    if (leaf === "unallocated") return isResult;
    if (leaf === "unallocated_before") return (account) => account === 0;
    const line = leaf === "14_before" ? "14" : leaf;
    return (account) => tables.account.get(account)?.line === line;
  };

  const leafRows = (tables, leaf, bookyear, wanted) => {
    const fits = onLeaf(tables, leaf);
    const opening = leaf === "14_before";
    const carried = tables.carried
      .filter((row) => row.bookyear_id === bookyear && fits(row.account_nr))
      .map((row) => ({ ...note(t("carried"), row.amount), account_nr: row.account_nr }));
    const booked = tables.lines.filter(
      (row) =>
        row.doc.bookyear_id === bookyear &&
        fits(row.account_nr) &&
        (row.doc.opening ? wanted(null) : !opening && wanted(row.month)),
    );
    return wanted(null) ? [...carried, ...booked] : booked;
  };

  // wanted tells whether a month counts, and with null whether the opening does.
  const onLine = (tables, line, bookyear, wanted) => {
    const sign = signs();
    const parts = [
      { part: line, factor: 1 },
      ...shared.statutory_totals.filter((row) => row.line === line),
    ];
    return together(
      parts.flatMap(({ part, factor }) =>
        sign.has(part) ? taken(leafRows(tables, part, bookyear, wanted), factor * sign.get(part)) : [],
      ),
    );
  };

  const statement = (tables, line, year) => {
    const [now] = tables.window;
    if (!now) return [];
    const bookyear = year === "this" ? now.bookyear_id : now.bookyear_before;
    const until = year === "this" ? now.month : now.month_before;
    return onLine(tables, line, bookyear, (month) => month === null || month <= until);
  };

  const inMonth = (tables, line, month) => {
    const [now] = tables.window;
    return [now.bookyear_id, now.bookyear_before].flatMap((bookyear) =>
      onLine(tables, line, bookyear, (its) => its === month),
    );
  };

  const budget = (tables, line) =>
    tables.budget
      .filter((row) => row.line === line)
      .map((row) => note(`${t("budget")} ${Format.month(row.month)}`, row.amount));

  // --- VAT ---

  const grid = (tables, start, wanted, factor = 1) => {
    const its = (row) => row.return_start === start && wanted(row.grid, row.part);
    const carried = tables.grids.filter(its).flatMap((row) => [
      note(`${row.grid}: ${t("carried_in")}`, row.carried_in),
      note(`${row.grid}: ${t("carried_out")}`, -row.carried_out),
    ]);
    return taken(together([...tables.vat_documents.filter(its), ...carried]), factor);
  };

  const inTotal = (total) => {
    const grids = shared.grid_totals.filter((row) => row.total === total).map((row) => row.grid);
    return (its) => grids.includes(its);
  };

  const toPay = (tables, start) =>
    together([...grid(tables, start, inTotal("XX")), ...grid(tables, start, inTotal("YY"), -1)]);

  // --- accounts since the beginning ---

  const onAccounts = (tables, fits, wanted, until) => {
    const before = tables.before.filter((row) => fits(row.account_nr) && row.month <= until);
    const others = new Map();
    for (const row of before) {
      others.set(row.account_nr, (others.get(row.account_nr) || 0) + row.amount);
    }
    return together([
      ...[...others].map(([account_nr, amount]) => ({
        ...note(t("other_bookyears"), amount), account_nr,
      })),
      ...tables.lines.filter(
        (row) => fits(row.account_nr) && row.doc.opening !== 2 && wanted(row),
      ),
    ]);
  };

  const cash = (tables, account, until) => {
    const accounts = new Set(tables.cash.map((row) => row.account_nr));
    const fits = (its) => (account === null ? accounts.has(its) : its === account);
    return onAccounts(tables, fits, (row) => monthOf(row) <= until, until);
  };

  const role = (tables, name) => {
    const fits = (its) => (tables.account.get(its)?.roles || "").split(" ").includes(name);
    return onAccounts(tables, fits, (row) => row.doc.date && row.doc.date <= asOf, month(asOf));
  };

  // --- open items and the rest ---

  const ageing = (days) => {
    if (!(days > 0)) return "not due";
    return days > 90 ? "over 90" : days > 60 ? "61-90" : days > 30 ? "31-60" : "1-30";
  };

  const open = (tables, side, relation, age) =>
    tables.open_items
      .filter(
        (row) =>
          row.side === side &&
          (relation === undefined || relation === null || row.relation_id === relation) &&
          (!age || ageing(row.days_overdue) === age),
      )
      .map((row) => ({ ...row, amount: row.open_amount }));

  const each = (rows) => rows.map((row) => ({ ...row, amount: 1 }));
  const findings = (tables, severity) =>
    each(
      tables.findings
        .filter((row) => row.severity === severity)
        .map((row) => ({ ...row, text: Format.inLanguage(row, "sentence") })),
    );

  // VAT is expected as a return comes to, so that its documents stand behind it.
  const expected = (tables, row) => {
    if (row.doc) return [row];
    const its = tables.returns.find(
      ({ due_date, to_pay }) => row.source === "vat" && due_date === row.expected_date && to_pay === -row.amount,
    );
    if (its) return taken(toPay(tables, its.return_start), -1);
    return [note(`${t(row.source)} ${Format.date(row.expected_date)}`, row.amount)];
  };

  const forecast = (tables, wanted) =>
    tables.forecast_documents.filter(wanted).flatMap((row) => expected(tables, row));

  const movement = (row) => row.kind === "match"
    ? t("match", `${row.other_journal_key} ${row.other_document_sequence_nr}`)
    : t(row.kind);

  const answers = {
    statement: (tables, line, year) => statement(tables, line, year),
    month: (tables, line, month) => inMonth(tables, line, month),
    budget,
    difference: (tables, line) => [
      ...statement(tables, line, "this"), ...taken(budget(tables, line), -1),
    ],
    grid: (tables, start, grid_, part) =>
      grid(tables, start, (its, kind) => its === grid_ && kind === part),
    booked: (tables, start, grid_, part) =>
      together(
        tables.vat_documents.filter(
          (row) => row.return_start === start && row.grid === grid_ && row.part === part,
        ),
      ),
    XX: (tables, start) => grid(tables, start, inTotal("XX")),
    YY: (tables, start) => grid(tables, start, inTotal("YY")),
    to_pay: toPay,
    to_get_back: (tables, start) => taken(toPay(tables, start), -1),
    cash,
    role,
    open,
    overdue: (tables) => open(tables, "customers").filter((row) => row.days_overdue > 60),
    findings,
    unmatched: (tables) =>
      each(tables.unmatched.map((row) => ({ ...row, doc: { ...row.doc, ...shown(row) } }))),
    not_booked: (tables) =>
      each(tables.not_booked.map((row) => ({ ...row, doc: { ...row.doc, ...shown(row) } }))),
    activity: (tables, name) =>
      tables.activity.map((row) => note(Format.month(row.month), row[name])),
    forecast: (tables, week, source) =>
      source === "opening"
        ? cash(tables, null, month(asOf))
        : forecast(tables, (row) => row.source === source && row.week_start === week),
    forecast_until: (tables, week) => [
      ...cash(tables, null, month(asOf)), ...forecast(tables, (row) => row.week_start <= week),
    ],
    item: (tables, side, place, line) =>
      tables.movements
        .filter((row) => row.side === side && row.doc.place === place && row.line_sequence_nr === line)
        .map((row) => ({ ...row, text: movement(row) })),
  };

  const shown = ({ date, relation, reference }) =>
    Object.fromEntries(
      Object.entries({ date, relation, reference }).filter(([, value]) => value),
    );

  const counts = ["findings", "unmatched", "not_booked"];

  const rows = (tables, [what, ...of]) => answers[what](tables, ...of);

  // What the rows come to, as the figure says it.
  const value = (found, [what]) =>
    what === "activity" ? Math.round((sum(found) * 10) / 12) * 10 : sum(found);

  const kind = ([what]) =>
    counts.includes(what) ? "count" : what === "activity" ? "average" : "amount";

  return { use, rows, value, kind, ageing, sum, month, movement };
})();
