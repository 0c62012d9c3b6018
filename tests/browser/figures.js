// Every figure of the view beside the sum of the documents that a click on it shows: whatever
// return is chosen, whatever columns the desk has.
const collect = async () => {
  const found = [];
  for (const button of document.querySelectorAll("[data-figure]")) {
    const figure = JSON.parse(button.dataset.figure);
    const tables = await Data.dossier(button.dataset.in);
    const value = Behind.value(Behind.rows(tables, figure), figure);
    found.push([JSON.stringify(figure), button.textContent, Number(button.dataset.value), value]);
  }
  return found;
};

const found = await collect();
const select = document.querySelector(".pick select");
for (const option of select ? [...select.options] : []) {
  select.value = option.value;
  select.dispatchEvent(new Event("change"));
  found.push(...(await collect()));
}
for (const name of ["money", "books"]) {
  const button = [...document.querySelectorAll("main .choice button")].find((its) => its.textContent === t(`set_${name}`));
  button?.click();
  if (button) found.push(...(await collect()));
}
return found;
