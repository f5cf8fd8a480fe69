// Says in the bar whether everything is saved, and in a banner why it is not.

const SHOW_AFTER = 400; // a wait that nobody notices says nothing
let units = () => [];
let savedAt = "";
let timer;

const clock = () => new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });

export function watch(source) {
  units = source;
}

function draw(kind, words, place = "saved-state") {
  const slot = document.getElementById(place);
  if (!slot) return;
  const known = slot.querySelector(".saved-state");
  if (known?.dataset.words === words) return;
  const icon = document.getElementById(`icon-${kind}`)?.content.cloneNode(true);
  const span = document.createElement("span");
  span.className = `saved-state${kind === "saved" || kind === "saving" ? "" : ` is-${kind}`}`;
  span.dataset.words = words;
  if (icon) span.append(icon);
  span.append(` ${words}`);
  slot.replaceChildren(span);
}

/** The field says it too, the bar is far from where one writes; the next save takes it away. */
function besideField(unit) {
  return (unit.form.dataset.target || "").replace(/^field-/, "state-");
}

function banner(waiting) {
  const box = document.querySelector("[data-banner]");
  if (!box) return;
  const failed = waiting.filter((unit) => unit.tries > 0);
  box.hidden = failed.length === 0;
  if (failed.length) {
    const n = failed.length;
    box.querySelector("[data-banner-text]").textContent =
      `${n} change${n === 1 ? " is" : "s are"} kept in this page and in this browser, and ` +
      `go${n === 1 ? "es" : ""} out as soon as the connection is back. You can keep writing.`;
  }
}

export function announce() {
  clearTimeout(timer);
  const all = units();
  const waiting = all.filter((unit) => unit.isDirty);
  const failed = waiting.filter((unit) => unit.tries > 0 && !unit.isInFlight);
  const conflicts = document.querySelectorAll(".field.is-conflict").length;
  banner(waiting);
  if (!waiting.some((unit) => unit.tries > 0)) {
    document.querySelectorAll(".field-side [data-words]").forEach((words) => words.remove());
  }
  const long = waiting.filter((unit) => unit.isTooLong);
  long.forEach((unit) => draw("not-saved", "Too long to save: shorten it", besideField(unit)));
  if (failed.length) {
    const left = Math.max(1, Math.ceil((Math.min(...failed.map((u) => u.retryAt)) - Date.now()) / 1000));
    draw("not-saved", `Not saved, trying again in ${left} s`);
    failed.forEach((unit) => draw("not-saved", "Not saved", besideField(unit)));
    timer = setTimeout(announce, 1000);
  } else if (long.length) {
    draw("not-saved", "Too long to save: shorten it");
  } else if (waiting.some((unit) => unit.isRefused || unit.isStopped)) {
    draw("not-saved", "Not saved: see the field");
  } else if (waiting.length) {
    const isLong = waiting.some((unit) => unit.isInFlight);
    if (isLong) timer = setTimeout(() => units().some((u) => u.isInFlight) && draw("saving", "Saving…"), SHOW_AFTER);
    else draw("saving", "Not saved yet");
    savedAt = "";
  } else if (conflicts) {
    draw("conflict", `${conflicts} text${conflicts === 1 ? "" : "s"} to settle`);
  } else if (all.some((unit) => unit.wasSaved)) {
    savedAt ||= clock();
    draw("saved", `Saved ${savedAt}`);
  }
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-try-now]")) units().forEach((unit) => unit.isDirty && unit.send());
});
