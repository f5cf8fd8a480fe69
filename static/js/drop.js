// A file dropped anywhere on the form is put into its input.

for (const form of document.querySelectorAll("form[data-drop]")) {
  const box = form.querySelector(".drop");
  const input = form.querySelector('input[type="file"]');
  const isOver = (event, state) => {
    event.preventDefault();
    box.classList.toggle("is-over", state);
  };
  box.addEventListener("dragover", (event) => isOver(event, true));
  box.addEventListener("dragleave", (event) => isOver(event, false));
  box.addEventListener("drop", (event) => {
    isOver(event, false);
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      form.requestSubmit();
    }
  });
}
