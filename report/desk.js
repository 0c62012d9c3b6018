// The desk: a row for each dossier, what is to be filed next, why it cannot be yet, and its money.
const Desk = (() => {
  const SETS = ["filing", "money", "books"];
  const KINDS = {
    all: () => true,
    open: (row) => row.can_be_filed === false,
    ready: (row) => row.can_be_filed === true,
    overdue: (row) => row.overdue_over_60 > 0,
    missing: (row) => row.missing.length > 0 || row.refused.length > 0,
  };
  let set = "filing";
  let kind = "all";

  const FIGURES = {
    vat_amount: (row) => row.return_start && ["to_pay", row.return_start],
    overdue_over_60: () => ["overdue"],
    open_receivable: () => ["open", "customers"],
    open_payable: () => ["open", "suppliers"],
    cash: (row, office) => ["cash", null, Behind.month(office.as_of)],
    result: () => ["statement", "9904", "this"],
    result_last_year: () => ["statement", "9904", "last"],
    suspense_amount: () => ["role", "suspense"],
    transfer_amount: () => ["role", "transfers"],
    unmatched_bank_lines: () => ["unmatched"],
    documents_not_booked: () => ["not_booked"],
    errors: () => ["findings", "error"],
    warnings: () => ["findings", "warning"],
    hints: () => ["findings", "hint"],
    documents_per_month: () => ["activity", "documents"],
    lines_per_month: () => ["activity", "lines"],
  };

  // Why a figure is not there: the table that was never read, or the day that it is only known on.
  const absent = (office, row, streams, value) => {
    const missing = streams.filter((stream) => row.missing.includes(stream));
    if (missing.length) return t("not_read", missing.join(", "));
    const unknown = (value === null || value === undefined) && office.as_of !== office.made_on;
    return unknown ? t("only_on", Format.date(office.made_on)) : null;
  };

  const missingText = (row) =>
    [
      row.refused.length ? t("refused", row.refused.join(", ")) : "",
      row.missing.length ? t("not_read", row.missing.filter((s) => !row.refused.includes(s)).join(", ")) : "",
      row.late.length ? t("late", row.late.join(", ")) : "",
    ].filter((text) => text && !text.endsWith(": ")).join("; ");

  // The day, the last sync and what is missing: on every view.
  const stand = (office, desk) => {
    const missing = missingText(desk);
    return el("p", { class: "stand" },
      `${t("as_of")} ${Format.date(office.as_of)}`,
      ` · ${t("last_sync")}: ${desk.last_sync_at ? Format.moment(desk.last_sync_at) : "-"} · `,
      missing ? el("strong", { class: "absent" }, `${t("missing")}: ${missing}`) : t("missing_nothing"));
  };

  const columns = (office, wanted) => {
    const made = office.tables.desk.columns
      .filter(({ sets }) => wanted === null || sets.split(" ").includes(wanted))
      .map((column) => ({
        ...column,
        label: t(column.label || column.key),
        titled: "name",
        figure: FIGURES[column.key] && ((row) => FIGURES[column.key](row, office)),
        absent: column.needs
          ? (row) => absent(office, row, office.tables.needs[column.needs], row[column.key])
          : null,
      }));
    if (made[0].key === "name") made[0].link = (row) => `#${row.dossier_id}`;
    return made;
  };

  const rows = (office) =>
    office.desk.map((row) => ({
      ...row,
      why: Format.inLanguage(row, "reasons"),
      missing_text: missingText(row),
      name: row.name || String(row.dossier_id),
    }));

  const choice = (label, names, chosen, choose) =>
    el(
      "div",
      { class: "choice", role: "group", "aria-label": label },
      el("span", { class: "choice-label", "aria-hidden": "true" }, label),
      names.map(([name, text]) =>
        el("button", { type: "button", "aria-pressed": String(name === chosen), onclick: () => choose(name) }, text)),
    );

  const show = (office, main) => {
    const all = rows(office);
    const table = Table.make({
      title: t("desk"), name: "desk", rows: all, columns: columns(office, set),
      sort: ["vat_due_date", 1], quiet: true,
      total: (shown) => Object.fromEntries(
        office.tables.desk.columns
          .filter(({ kind }) => kind === "amount" || kind === "count")
          .filter(({ key }) => key !== "days_without_statement")
          .map(({ key }) => [key, shown.reduce((sum, row) => sum + (row[key] || 0), 0)]),
      ),
    });
    table.also = KINDS[kind];
    table.refilter?.();
    const again = () => show(office, main);
    const kinds = Object.keys(KINDS).map((name) => [
      name, `${t(`show_${name}`)} (${all.filter(KINDS[name]).length})`,
    ]);
    main.replaceChildren(
      el("h1", { tabindex: "-1" }, t("desk")),
      el(
        "div",
        { class: "bar" },
        choice(t("show"), kinds, kind, (name) => { kind = name; again(); }),
        choice(t("columns"), SETS.map((name) => [name, t(`set_${name}`)]), set, (name) => { set = name; again(); }),
      ),
      table,
    );
  };

  return { show, absent, stand, FIGURES };
})();
