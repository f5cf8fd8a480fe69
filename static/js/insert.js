// A button puts its text where the cursor stands in a text area.

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-insert]");
  const area = button && document.getElementById(button.dataset.into);
  if (!area) return;
  area.focus();
  area.setRangeText(button.dataset.insert, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
});
