// Every figure of the view beside the sum of the documents that a click on it shows.
const found = [];
for (const button of document.querySelectorAll("[data-figure]")) {
  const figure = JSON.parse(button.dataset.figure);
  const tables = await Data.dossier(button.dataset.in);
  const value = Behind.value(Behind.rows(tables, figure), figure);
  found.push([JSON.stringify(figure), button.textContent, Number(button.dataset.value), value]);
}
return found;
