// Words in the chosen language, and amounts, dates and months as Belgium writes them.
const Format = (() => {
  let words = {};
  let language = "nl";

  const use = (labels, chosen) => {
    words = labels;
    language = chosen;
  };

  // The words of a key; {0} and {1} stand for what is given.
  const t = (key, ...given) => {
    const text = words[key]?.[language] ?? key;
    return text.replace(/\{(\d)\}/g, (_, place) => given[place]);
  };

  // A column that books have in three languages, in the chosen one or else in another.
  const inLanguage = (row, name) =>
    row[`${name}_${language}`] || row[`${name}_nl`] || row[`${name}_fr`] || row[`${name}_en`] || "";

  const grouped = (whole) => String(whole).replace(/\B(?=(\d{3})+$)/g, ".");

  const amount = (cents) => {
    const size = Math.abs(cents);
    const rest = String(size % 100).padStart(2, "0");
    return `${cents < 0 ? "-" : ""}${grouped(Math.floor(size / 100))},${rest}`;
  };

  const euro = (cents) => `${cents < 0 ? "-" : ""}${grouped(Math.round(Math.abs(cents) / 100))}`;
  const count = (number) => `${number < 0 ? "-" : ""}${grouped(Math.abs(number))}`;
  const average = (hundredths) => amount(hundredths).slice(0, -1);
  const date = (iso) => iso.slice(0, 10).split("-").reverse().join("/");
  const moment = (iso) => `${date(iso)} ${iso.slice(11, 16)}`;
  const month = (iso) => `${t(`month_${Number(iso.slice(5, 7))}`)} ${iso.slice(0, 4)}`;

  // A month or a quarter by its first and last day.
  const period = (start, end) => {
    if (!end || start.slice(0, 7) === end.slice(0, 7)) return month(start);
    return t("quarter", Math.ceil(Number(end.slice(5, 7)) / 3), end.slice(0, 4));
  };

  const account = (number) => String(number).padStart(6, "0");
  const iban = (text) => (text || "").replace(/\s/g, "").replace(/(.{4})(?=.)/g, "$1 ");

  const kinds = {
    amount, count, average, date, moment, month,
    boolean: (value) => t(value ? "yes" : "no"),
    ready: (value) => t(value ? "ready" : "not_ready"),
    severity: (value) => t(value),
    outcome: (value) => t(`outcome_${value}`),
    period: (value, row) => period(value, row.return_end),
  };

  const cell = (kind, value, row) => {
    if (value === null || value === undefined || value === "") return "";
    return kinds[kind] ? kinds[kind](value, row) : String(value);
  };

  return {
    use, t, inLanguage, amount, euro, count, date, moment, month, period, account, iban, cell,
    language: () => language,
  };
})();

const { t } = Format;
