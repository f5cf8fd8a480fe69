// Tables edited in place: add, reorder, paste and the whole keyboard. Rows save themselves
// (autosave.js); a new row exists only in the page until something is typed into it.

import { unitOf } from "./unit.js";

const NOBODY = "00000000-0000-0000-0000-000000000000";
const cookie = (name) => document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] || "";

function bodyOf(box) {
  return box.querySelector("[data-rows]");
}

function newRow(box, id = crypto.randomUUID()) {
  const blank = box.querySelector("template[data-blank-row]");
  if (!blank) return null;
  const holder = document.createElement("tbody");
  holder.innerHTML = blank.innerHTML.replaceAll(NOBODY, id);
  const row = holder.querySelector("tr");
  bodyOf(box).append(row);
  window.htmx.process(row);
  unitOf(row.querySelector("form[data-autosave]"));
  return row;
}

const cells = (row) => [...row.querySelectorAll(".cell")];
const rowOf = (element) => element.closest("tr[data-item]");
const boxOf = (element) => element.closest("[data-table]");

function focusCell(row, index) {
  const list = row ? cells(row) : [];
  (list[index] || list[0])?.focus();
}

async function move(row, by) {
  const rows = [...row.parentElement.children];
  const place = rows.indexOf(row);
  const target = rows[place + by];
  if (!target) {
    await moveOver(row, by);
    return;
  }
  if (row.hasAttribute("data-fixed") || target.hasAttribute("data-fixed")) return;
  const focused = cells(row).indexOf(document.activeElement);
  if (by < 0) target.before(row);
  else target.after(row);
  if (focused >= 0) focusCell(row, focused);
  else row.querySelector("[data-move]")?.focus();
  await sendOrder(row);
}

/** Swaps a reply into the place of a field: the page of the table on which it now stands. */
function swapField(field, html) {
  window.htmx.swap(field, html, { swapStyle: "outerHTML" });
}

/** Waits until what is typed in a table is saved: its rows are drawn anew. */
async function settle(box) {
  const units = [...bodyOf(box).children].map((one) => unitOf(one.querySelector("form[data-autosave]")));
  await Promise.all(units.map((unit) => unit.settle()));
  return units;
}

/** Moves a row over the edge of its page, to the neighbouring one, and shows that page. */
async function moveOver(row, by) {
  const over = boxOf(row).querySelector(`[data-over=${by < 0 ? "up" : "down"}]`);
  if (!over || row.hasAttribute("data-fixed")) return;
  const before = over.form.elements.before.value;
  const { url, base } = unitOf(row.querySelector("form[data-autosave]"));
  await settle(boxOf(row));
  if (base === 0) return;
  const body = new URLSearchParams({ op_id: crypto.randomUUID(), before });
  const headers = { "HX-Request": "true", "X-CSRFToken": cookie("csrftoken") };
  const id = row.id;
  try {
    const response = await fetch(`${url}move/`, { method: "POST", body, headers });
    if (!response.ok) throw new Error(String(response.status));
    swapField(row.closest(".field"), await response.text());
    document.getElementById(id)?.querySelector("[data-move]").focus();
  } catch {
    refusedOrder();
  }
}

function refusedOrder() {
  document.dispatchEvent(new CustomEvent("countersign:refused", { detail: { status: 0, what: "The new order of the rows" } }));
}

/** The address says which rows are shown, so that a reload and every reply show the same ones. */
function noteRows() {
  const here = new URL(location.href);
  for (const box of document.querySelectorAll("[data-table][data-first]")) {
    here.searchParams.set(`rows-${box.dataset.table}`, box.dataset.first);
  }
  if (here.href !== location.href && document.querySelector("[data-table][data-first]")) {
    history.replaceState(history.state, "", here);
  }
}

async function sendOrder(row) {
  const unit = unitOf(row.querySelector("form[data-autosave]"));
  await unit.hold(async () => {
    if (unit.base === 0) return; // not on the server yet
    const body = new URLSearchParams({
      op_id: crypto.randomUUID(),
      before: row.nextElementSibling?.dataset.item || bodyOf(boxOf(row)).dataset.after || "",
    });
    const headers = { "HX-Request": "true", "X-CSRFToken": cookie("csrftoken") };
    try {
      const response = await fetch(`${unit.url}move/`, { method: "POST", body, headers });
      if (!response.ok) throw new Error(String(response.status));
      unit.base += 1;
      const state = row.querySelector(".row-state");
      if (state) state.dataset.version = unit.base;
    } catch {
      refusedOrder();
    }
  });
}

document.addEventListener("click", (event) => {
  const adder = event.target.closest("[data-add-row]");
  if (adder) {
    event.preventDefault();
    focusCell(newRow(boxOf(adder)), 0);
    return;
  }
  const over = event.target.closest("[data-over]");
  if (over) {
    event.preventDefault();
    moveOver(rowOf(over), over.dataset.over === "up" ? -1 : 1);
    return;
  }
  const remover = event.target.closest("[data-delete-row] button");
  if (!remover) return;
  const row = rowOf(remover);
  const unit = unitOf(row.querySelector("form[data-autosave]"));
  if (unit.base === 0 && !unit.sending) {
    event.preventDefault(); // it was never saved: there is nothing to delete on the server
    event.stopPropagation();
    unit.forget();
    row.remove();
  }
}, true);

document.addEventListener("htmx:beforeSwap", (event) => {
  const remover = event.detail.requestConfig?.elt;
  if (event.detail.xhr.status !== 200 || !remover?.matches("[data-delete-row]")) return;
  unitOf(rowOf(remover).querySelector("form[data-autosave]")).forget();
});

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("[data-table]") && rowOf(event.target);
  if (!row || event.isComposing) return;
  if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    move(row, event.key === "ArrowUp" ? -1 : 1);
    return;
  }
  const index = cells(row).indexOf(event.target);
  if (index < 0 || event.ctrlKey || event.metaKey) return;
  if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    const next = row.nextElementSibling;
    if (next) focusCell(next, index);
    else if (boxOf(row).querySelector("[data-blank-row]")) focusCell(newRow(boxOf(row)), 0);
    else boxOf(row).querySelector("[rel=next]")?.focus();
  } else if (event.key === "ArrowDown" && atEdge(event.target, 1)) {
    if (row.nextElementSibling) { event.preventDefault(); focusCell(row.nextElementSibling, index); }
  } else if (event.key === "ArrowUp" && atEdge(event.target, -1)) {
    if (row.previousElementSibling) { event.preventDefault(); focusCell(row.previousElementSibling, index); }
  }
});

function atEdge(cell, by) {
  if (cell.tagName === "SELECT") return false;
  if (cell.tagName === "INPUT") return cell.type !== "date";
  const text = cell.value;
  return by < 0 ? !text.slice(0, cell.selectionStart).includes("\n") : !text.slice(cell.selectionEnd).includes("\n");
}

document.addEventListener("paste", async (event) => {
  const cell = event.target.closest?.("[data-table] .cell");
  const text = event.clipboardData?.getData("text/plain") || "";
  const url = cell && boxOf(cell).dataset.pasteUrl;
  if (!url || !/[\t\n]/.test(text.replace(/\n$/, ""))) return;
  if (cell.tagName === "TEXTAREA" && !text.includes("\t") && text.trim().split("\n").length === 1) return;
  event.preventDefault();
  const row = rowOf(cell);
  const column = cells(row).indexOf(cell);
  const units = await settle(boxOf(cell));
  const body = new URLSearchParams({
    op_id: crypto.randomUUID(),
    text,
    start_item: row.dataset.item,
    start_column: column,
    since: document.querySelector("#pulse [name=since]")?.value || "",
    seen: units.filter((unit) => unit.base > 0).map((unit) => `${unit.url.split("/").at(-2)}:${unit.base}`).join(" "),
  });
  const headers = { "HX-Request": "true", "X-CSRFToken": cookie("csrftoken") };
  const field = cell.closest(".field");
  try {
    const response = await fetch(url, { method: "POST", body, headers });
    const html = await response.text();
    if (response.status === 200 || response.status === 409) {
      swapField(field, html);
    } else if (response.status === 422) {
      const state = field.querySelector(".field-side > .saved-slot");
      window.htmx.swap(state, html, { swapStyle: "outerHTML" });
    } else throw new Error(String(response.status));
  } catch {
    cell.value += text; // nothing that was pasted is lost
    cell.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

// Rows by pointer: grab the handle, drop the row where it should stand.
let dragged = null;
document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest("[data-move]:not(:disabled)");
  if (!handle) return;
  dragged = rowOf(handle);
  handle.setPointerCapture(event.pointerId);
  dragged.classList.add("is-dragged");
});
document.addEventListener("pointermove", (event) => {
  if (!dragged) return;
  const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("tr[data-item]");
  if (!over || over === dragged || over.parentElement !== dragged.parentElement || over.hasAttribute("data-fixed")) return;
  const middle = over.getBoundingClientRect();
  if (event.clientY < middle.top + middle.height / 2) over.before(dragged);
  else over.after(dragged);
});
document.addEventListener("pointerup", () => {
  if (!dragged) return;
  dragged.classList.remove("is-dragged");
  const row = dragged;
  dragged = null;
  sendOrder(row);
});

// The undo bar goes after ten seconds.
document.addEventListener("htmx:load", (event) => {
  const bar = event.target.querySelector?.("[data-undo]");
  if (bar) setTimeout(() => bar.remove(), 10000);
});

// Rows that were typed but never reached the server come back with their text.
export function reviveRows() {
  const user = document.querySelector("[data-user]")?.dataset.user;
  for (const box of document.querySelectorAll("[data-table]")) {
    const url = box.dataset.saveUrl;
    const start = `countersign:unsaved:${user}:${url.split(NOBODY)[0]}`;
    for (const key of Object.keys(localStorage)) {
      const id = key.startsWith(start) && key.slice(start.length).replace("/", "");
      // A row of another page that could not be saved comes back there, where it stands.
      const isElsewhere = box.dataset.first && id && JSON.parse(localStorage.getItem(key)).base > 0;
      if (id && !isElsewhere && !document.getElementById(`row-${id}`)) {
        const row = newRow(box, id);
        if (row) unitOf(row.querySelector("form[data-autosave]")).restore();
      }
    }
  }
}
reviveRows();
noteRows();
document.addEventListener("htmx:load", (event) => {
  if (!event.target.querySelector?.("[data-table]")) return;
  noteRows();
  reviveRows();
});
