// The sheet of a course test: each changed question is sent on its own and stays in the page until the server has it.
const sheet = document.querySelector('[data-test-sheet]');
const waiting = new Map(); // question -> values as last changed
let sending = false;

const keyOf = (question) => sheet.elements[`key-${question.dataset.question}`];
const valuesOf = (question) => new FormData(sheet).getAll(question.dataset.field);
const mark = (question, text) => { question.querySelector('[data-saved-mark]').textContent = text; };

function changed(question) {
  const now = JSON.stringify(valuesOf(question));
  if ((waiting.get(question) ?? question.dataset.sent) === now) return;
  // The same key returns the first answer: a changed answer needs a key of its own.
  if (crypto.randomUUID) keyOf(question).value = crypto.randomUUID();
  waiting.set(question, now);
  pump();
}

async function pump() {
  if (sending) return;
  sending = true;
  for (const [question, text] of [...waiting]) if (!(await sent(question, text))) break;
  sending = false;
}

async function sent(question, text) {
  const body = new FormData();
  body.set('csrfmiddlewaretoken', sheet.elements.csrfmiddlewaretoken.value);
  body.set('item', question.dataset.question);
  body.set('idempotency_key', keyOf(question).value);
  for (const value of JSON.parse(text)) body.append('answer', value);
  mark(question, sheet.dataset.sending);
  try {
    const answer = await fetch(sheet.action, { method: 'POST', body, headers: { Accept: 'application/json' } });
    if (answer.status >= 500) throw new Error(String(answer.status));
    const said = await answer.json();
    question.dataset.sent = text;
    if (waiting.get(question) === text) waiting.delete(question);
    mark(question, answer.ok ? `✓ ${sheet.dataset.saved}` : said.message);
    if (waiting.has(question)) setTimeout(pump);
    return true;
  } catch {
    mark(question, sheet.dataset.unsent);
    return false;
  }
}

for (const question of sheet.querySelectorAll('[data-question]')) {
  question.dataset.sent = JSON.stringify(valuesOf(question));
  let typing;
  question.addEventListener('change', () => changed(question));
  question.addEventListener('input', () => { clearTimeout(typing); typing = setTimeout(() => changed(question), 1500); });
  question.addEventListener('click', () => setTimeout(() => changed(question)));
}
addEventListener('online', pump);
setInterval(() => { if (waiting.size) pump(); }, 5000);
addEventListener('beforeunload', (event) => { if (waiting.size && !sheet.dataset.leaving) event.preventDefault(); });
// The form itself carries every answer of the page, so leaving by its buttons loses nothing.
sheet.addEventListener('submit', () => { sheet.dataset.leaving = '1'; });
