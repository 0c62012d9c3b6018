// Opens the page: reads what is in the file, and shows what the address names.
const LANGUAGES = ["nl", "fr", "en"];

const header = (office, show) => {
  const dates = office.desk.map((row) => row.last_sync_at).filter(Boolean).sort();
  const missing = office.desk.filter((row) => row.missing.length || row.refused.length).length;
  const many = office.desk.length > 1;
  document.getElementById("top").replaceChildren(
    el("a", { class: "skip", href: "#main", onclick: (event) => {
      event.preventDefault();
      document.getElementById("main").focus();
    } }, t("skip")),
    many ? el("a", { class: "home", href: "#" }, t("back_to_office")) : el("span", { class: "home" }, "Octopus"),
    el("span", { class: "stand" },
      `${t("as_of")} ${Format.date(office.as_of)} · ${t("last_sync")}: ${dates.length ? Format.moment(dates[0]) : "-"}`,
      missing && many ? ` · ${t("show_missing")}: ${missing}` : ""),
    el("div", { class: "choice", role: "group", "aria-label": t("language") },
      LANGUAGES.map((name) => el("button", {
        type: "button", lang: name, "aria-pressed": String(name === Format.language()),
        title: office.labels["language_name"][name], "aria-label": office.labels["language_name"][name],
        onclick: () => {
          Format.use(office.labels, name);
          show();
        },
      }, name.toUpperCase()))),
    el("button", { type: "button", class: "print", onclick: () => window.print() }, t("print")),
  );
};

const start = async () => {
  const office = await Data.office();
  Format.use(office.labels, office.language);
  Behind.use(office);
  Dialog.listen(office);
  const main = document.getElementById("main");
  let shown = null;
  const show = async (moved = false) => {
    document.documentElement.lang = Format.language();
    header(office, show);
    const [id, place] = location.hash.slice(1).split("/");
    const only = office.desk.length === 1 ? office.desk[0].dossier_id : null;
    const dossier = Number(id) || only;
    if (!office.desk.some((row) => row.dossier_id === dossier)) Desk.show(office, main);
    else if (!moved || shown !== dossier) await Dossier.show(office, main, dossier, place);
    else {
      document.getElementById(`${place}-section`)?.scrollIntoView();
      document.getElementById(`${place}-title`)?.focus({ preventScroll: true });
    }
    const before = shown;
    shown = dossier || null;
    document.title = (document.querySelector("h1 bdi") || document.querySelector("h1")).textContent;
    if (moved && before !== shown && !place) {
      scrollTo(0, 0);
      document.querySelector("h1").focus({ preventScroll: true });
    }
    document.body.dataset.ready = Format.language();
    performance.mark("shown");
  };
  window.addEventListener("hashchange", () => show(true));
  await show();
};

start();
