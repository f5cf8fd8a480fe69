// Keys: "/" goes to the search, "?" lists all keys, j and k (or n and p) walk through [data-row]
// elements, and a single letter in data-key presses what carries it, in the row that has the focus
// before any other. Nothing happens while somebody types.

const STEPS = new Map([["j", 1], ["n", 1], ["k", -1], ["p", -1]]);

function isTyping(target) {
  return target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}

function isShown(element) {
  return element.getClientRects().length > 0;
}

function walk(by) {
  const scope = document.querySelector("dialog[open]") || document;
  const rows = [...scope.querySelectorAll("[data-row]")].filter(isShown);
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
  const target = next.matches("a, button") ? next : next.querySelector("a, button");
  target?.focus();
}

function press(key) {
  const scope = document.querySelector("dialog[open]") || document;
  const row = document.activeElement?.closest("[data-row]");
  const named = [...(row?.querySelectorAll("[data-key]") || []), ...scope.querySelectorAll("[data-key]")];
  const found = named.find((element) => element.dataset.key === key && isShown(element));
  if (!found) return false;
  if (found.matches("input:not([type=checkbox]), textarea, select")) found.focus();
  else found.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (STEPS.has(event.key)) {
    walk(STEPS.get(event.key));
  } else if (event.key === "?") {
    const dialog = document.getElementById("keys");
    if (dialog && !document.querySelector("dialog[open]")) dialog.showModal();
  } else if (event.key.length !== 1 || !press(event.key)) {
    return;
  }
  event.preventDefault();
});
