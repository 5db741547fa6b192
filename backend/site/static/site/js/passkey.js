// Passkeys: asks the browser for one, puts its answer into the form, and sends the form. Where that cannot work,
// the form stays hidden and what stands beside it does.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const isName = !/^[\d.]+$|:/.test(location.hostname); // passkeys belong to names, not to numbers
const possible = window.PublicKeyCredential && window.isSecureContext && isName;

const read = (options) => {
  const key = options.publicKey;
  const ids = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
  return {
    publicKey: {
      ...key,
      challenge: bytes(key.challenge),
      ...(key.user && { user: { ...key.user, id: bytes(key.user.id) } }),
      ...(key.excludeCredentials && { excludeCredentials: ids(key.excludeCredentials) }),
      ...(key.allowCredentials && { allowCredentials: ids(key.allowCredentials) }),
    },
  };
};

const write = (credential) => {
  const { response } = credential;
  const names = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      ...Object.fromEntries(names.filter((name) => response[name]).map((name) => [name, text(response[name])])),
      ...(response.getTransports && { transports: response.getTransports() }),
    },
  });
};

const optionsOf = async (form) => {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!possible) continue;
  form.hidden = false;
  for (const instead of document.querySelectorAll("[data-passkey-impossible]")) instead.hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const status = form.querySelector("[data-passkey-failed]");
    status.textContent = "";
    try {
      const credential = await navigator.credentials[form.dataset.passkey](read(await optionsOf(form)));
      form.elements.credential.value = write(credential);
      form.submit();
    } catch {
      status.textContent = status.dataset.passkeyFailed;
    }
  });
}
