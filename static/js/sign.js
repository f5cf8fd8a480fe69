// The statement on the sign page follows what is typed: the answer, the reason, the conditions.

const form = document.querySelector("form[data-sign]");

function follow(control) {
  const text = control.value.trim() || "…";
  for (const place of form.querySelectorAll(`[data-typed="${control.dataset.types}"]`)) {
    place.textContent = text;
  }
}

if (form) {
  let isChanged = false;
  form.addEventListener("input", (event) => {
    isChanged = true;
    if (event.target.dataset.types) follow(event.target);
  });
  form.addEventListener("submit", () => {
    isChanged = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isChanged) event.preventDefault();
  });
}
