// The lesson editor: palette, check while typing, form of a question, card of the language. The text itself stays a plain
// field: this module inserts at the cursor or rewrites the lines of one question when asked, and never anything else.

const root = document.querySelector('[data-writing]');
const field = document.querySelector('textarea[name=body]');
if (root && field) start();

function start() {
  const words = root.dataset;
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const check = one('[data-check]');
  const figures = JSON.parse(one('#lesson-statistics')?.textContent || '{}');
  for (const part of all('[data-needs-script]')) part.hidden = false;

  // --- the text: inserting keeps the browser's undo -----------------------------------------------------------------
  function replace(from, to, text) {
    field.focus();
    field.setSelectionRange(from, to);
    if (!document.execCommand('insertText', false, text)) {
      field.setRangeText(text, from, to, 'end');
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
    field.dispatchEvent(new Event('change', { bubbles: true }));
  }
  const starts = () => { const found = [0]; for (let at = field.value.indexOf('\n'); at >= 0; at = field.value.indexOf('\n', at + 1)) found.push(at + 1); return found; };
  const lineAt = (at) => field.value.slice(0, at).split('\n').length;
  const scroller = (part) => { while (part && (part === field || part.scrollHeight <= part.clientHeight || getComputedStyle(part).overflowY === 'visible')) part = part.parentElement; return part || document.scrollingElement; };
  function goTo(line) {
    const found = starts();
    const from = found[Math.min(line, found.length) - 1];
    const to = found[line] === undefined ? field.value.length : found[line] - 1;
    field.setSelectionRange(from, from);
    field.blur();
    field.focus(); // taking the focus scrolls the cursor into view
    field.setSelectionRange(from, to);
    const share = from / Math.max(1, field.value.length);
    if (field.scrollHeight > field.clientHeight) field.scrollTop = Math.max(0, field.scrollHeight * share - field.clientHeight / 2);
    // A field as high as its text is higher than the screen: the line comes to its middle, not the field.
    const middle = field.getBoundingClientRect().top + field.scrollHeight * share - field.scrollTop;
    scroller(field).scrollBy({ top: middle - window.innerHeight / 2 });
  }

  // --- palette ------------------------------------------------------------------------------------------------------
  const letters = 'abcdefghijklmnopqrstuvwxyz234567';
  function freshName() {
    for (;;) {
      const name = `${words.prefix}-${[...crypto.getRandomValues(new Uint8Array(4))].map((byte) => letters[byte & 31]).join('')}`;
      if (!field.value.includes(`#${name}`)) return name;
    }
  }
  function named(sample) {
    const names = new Map();
    return sample.replace(/\{#sample-\d+/g, (place) => { if (!names.has(place)) names.set(place, freshName()); return `{#${names.get(place)}`; });
  }
  function insert(button) {
    const text = named(button.dataset.sample);
    const { selectionStart: from, selectionEnd: to, value } = field;
    const inline = !text.includes('\n') && /^[{*[!]/.test(text);
    if (inline) { replace(from, to, text); return; }
    // A block stands on lines of its own, a part of a question directly where the cursor is.
    const begin = value.lastIndexOf('\n', from - 1) + 1;
    const at = value.slice(begin, from).trim() ? (value.indexOf('\n', from) < 0 ? value.length : value.indexOf('\n', from)) : begin;
    const before = at === 0 ? '' : at === begin ? (value.slice(0, at).endsWith('\n\n') ? '' : '\n') : '\n\n';
    const after = value.slice(at).startsWith('\n\n') ? '' : value.slice(at).startsWith('\n') ? '\n' : '\n\n';
    replace(at, at, before + text + after);
    const place = at + before.length;
    field.setSelectionRange(place, place + text.split('\n', 1)[0].length);
  }
  root.addEventListener('click', (event) => {
    const button = event.target.closest('[data-sample]');
    if (button) { const menu = button.closest('details'); if (menu) menu.open = false; insert(button); }
  });
  const menus = all('.lesson-menu', root);
  document.addEventListener('click', (event) => { for (const menu of menus) if (!menu.contains(event.target)) menu.open = false; });
  for (const menu of menus) {
    menu.addEventListener('keydown', (event) => {
      const items = all('li button', menu);
      const at = items.indexOf(document.activeElement);
      if (event.key === 'Escape') { menu.open = false; one('summary', menu).focus(); }
      else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        menu.open = true;
        items.at((at + (event.key === 'ArrowDown' ? 1 : -1) + (at < 0 && event.key === 'ArrowUp' ? 1 : 0)) % items.length).focus();
      } else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  // --- check while typing: the answer changes the lists below, never the text ----------------------------------------
  const token = () => one('input[name=csrfmiddlewaretoken]').value;
  const post = (url, values) => fetch(url, { method: 'POST', body: new URLSearchParams({ csrfmiddlewaretoken: token(), text: field.value, ...values }), headers: { 'X-Requested-With': 'fetch' } });
  const element = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text }, more);
  let timer, asked = 0;
  async function look() {
    const mine = ++asked;
    try {
      const answer = await post(words.checkUrl, {});
      if (!answer.ok) throw new Error(String(answer.status));
      const report = await answer.json();
      if (mine === asked) show(report);
    } catch {
      if (mine === asked) one('[data-check-words]', check).textContent = words.failedWord;
    }
  }
  function show(report) {
    const list = one('[data-findings]', check);
    list.replaceChildren(...report.findings.map((found) => {
      const item = element('li', '', { className: found.error ? 'error' : 'warning' });
      const button = element('button', '', { type: 'button' });
      button.append(element('b', found.error ? words.errorWord : words.warningWord), ` ${words.lineWord.replace('@@', found.line)}：${found.text} `, element('small', found.code));
      button.addEventListener('click', () => goTo(found.line));
      item.append(button);
      return item;
    }));
    const text = !field.value.trim() ? words.emptyWord : report.findings.length ? (report.more ? words.moreWord.replace('@@', report.more) : '') : words.fineWord;
    one('[data-check-words]', check).textContent = text;
    const status = one('[data-check-status]', check);
    const said = report.findings.length ? `${words.errorWord} ${report.errors}` : text;
    if (status.textContent !== said) status.textContent = said;
    const meter = report.meter;
    for (const name of ['characters', 'minutes']) { const place = one(`[data-meter=${name}]`, root); place.textContent = place.dataset.pattern.replace('@@', meter[name].toLocaleString('ja')); }
    const kanji = one('[data-meter=kanji]', root);
    kanji.textContent = meter.kanji.length ? kanji.dataset.pattern.replace('@@', meter.kanji.join(' ')) : kanji.dataset.none;
    questions(report.blocks);
  }
  function questions(blocks) {
    const table = one('[data-questions]', check);
    table.hidden = !blocks.length;
    one('tbody', table).replaceChildren(...blocks.map((block) => {
      const row = element('tr', '');
      const known = figures[block.id];
      const name = element('td', `${block.label} `);
      name.append(element('small', block.id));
      const act = element('td', '');
      const button = element('button', words.formWord, { type: 'button', className: 'button button-small button-secondary' });
      button.setAttribute('aria-label', `${words.lineWord.replace('@@', block.line)} ${block.label}：${words.formWord}`);
      button.addEventListener('click', () => openForm(block.line));
      act.append(button);
      row.append(element('td', String(block.line)), name, element('td', known ? String(known.tries) : ''), element('td', known ? `${known.right_percent}%` : ''), element('td', known?.wrong_option ?? ''), act);
      return row;
    }));
  }
  field.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(look, 500); });
  look();

  // --- form of a question -------------------------------------------------------------------------------------------
  const dialog = one('[data-form-dialog]', root);
  document.body.append(dialog, one('[data-card-dialog]', root)); // a form cannot stand inside the page's form
  let line = 0;
  async function openForm(at) {
    line = at;
    const answer = await post(words.formUrl, { act: 'open', line }).catch(() => null);
    if (!answer || answer.status >= 500) { one('[data-check-words]', check).textContent = words.failedWord; return; }
    place(await answer.text());
    if (!dialog.open) dialog.showModal();
  }
  function place(html) {
    dialog.replaceChildren(...new DOMParser().parseFromString(html, 'text/html').body.childNodes);
    one('[role=alert]', dialog)?.focus();
  }
  dialog.addEventListener('click', (event) => {
    if (event.target.closest('[data-close]')) dialog.close();
    if (event.target.closest('[data-add-row]')) {
      const rows = all('.lesson-row', dialog);
      const last = rows.at(-1);
      const fresh = last.cloneNode(true);
      const number = rows.length;
      for (const input of all('[name]', fresh)) { input.name = input.name.replace(/^row-\d+-/, `row-${number}-`); if (input.type === 'checkbox') input.checked = false; else input.value = ''; }
      one('legend', fresh).textContent = one('legend', fresh).textContent.replace(/\d+/, number + 1);
      last.after(fresh);
      one('[name]', fresh).focus();
    }
  });
  dialog.addEventListener('submit', async (event) => {
    event.preventDefault();
    const answer = await post(words.formUrl, { act: 'write', line, ...Object.fromEntries(new FormData(event.target)) }).catch(() => null);
    if (!answer || answer.status >= 500 || answer.status === 404) { dialog.append(element('p', words.failedWord, { role: 'alert' })); return; }
    if (answer.status === 422) { place(await answer.text()); return; }
    const made = await answer.json();
    dialog.close();
    const found = starts();
    replace(found[made.line - 1], made.end < found.length ? found[made.end] - 1 : field.value.length, made.block);
    field.setSelectionRange(found[made.line - 1], found[made.line - 1]);
  });
  one('[data-form-here]', root).addEventListener('click', () => openForm(lineAt(field.selectionStart)));

  // --- pictures, films, documents ------------------------------------------------------------------------------------
  const shelf = one('[data-files-dialog]', root);
  document.body.append(shelf);
  async function openFiles(query) {
    const answer = await fetch(`${words.filesUrl}?${new URLSearchParams({ words: query })}`).catch(() => null);
    if (!answer?.ok) { one('[data-check-words]', check).textContent = words.failedWord; return; }
    shelf.replaceChildren(...new DOMParser().parseFromString(await answer.text(), 'text/html').body.childNodes);
    if (!shelf.open) shelf.showModal();
  }
  one('[data-files]', root).addEventListener('click', () => openFiles(''));
  shelf.addEventListener('submit', (event) => { event.preventDefault(); openFiles(event.target.elements.words.value); });
  shelf.addEventListener('click', (event) => {
    const button = event.target.closest('[data-sample]');
    if (button || event.target.closest('[data-close]')) shelf.close();
    if (button) insert(button);
  });

  // --- a table of a spreadsheet or page becomes a Markdown table; Ctrl+Shift+V and a button give the plain text ------
  const pasted = one('[data-pasted]', root);
  let plain = null;
  const inFence = (at) => (field.value.slice(0, at).match(/^ {0,3}(```|~~~)/gm) || []).length % 2 === 1;
  field.addEventListener('paste', (event) => {
    const from = field.selectionStart;
    const table = inFence(from) ? '' : tableFrom(event.clipboardData?.getData('text/html') || '');
    if (!table) return;
    event.preventDefault();
    const before = field.value.slice(0, from);
    const after = field.value.slice(field.selectionEnd);
    const lead = !before || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n';
    const text = `${lead}${table}${after.startsWith('\n\n') ? '' : after.startsWith('\n') ? '\n' : '\n\n'}`;
    replace(from, field.selectionEnd, text);
    plain = { from, text, raw: event.clipboardData.getData('text/plain').replace(/\r\n?/g, '\n') };
    pasted.hidden = false;
    one('[role=status]', pasted).textContent = words.pastedWord;
  });
  // The offer stands as long as the text was not changed otherwise.
  field.addEventListener('input', () => { if (plain && field.value.slice(plain.from, plain.from + plain.text.length) !== plain.text) { plain = null; pasted.hidden = true; } });
  one('[data-pasted-plain]', root).addEventListener('click', () => {
    if (!plain) return;
    const { from, text, raw } = plain;
    plain = null;
    pasted.hidden = true;
    replace(from, from + text.length, raw);
  });

  // --- sample lesson -------------------------------------------------------------------------------------------------
  const example = one('[data-sample-dialog]', root);
  if (example) {
    document.body.append(example);
    one('[data-sample-lesson]', root).addEventListener('click', () => example.showModal());
    example.addEventListener('click', (event) => {
      const button = event.target.closest('[data-sample]');
      if (button || event.target.closest('[data-close]')) example.close();
      if (button) insert(button);
    });
  }

  // --- card, last save -----------------------------------------------------------------------------------------------
  const card = one('[data-card-dialog]');
  card.addEventListener('click', (event) => { if (event.target.closest('[data-close]')) card.close(); });
  const toggle = () => { if (card.open) card.close(); else card.showModal(); };
  one('[data-card]', root).addEventListener('click', toggle);
  document.addEventListener('keydown', (event) => { if (event.ctrlKey && event.key === '/') { event.preventDefault(); toggle(); } });
  document.addEventListener('w-autosave:success', (event) => {
    const saved = event.detail?.data;
    if (!saved?.revision_id) return;
    const time = one('[data-saved]', root);
    time.dateTime = saved.revision_created_at;
    time.textContent = new Date(saved.revision_created_at).toLocaleTimeString('ja-JP', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Tokyo' });
    // An explicit save later is based on what this window stored itself: that is no conflict.
    const form = field.form;
    for (const [name, value] of [['loaded_revision_id', saved.revision_id], ['loaded_revision_created_at', saved.revision_created_at]]) {
      const input = form.elements.namedItem(name);
      if (input) input.value = value;
    }
  });
}

// A copied table (spreadsheet, web page, document) as a Markdown table; '' unless the HTML is one table of at least two columns and nothing else: beside other text a table stays what was pasted.
function tableFrom(html) {
  if (!/<table/i.test(html)) return '';
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const part of page.querySelectorAll('style, script, title, meta, colgroup')) part.remove();
  const tables = page.querySelectorAll('table');
  if (tables.length !== 1) return '';
  const rows = [...tables[0].rows].map(cells).filter((row) => row.some((cell) => cell));
  tables[0].remove();
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (page.body.textContent.trim() || width < 2 || !rows.length) return '';
  const line = (row) => `| ${Array.from({ length: width }, (_unused, at) => row[at] ?? '').join(' | ')} |`;
  return [line(rows[0]), `|${'---|'.repeat(width)}`, ...rows.slice(1).map(line)].join('\n');
}

// A joined cell is followed by empty ones; what a mark would end is escaped; a line break is a space.
function cells(row) {
  return [...row.cells].flatMap((cell) => {
    for (const stop of cell.querySelectorAll('br, p + p, div + div')) stop.before(' ');
    const text = cell.textContent.replace(/\s+/g, ' ').trim().replace(/[\\|]/g, '\\$&');
    return [text, ...Array.from({ length: Math.min(cell.colSpan, 50) - 1 }, () => '')];
  });
}
