// Light, dark or as the system has it; kept in a cookie, so that the server sets it on the next page.

const choice = document.querySelector("[data-theme-choice]");
const root = document.documentElement;

function apply(theme) {
  const age = theme === "system" ? 0 : 31536000;
  document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax`;
  if (theme === "system") {
    root.removeAttribute("data-theme");
    root.removeAttribute("data-bs-theme");
  } else {
    root.setAttribute("data-theme", theme);
    root.setAttribute("data-bs-theme", theme);
  }
}

if (choice) {
  const now = root.getAttribute("data-theme") || "system";
  choice.querySelector(`input[value="${now}"]`).checked = true;
  choice.addEventListener("change", (event) => apply(event.target.value));
}
