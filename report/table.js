// One table: sorted by any column, filtered by words, given as CSV, with its sums below.
const Table = (() => {
  const NUMBERS = ["amount", "count", "average"];

  // A cell that names the figure it shows opens the documents behind it.
  const content = (column, row) => {
    const value = row[column.key];
    const absent = column.absent?.(row);
    if (absent) return el("span", { class: "absent" }, absent);
    const text = Format.cell(column.kind, value, row);
    if (column.link) return el("a", { href: column.link(row), dir: "auto", class: "value" }, text);
    const figure = value === null || value === undefined ? null : column.figure?.(row);
    if (!figure) return text;
    return el(
      "button",
      {
        type: "button", class: "figure", "aria-haspopup": "dialog", "data-value": value,
        "data-figure": JSON.stringify(figure), "data-in": row.dossier_id ?? column.dossier,
        "data-title": [row[column.titled] || "", column.label].filter(Boolean).join(" · "),
      },
      text,
    );
  };

  const cell = (column, row, place) => {
    const number = NUMBERS.includes(column.kind);
    const name = place === 0 ? "th" : "td";
    const kind = column.kind === "severity" || column.kind === "ready" ? String(row[column.key]) : "";
    const shown = content(column, row);
    // Texts are held to a few lines, and to their own direction.
    const value = number || typeof shown !== "string" ? shown : el("span", { class: "value", dir: "auto" }, shown);
    return el(
      name,
      {
        role: place === 0 ? "rowheader" : "cell", scope: place === 0 ? "row" : null,
        class: [column.kind, number ? "number" : "", kind && `is-${kind}`, shown === "" ? "nothing" : ""]
          .filter(Boolean).join(" "),
        "data-label": column.label,
      },
      value,
    );
  };

  // What a column sorts by: numbers and dates as they are, texts without case or accents.
  const key = (column, row) => {
    const value = row[column.key];
    if (value === null || value === undefined) return null;
    return typeof value === "string" ? value : Number(value);
  };

  const compare = (collator) => (a, b) => {
    if (a === null || b === null) return (a === null) - (b === null);
    return typeof a === "string" ? collator.compare(a, b) : a - b;
  };

  // Spreadsheets take a text that begins like a formula for one.
  const csvCell = (column, row) => {
    const value = row[column.key];
    if (value === null || value === undefined) return "";
    if (column.kind === "amount") return Format.amount(value).replaceAll(".", "");
    const text = Format.cell(column.kind, value, row);
    if (NUMBERS.includes(column.kind)) return text.replaceAll(".", "");
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[;"\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };

  const csv = (columns, rows) =>
    [
      columns.map((column) => column.label).join(";"),
      ...rows.map((row) => columns.map((column) => csvCell(column, row)).join(";")),
    ].join("\r\n");

  const make = ({ title, name, columns, rows, sort = null, total = null, empty = null, quiet = false }) => {
    const collator = new Intl.Collator(Format.language(), { numeric: true, sensitivity: "base" });
    let order = sort;
    let shown = [...rows];
    const lines = new Map(
      rows.map((row) => [
        row,
        el(
          "tr",
          { role: "row", class: row.row_class },
          columns.map((column, place) => cell(column, row, place)),
        ),
      ]),
    );
    const texts = new Map();
    const textOf = (row) => {
      if (!texts.has(row)) texts.set(row, lines.get(row).textContent.toLowerCase());
      return texts.get(row);
    };

    const body = el("tbody", { role: "rowgroup" });
    const foot = el("tfoot", { role: "rowgroup" });
    const counted = el("span", { class: "counted", role: "status" });
    const heads = columns.map((column) => {
      const button = el("button", { type: "button", onclick: () => sortBy(column.key) }, column.label);
      return el(
        "th",
        {
          role: "columnheader", scope: "col",
          class: `${column.kind} ${NUMBERS.includes(column.kind) ? "number" : ""}`.trim(),
        },
        button,
      );
    });

    const draw = () => {
      body.replaceChildren(...shown.map((row) => lines.get(row)));
      counted.textContent =
        shown.length === rows.length ? t("row_count", rows.length) : t("rows", shown.length, rows.length);
      columns.forEach((column, place) => {
        const direction = order?.[0] !== column.key ? null : order[1] > 0 ? "ascending" : "descending";
        if (direction) heads[place].setAttribute("aria-sort", direction);
        else heads[place].removeAttribute("aria-sort");
      });
      const sums = total?.(shown);
      // A sum of some rows only is not what stands behind the sum of all.
      const whole = shown.length === rows.length;
      foot.replaceChildren(
        ...(sums && shown.length
          ? [el("tr", { role: "row" }, columns.map((column, place) =>
              cell({ ...column, link: null, absent: null, figure: place && whole && sums.figure ? () => sums.figure(column.key) : null }, place ? sums : { ...sums, [column.key]: t("total") }, place)))]
          : []),
      );
    };

    const arrange = () => {
      if (!order) return;
      const column = columns.find(({ key: its }) => its === order[0]);
      if (!column) return;
      const by = compare(collator);
      const keyed = shown.map((row) => [key(column, row), row]);
      keyed.sort(([a], [b]) => (a === null || b === null ? by(a, b) : order[1] * by(a, b)));
      shown = keyed.map(([, row]) => row);
    };

    const sortBy = (its) => {
      order = order?.[0] === its ? [its, -order[1]] : [its, 1];
      arrange();
      draw();
    };

    const filter = (words, also = () => true) => {
      const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
      shown = rows.filter((row) => also(row) && wanted.every((word) => textOf(row).includes(word)));
      arrange();
      draw();
    };

    const box = el("input", {
      type: "search", "aria-label": t("filter_of", title), placeholder: t("filter"),
      oninput: () => filter(box.value, made.also),
    });
    // On a phone a wide table has no heads to sort by: its rows stand one below the other.
    const sorter = el(
      "select",
      { class: "sorter", "aria-label": t("sort_of", title), onchange: () => {
        order = null;
        sortBy(sorter.value);
      } },
      columns.map((column) =>
        el("option", { value: column.key, selected: column.key === sort?.[0] }, column.label)),
    );
    const narrow = columns.length <= 4;
    const made = el(
      "div",
      { class: narrow ? "table narrow" : "table stacked" },
      el(
        "div",
        { class: "tools" },
        rows.length > 8 ? box : null,
        rows.length > 2 && !narrow ? sorter : null,
        counted,
        el(
          "button",
          {
            type: "button", class: "csv", "aria-label": t("csv_of", title),
            onclick: () => download(`${name}.csv`, csv(columns, shown)),
          },
          t("csv"),
        ),
      ),
      el(
        "div",
        { class: "scroll", role: "region", tabindex: "0", "aria-label": title },
        el(
          "table",
          { role: "table" },
          el("caption", { class: quiet ? "hidden" : null }, title),
          el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, heads)),
          body,
          foot,
        ),
      ),
    );
    made.refilter = () => filter(box.value, made.also);
    made.csv = () => csv(columns, shown);
    arrange();
    draw();
    if (!rows.length) made.replaceChildren(el("p", { class: "empty" }, empty || t("no_data")));
    return made;
  };

  // The columns of a table by its name, with what a view adds to some of them.
  const columns = (tables, name, more = {}) =>
    tables[name].columns.map((column) => ({
      ...column, label: t(column.label || column.key), ...(more[column.key] || {}),
    }));

  return { make, columns };
})();
