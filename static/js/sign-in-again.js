// When the session is over, a dialog signs in again; the text stays and its saves go out then.

const dialog = document.getElementById("sign-in-again");
const form = dialog?.querySelector("form");
const part = (name) => form.querySelector(`[data-${name}]`);
const cookie = (name) => document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] || "";

function say(words) {
  part("problem").hidden = !words;
  part("problem").textContent = words;
}

async function post(url, fields) {
  const headers = {
    "X-Requested-With": "XMLHttpRequest",
    "X-CSRFToken": cookie("csrftoken"),
    Accept: "application/json",
  };
  const response = await fetch(url, { method: "POST", headers, body: new URLSearchParams(fields) });
  return { ok: response.ok, said: await response.json().catch(() => ({})) };
}

function problems(said) {
  const fields = Object.values(said.form?.fields || {}).flatMap((field) => field.errors || []);
  return [...(said.form?.errors || []), ...fields].join(" ") || "That did not work. Try again.";
}

async function isMe() {
  const response = await fetch(form.dataset.whoamiUrl, { headers: { "HX-Request": "true" } });
  return response.ok && (await response.text()) === document.querySelector("[data-user]")?.dataset.user;
}

document.addEventListener("countersign:signed-out", () => {
  if (dialog && !dialog.open) {
    say("");
    dialog.showModal();
    document.getElementById("again-password").focus();
  }
});

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const wantsCode = !part("code-part").hidden;
  const button = form.querySelector("button");
  button.classList.add("is-busy");
  try {
    const { ok, said } = wantsCode
      ? await post(form.dataset.codeUrl, { code: form.elements.code.value })
      : await post(form.action, { login: form.elements.login.value, password: form.elements.password.value });
    if (!ok) {
      say(problems(said));
    } else if (await isMe()) {
      form.reset();
      dialog.close();
      document.dispatchEvent(new CustomEvent("countersign:signed-in"));
    } else {
      part("password-part").hidden = true;
      part("code-part").hidden = false;
      form.elements.code.focus();
    }
  } catch {
    say("The server does not answer. Your text is safe; try again in a moment.");
  } finally {
    button.classList.remove("is-busy");
  }
});
dialog?.addEventListener("cancel", (event) => event.preventDefault());

document.addEventListener("countersign:refused", (event) => {
  const banner = document.querySelector("[data-refused]");
  if (!banner) return;
  const { status, what } = event.detail;
  const place = document.querySelector(".fields");
  place?.before(banner);
  banner.hidden = false;
  banner.querySelector("[data-refused-title]").textContent = what
    ? `${what} was not saved.`
    : status === 403 || status === 404
      ? "This spec cannot be changed now."
      : "This could not be saved.";
  banner.querySelector("[data-refused-text]").textContent = what
    ? "Try again when the connection is back."
    : "It was submitted, or your right to write was taken away. What you typed is kept in this browser.";
});
