// Threads beside the text: a link with data-talk fetches the threads of its place into #talk and
// brings them into sight; a reply says how many are open, and the counts in the page follow.

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-talk]");
  const panel = document.getElementById("talk");
  if (!link || !panel || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  await window.htmx.ajax("GET", link.href, { target: "#talk", swap: "outerHTML" });
  show(document.getElementById("talk"));
});

function show(panel) {
  if (!panel) return;
  const drawer = panel.closest("[popover]");
  if (drawer && !drawer.matches(":popover-open") && getComputedStyle(drawer).position === "fixed") {
    drawer.showPopover();
  }
  panel.scrollIntoView({ block: "nearest" });
  (panel.querySelector(".thread, textarea") ?? panel).scrollIntoView({ block: "nearest" });
  panel.focus({ preventScroll: true });
}

document.addEventListener("talk", (event) => {
  const { at, open } = event.detail;
  for (const link of document.querySelectorAll(`[data-talk="${CSS.escape(at)}"]`)) {
    const count = link.querySelector(".talk-count");
    if (count) count.textContent = open || "";
  }
});
