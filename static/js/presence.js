// Tells the server which field has the focus, and lets other people's saves into the page without
// touching a field that somebody here is typing in: those wait until the focus has left.

import { everyUnit } from "./unit.js";

const held = new Map(); // field id -> HTML that waits

const pulse = () => document.getElementById("pulse");

function isBusy(field) {
  if (field.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")) return true;
  return everyUnit().some((unit) => field.contains(unit.form) && unit.isDirty);
}

document.addEventListener("focusin", (event) => {
  const form = pulse();
  const field = event.target.closest?.(".field");
  if (!form) return;
  const key = field?.dataset.field || "";
  if (form.elements.field.value === key) return;
  form.elements.field.value = key;
  window.htmx.trigger(form, "pulse");
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.id !== "pulse") return;
  event.detail.shouldSwap = false;
  if (event.detail.xhr.status === 200) take(event.detail.xhr.response);
});

function take(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const page = holder.content;
  const since = page.getElementById("pulse-since");
  if (since) {
    pulse().elements.since.value = since.value;
    if (since.dataset.canEdit === "no") {
      document.dispatchEvent(new CustomEvent("countersign:refused", { detail: { status: 403 } }));
    }
  }
  document.querySelectorAll(".writing-slot").forEach((slot) => slot.replaceChildren());
  for (const said of page.querySelectorAll("template[data-writing]")) {
    const field = document.querySelector(`[data-field="${CSS.escape(said.dataset.writing)}"]`);
    field?.querySelector(".writing-slot")?.append(said.content.cloneNode(true));
  }
  for (const part of page.querySelectorAll("[hx-swap-oob]")) {
    const here = document.getElementById(part.id);
    if (!here) continue;
    part.removeAttribute("hx-swap-oob");
    if (part.matches(".field") && isBusy(here)) held.set(part.id, part.outerHTML);
    else put(here, part.outerHTML);
  }
}

function put(here, html) {
  const isField = here.matches(".field");
  const id = here.id;
  window.htmx.swap(here, html, { swapStyle: "outerHTML" });
  if (isField) document.getElementById(id)?.classList.add("was-changed");
}

document.addEventListener("focusout", () => {
  setTimeout(() => {
    for (const [id, html] of held) {
      const field = document.getElementById(id);
      if (field && isBusy(field)) continue;
      held.delete(id);
      if (field) put(field, html);
    }
  }, 1500);
});

// A save of ours that was merged brings the whole field: what waited is old then.
document.addEventListener("htmx:load", (event) => {
  if (event.target.id) held.delete(event.target.id);
});
