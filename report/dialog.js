// Shows the documents behind a figure, in a dialog that the browser keeps the focus in.
const Dialog = (() => {
  const accountName = (tables, row) => {
    if (row.account_nr === undefined) return "";
    const name = Format.inLanguage(tables.account.get(row.account_nr) || {}, "description");
    return `${Format.account(row.account_nr)} ${name}`.trim();
  };

  const line = (tables, row) => ({
    number: row.doc?.number || "",
    date: row.doc?.date || null,
    relation: row.relation || row.doc?.relation || "",
    reference: row.text || row.doc?.reference || "",
    account: accountName(tables, row),
    amount: row.amount,
    files: row.doc?.files || "",
  });

  const show = async (office, button) => {
    const figure = JSON.parse(button.dataset.figure);
    const tables = await Data.dossier(button.dataset.in);
    const found = Behind.rows(tables, figure);
    const kind = Behind.kind(figure);
    const rows = found.map((row) => line(tables, row));
    const columns = Table.columns(office.tables, "behind", {
      amount: kind === "amount" ? {} : { kind: "count", label: t("count") },
    }).filter(({ key }) => key === "amount" || rows.some((row) => row[key]));
    const value = Behind.value(found, figure);
    const shown = Number(button.dataset.value);
    const dossier = office.desk.find((row) => row.dossier_id === Number(button.dataset.in));
    const dialog = document.getElementById("behind");
    const table = Table.make({
      title: t("documents_behind"), name: "documents", columns, rows,
      sort: rows.some((row) => row.date) ? ["date", 1] : null,
      total: (rows) => ({ amount: Behind.sum(rows) }),
    });
    dialog.replaceChildren(
      el(
        "div",
        { class: "dialog-head" },
        el("h2", { id: "behind-title", tabindex: "-1" }, button.dataset.title),
        el("button", { type: "button", onclick: () => dialog.close() }, t("close")),
      ),
      el(
        "p",
        { class: "sum" },
        el("span", { dir: "auto" }, dossier.name || String(dossier.dossier_id)), ": ",
        el("strong", {}, Format.cell(kind, shown)),
        kind === "average" ? ` (${t("average_of_12")})` : "",
      ),
      Desk.stand(office, dossier),
      value === shown
        ? ""
        : el("p", { class: "differs" }, t("differs", Format.cell(kind, value), Format.cell(kind, shown - value))),
      table,
    );
    dialog.showModal();
    document.getElementById("behind-title").focus();
  };

  // One listener for all figures of the page.
  const listen = (office) => {
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-figure]");
      if (button) show(office, button);
      else if (event.target.id === "behind") event.target.close();
    });
  };

  return { listen, line };
})();
