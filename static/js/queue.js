// The queue by keyboard: each button of the page by its letter. Without this file the same buttons
// do the same.

const NEEDS_REASON = "data-needs-reason";
const page = document.querySelector("main") ?? document.body;
const reason = page.querySelector("[data-reason]");
let waiting = null; // a no that waits for its reason

const isTyping = (target) => target.closest("input:not([type=checkbox], [type=submit]), textarea, select");

/** Whether anything is said that whoever wrote it could use. */
const isSaid = () => ["sentence", "words"].some((name) => reason.elements[name].value.trim());

function press(button) {
  if (button.hasAttribute(NEEDS_REASON) && !isSaid()) {
    waiting = button;
    reason.elements.sentence.focus();
    return;
  }
  button.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    if (event.key === "Enter" && waiting && event.target.matches("select")) {
      event.preventDefault();
      press(waiting);
    }
    return;
  }
  const button = page.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (button) {
    event.preventDefault();
    press(button);
  }
});

// A double click decides once.
for (const form of page.querySelectorAll(".case-answer form, .queue-bar form")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
addEventListener("pageshow", () => {
  for (const form of page.querySelectorAll("[data-sent]")) delete form.dataset.sent;
});

// Whoever opens a case has it in hand.
const claims = page.querySelector("[data-claims]");
if (claims) {
  const asked = new FormData(claims);
  asked.set("quietly", "1");
  fetch(claims.action, { method: "POST", body: asked })
    .then((answer) => {
      const words = document.createElement("p");
      words.className = "case-note";
      words.setAttribute("role", "status");
      words.textContent = answer.ok ? claims.dataset.taken : claims.dataset.lost;
      claims.replaceWith(words);
    })
    .catch(() => {}); // the button is still there
}

// Back from changing it in another tab: what stands now is read again, unless something is typed.
const change = page.querySelector('a[data-key="e"]');
change?.addEventListener("click", () => {
  addEventListener("focus", () => { if (!isSaid()) location.reload(); }, { once: true });
});
