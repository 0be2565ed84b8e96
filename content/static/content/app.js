// Small enhancements; every page works without them.
// Attributes: form[data-fragment=<id>] sends by fetch and puts the answered element of that id in place;
// form[data-autosave] sends itself on change; input[data-remember=<key>]; details[data-menu], details[data-open-wide];
// button[data-print]; [data-errors] takes the focus. Films: film.js.

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

const kept = { get(key) { try { return localStorage.getItem(key); } catch { return null; } }, set(key, value) { try { localStorage.setItem(key, value); } catch { /* private window */ } } };

// --- outbox: an answer is kept in this browser with its key until the server's word ---------------------------------
// Only what the learner sent, never what was said about it; beyond this tab only on a device marked as one's own.
const banner = one('[data-outbox]');
const words = banner?.dataset ?? {};
const prefix = `outbox.${words.owner}.`;
const unsent = new Map(); // form -> { form, submitter, text, key? }
const memory = new Map(); // where there is no storage
const sending = new Set();

const shelves = () => { try { return [sessionStorage, localStorage]; } catch { return []; } };
const box = {
  list() {
    const found = [...memory.values()];
    for (const shelf of words.owner ? shelves() : []) {
      for (const name of Object.keys(shelf)) if (name.startsWith(prefix)) try { found.push(JSON.parse(shelf[name])); } catch { /* not ours */ }
    }
    return found.sort((a, b) => a.at.localeCompare(b.at));
  },
  put(entry) {
    box.drop(entry.key);
    try { shelves()[kept.get('own-device') === '1' ? 1 : 0].setItem(prefix + entry.key, JSON.stringify(entry)); } catch { memory.set(entry.key, entry); }
  },
  drop(key) {
    memory.delete(key);
    for (const shelf of shelves()) shelf.removeItem(prefix + key);
  },
};
const waiting = () => box.list().filter((entry) => !entry.refused);
const loose = () => [...unsent.values()].filter((one) => !one.key);
const formOf = (entry) => entry.page === location.pathname && one('form[data-fragment]', document.getElementById(entry.item) ?? document.createElement('i'));
function say(form, text) {
  const line = form && one('[data-saved]', form);
  if (line) line.textContent = text ?? '';
}

function showOutbox() {
  if (!banner) return;
  const entries = box.list();
  const left = entries.filter((entry) => !entry.refused && !sending.has(entry.key));
  one('[data-outbox-count]', banner).textContent = String(left.length + loose().length);
  const list = one('[data-outbox-refused]', banner);
  list?.replaceChildren(...entries.filter((entry) => entry.refused).map((entry) => {
    const row = document.createElement('li');
    const link = Object.assign(document.createElement('a'), { href: `${entry.page}#${entry.item}`, textContent: words.open });
    const away = Object.assign(document.createElement('button'), { type: 'button', className: 'btn link', textContent: words.away });
    away.addEventListener('click', () => { box.drop(entry.key); showOutbox(); });
    const typed = entry.answer.filter((value) => !/^[A-Z2-7]{16}/.test(value)).join(' ');
    row.append(`${entry.refused} ${typed ? `「${typed}」 ` : ''}`, link, ' ', away);
    return row;
  }));
  one('[data-outbox-waiting]', banner).hidden = !left.length && !loose().length;
  banner.hidden = !left.length && !loose().length && !entries.some((entry) => entry.refused);
}

function entryOf(form, data) {
  if (!words.owner || !data.get('session') || !data.get('idempotency_key')) return null;
  return {
    key: data.get('idempotency_key'), path: new URL(form.action).pathname, item: form.dataset.fragment, page: location.pathname,
    act: data.get('act') ?? 'answer', session: data.get('session'), answer: data.getAll('answer').map(String), at: new Date().toISOString(),
  };
}
function keep(entry) {
  for (const other of waiting()) if (other.path === entry.path && other.act === entry.act) box.drop(other.key);
  box.put(entry);
}
// What waited from a page before stands in its form again; it is sent, not only shown.
function restore() {
  for (const entry of waiting()) {
    const form = formOf(entry);
    if (!form) continue;
    const fields = all('[name=answer]', form);
    const typed = fields.filter((field) => !/^(radio|checkbox|submit|hidden)$/.test(field.type));
    for (const field of fields) if (/^(radio|checkbox)$/.test(field.type)) field.checked = entry.answer.includes(field.value);
    typed.forEach((field, at) => { field.value = entry.answer[at] ?? field.value; });
    form.elements.idempotency_key.value = entry.key;
    unsent.set(form, { form, text: said(new FormData(form)), key: entry.key });
    say(form, words.later);
  }
}

const fresh = async () => new DOMParser().parseFromString(await (await fetch(location.href, { headers: { Accept: 'text/html' } })).text(), 'text/html');
const token = (root) => one('[name=csrfmiddlewaretoken]', root)?.value ?? '';
async function deliver(entries, csrf) {
  const answer = await fetch(words.batch, {
    method: 'POST', body: JSON.stringify(entries.map(({ key, path, act, session, answer: given, at }) => ({ key, path, act, session, answer: given, at }))),
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': csrf, 'X-Outbox-Owner': words.owner },
  });
  if (answer.status === 403 && csrf === token(document)) return deliver(entries, token(await fresh())); // signed in anew elsewhere
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return (await answer.json()).results;
}
async function flush() {
  for (const { form, submitter } of loose()) if (form.isConnected) send(form, submitter);
  const entries = waiting().filter((entry) => !sending.has(entry.key)).slice(0, 200);
  if (!entries.length || !words.batch) return;
  for (const entry of entries) { sending.add(entry.key); say(formOf(entry), words.sending); }
  try {
    const results = new Map((await deliver(entries, token(document))).map((result) => [result.key, result]));
    for (const entry of entries) {
      const { status, message } = results.get(entry.key);
      if (status === 200 || status === 409) box.drop(entry.key);
      else box.put({ ...entry, refused: message });
      unsent.delete(formOf(entry));
    }
    const page = entries.some(formOf) ? await fresh() : null;
    for (const { item } of page ? entries.filter(formOf) : []) {
      const old = document.getElementById(item);
      const next = page.getElementById(item);
      if (old && next) place(old, document.adoptNode(next));
    }
  } catch {
    for (const entry of entries) say(formOf(entry), words.later);
  } finally {
    for (const entry of entries) sending.delete(entry.key);
    showOutbox();
  }
}
// Of several tabs one sends; were it two, the keys would still count once.
const retry = () => (navigator.locks ? navigator.locks.request(`${prefix}lock`, { ifAvailable: true }, (lock) => lock && flush()) : flush());
if (banner) {
  one('[data-outbox-retry]', banner).addEventListener('click', retry);
  one('[data-remember=own-device]', banner)?.addEventListener('change', () => setTimeout(() => { for (const entry of box.list()) box.put(entry); }));
  addEventListener('online', retry);
  addEventListener('storage', showOutbox);
  setInterval(() => { if (waiting().length || loose().length) retry(); }, 30000);
}
addEventListener('beforeunload', (event) => { if (loose().length || (waiting().length && kept.get('own-device') !== '1')) event.preventDefault(); });

// --- forms answered by a fragment --------------------------------------------------------------------------------
const said = (data) => JSON.stringify([data.get('act') ?? 'answer', ...[...data].filter(([name, value]) => !/^(idempotency_key|csrfmiddlewaretoken|act)$/.test(name) && typeof value === 'string')]);

function body(form, submitter) {
  const data = new FormData(form, submitter ?? undefined);
  const before = unsent.get(form);
  // The same key returns the first answer: a changed answer needs a key of its own.
  if (before && before.text !== said(data) && data.has('idempotency_key') && crypto.randomUUID) {
    box.drop(form.elements.idempotency_key.value);
    form.elements.idempotency_key.value = crypto.randomUUID();
    data.set('idempotency_key', form.elements.idempotency_key.value);
  }
  return data;
}

// A log that was there is kept and only grows: readers speak what is new.
function keepLog(old, fresh) {
  const had = old ? all('li', old).length : 0;
  const rows = fresh ? all('li', fresh) : [];
  if (!had || rows.length < had) return;
  fresh.replaceWith(old);
  setTimeout(() => { one('ol', old).append(...rows.slice(had)); old.scrollTop = old.scrollHeight; }, 60);
}
function place(old, fresh) {
  const focused = document.activeElement;
  const inside = old.contains(focused);
  keepLog(one('[role=log]', old), one('[role=log]', fresh));
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
    const target = one('[data-focus]', fresh) ?? same ?? fresh;
    if (target === fresh) fresh.tabIndex = -1;
    target.focus({ preventScroll: true });
  }
  prepare(fresh);
}

// A form that sends itself may change while it is on its way: then the answer is not put in place, or what was ticked
// or typed since would be lost; if it was to be sent again meanwhile, it is, under the fresh key.
const behind = new WeakMap();
const contents = (form) => said(new FormData(form));
function changedSince(form, before, fresh) {
  const again = behind.get(form);
  behind.delete(form);
  if (form.dataset.autosave === undefined || contents(form) === before) return false;
  const key = fresh && one('[name=idempotency_key]', fresh);
  if (key) form.elements.idempotency_key.value = key.value;
  if (again) send(form, again.submitter);
  return true;
}

async function send(form, submitter) {
  if (form.dataset.sending) { behind.set(form, { submitter }); return; }
  const data = body(form, submitter);
  const before = contents(form);
  const entry = entryOf(form, data);
  if (entry) { keep(entry); sending.add(entry.key); }
  say(form, words.sending);
  const label = submitter?.innerHTML;
  const slow = setTimeout(() => {
    if (!submitter) return;
    submitter.setAttribute('aria-busy', 'true');
    submitter.textContent = words.busy ?? '…';
  }, 400);
  form.dataset.sending = '1';
  let answer, text;
  try {
    answer = await fetch(form.action, { method: 'POST', body: data, headers: { 'X-Requested-With': 'fetch', Accept: 'text/html' } });
    // No word about the answer: the server is down, tired, or wants a sign-in first.
    if (answer.status >= 500 || (entry && (answer.status === 403 || answer.status === 429 || answer.redirected))) throw new Error(String(answer.status));
    text = await answer.text();
    unsent.delete(form);
    if (entry && answer.status === 404) box.put({ ...entry, refused: words.gone });
    else if (entry) box.drop(entry.key);
  } catch {
    unsent.set(form, { form, submitter, text: said(data), key: entry?.key });
    say(form, words.later);
  } finally {
    clearTimeout(slow);
    delete form.dataset.sending;
    if (entry) sending.delete(entry.key);
    if (submitter?.getAttribute('aria-busy')) { submitter.removeAttribute('aria-busy'); submitter.innerHTML = label; }
    showOutbox();
  }
  if (text === undefined) return;
  if (entry && answer.status === 404) { say(form, ''); return; }
  const old = document.getElementById(form.dataset.fragment);
  const page = entry && answer.status === 409 ? await fresh() : new DOMParser().parseFromString(text, 'text/html');
  const next = page.getElementById(form.dataset.fragment);
  if (changedSince(form, before, next)) { say(form, next && one('[data-saved]', next)?.textContent); return; }
  if (old && next) place(old, document.adoptNode(next));
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

// ↑ and ↓ in a terminal bring back what was typed before.
function recall(event) {
  const typed = all('[data-command]', event.target.form).map((line) => line.textContent);
  const at = Number(event.target.dataset.history || typed.length) + (event.key === 'ArrowUp' ? -1 : 1);
  if (at < 0 || at > typed.length) return;
  event.preventDefault();
  event.target.dataset.history = String(at);
  event.target.value = typed[at] ?? '';
}

// --- remembered switches, menus, printing --------------------------------------------------------------------------
for (const input of all('input[data-remember]')) {
  input.checked = kept.get(input.dataset.remember) === '1';
  input.addEventListener('change', () => kept.set(input.dataset.remember, input.checked ? '1' : '0'));
}
document.addEventListener('click', (event) => {
  for (const menu of all('details[data-menu][open]')) if (!menu.contains(event.target)) menu.open = false;
  if (event.target.closest('[data-print]')) print();
});
document.addEventListener('keydown', (event) => {
  if (event.target.dataset?.history !== undefined && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) recall(event);
  const menu = event.key === 'Escape' && one('details[data-menu][open]');
  if (menu) { menu.open = false; one('summary', menu).focus(); }
});
if (matchMedia('(min-width: 60rem)').matches) for (const fold of all('[data-open-wide]')) fold.open = true;

// --- what a page or a fragment needs at once -----------------------------------------------------------------------
function prepare(root) {
  one('[data-errors]', root)?.focus();
}
prepare(document);
if (words.owner) { restore(); showOutbox(); retry(); }
