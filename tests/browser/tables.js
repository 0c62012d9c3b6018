// The texts of all tables of the view: by caption, each row as its cells in order.
const texts = (row) => [...row.children].map((cell) => cell.textContent);
return Object.fromEntries(
  [...document.querySelectorAll("main table")].map((table) => [
    table.caption.textContent, [...table.querySelectorAll("tbody tr")].map(texts),
  ]),
);
