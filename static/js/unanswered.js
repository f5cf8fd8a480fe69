// Says beside what one pressed why nothing came of it: signed out, no answer, refused.
// Saves of fields say so themselves (unit.js); a part that a page fetches by itself has its link.

const BY_HAND = new Set(["submit", "click", "change", "input", "search"]);
const ID = "unanswered";
const cookie = (name) => document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1];

function words(status) {
  if (!status) return "The server does not answer. What you typed is still here. Try again in a moment.";
  if (status === 401) return "You were signed out. What you typed is still here.";
  if (status === 403 || status === 404) return "Nothing was changed: this is not here any more, or not yours to change.";
  if (status === 429) return "That was too often. What you typed is still here. Try again in a minute.";
  return "That did not work, and nothing was changed. What you typed is still here. Try again in a moment.";
}

function tell({ elt, requestConfig, xhr }) {
  if (!BY_HAND.has(requestConfig?.triggeringEvent?.type)) return;
  const status = xhr?.status || 0;
  if (status === 401 && document.getElementById("sign-in-again")) {
    document.dispatchEvent(new CustomEvent("countersign:signed-out"));
    return;
  }
  document.getElementById(ID)?.remove();
  const line = document.createElement("p");
  line.id = ID;
  line.className = "word-blocker field-note";
  line.setAttribute("role", "alert");
  line.append(words(status));
  const at = status === 401 && xhr.getResponseHeader("Sign-In-At");
  if (at) {
    const link = document.createElement("a");
    Object.assign(link, { href: at, target: "_blank", textContent: "Sign in" });
    line.append(" ", link, ", then do it once more.");
  }
  (elt.closest("form") ?? elt).after(line);
  line.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:responseError", (event) => tell(event.detail));
document.addEventListener("htmx:sendError", (event) => tell(event.detail));
document.addEventListener("htmx:beforeRequest", (event) => {
  if (BY_HAND.has(event.detail.requestConfig?.triggeringEvent?.type)) document.getElementById(ID)?.remove();
});
// Signing in again gives another token than the page was made with.
document.addEventListener("htmx:configRequest", (event) => {
  const token = cookie("csrftoken");
  if (token && event.detail.parameters.csrfmiddlewaretoken) event.detail.parameters.csrfmiddlewaretoken = token;
});
