// Small enhancements; every page works without them.
// Attributes: form[data-fragment=<id>] sends by fetch and puts the answered element of that id in place;
// form[data-autosave] sends itself on change; input[data-remember=<key>]; details[data-menu], details[data-open-wide];
// button[data-print]; [data-errors] takes the focus; video with [data-seek] buttons and input[name=rate].

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// --- outbox: what could not be sent stays on the page and is sent again -------------------------------------------
const banner = one('[data-outbox]');
const unsent = new Map(); // form id or element -> { form, submitter, text }

function showOutbox() {
  if (!banner) return;
  one('[data-outbox-count]', banner).textContent = String(unsent.size);
  banner.hidden = unsent.size === 0;
}
function retry() {
  for (const { form, submitter } of [...unsent.values()]) if (form.isConnected) send(form, submitter);
}
if (banner) one('[data-outbox-retry]', banner).addEventListener('click', retry);
addEventListener('online', retry);
addEventListener('beforeunload', (event) => { if (unsent.size) event.preventDefault(); });

// --- forms answered by a fragment --------------------------------------------------------------------------------
const said = (data) => JSON.stringify([...data].filter(([name, value]) => name !== 'idempotency_key' && typeof value === 'string'));

function body(form, submitter) {
  const data = new FormData(form, submitter ?? undefined);
  const before = unsent.get(form);
  // The same key returns the first answer: a changed answer needs a key of its own.
  if (before && before.text !== said(data) && data.has('idempotency_key') && crypto.randomUUID) {
    form.elements.idempotency_key.value = crypto.randomUUID();
    data.set('idempotency_key', form.elements.idempotency_key.value);
  }
  return data;
}

function place(old, fresh) {
  const focused = document.activeElement;
  const inside = old.contains(focused);
  const live = one('[role=status]', old);
  const next = one('[role=status]', fresh);
  const words = next ? [...next.childNodes] : [];
  // The live region that was there is kept: readers speak a change of it, not a new one.
  if (live && next) { live.className = next.className; next.replaceWith(live); live.replaceChildren(); }
  old.replaceWith(fresh);
  if (live && next) setTimeout(() => live.replaceChildren(...words), 60);
  if (inside) {
    const same = focused.id ? document.getElementById(focused.id)
      : all(`[name="${CSS.escape(focused.name ?? '')}"]`, fresh).find((e) => e.value === focused.value);
    const target = same ?? one('[data-focus]', fresh) ?? fresh;
    if (target === fresh) fresh.tabIndex = -1;
    target.focus({ preventScroll: true });
  }
  prepare(fresh);
}

async function send(form, submitter) {
  if (form.dataset.sending) return;
  const data = body(form, submitter);
  const label = submitter?.innerHTML;
  const slow = setTimeout(() => {
    if (!submitter) return;
    submitter.setAttribute('aria-busy', 'true');
    submitter.textContent = banner?.dataset.busy ?? '…';
  }, 400);
  form.dataset.sending = '1';
  let answer, text;
  try {
    answer = await fetch(form.action, { method: 'POST', body: data, headers: { 'X-Requested-With': 'fetch', Accept: 'text/html' } });
    if (answer.status >= 500) throw new Error(String(answer.status));
    text = await answer.text();
    unsent.delete(form);
  } catch {
    unsent.set(form, { form, submitter, text: said(data) });
  } finally {
    clearTimeout(slow);
    delete form.dataset.sending;
    if (submitter?.getAttribute('aria-busy')) { submitter.removeAttribute('aria-busy'); submitter.innerHTML = label; }
    showOutbox();
  }
  if (text === undefined) return;
  const old = document.getElementById(form.dataset.fragment);
  const fresh = new DOMParser().parseFromString(text, 'text/html').getElementById(form.dataset.fragment);
  if (old && fresh) place(old, document.adoptNode(fresh));
  else if (answer.redirected) location.assign(answer.url);
  else { // an error page: let the browser show it
    if (submitter?.name) form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: submitter.name, value: submitter.value }));
    HTMLFormElement.prototype.submit.call(form);
  }
}

document.addEventListener('submit', (event) => {
  if (!event.target.dataset.fragment || event.target.method !== 'post') return;
  event.preventDefault();
  send(event.target, event.submitter);
});
document.addEventListener('change', (event) => {
  const form = event.target.form;
  if (form?.dataset.autosave !== undefined) form.requestSubmit();
});

// --- remembered switches, menus, printing --------------------------------------------------------------------------
const kept = { get(key) { try { return localStorage.getItem(key); } catch { return null; } }, set(key, value) { try { localStorage.setItem(key, value); } catch { /* private window */ } } };
for (const input of all('input[data-remember]')) {
  input.checked = kept.get(input.dataset.remember) === '1';
  input.addEventListener('change', () => kept.set(input.dataset.remember, input.checked ? '1' : '0'));
}
document.addEventListener('click', (event) => {
  for (const menu of all('details[data-menu][open]')) if (!menu.contains(event.target)) menu.open = false;
  if (event.target.closest('[data-print]')) print();
});
document.addEventListener('keydown', (event) => {
  const menu = event.key === 'Escape' && one('details[data-menu][open]');
  if (menu) { menu.open = false; one('summary', menu).focus(); }
});
if (matchMedia('(min-width: 60rem)').matches) for (const fold of all('[data-open-wide]')) fold.open = true;

// --- what a page or a fragment needs at once -----------------------------------------------------------------------
function prepare(root) {
  one('[data-errors]', root)?.focus();
  const video = one('video', root);
  if (!video) return;
  const lines = all('[data-seek]').map((button) => ({ button, at: Number(button.dataset.seek) }));
  for (const { button, at } of lines) button.addEventListener('click', () => { video.currentTime = at; video.play(); });
  video.addEventListener('timeupdate', () => {
    const now = lines.filter((line) => line.at <= video.currentTime).pop();
    for (const line of lines) if (line === now) line.button.setAttribute('aria-current', 'true'); else line.button.removeAttribute('aria-current');
  });
  video.addEventListener('error', () => { for (const fold of all('[data-transcript]')) fold.open = true; }, true);
  if (video.dataset.start) video.addEventListener('loadedmetadata', () => { video.currentTime = Number(video.dataset.start); }, { once: true });
  for (const rate of all('input[name=rate]')) rate.addEventListener('change', () => { video.playbackRate = Number(rate.value); });
}
prepare(document);
