// What keeps people from using the view: controls without a name, tables without heads, pale text.
const wrong = [];
const shown = (element) => element.checkVisibility() && element.getClientRects().length > 0;
const name = (element) =>
  (element.getAttribute("aria-label") || element.labels?.[0]?.textContent || element.textContent || element.title || "").trim();

for (const control of document.querySelectorAll("button, a, input, select, dialog[open]")) {
  const titled = document.getElementById(control.getAttribute("aria-labelledby") || "");
  if (shown(control) && !name(control) && !titled) wrong.push(`no name: ${control.outerHTML.slice(0, 90)}`);
  if (shown(control) && control.tabIndex < 0 && control.tagName !== "DIALOG") wrong.push(`no focus: ${name(control)}`);
}
for (const table of document.querySelectorAll("table")) {
  if (!table.caption?.textContent.trim()) wrong.push("a table without a caption");
  const heads = [...table.querySelectorAll("thead th")];
  if (!heads.length || heads.some((head) => head.scope !== "col" || !head.textContent.trim())) {
    wrong.push(`heads: ${table.caption?.textContent}`);
  }
  for (const row of table.querySelectorAll("tbody tr, tfoot tr")) {
    if (row.children.length !== heads.length || row.children[0].scope !== "row") {
      wrong.push(`a row of ${table.caption?.textContent}`);
      break;
    }
  }
}
if (!document.documentElement.lang) wrong.push("no language");
if (document.querySelectorAll("h1").length !== 1) wrong.push("not one h1");
for (const picture of document.querySelectorAll("svg")) {
  if (picture.getAttribute("role") !== "img" || !name(picture)) wrong.push("a picture without a name");
}

const numbers = (colour) => (colour.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
const light = (colour) => {
  const [r, g, b] = numbers(colour).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ground = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (numbers(colour).length < 4 || numbers(colour)[3] > 0) return colour;
  }
  return "rgb(255, 255, 255)";
};
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let text = walker.nextNode(); text; text = walker.nextNode()) {
  const element = text.parentElement;
  if (!text.textContent.trim() || element.closest("script, style, option") || !shown(element)) continue;
  const style = getComputedStyle(element);
  const ink = element.closest("svg") ? style.fill : style.color;
  const [high, low] = [light(ink), light(ground(element))].sort((a, b) => b - a);
  const contrast = (high + 0.05) / (low + 0.05);
  if (contrast < 4.5) wrong.push(`contrast ${contrast.toFixed(2)}: ${text.textContent.slice(0, 40)}`);
}
return [...new Set(wrong)];
