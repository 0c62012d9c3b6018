// A dossier: its key figures, and a section for each question, each with its day and what is missing.
const Dossier = (() => {
  const KEY_FIGURES = [
    "vat_amount", "overdue_over_60", "open_receivable", "open_payable", "cash", "result",
    "suspense_amount", "transfer_amount", "unmatched_bank_lines", "documents_not_booked",
  ];

  const keyFigures = (office, desk) =>
    el("dl", { class: "figures" }, KEY_FIGURES.map((key) => {
      const column = office.tables.desk.columns.find((its) => its.key === key);
      const absent = Desk.absent(office, desk, office.tables.needs[column.needs] || [], desk[key]);
      const figure = Desk.FIGURES[key](desk, office);
      const known = desk[key] !== null && desk[key] !== undefined && figure;
      return el("div", {},
        el("dt", {}, t(key)),
        el("dd", {}, absent ? el("span", { class: "absent" }, absent)
          : known ? el("button", {
              type: "button", class: "figure", "aria-haspopup": "dialog", "data-value": desk[key],
              "data-figure": JSON.stringify(figure), "data-in": desk.dossier_id, "data-title": t(key),
            }, Format.cell(column.kind, desk[key])) : "-"));
    }));

  const findings = (office, desk, tables) =>
    Table.make({
      title: t("findings"), name: `findings-${desk.dossier_id}`,
      rows: tables.findings.map((row) => ({
        ...row, sentence: Format.inLanguage(row, "sentence"), number: row.doc?.number || "",
      })),
      columns: Table.columns(office.tables, "findings"),
    });

  const sync = (office, desk, tables) =>
    Table.make({
      title: t("sync"), name: `sync-${desk.dossier_id}`,
      rows: tables.sync.map((row) => ({
        ...row, row_class: row.outcome !== "complete" || row.is_late ? "problem" : null,
      })),
      columns: Table.columns(office.tables, "sync"),
    });

  const SECTIONS = [
    ["vat", "vat_return", "vat", Statements.vat],
    ["open", "open_items", "open_items", Money.open],
    ["statements", "statements", "statements", Statements.statements],
    ["cash", "cash", "cash", Money.cash],
    ["findings", "findings", null, findings],
    ["sync", "sync", null, sync],
  ];

  const section = (office, desk, tables, [name, title, needs, make]) => {
    const streams = office.tables.needs[needs] || [];
    const absent = Desk.absent(office, desk, streams, 0);
    return el("section", { id: `${name}-section`, "aria-labelledby": `${name}-title` },
      el("h2", { id: `${name}-title`, tabindex: "-1" }, t(title)),
      el("div", { class: "section-stand" }, Desk.stand(office, desk)),
      absent ? el("p", { class: "absent" }, absent) : make(office, desk, tables));
  };

  const why = (desk) => {
    const reasons = Format.inLanguage(desk, "reasons");
    if (desk.can_be_filed) return el("p", { class: "is-true" }, `${t("can_be_filed")}: ${t("ready")}`);
    return reasons
      ? el("div", { class: "why" }, el("strong", {}, t("why")), el("ul", {}, reasons.split("; ").map((text) => el("li", {}, el("bdi", {}, text)))))
      : "";
  };

  const show = async (office, main, id, place) => {
    const desk = office.desk.find((row) => row.dossier_id === id);
    const tables = await Data.dossier(id);
    const one = office.relation !== null && office.relation !== undefined;
    const sections = one ? [["statement", "statement", "open_items", Money.statement]] : SECTIONS;
    main.replaceChildren(
      el("div", { class: "dossier-head" },
        el("h1", { tabindex: "-1" }, el("bdi", {}, desk.name || String(id)), " ", el("small", {}, desk.vat_nr || "")),
        one ? el("p", { class: "relation", dir: "auto" }, office.relation) : "",
        Desk.stand(office, desk)),
      one ? "" : why(desk),
      one ? "" : keyFigures(office, desk),
      one ? "" : el("nav", { "aria-label": t("go_to"), class: "sections" },
        sections.map(([name, title]) => el("a", { href: `#${id}/${name}` }, t(title)))),
      ...sections.map((its) => section(office, desk, tables, its)),
    );
    if (place) {
      document.getElementById(`${place}-section`)?.scrollIntoView();
      document.getElementById(`${place}-title`)?.focus({ preventScroll: true });
    }
  };

  return { show };
})();
