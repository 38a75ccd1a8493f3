// The list at the door. Each step is noted on this device at once and sent when there is a
// connection; a step that is sent twice changes nothing, for it says how things stand.

const EVERY = 5000; // milliseconds between two tries
const PATIENCE = 10000;

/** Steps that wait on this device, in order; in memory alone where nothing may be stored. */
class Queue {
  constructor(name) {
    this.name = name;
    this.steps = [];
  }

  read() {
    try {
      this.steps = JSON.parse(localStorage.getItem(this.name) ?? "[]");
    } catch { /* what is in memory counts */ }
    return this.steps;
  }

  write(steps) {
    this.steps = steps;
    try {
      localStorage.setItem(this.name, JSON.stringify(steps));
    } catch { /* what is in memory counts */ }
  }

  add(step) {
    this.write([...this.read(), step]);
  }

  drop(step) {
    this.write(this.read().filter(({ id }) => id !== step.id));
  }
}

/** A random UUID, also where the page came without TLS. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

class CheckIn extends HTMLElement {
  connectedCallback() {
    this.queue = new Queue(`arrivals:${this.dataset.session}`);
    this.state = this.querySelector("[data-state]");
    this.total = this.querySelector("[data-total]");
    this.list = this.querySelector(".door-list");
    this.token = this.querySelector("[name=csrfmiddlewaretoken]").value;
    this.addEventListener("submit", (event) => this.submitted(event));
    this.querySelector("[type=search]").addEventListener("input", ({ target }) => this.narrow(target.value));
    addEventListener("online", () => this.send());
    this.timer = setInterval(() => this.send(), EVERY);
    for (const step of this.queue.read()) this.show(step);
    this.send();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  narrow(words) {
    const wanted = words.trim().toLowerCase();
    for (const row of this.list.children) row.hidden = !row.dataset.name.toLowerCase().includes(wanted);
  }

  submitted(event) {
    const { target: form, submitter } = event;
    if (form.method !== "post") return;
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(form));
    delete fields.csrfmiddlewaretoken;
    if ("name" in fields && !fields.name.trim()) return form.elements.name.focus();
    fields.key ||= newKey();
    fields.at = new Date().toISOString();
    const address = submitter?.getAttribute("formaction") ?? form.getAttribute("action");
    const who = fields.name || form.closest("li").querySelector("strong").textContent;
    const step = { id: newKey(), address, fields, who };
    this.queue.add(step);
    this.dataset.waiting = this.queue.read().length;
    this.show(step);
    if (form.dataset.walkIn !== undefined) {
      form.reset();
      form.elements.key.value = newKey();
      form.elements.name.focus();
    } else if ("peer" in fields) form.closest("li").hidden = true;
    this.send();
  }

  /** The list as it will be once a step is sent. */
  show({ address, fields, who }) {
    const isUndone = address.endsWith("/undo/");
    const row = this.row(fields.key) ?? (isUndone ? null : this.newRow(fields, who));
    if (!row) return;
    const party = row.querySelector("select[name=count]")?.options.length ?? 1;
    const count = isUndone ? 0 : Number(fields.count ?? fields.places ?? party);
    this.total.textContent = Number(this.total.textContent) + count - Number(row.dataset.here);
    row.dataset.here = count;
    row.classList.toggle("is-here", count > 0);
    row.querySelector("[data-not-here]").hidden = count > 0;
    row.querySelector("[data-is-here]").hidden = count === 0;
    row.querySelector("[data-count]").textContent = count;
    row.querySelector(count ? "[data-is-here] button" : "[data-not-here] button").focus({ preventScroll: true });
  }

  row(key) {
    return [...this.list.children].find((row) => row.dataset.key === key);
  }

  /** A row for somebody who was on no list. */
  newRow(fields, who) {
    const row = this.querySelector("template").content.firstElementChild.cloneNode(true);
    Object.assign(row.dataset, { key: fields.key, name: who, here: 0 });
    row.querySelector("[name=key]").value = fields.key;
    for (const place of row.querySelectorAll("[data-who]")) place.textContent = who;
    this.list.prepend(row);
    return row;
  }

  async send() {
    if (this.isSending) return;
    this.isSending = true;
    try {
      let step;
      while ((step = this.queue.read()[0])) {
        if (!(await this.hand(step))) break;
        this.queue.drop(step);
      }
    } finally {
      this.isSending = false;
    }
    this.tell();
  }

  /** Hand over one step. Returns whether it is done with: taken, or refused for good. */
  async hand(step) {
    let answer;
    try {
      answer = await fetch(step.address, {
        method: "POST",
        body: new URLSearchParams(step.fields),
        headers: { Accept: "application/json", "X-CSRFToken": this.token },
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch {
      return false; // no connection: it waits
    }
    this.isSignedOut = answer.type === "opaqueredirect" || answer.status === 403;
    if (this.isSignedOut || answer.status >= 500 || answer.status === 429) return false;
    if (answer.ok) {
      const { here } = await answer.json();
      if (this.queue.read().length === 1) this.total.textContent = here;
    } else this.refuse(step, answer);
    return true;
  }

  async refuse(step, answer) {
    const { error } = await answer.json().catch(() => ({ error: answer.statusText }));
    this.refused = `${step.who}: ${error}`;
    const row = this.row(step.fields.key);
    if (row) this.show({ ...step, address: "/undo/", fields: { key: step.fields.key } });
    this.tell();
  }

  tell() {
    const waiting = this.queue.read().length;
    this.dataset.waiting = waiting;
    const { one, many, sent, signIn, reload } = this.dataset;
    const words = waiting === 1 ? one : `${waiting} ${many}`;
    const hadToWait = !this.state.hidden;
    this.state.classList.toggle("warning", waiting > 0 || Boolean(this.refused));
    if (this.isSignedOut && waiting) {
      const link = Object.assign(document.createElement("a"), { href: location.href, textContent: reload });
      this.state.replaceChildren(`${signIn} `, link);
    } else this.state.textContent = this.refused || (waiting ? words : sent);
    this.state.hidden = !(waiting || this.refused || hadToWait);
  }
}

customElements.define("check-in", CheckIn);
