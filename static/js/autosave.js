// Finds every form[data-autosave] and saves it by itself: when somebody pauses, leaves a field, chooses
// or asks for it. What one save is, and what becomes of its reply, stands in unit.js.

import { watch, announce } from "./saved-state.js";
import { baseOf, holder, typed } from "./typed.js";
import { cookie, everyUnit, knownUnit, unitOf } from "./unit.js";

/** A whole field was replaced by the server: what stands in it is what is saved. */
function refreshed(scope) {
  for (const form of scope.querySelectorAll?.("form[data-autosave]") || []) {
    const known = knownUnit(form);
    if (known && known.form !== form) {
      known.attach(form);
      known.base = baseOf(form);
      known.saved = typed(form);
      if (known.isRefused) known.restore(); // what the server would not take stays to be mended
    } else if (!known) {
      unitOf(form);
    }
  }
}

const formOf = (target) => {
  const form = target.form;
  return form?.isConnected && form.matches("[data-autosave]") && holder(form).contains(target) ? form : null;
};

document.addEventListener("input", (event) => {
  const form = formOf(event.target);
  if (form) unitOf(form).changed();
});
document.addEventListener("change", (event) => {
  const form = formOf(event.target);
  if (!form) return;
  unitOf(form).changed();
  if (event.target.matches("select, [type=radio], [type=checkbox], [type=date]")) unitOf(form).send();
});
// A press that leaves a field ends before that field is saved: the reply may move what stands below
// it, and the click would miss what it was meant for.
const afterPress = new Set();
let isPressed = false;
document.addEventListener("pointerdown", () => { isPressed = true; }, true);
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => {
    isPressed = false;
    setTimeout(() => {
      afterPress.forEach((unit) => unit.send());
      afterPress.clear();
    });
  }, true);
}
document.addEventListener("focusout", (event) => {
  const form = formOf(event.target);
  if (!form || !unitOf(form).isDirty || unitOf(form).sending) return;
  if (isPressed) afterPress.add(unitOf(form));
  else unitOf(form).send();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  if (event.target.matches("[data-one-line]")) event.preventDefault();
  const form = event.target.closest?.("form[data-ctrl-enter]");
  if (form && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-autosave]")) return;
  event.preventDefault();
  unitOf(event.target).send();
});
// An action on a whole field (an example, an undo) waits until what was typed in it is saved. That
// may have replaced the field, so the action is looked for again by its address.
document.addEventListener("htmx:confirm", (event) => {
  const asked = event.target;
  if (!asked.matches("[data-whole]")) return;
  const waiting = everyUnit().filter((unit) => asked.closest(".field")?.contains(unit.form) && unit.isDirty);
  if (!waiting.length) return;
  event.preventDefault();
  Promise.all(waiting.map((unit) => unit.send())).then(() => {
    if (asked.isConnected) {
      event.detail.issueRequest(true);
      return;
    }
    const action = asked.getAttribute("action");
    [...document.forms].find((one) => one.matches("[data-whole]") && one.getAttribute("action") === action)?.requestSubmit();
  });
});
// The forms beside a control build on the version that its last save made.
document.addEventListener("htmx:configRequest", (event) => {
  const form = event.target.closest("form[data-whole]");
  if (!form || !event.detail.parameters.base_version) return;
  const row = form.closest("tr[data-item]");
  const state = row ? row.querySelector(".row-state") : form.closest(".field")?.querySelector(".field-side > .saved-slot");
  if (state?.dataset.version) event.detail.parameters.base_version = state.dataset.version;
  event.detail.headers["X-CSRFToken"] = cookie("csrftoken");
});
document.addEventListener("htmx:load", (event) => refreshed(event.target));
document.addEventListener("countersign:signed-in", () => everyUnit().forEach((unit) => unit.sending && unit.send()));
window.addEventListener("online", () => everyUnit().forEach((unit) => unit.isDirty && unit.send()));
window.addEventListener("beforeunload", (event) => {
  const unsaved = everyUnit().filter((unit) => unit.isDirty);
  if (!unsaved.length) return;
  unsaved.forEach((unit) => unit.keep());
  event.preventDefault();
});

watch(everyUnit);
document.documentElement.classList.add("has-script");
document.querySelectorAll("form[data-autosave]").forEach((form) => {
  if (form.closest("template")) return;
  unitOf(form);
});
document.dispatchEvent(new CustomEvent("countersign:units-ready"));
everyUnit().forEach((unit) => unit.restore());
announce();
