// The sign page: the statement follows what is typed, and what is typed outlives the page.

const KEPT = ["decision", "block_answer", "reason", "sections", "acknowledge"];
const ROWS = ["condition_text", "condition_owner", "condition_due", "condition_stage"];
const form = document.querySelector("form[data-sign]");

const controls = () =>
  [...form.elements].filter((control) => KEPT.includes(control.name) || ROWS.includes(control.name));
const isTicked = (control) => control.type === "radio" || control.type === "checkbox";
// Kept for this tab and this revision only: signing in again or showing a passkey leads back here.
const place = () => `sign:${location.pathname}${location.search}:${form.dataset.sign}`;

function follow(control) {
  const text = control.value.trim() || "…";
  for (const said of form.querySelectorAll(`[data-typed="${control.dataset.types}"]`)) {
    said.textContent = text;
  }
}

function keep() {
  const typed = controls().map((control) => (isTicked(control) ? control.checked : control.value));
  sessionStorage.setItem(place(), JSON.stringify(typed));
}

function restore() {
  const typed = JSON.parse(sessionStorage.getItem(place()) ?? "null");
  const found = controls();
  if (typed?.length !== found.length) return;
  found.forEach((control, at) => {
    if (isTicked(control)) control.checked = typed[at];
    else control.value = typed[at];
    if (control.dataset.types) follow(control);
  });
}

if (form) {
  let isChanged = false;
  if (!("returned" in form.dataset)) restore();
  form.addEventListener("input", (event) => {
    isChanged = true;
    if (event.target.dataset.types) follow(event.target);
    keep();
  });
  form.addEventListener("submit", () => {
    isChanged = false;
  });
  form.addEventListener("click", (event) => {
    if (event.target.closest("[data-kept]")) isChanged = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isChanged) event.preventDefault();
  });
}
