// Keeps what is being written, so that neither an expired session nor an empty battery loses it.
// What was sent stays on this device until it is taken (see kept-words.js), or becomes the draft.

const form = document.getElementById("project-form");
const state = document.getElementById("draft-state");
const PAUSE = 3000; // milliseconds
const SENT = `kept-words:${form.dataset.peer}:${location.pathname}`;
let timer;
let sending = false;

function fields() {
  const data = new FormData(form);
  data.delete("photo");
  return data;
}

function post(body) {
  const headers = { Accept: "application/json" };
  return fetch(form.dataset.draft, { method: "POST", body, headers, keepalive: true, redirect: "manual" });
}

async function keep() {
  clearTimeout(timer);
  timer = undefined;
  if (sending) return;
  try {
    const answer = await post(fields());
    state.textContent = answer.status === 204 ? state.dataset.kept : state.dataset.lost;
  } catch {
    state.textContent = state.dataset.lost;
  }
}

function keepSent() {
  const sent = { sent: true, from: location.pathname, at: Date.now(), draft: `${new URLSearchParams(fields())}` };
  try {
    localStorage.setItem(SENT, JSON.stringify(sent));
  } catch { /* a full or forbidden store loses nothing that the page holds */ }
}

/** What was sent and not taken becomes the draft, and the page is shown with it. */
async function bringBack() {
  try {
    const sent = JSON.parse(localStorage.getItem(SENT) ?? "null");
    if (!sent || document.querySelector("main [role=alert]")) return;
    const body = new URLSearchParams(sent.draft);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    if ((await post(body)).status !== 204) return;
    localStorage.removeItem(SENT);
    location.replace(location.href);
  } catch { /* it waits for the next time */ }
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE);
});
form.addEventListener("submit", (event) => {
  if (sending) event.preventDefault(); // a double click sends once
  sending = true;
  clearTimeout(timer);
  keepSent();
});
addEventListener("pageshow", () => { sending = false; });
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && timer) keep();
});
document.querySelector(".errors-summary")?.focus();
bringBack();
