// Open items by relation and age; cash by account, and what is expected to come and go.
const Money = (() => {
  const AGES = ["not due", "1-30", "31-60", "61-90", "over 90"];

  const byRelation = (items) => {
    const found = new Map();
    for (const item of items) {
      const known = found.get(item.relation_id) || {
        relation_id: item.relation_id, relation: item.relation || String(item.relation_id ?? ""),
        total: 0, ...Object.fromEntries(AGES.map((age) => [age, 0])),
      };
      known[Behind.ageing(item.days_overdue)] += item.open_amount;
      known.total += item.open_amount;
      found.set(item.relation_id, known);
    }
    for (const row of found.values()) {
      row.ages = new Set(AGES.filter((age) => row[age] !== 0));
      for (const age of AGES) if (!row.ages.has(age)) row[age] = null;
    }
    return [...found.values()];
  };

  const ageing = (office, desk, tables, side) => {
    const own = (age) => ({
      dossier: desk.dossier_id, titled: "relation",
      figure: (row) => ["open", side, row.relation_id, age === "total" ? null : age],
    });
    const rows = byRelation(tables.open_items.filter((row) => row.side === side));
    return Table.make({
      title: t(side), name: `${side}-${desk.dossier_id}`, rows, sort: ["relation", 1],
      columns: Table.columns(office.tables, "ageing", Object.fromEntries(
        [...AGES, "total"].map((age) => [age, own(age)]),
      )),
      total: (shown) => ({
        ...Object.fromEntries(
          [...AGES, "total"].map((age) => [age, shown.reduce((sum, row) => sum + (row[age] || 0), 0)]),
        ),
        figure: (age) => ["open", side, null, age === "total" ? null : age],
      }),
    });
  };

  const open = (office, desk, tables) =>
    el("div", {}, ageing(office, desk, tables, "customers"), ageing(office, desk, tables, "suppliers"));

  // What is open of one relation, document by document, for a file that is made for it.
  const statement = (office, desk, tables) =>
    el("div", {}, ["customers", "suppliers"]
      .filter((side) => tables.movements.some((row) => row.side === side))
      .map((side) => {
        const shown = (row) => ({ ...row, ...Dialog.line(tables, row) });
        const items = tables.open_items.filter((row) => row.side === side).map((row) => ({
          ...shown(row), due_date: row.expiry_date, amount: row.amount,
        }));
        const moved = tables.movements.filter((row) => row.side === side).map((row) => ({
          ...shown(row), date: row.date,
          kind_text: Behind.movement(row),
        }));
        const sum = (names) => (rows) => Object.fromEntries(
          names.map((name) => [name, rows.reduce((total, row) => total + row[name], 0)]),
        );
        return [
          Table.make({
            title: `${t("open_items")}: ${t(side)}`, name: `open-${side}`, rows: items,
            columns: Table.columns(office.tables, "open_items", {
              open_amount: {
                dossier: desk.dossier_id, titled: "number",
                figure: (row) => ["item", side, row.doc.place, row.line_sequence_nr],
              },
            }).filter(({ key }) => key !== "relation"),
            total: sum(["amount", "open_amount"]),
          }),
          Table.make({
            title: t("movements"), name: `movements-${side}`, rows: moved,
            columns: Table.columns(office.tables, "movements"),
            total: sum(["amount"]),
          }),
        ];
      }));

  const accountName = (tables, row) =>
    `${Format.account(row.account_nr)} ${Format.inLanguage(tables.account.get(row.account_nr) || {}, "description")}`.trim();

  // Each account with its balance at the end of every month, also of those without a movement.
  const balances = (tables) => {
    const accounts = new Map();
    for (const row of tables.cash) {
      const known = accounts.get(row.account_nr) || {
        account_nr: row.account_nr, account: accountName(tables, row), months: [],
        bank: row.journal_name || accountName(tables, row), iban: Format.iban(row.iban),
      };
      known.months.push(row);
      known.balance = row.balance;
      accounts.set(row.account_nr, known);
    }
    return [...accounts.values()];
  };

  const at = (account, month) => {
    let balance = 0;
    for (const row of account.months) if (row.month <= month) balance = row.balance;
    return balance;
  };

  const months = (until, count) => {
    const [year, month] = [Number(until.slice(0, 4)), Number(until.slice(5, 7))];
    return Array.from({ length: count }, (_, place) =>
      new Date(Date.UTC(year, month - count + place, 1)).toISOString().slice(0, 10));
  };

  const STYLES = ["blue", "orange", "green", "ink"];

  const cash = (office, desk, tables) => {
    const accounts = balances(tables);
    if (!accounts.length) return el("p", { class: "empty" }, t("no_data"));
    const until = Behind.month(office.as_of);
    const shown = months(until, 13);
    const named = (account) => [account.bank, account.iban].filter(Boolean).join(" ");
    const rows = shown.map((month) => ({
      month,
      ...Object.fromEntries(accounts.map((account) => [account.account_nr, at(account, month)])),
      total: accounts.reduce((sum, account) => sum + at(account, month), 0),
    }));
    const own = { dossier: desk.dossier_id };
    return el(
      "div",
      {},
      Table.make({
        title: t("cash_accounts"), name: `cash-${desk.dossier_id}`, rows: accounts,
        columns: Table.columns(office.tables, "cash", {
          balance: { ...own, titled: "bank", figure: (row) => ["cash", row.account_nr, until] },
        }),
        total: (rows) => ({
          balance: rows.reduce((sum, row) => sum + row.balance, 0),
          figure: () => ["cash", null, until],
        }),
      }),
      el(
        "div",
        { class: "columns beside" },
        Charts.make({
          title: t("cash_per_month"), from: shown[0], to: Charts.monthEnd(until),
          lines: accounts.map((account, place) => ({
            name: named(account), style: STYLES[place % STYLES.length],
            points: shown.map((month) => ({
              at: Charts.monthEnd(month), value: at(account, month), label: Format.month(month),
            })),
          })),
        }),
        Table.make({
          title: t("cash_per_month"), name: `cash-months-${desk.dossier_id}`, rows, sort: ["month", -1],
          columns: [
            { key: "month", label: t("month"), kind: "month" },
            ...accounts.map((account) => ({
              ...own, key: String(account.account_nr), label: named(account), kind: "amount",
              figure: (row) => ["cash", account.account_nr, row.month],
            })),
            { ...own, key: "total", label: t("total"), kind: "amount", figure: (row) => ["cash", null, row.month] },
          ],
        }),
      ),
      forecast(office, desk, tables),
    );
  };

  const forecast = (office, desk, tables) => {
    const weeks = new Map();
    for (const row of tables.forecast) {
      const known = weeks.get(row.week_start) || { week_start: row.week_start };
      known[row.source] = row.amount || null;
      known.balance_after = row.balance_after;
      weeks.set(row.week_start, known);
    }
    const rows = [...weeks.values()].sort((a, b) => (a.week_start < b.week_start ? -1 : 1));
    const own = (key) => ({
      dossier: desk.dossier_id, titled: "", figure: (row) => ["forecast", row.week_start, key],
    });
    const assumptions = new Set(tables.forecast.map((row) => Format.inLanguage(row, "assumption")).filter(Boolean));
    const columns = Table.columns(office.tables, "forecast").map((column) =>
      column.key === "week_start" ? column
        : column.key === "balance_after" ? { ...column, ...own(null), figure: (row) => ["forecast_until", row.week_start] }
          : { ...column, ...own(column.key),
              absent: column.needs ? (row) => Desk.absent(office, desk, office.tables.needs[column.needs], row[column.key] ?? 0) : null });
    return el(
      "div",
      {},
      el("h3", {}, t("forecast")),
      office.as_of !== office.made_on ? el("p", { class: "absent" }, t("only_on", Format.date(office.made_on)))
        : Table.make({ title: t("forecast"), name: `forecast-${desk.dossier_id}`, rows, columns }),
      assumptions.size ? el("ul", { class: "note" }, [...assumptions].map((text) => el("li", {}, text))) : null,
    );
  };

  return { open, statement, cash };
})();
