// Keeps what is being written, so that neither an expired session nor an empty battery loses it.

const form = document.getElementById("project-form");
const state = document.getElementById("draft-state");
const PAUSE = 3000; // milliseconds
let timer;
let sending = false;

function fields() {
  const data = new FormData(form);
  data.delete("photo");
  return data;
}

async function keep() {
  clearTimeout(timer);
  timer = undefined;
  if (sending) return;
  const headers = { Accept: "application/json" };
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body: fields(), headers, keepalive: true, redirect: "manual" });
    state.textContent = answer.status === 204 ? state.dataset.kept : state.dataset.lost;
  } catch {
    state.textContent = state.dataset.lost;
  }
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE);
});
form.addEventListener("submit", (event) => {
  if (sending) event.preventDefault(); // a double click sends once
  sending = true;
  clearTimeout(timer);
});
addEventListener("pageshow", () => { sending = false; });
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && timer) keep();
});
document.querySelector(".errors-summary")?.focus();
