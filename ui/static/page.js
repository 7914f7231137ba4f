// A marker opens its article beside the answer, scrolled to the quote. Nothing else runs in this page.
document.addEventListener("click", (event) => {
  const marker = event.target.closest && event.target.closest("a.marker");
  if (!marker) return;
  event.preventDefault();
  const source = document.getElementById(marker.getAttribute("href").slice(1));
  if (!source) return;
  for (const other of document.querySelectorAll(".source.cited[open]")) if (other !== source) other.open = false;
  source.open = true;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  (source.querySelector("mark") || source).scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "center" });
  source.querySelector("summary").focus({ preventScroll: true });
});
