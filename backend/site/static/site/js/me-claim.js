// A code from a QR code stands behind the #, which no server sees: into the field with it, and out of the address.

const field = document.querySelector('input[name="code"]');
const code = decodeURIComponent(location.hash.slice(1));

if (field && /^[A-Za-z2-7-]{12,14}$/.test(code)) {
  field.value = code;
  history.replaceState(null, "", location.pathname + location.search);
  field.focus();
}
