// Names in comments: behind an @, or in a field that wants a person, the people who see the spec
// are offered. Arrows choose, Enter or Tab takes, Escape closes; a click takes, too.

const list = document.createElement("ul");
list.className = "names menu";
list.id = "names";
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", "People");
list.hidden = true;
let field = null;
let asked = 0;

const begun = (input) => {
  if (input.hasAttribute("data-person")) {
    return { start: 0, word: input.value.replace(/^@/, "") };
  }
  const before = input.value.slice(0, input.selectionStart);
  const found = /(?:^|[\s(])@([\p{L}\p{N}.'-]*(?: [\p{L}\p{N}.'-]*)?)$/u.exec(before);
  return found && { start: before.length - found[1].length - 1, word: found[1] };
};

const options = () => [...list.querySelectorAll("[role=option]")];
const chosen = () => list.querySelector("[aria-selected=true]");

function choose(option) {
  chosen()?.removeAttribute("aria-selected");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
}

function close() {
  asked += 1; // what is still on its way comes too late
  list.hidden = true;
  field?.removeAttribute("aria-controls");
  field = null;
}

async function offer(input) {
  const typed = begun(input);
  if (!typed || (input.hasAttribute("data-person") && !typed.word)) return close();
  const number = ++asked;
  const address = new URL(input.dataset.names, window.location.href);
  address.searchParams.set("q", typed.word);
  const reply = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (number !== asked || !reply?.ok || document.activeElement !== input) return;
  list.innerHTML = await reply.text();
  if (!options().length) return close();
  input.after(list);
  field = input;
  field.setAttribute("aria-controls", "names");
  list.hidden = false;
  choose(options()[0]);
}

function take(option) {
  const typed = field && begun(field);
  if (!typed || !option) return close();
  const name = option.dataset.name;
  if (field.hasAttribute("data-person")) {
    field.value = name;
  } else {
    const end = field.selectionStart;
    field.value = `${field.value.slice(0, typed.start)}@${name} ${field.value.slice(end)}`;
    const place = typed.start + name.length + 2;
    field.setSelectionRange(place, place);
  }
  field.focus();
  close();
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-names]")) offer(event.target);
});

document.addEventListener("keydown", (event) => {
  if (list.hidden || event.target !== field) return;
  const all = options();
  const at = all.indexOf(chosen());
  const keys = {
    ArrowDown: () => choose(all[(at + 1) % all.length]),
    ArrowUp: () => choose(all[(at - 1 + all.length) % all.length]),
    Enter: () => take(all[at]),
    Tab: () => take(all[at]),
    Escape: close,
  };
  if (keys[event.key]) {
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  }
});

document.addEventListener("mousedown", (event) => {
  const option = event.target.closest?.("#names [role=option]");
  if (!option) return;
  event.preventDefault(); // the field keeps the focus
  take(option);
});

document.addEventListener("focusout", (event) => {
  if (event.target === field) close();
});
