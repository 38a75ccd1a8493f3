// A text field that suggests names while somebody types. Without this the form asks in a second
// step. The pattern is the combobox of the WAI-ARIA Authoring Practices, with a list to choose from.

const PAUSE = 200; // milliseconds
const FEWEST = 2; // letters

class TypeAhead extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=text]");
    this.chosen = this.querySelector("input[type=hidden]");
    if (!this.input || !this.chosen) return;
    this.list = Object.assign(document.createElement("ul"), { id: `${this.input.id}-names`, className: "names", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.dataset.list);
    this.state = Object.assign(document.createElement("p"), { className: "unseen" });
    this.state.setAttribute("role", "status");
    const facts = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(facts)) this.input.setAttribute(name, value);
    this.input.after(this.list, this.state);
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus
    this.list.addEventListener("click", (event) => this.choose(event.target.closest("li")));
  }

  typed() {
    this.chosen.value = "";
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.ask(this.input.value.trim()), PAUSE);
  }

  async ask(words) {
    clearTimeout(this.waiting);
    if (words.length < FEWEST) return this.close();
    try {
      const answer = await fetch(`${this.dataset.names}?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } });
      const isOurs = answer.ok && answer.headers.get("Content-Type")?.startsWith("application/json");
      if (!isOurs || words !== this.input.value.trim()) return;
      this.show((await answer.json()).organisations);
    } catch {
      this.close(); // offline: the second step of the form asks
    }
  }

  show(names) {
    if (document.activeElement !== this.input) return;
    this.list.replaceChildren(...names.map((each, number) => this.option(each, number)));
    this.state.textContent = { 0: this.dataset.none, 1: this.dataset.one }[names.length] ?? `${names.length} ${this.dataset.many}`;
    this.list.hidden = !names.length;
    this.input.setAttribute("aria-expanded", String(names.length > 0));
    this.mark(null);
  }

  option({ name, slug, about }, number) {
    const option = Object.assign(document.createElement("li"), { id: `${this.list.id}-${number}` });
    option.setAttribute("role", "option");
    option.dataset.slug = slug;
    option.dataset.name = name;
    const fact = Object.assign(document.createElement("span"), { className: "soft small", textContent: about });
    option.append(name, " ", fact);
    return option;
  }

  key(event) {
    const options = [...this.list.children];
    const here = options.indexOf(this.active);
    if (event.key === "Escape" && !this.list.hidden) {
      this.close();
    } else if (event.key === "Enter" && this.active) {
      this.choose(this.active);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && this.list.hidden) {
      this.ask(this.input.value.trim());
    } else if (event.key === "ArrowDown") {
      this.mark(options[here + 1] ?? options[0]);
    } else if (event.key === "ArrowUp") {
      this.mark(options[here - 1] ?? options.at(-1));
    } else return;
    event.preventDefault();
  }

  mark(option) {
    this.active?.removeAttribute("aria-selected");
    this.active = option;
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  choose(option) {
    if (!option) return;
    this.input.value = option.dataset.name;
    this.chosen.value = option.dataset.slug;
    this.close();
  }

  close() {
    clearTimeout(this.waiting);
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.mark(null);
  }
}

customElements.define("type-ahead", TypeAhead);
