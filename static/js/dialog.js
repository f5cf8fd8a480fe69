// Dialogs: data-dialog-open="id" opens one of the page, data-dialog-close closes it, and whatever
// htmx puts into [data-dialog-slot] opens by itself. Ctrl-Enter presses the main button.

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialogOpen);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
    }
    return;
  }
  if (event.target.closest("[data-dialog-close]")) {
    event.target.closest("dialog")?.close();
  } else if (event.target instanceof HTMLDialogElement && !event.target.hasAttribute("data-keep")) {
    event.target.close(); // a click on the scrim
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  const dialog = event.target.matches?.("[data-dialog-slot]") && event.target.querySelector("dialog");
  if (dialog && !dialog.open) {
    dialog.showModal();
    dialog.addEventListener("close", () => dialog.remove(), { once: true });
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const dialog = event.target.closest("dialog[open]");
  const main = dialog?.querySelector(".button-filled:not(:disabled)");
  if (main) {
    event.preventDefault();
    main.click();
  }
});
