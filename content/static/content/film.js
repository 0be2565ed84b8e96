// Films; loaded only where a page has one. Without it films play with the browser's own controls and the text is there.
// [data-film]: [data-at] second to go on at, [data-seen] ranges seen; inside: [data-speed], [data-seek], a[data-stop],
// [data-outside] (connects on a press only), form[data-film-form] beside it takes `second;percent;ranges`.

const SEND_SECONDS = 30;
const one = (selector, root) => root.querySelector(selector);
const all = (selector, root) => [...root.querySelectorAll(selector)];

function seenIn(film) {
  const seconds = new Set();
  for (const part of (film.dataset.seen ?? '').split(',').filter(Boolean)) {
    const [from, to] = part.split('-').map(Number);
    for (let second = from; second <= to; second += 1) seconds.add(second);
  }
  return seconds;
}

function ranges(seconds) {
  const found = [];
  for (const second of [...seconds].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last && second <= last[1] + 1) last[1] = second; else found.push([second, second]);
  }
  return found.slice(0, 60).map(([from, to]) => `${from}-${to}`).join(',');
}

function follow(film, video) {
  const lines = all('[data-seek]', film).map((line) => {
    const button = Object.assign(document.createElement('button'), { type: 'button' });
    button.append(...line.childNodes);
    line.replaceWith(button);
    const at = Number(line.dataset.seek);
    button.addEventListener('click', () => { video.currentTime = at; video.play(); });
    return { button, at };
  });
  const hint = one('[data-jumps]', film);
  if (hint) hint.hidden = false;
  return () => {
    const now = lines.filter((line) => line.at <= video.currentTime).pop();
    for (const line of lines) if (line === now) line.button.setAttribute('aria-current', 'true'); else line.button.removeAttribute('aria-current');
  };
}

function pauses(film, video) {
  const stops = all('[data-stop]', film).map((link) => ({ link, at: Number(link.dataset.stop) }));
  const told = one('[data-stopped]', film);
  const done = new Set();
  let before = 0;
  for (const { link } of stops) link.addEventListener('click', () => video.pause());
  video.addEventListener('play', () => { if (told) told.hidden = true; });
  return () => {
    const now = video.currentTime;
    for (const stop of stops) {
      if (done.has(stop) || before >= stop.at || now < stop.at || now - before > 2 || video.paused) continue;
      done.add(stop);
      video.pause();
      if (document.fullscreenElement) document.exitFullscreen();
      if (told) told.hidden = false;
      stop.link.setAttribute('aria-current', 'true');
    }
    before = now;
  };
}

function progress(film, video) {
  const form = one('form[data-film-form]', film.parentElement);
  const seen = seenIn(film);
  let sentAt = 0;
  function send(leaving) {
    if (!form || !video.duration || !seen.size) return;
    sentAt = Date.now();
    const percent = Math.min(100, Math.round((seen.size * 100) / Math.max(1, Math.floor(video.duration))));
    const data = new FormData(form);
    data.set('idempotency_key', crypto.randomUUID());
    data.set('answer', `${Math.floor(video.ended ? 0 : video.currentTime)};${percent};${ranges(seen)}`);
    const sent = fetch(form.action, { method: 'POST', body: data, keepalive: leaving, headers: { Accept: 'application/json' } });
    sent.then((answer) => (answer.ok ? answer.json() : null)).then((answer) => {
      const chip = one('[data-film-state]', form.parentElement);
      if (answer?.state !== 'right' || chip.dataset.told) return;
      chip.dataset.told = '1';
      chip.replaceChildren(one('[data-seen-chip]', form.parentElement).content.cloneNode(true));
      one('button', form)?.remove();
    }).catch(() => { /* sent again with the next seconds */ });
  }
  video.addEventListener('pause', () => send(false));
  video.addEventListener('ended', () => send(false));
  addEventListener('pagehide', () => { if (!video.paused) send(true); });
  return () => {
    if (!video.paused && !video.seeking) seen.add(Math.floor(video.currentTime));
    if (!video.paused && Date.now() - sentAt > SEND_SECONDS * 1000) { if (sentAt) send(false); else sentAt = Date.now(); }
  };
}

function play(film, video) {
  const each = [follow(film, video), pauses(film, video), progress(film, video)];
  video.addEventListener('timeupdate', () => { for (const step of each) step(); });
  const start = Number(film.dataset.at ?? 0);
  if (start) video.addEventListener('loadedmetadata', () => { if (start < video.duration - 2) video.currentTime = start; }, { once: true });
  const speeds = one('[data-speed]', film);
  if (speeds) {
    speeds.hidden = false;
    for (const rate of all('input', speeds)) rate.addEventListener('change', () => { video.playbackRate = Number(rate.value); });
  }
  const small = one('[data-small]', film);
  small?.addEventListener('click', (event) => {
    event.preventDefault();
    const at = video.currentTime;
    for (const source of all('source', video)) source.remove();
    video.src = small.href;
    video.addEventListener('loadedmetadata', () => { video.currentTime = at; }, { once: true });
    video.play();
  });
  video.addEventListener('error', () => {
    for (const fold of all('[data-transcript]', film)) fold.open = true;
    one('[data-broken]', film).hidden = false;
  }, true);
}

for (const film of all('[data-film]', document)) {
  const video = one('video', film);
  if (video) play(film, video);
  const button = one('[data-outside]', film);
  if (!button) continue;
  button.hidden = false;
  button.addEventListener('click', () => {
    const shown = document.createElement(button.dataset.element);
    if (shown.tagName === 'VIDEO') shown.controls = true;
    else { shown.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-presentation'); shown.allowFullscreen = true; shown.title = button.textContent.trim(); }
    shown.src = button.dataset.outside;
    const frame = Object.assign(document.createElement('div'), { className: 'video' });
    frame.append(shown);
    button.closest('.outside').replaceWith(frame);
    if (shown.tagName === 'VIDEO') { play(film, shown); shown.play(); }
  });
}
