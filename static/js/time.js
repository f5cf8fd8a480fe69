// Times that age: the server writes "12 min", and this keeps it true while the page stays open.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function words(then, now) {
  const gone = now - then;
  if (gone < MINUTE) return "now";
  if (gone < HOUR) return `${Math.floor(gone / MINUTE)} min`;
  if (gone < 24 * HOUR && then.getDate() === now.getDate()) return `${Math.floor(gone / HOUR)} h`;
  return null; // from yesterday on, what the server wrote is good for today
}

function refresh() {
  const now = new Date();
  for (const element of document.querySelectorAll("time[data-relative]")) {
    const said = words(new Date(element.dateTime), now);
    if (said !== null && element.textContent !== said) element.textContent = said;
  }
}

setInterval(refresh, MINUTE);
