// The contents of the document: the section being read is marked, and the lens applies at once.

const links = new Map(
  [...document.querySelectorAll("[data-contents] a[href^='#section-']")].map((link) => [
    link.hash.slice(1),
    link,
  ]),
);
const visible = new Set();

function markCurrent() {
  const current = [...links.keys()].find((id) => visible.has(id));
  for (const [id, link] of links) {
    if (id === current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

const observer = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) visible.add(entry.target.id);
      else visible.delete(entry.target.id);
    }
    if (visible.size) markCurrent();
  },
  { rootMargin: "-96px 0px -55% 0px" },
);
for (const id of links.keys()) {
  const section = document.getElementById(id);
  if (section) observer.observe(section);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-lens]");
  if (!form) return;
  // Another revision has other earlier ones: let the page choose what it is compared with.
  if (event.target.name === "revision") form.elements.since?.removeAttribute("name");
  form.requestSubmit();
});

// On a narrow page the contents are a drawer, which gets out of the way once it led somewhere.
document.querySelector("[data-contents]")?.addEventListener("click", (event) => {
  const drawer = event.target.closest("a") && event.target.closest("[popover]");
  if (drawer?.matches(":popover-open")) drawer.hidePopover();
});
