// Several people write the notes of a session at once. What is saved appears for the others within
// seconds and disturbs nothing that is being typed; what is being typed is kept on this device until
// it is saved, through a lost connection and an expired sign-in. Without this file the same forms
// are pages of their own.

const EVERY = 4000; // milliseconds between two looks
const PART = { "HX-Request": "true", Accept: "text/html" };

/** A random UUID, also where the page came without TLS. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const SENT = "notes:sent"; // the form that was just sent as a page
const KEPT = "notes:";

/** Forget what others left on this device: what is said in a closed session is for nobody else. */
function forgetOthers(peer) {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(KEPT));
    for (const name of names) if (!name.startsWith(`${KEPT}${peer}:`)) localStorage.removeItem(name);
  } catch { /* nothing is kept */ }
}

/** Words that are not saved yet, by their writer, the address of their form, and the section of a
    new item. `sent` is what was on its way when they were typed. */
const unsaved = {
  name(form) {
    const { peer } = document.querySelector("note-pad, note-words").dataset;
    return `${KEPT}${peer}:${form.getAttribute("action")}:${form.elements.key ? form.elements.section.value : ""}`;
  },
  read(form) {
    try { return JSON.parse(localStorage.getItem(this.name(form)) ?? "null"); } catch { return null; }
  },
  keep(form) {
    const words = form.elements.words.value;
    const { key, revision } = form.elements;
    if (!words.trim()) return this.drop(form);
    try {
      localStorage.setItem(this.name(form), JSON.stringify({ words, key: key?.value, revision: revision?.value, sent: form.sent }));
    } catch { /* it stays on the page */ }
  },
  drop(form) {
    try { localStorage.removeItem(this.name(form)); } catch { /* nothing is kept */ }
  },
};

/** What was typed beyond what was sent: the lines that follow it, or all if it was changed. */
function beyond(words, sent) {
  return sent && words.startsWith(sent) ? words.slice(sent.length).trimStart() : words;
}

/** How the fields of a form stand. */
const standOf = (field) => `${field.checked ?? ""} ${field.value}`;

/** The fields of a form that are another since, by `stood`: what was typed while it was sent. */
function changedSince(form, stood) {
  return [...form.elements].filter((field) => field.name && stood.has(field) && stood.get(field) !== standOf(field));
}

/** Put what was typed meanwhile into the form that came as an answer. Where its words are those of
    two, what was sent stands among them. */
function carryOver(fields, into, sent) {
  for (const field of fields) {
    const ofThatName = [...into.elements].filter(({ name }) => name === field.name);
    const isTick = ["checkbox", "radio"].includes(field.type);
    const same = isTick ? ofThatName.find(({ value }) => value === field.value) : ofThatName[0];
    if (!same || (!isTick && same.value === field.value)) continue;
    if (isTick) same.checked = field.checked;
    else if (field.name !== "words" || same.value === sent) same.value = field.value;
    else if (same.value.includes(sent)) same.value = same.value.replace(sent, () => field.value);
    else same.value = `${same.value}\n\n${field.value}`;
  }
  if (fields.length) unsaved.keep(into);
}

/** What somebody typed here before, into a form that came anew. An item that changed since keeps the
    revision that the words began from, so that both texts are shown on saving. */
function recall(form) {
  const kept = unsaved.read(form);
  const { words, key, revision } = form.elements;
  if (!kept || form.querySelector("[role=alert]")) return;
  const isWritten = key && document.getElementById(`note-${kept.key}`);
  const rest = isWritten ? beyond(kept.words, kept.sent ?? kept.words) : kept.words;
  if (rest === words.value || !rest) {
    unsaved.drop(form); // it was saved, only the answer got lost
    return;
  }
  if (key && kept.key && !isWritten) key.value = kept.key;
  if (revision && kept.revision) revision.value = kept.revision;
  words.value = rest;
  const folded = form.closest("details");
  if (folded) folded.open = true;
}

class NoteWords extends HTMLElement {
  connectedCallback() {
    forgetOthers(this.dataset.peer);
    sessionStorage.removeItem(SENT); // this form again: it was not saved
    for (const form of this.querySelectorAll(".note-form")) recall(form);
    this.addEventListener("input", ({ target }) => target.form?.matches(".note-form") && unsaved.keep(target.form));
    this.addEventListener("submit", ({ target }) => sessionStorage.setItem(SENT, unsaved.name(target)));
    this.addEventListener("click", ({ target }) => {
      const form = target.closest("[data-leave]")?.closest(".note-form");
      if (form) unsaved.drop(form);
    });
  }
}

class NotePad extends HTMLElement {
  connectedCallback() {
    this.seal = 0;
    this.state = this.querySelector("[data-state]");
    forgetOthers(this.dataset.peer);
    localStorage.removeItem(sessionStorage.getItem(SENT) ?? SENT); // saved: it led here
    sessionStorage.removeItem(SENT);
    for (const form of this.querySelectorAll(".note-form")) recall(form);
    this.addEventListener("input", ({ target }) => target.form?.matches(".note-form") && unsaved.keep(target.form));
    this.addEventListener("submit", (event) => this.submitted(event));
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("keydown", (event) => this.pressed(event));
    addEventListener("online", () => this.look());
    document.addEventListener("visibilitychange", () => this.look());
    this.timer = setInterval(() => this.look(), EVERY);
    this.look();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  say(words) {
    this.state.textContent = words;
  }

  /** An answer of the server; nothing where it did not come, or asks to sign in. */
  async ask(address, options = {}) {
    try {
      const answer = await fetch(address, { headers: PART, redirect: "manual", ...options });
      if (answer.type === "opaqueredirect") this.say(this.dataset.signedOut);
      else if (answer.status >= 500 || [400, 403, 404].includes(answer.status)) this.say(this.dataset.refused);
      else return answer;
    } catch {
      this.say(this.dataset.lost);
    }
    return null;
  }

  /** What others wrote, and what was just saved here. */
  async look() {
    if (document.hidden || this.looking) return;
    this.looking = true;
    try {
      const answer = await fetch(this.dataset.since.replace("/0/", `/${this.seal}/`), { headers: PART, redirect: "manual" });
      if (answer.status === 200) this.show(await answer.text());
      if (answer.ok && this.state.textContent === this.dataset.lost) this.say("");
    } catch { /* the next look tells */ }
    this.looking = false;
  }

  show(html) {
    const came = new DOMParser().parseFromString(html, "text/html").querySelector("[data-seal]");
    if (!came) return;
    const isFirst = this.seal === 0;
    this.seal = came.dataset.seal;
    const active = document.activeElement;
    const here = active?.closest?.("[data-seen]")?.id;
    const all = new Map([...this.querySelectorAll("li[data-seen]")].map((row) => [row.id, row]));
    for (const list of came.querySelectorAll("[data-section]")) this.arrange(list, all, isFirst);
    if (active === document.activeElement) return;
    if (active.isConnected) active.focus();
    else if (here) document.getElementById(here)?.focus();
  }

  /** Rows as they stand now. One in which somebody writes stays as it is, and says what happened. */
  arrange(list, all, isFirst) {
    const section = list.dataset.section;
    const mine = this.querySelector(`.pad-items[data-section="${section}"]`);
    const rows = [...list.children].map((fresh) => {
      const row = all.get(fresh.id);
      if (row?.dataset.seen === fresh.dataset.seen) return row;
      if (row?.querySelector(".note-form")) {
        row.fresh = fresh;
        this.warn(row, fresh);
        return row;
      }
      if (!isFirst) fresh.classList.add("fresh");
      return document.adoptNode(fresh);
    });
    const writing = [...mine.children].filter((row) => row.querySelector(".note-form") && !rows.includes(row));
    const wanted = [...rows, ...writing.filter((row) => !this.stands(row, list))];
    const standing = new Set(wanted);
    for (const row of [...mine.children]) if (!standing.has(row)) row.remove();
    wanted.forEach((row, place) => {
      if (mine.children[place] !== row) mine.insertBefore(row, mine.children[place] ?? null);
    });
  }

  stands(row, list) {
    return list.ownerDocument.getElementById(row.id) !== null;
  }

  /** Somebody else changed what is being changed here. Another number or place is no matter. */
  warn(row, fresh) {
    const before = row.dataset.seen.split(".")[0];
    if (row.querySelector(".note-form").sending) return; // perhaps it is one's own
    if (before === fresh.dataset.seen.split(".")[0] || row.querySelector(".pad-newer")) return;
    const words = document.createElement("p");
    words.className = "message warning pad-newer";
    words.textContent = this.dataset.newer;
    row.prepend(words);
  }

  async clicked(event) {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const row = link.closest("[data-seen]");
    if (link.matches("[data-edit]")) {
      event.preventDefault();
      const answer = await this.ask(link.href);
      if (answer?.ok) this.open(row, await answer.text());
    } else if (link.matches("[data-leave]") && row) {
      event.preventDefault();
      unsaved.drop(link.closest("form"));
      this.close(row);
    }
  }

  /** Ctrl and Enter saves, Escape leaves a form in which nothing was changed. */
  pressed(event) {
    const form = event.target.closest?.(".note-form");
    if (!form) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    const row = form.closest("[data-seen]");
    if (event.key === "Escape" && row && !unsaved.read(form)) this.close(row);
  }

  open(row, html) {
    row.was ??= row.innerHTML;
    row.innerHTML = html;
    const form = row.querySelector(".note-form");
    recall(form);
    (row.querySelector("[role=alert], .errors-summary") ?? form.elements.words).focus();
    return form;
  }

  close(row) {
    const seen = row.fresh ?? null;
    if (seen) {
      row.dataset.seen = seen.dataset.seen;
      row.innerHTML = seen.innerHTML;
      row.fresh = undefined;
    } else if (row.was) {
      row.innerHTML = row.was;
    }
    row.was = undefined;
    row.focus();
  }

  async submitted(event) {
    const form = event.target;
    event.preventDefault();
    if (form.sending) return; // a double click sends once
    form.sending = true;
    const row = form.closest("[data-seen]");
    const stood = new Map([...form.elements].map((field) => [field, standOf(field)]));
    const isNote = form.matches(".note-form");
    if (isNote) form.sent = form.elements.words.value;
    const answer = await this.ask(form.getAttribute("action"), { method: "POST", body: new FormData(form) });
    form.sending = false;
    if (!answer) return;
    const typed = form.isConnected ? changedSince(form, stood) : []; // else it was left meanwhile
    if (answer.status === 204) this.saved(form, row, answer, typed);
    else if (!isNote) this.say(await answer.text());
    else this.again(form, row, await answer.text(), stood);
    await this.look();
  }

  /** It is saved. What was typed since stays in the form and is not: of a new item it is the next
      one, of a change it goes on from what was just saved. */
  saved(form, row, answer, typed) {
    this.say(typed.length ? this.dataset.savedInPart : this.dataset.saved);
    if (!form.matches(".note-form")) return;
    if (row) this.savedChange(form, row, answer, typed);
    else this.savedItem(form, typed);
  }

  savedChange(form, row, answer, typed) {
    if (typed.length) {
      const revision = answer.headers.get("Note-Revision");
      form.elements.revision.value = revision;
      if (form.elements["agreed-was"]) form.elements["agreed-was"].value = answer.headers.get("Note-Agreed") ?? "";
      row.dataset.seen = `${revision}..`;
      unsaved.keep(form);
      return;
    }
    unsaved.drop(form);
    form.remove(); // so that the next look draws it anew
    row.dataset.seen = "";
    this.seal = 0;
  }

  savedItem(form, typed) {
    const { words, key } = form.elements;
    const rest = typed.includes(words) ? beyond(words.value, form.sent) : "";
    const mayMove = form.contains(document.activeElement) || document.activeElement === document.body;
    if (rest !== words.value) {
      if (typed.length === 0) form.reset();
      words.value = rest;
    }
    form.sent = undefined;
    key.value = newKey();
    unsaved.keep(form); // nothing, if nothing is left
    if (mayMove && document.activeElement !== words) words.focus();
  }

  /** The form as it came back, refused or with what another wrote, and what was typed meanwhile. */
  again(form, row, html, stood) {
    const typed = changedSince(form, stood);
    const came = row ? this.open(row, html) : this.replace(form, html);
    if (came) carryOver(typed, came, form.sent);
  }

  replace(form, html) {
    const came = new DOMParser().parseFromString(html, "text/html").querySelector(".note-form");
    if (!came) return null;
    form.replaceWith(document.adoptNode(came));
    came.elements.words.focus();
    return came;
  }
}

customElements.define("note-words", NoteWords);
customElements.define("note-pad", NotePad);
