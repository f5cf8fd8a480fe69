// Selected rows of a list: the box in the head selects its page, and the number is told.

function boxes() {
  return [...document.querySelectorAll('input[form="many"][name="spec"]')];
}

function tell() {
  const picked = boxes().filter((box) => box.checked).length;
  const all = document.querySelector("[data-pick-all]");
  const count = document.querySelector("[data-pick-count]");
  if (all) {
    all.checked = picked > 0 && picked === boxes().length;
    all.indeterminate = picked > 0 && !all.checked;
  }
  if (count) count.textContent = String(picked);
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-all]")) {
    for (const box of boxes()) box.checked = event.target.checked;
  }
  if (event.target.matches('[data-pick-all], input[form="many"]')) tell();
});

document.addEventListener("htmx:afterSettle", tell);
tell();
