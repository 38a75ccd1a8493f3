// <kept-words>: what is being written in its form stays on this device until it is saved, so that
// neither a lost connection nor an expired sign-in loses it. Kept for its writer alone, a month long.
// Words are saved once something with their key stands on a page: #said-<key>, in a later revision;
// or once the page that sending them leads to says that all went well.

const MONTH = 30 * 24 * 3600 * 1000;
const PAUSE = 500; // milliseconds
const KEPT = "kept-words:";
const KINDS = ["text", "date", "time", "number", "url"];

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  } catch {
    return null;
  }
}

function drop(name) {
  try {
    localStorage.removeItem(name);
  } catch { /* then nothing was kept either */ }
}

/** The page whose form was taken, if this page says so. To sign in is another page's form. */
function taken() {
  const isWell = document.querySelector(".message.success, .message.info") && !document.querySelector(".message.error");
  return isWell && document.referrer ? new URL(document.referrer).pathname : undefined;
}

/** Forget what was saved, and what is a month old. */
function tidy() {
  const from = taken();
  let names = [];
  try {
    names = Object.keys(localStorage).filter((name) => name.startsWith(KEPT));
  } catch { /* nothing may be stored here */ }
  for (const name of names) {
    const entry = read(name);
    const saved = entry?.key && document.getElementById(`said-${entry.key}`);
    const isLater = !entry?.revision || Number(saved?.dataset.revision) > entry.revision;
    const isSaved = entry?.sent && ((saved && isLater) || (from && entry.from === from));
    if (!entry || isSaved || Date.now() - entry.at > MONTH) drop(name);
  }
}

class KeptWords extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.name = `${KEPT}${this.dataset.peer}:${new URL(this.form.action).pathname}`;
    this.fields = [...this.form.elements].filter(
      ({ tagName, type, name }) => name && (tagName === "TEXTAREA" || (tagName === "INPUT" && KINDS.includes(type))),
    );
    const entry = read(this.name);
    this.sent = entry?.sent ? entry.words : {};
    if (!document.querySelector("main [role=alert]")) this.bringBack(entry);
    this.form.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.keep(), PAUSE);
    });
    this.form.addEventListener("submit", () => {
      clearTimeout(this.timer);
      this.keep(true);
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.timer) this.keep();
    });
  }

  /** Only what its writer changed or has sent before: the rest may be changed meanwhile by others. */
  keep(sent = false) {
    this.timer = undefined;
    const changed = this.fields.filter(({ value, defaultValue }) => value !== defaultValue);
    const words = { ...this.sent, ...Object.fromEntries(changed.map(({ name, value }) => [name, value])) };
    const key = this.form.elements.key?.value || this.dataset.key;
    const revision = Number(this.form.elements.revision?.value) || undefined;
    const from = sent ? location.pathname : undefined;
    this.store({ words, key, revision, sent, from, at: Date.now() });
  }

  store(entry) {
    try {
      localStorage.setItem(this.name, JSON.stringify(entry));
    } catch { /* a full or forbidden store loses nothing that the page holds */ }
  }

  bringBack(entry) {
    const others = entry && this.fields.filter(({ name, value }) => entry.words[name] && entry.words[name] !== value);
    if (!others?.length) return;
    this.store({ ...entry, from: undefined }); // they are back, so they were not taken
    const before = new Map(others.map((field) => [field, field.value]));
    for (const field of others) {
      field.value = entry.words[field.name];
      field.closest("details")?.setAttribute("open", "");
    }
    if (entry.key && this.form.elements.key) this.form.elements.key.value = entry.key;
    if (entry.revision && this.form.elements.revision) this.form.elements.revision.value = entry.revision;
    const told = document.getElementById("kept-words-told")?.content.cloneNode(true);
    if (!told) return;
    told.querySelector("button").addEventListener("click", ({ target }) => {
      for (const [field, value] of before) field.value = value;
      this.sent = {};
      drop(this.name);
      target.closest(".message").remove();
      others[0].focus();
    });
    this.prepend(told);
  }
}

tidy();
customElements.define("kept-words", KeptWords);
