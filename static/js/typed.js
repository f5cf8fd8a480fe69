// What somebody typed in a form: read, compared, put back, and laid on top of a merged text.

const OURS = new Set(["csrfmiddlewaretoken", "op_id", "base_version"]);

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// While htmx swaps a table, its old and its new controls name the same form for a moment: only
// those that stand in the form's own row count.
export const holder = (form) => form.closest("tr[data-item]") || form;
// (form.elements would have the browser search the whole page, once for each of a thousand rows.)
const inputs = (form) => [...holder(form).querySelectorAll("input, select, textarea")].filter((one) => one.form === form);
export const controls = (form) => inputs(form).filter((one) => one.name && !OURS.has(one.name));
export const baseOf = (form) => Number(form.querySelector("[name=base_version]").value);

export function typed(form) {
  return controls(form)
    .filter((one) => one.type !== "submit" && (!["checkbox", "radio"].includes(one.type) || one.checked))
    .map((one) => [one.name, one.value]);
}

export function fill(form, entries) {
  for (const control of controls(form)) {
    const values = entries.filter(([name]) => name === control.name).map(([, value]) => value);
    if (control.type === "checkbox" || control.type === "radio") {
      control.checked = values.includes(control.value);
    } else if (values.length) {
      control.value = values[0];
    }
  }
}

/** Puts what was typed since a save on top of the text it was merged into; null if it cannot. */
export function onTop(sent, now, merged) {
  if (now === sent) return merged;
  if (merged === sent) return now;
  const most = Math.min(sent.length, now.length);
  let head = 0;
  while (head < most && sent[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < most - head && sent.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const added = now.slice(head, now.length - tail);
  const before = sent.slice(0, sent.length - tail);
  const after = sent.slice(head);
  if (merged.startsWith(before)) return now.slice(0, head) + added + merged.slice(before.length);
  if (merged.endsWith(after)) {
    return merged.slice(0, merged.length - after.length) + now.slice(head);
  }
  return null;
}
