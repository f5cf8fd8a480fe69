// Text areas grow with their text where the browser does not do it by itself (field-sizing).

if (!CSS.supports("field-sizing", "content")) {
  const grow = (area) => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
  };
  const growAll = (scope) => scope.querySelectorAll("textarea").forEach(grow);
  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea")) grow(event.target);
  });
  document.addEventListener("htmx:load", (event) => growAll(event.target));
  growAll(document);
}
