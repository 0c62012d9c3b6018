// What is wider than the window, and so cut off or reached by scrolling sideways only.
const width = document.documentElement.clientWidth;
const wide = document.documentElement.scrollWidth > width ? [`the page: ${document.documentElement.scrollWidth}`] : [];
for (const element of document.querySelectorAll("main *, header *, dialog[open] *")) {
  if (!element.checkVisibility() || element.closest(".hidden, thead, svg, .skip")) continue;
  const box = element.getBoundingClientRect();
  if (box.width && (box.right > width + 1 || box.left < -1)) wide.push(`${element.tagName}.${element.className}: ${element.textContent.slice(0, 30)}`);
}
return wide.slice(0, 10);
