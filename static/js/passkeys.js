// Shows what only a browser with passkeys can do, and says in words when one did not work.
// The ceremony itself is allauth's (mfa/js/webauthn.js); its errors come as `allauth.error`.
const capable = "PublicKeyCredential" in window;
for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = !capable;
for (const part of document.querySelectorAll("[data-no-passkey]")) part.hidden = capable;

document.addEventListener("allauth.error", (event) => {
  const notice = document.querySelector("[data-passkey-notice]");
  if (!notice) return;
  event.preventDefault();
  const { stopped, impossible } = notice.dataset;
  notice.textContent = event.detail.exception.name === "SecurityError" ? impossible : stopped;
});
