// Filters of a list: fields that ask for nothing stay out of the address, and j, k begin anew.

document.addEventListener("htmx:configRequest", (event) => {
  if (!event.target.matches("form[data-filters]")) return;
  const { parameters } = event.detail;
  for (const name of Object.keys(parameters)) {
    if (!parameters[name]) delete parameters[name];
  }
});

document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.matches("form[data-filters] .chip")) {
    field.classList.toggle("is-on", field.value !== "");
  }
});
