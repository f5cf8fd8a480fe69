// Saves one form, one save in flight at a time. Text that the server has not acknowledged stays in
// the page and in the browser's storage, and is sent again with the same op id until it is; a reply
// never replaces text that is newer than what it answers.

import { announce } from "./saved-state.js";
import { baseOf, controls, fill, onTop, same, typed } from "./typed.js";

const QUIET = 800; // after the last keystroke
const PATIENCE = 5000; // at the most after the first
const WAITS = [2000, 4000, 8000, 15000, 30000];
const units = new Map(); // by the form's action: it survives a swap of the form

const user = () => document.querySelector("[data-user]")?.dataset.user || "";
const storageKey = (url) => `countersign:unsaved:${user()}:${url}`;
export const cookie = (name) => document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] || "";

class Unit {
  constructor(form) {
    this.url = form.getAttribute("action");
    this.attach(form);
    this.base = baseOf(form);
    this.saved = typed(form);
    this.sending = null; // {op, base, entries}: kept until the server answers
    this.tries = 0;
    this.isStopped = false;
  }

  attach(form) {
    this.form = form;
    this.stateId = form.dataset.state;
    this.targetId = form.dataset.target;
  }

  get isDirty() {
    return this.sending !== null || !same(typed(this.form), this.saved);
  }

  get state() {
    return document.getElementById(this.stateId);
  }

  /** Takes up what an earlier page could not save. */
  restore() {
    const kept = JSON.parse(localStorage.getItem(storageKey(this.url)) || "null");
    if (!kept) return;
    if (same(kept.entries, this.saved)) {
      localStorage.removeItem(storageKey(this.url));
      return;
    }
    fill(this.form, kept.entries);
    this.base = kept.base;
    if (kept.sending) this.sending = kept.sending;
    this.send();
  }

  keep() {
    const { base, sending } = this;
    const kept = { entries: typed(this.form), base, sending, at: Date.now() };
    try {
      localStorage.setItem(storageKey(this.url), JSON.stringify(kept));
    } catch {
      localStorage.removeItem(storageKey(this.url)); // longer than the browser keeps: an old text would mislead
    }
  }

  changed() {
    this.isStopped = false;
    this.isRefused = false;
    this.isTooLong = false;
    if (!this.isDirty) {
      localStorage.removeItem(storageKey(this.url));
      announce(); // it may have said "not saved" of what was taken back since
      return;
    }
    this.keep();
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.send(), QUIET);
    this.patience ??= setTimeout(() => this.send(), PATIENCE);
  }

  /** Returns a promise that is kept once the server has answered, or cannot be reached. */
  send() {
    clearTimeout(this.quiet);
    clearTimeout(this.patience);
    clearTimeout(this.retry);
    this.patience = undefined;
    if (!this.isInFlight) this.flight = this.fly();
    return this.flight;
  }

  async fly() {
    if (this.isStopped || this.isHeld) return;
    if (!this.sending) {
      const entries = typed(this.form);
      if (same(entries, this.saved)) return;
      this.sending = { op: crypto.randomUUID(), base: this.base, entries };
    }
    this.keep();
    this.isInFlight = true;
    announce();
    const reply = await this.post();
    this.isInFlight = false;
    if (reply) this.take(reply);
    announce();
  }

  /** Waits until what is typed is saved; what the server refuses or cannot take stays as it is. */
  async settle() {
    await this.send();
    if (this.isDirty && !this.tries && !this.isRefused && !this.isStopped) await this.send();
  }

  /** Gives up a row that is gone: nothing of it is sent or kept any more. */
  forget() {
    clearTimeout(this.quiet);
    clearTimeout(this.patience);
    clearTimeout(this.retry);
    this.isStopped = true;
    units.delete(this.url);
    localStorage.removeItem(storageKey(this.url));
  }

  /** Lets another request change what the next save builds on before that save goes out. */
  async hold(request) {
    await this.send();
    this.isHeld = true;
    try {
      return await request();
    } finally {
      this.isHeld = false;
      if (this.isDirty) this.send();
    }
  }

  async post() {
    const body = new URLSearchParams(this.sending.entries);
    body.append("op_id", this.sending.op);
    body.append("base_version", this.sending.base);
    const headers = {
      "HX-Request": "true",
      "X-CSRFToken": cookie("csrftoken"),
      "X-Countersign-User": user(),
    };
    try {
      const response = await fetch(this.url, { method: "POST", body, headers });
      return { response, html: await response.text() };
    } catch {
      this.later();
      return null;
    }
  }

  take({ response, html }) {
    const status = response.status;
    if (status === 401) {
      document.dispatchEvent(new CustomEvent("countersign:signed-out"));
    } else if (status >= 500 || status === 429) {
      this.later(Number(response.headers.get("Retry-After")) * 1000);
    } else if (status === 200 || status === 409) {
      this.acknowledged(response, html, status);
    } else {
      this.refused(status, html);
    }
  }

  acknowledged(response, html, status) {
    const sent = this.sending;
    const now = typed(this.form);
    const hasNewer = !same(now, sent.entries);
    const whole = response.headers.get("HX-Retarget");
    this.sending = null;
    this.tries = 0;
    this.wasSaved = true;
    this.isRefused = false;
    this.saved = sent.entries;
    if (whole && hasNewer && status === 200) {
      // Merged with somebody else's text while more was typed: that goes on top of the merged
      // text. Where it cannot, it builds on the old base and the server merges it in turn.
      this.rebase(sent.entries, now, html);
      this.send();
      return;
    }
    const target = whole ? whole.slice(1) : this.stateId;
    swap(target, html);
    if (status === 409) {
      localStorage.removeItem(storageKey(this.url));
      units.delete(this.url);
      const third = document.getElementById(target)?.querySelector("[data-third]");
      const newer = hasNewer && now.find(([name]) => name === "value")?.[1];
      if (third && newer) third.value = newer;
      return;
    }
    const version = Number(this.state?.dataset.version);
    if (!whole && Number.isFinite(version)) this.base = version;
    if (hasNewer) {
      this.send();
    } else {
      localStorage.removeItem(storageKey(this.url));
      this.form.closest("tr")?.querySelector(".cell-message")?.remove();
      this.form.closest("tr")?.querySelectorAll(".is-refused").forEach((e) => e.classList.remove("is-refused", "is-wrong"));
    }
  }

  rebase(sent, now, html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const form = page.querySelector(`form[action="${CSS.escape(this.url).replaceAll("\\/", "/")}"]`);
    const merged = form ? typed(form) : [];
    const names = (entries) => entries.map(([name]) => name);
    if (!same(names(merged), names(sent)) || !same(names(merged), names(now))) return;
    const texts = now.map(([, text], at) => onTop(sent[at][1], text, merged[at][1]));
    if (texts.includes(null)) return;
    for (const [at, [name]] of now.entries()) {
      const control = controls(this.form).find((one) => one.name === name);
      if (control.value === texts[at]) continue;
      const back = control.value.length - control.selectionEnd;
      const isBehind = texts[at].startsWith(control.value.slice(0, control.selectionEnd));
      const caret = isBehind ? control.selectionEnd : texts[at].length - back;
      control.value = texts[at];
      if (control === document.activeElement) control.setSelectionRange?.(caret, caret);
    }
    this.saved = merged;
    this.base = baseOf(form);
  }

  /** The server will not take this text as it is: it stays, with the reason beside it. */
  refused(status, html) {
    const hasNewer = !same(typed(this.form), this.sending.entries);
    this.sending = null;
    this.isTooLong = status === 413;
    this.isStopped = status !== 422;
    this.keep();
    if (this.isTooLong) {
      this.tries = 0; // the same text would be refused again: it goes out once it was changed
      if (hasNewer) this.changed();
    } else if (status === 422) {
      if (this.form.hasAttribute("data-row-form")) refuseRow(this.form, html);
      else swap(this.stateId, html);
      if (hasNewer) this.send();
      else this.isRefused = true;
    } else {
      document.dispatchEvent(new CustomEvent("countersign:refused", { detail: { status } }));
    }
  }

  later(wait) {
    const pause = wait || WAITS[Math.min(this.tries, WAITS.length - 1)];
    this.tries += 1;
    this.retryAt = Date.now() + pause;
    this.retry = setTimeout(() => this.send(), pause);
    announce();
  }
}

function swap(id, html) {
  const target = document.getElementById(id);
  if (!target || !html.trim()) return;
  window.htmx.swap(target, html, { swapStyle: "outerHTML" });
}

function refuseRow(form, html) {
  const row = form.closest("tr");
  row.querySelector(".cell-message")?.remove();
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const message = holder.content.querySelector(".cell-message");
  if (!message) return;
  const part = message.dataset.part.split(".").pop();
  const cell = row.querySelector(`[data-column="${CSS.escape(part)}"]`) || row.cells[1] || row.cells[0];
  cell.classList.add("is-wrong", "is-refused");
  cell.append(message);
}

export function unitOf(form) {
  const url = form.getAttribute("action");
  const known = units.get(url);
  if (!known) {
    const unit = new Unit(form);
    units.set(url, unit);
    return unit;
  }
  if (known.form !== form && form.isConnected) known.attach(form);
  return known;
}

/** The unit of a form's address, if there is one; it may still hold the form that stood there before. */
export const knownUnit = (form) => units.get(form.getAttribute("action"));

export function everyUnit() {
  // A row that a whole new table took the place of is there no more, and waits for nothing.
  for (const [url, unit] of units) {
    if (!unit.form.isConnected && !unit.sending) units.delete(url);
  }
  return [...units.values()];
}
