// What makes questions handier; each works without it. Loaded only where one of these stands on the page.
// <answer-order>: buttons up and down; <answer-cards>: one card at a time; <text-count>: the counter follows the
// typing; <lesson-tabs>: sections become tabs. Custom elements start by themselves, also in an answered fragment.

const all = (selector, root) => [...root.querySelectorAll(selector)];
const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

customElements.define('answer-order', class extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector('ol');
    for (const button of all('[data-move]', this)) button.hidden = false;
    this.addEventListener('click', (event) => {
      const button = event.target.closest('[data-move]');
      if (button) this.put(button.closest('li'), this.rows().indexOf(button.closest('li')) + Number(button.dataset.move), button);
    });
    this.addEventListener('change', (event) => this.put(event.target.closest('li'), event.target.value - 1, event.target));
  }

  rows() { return [...this.list.children]; }

  put(row, place, control) {
    const others = this.rows().filter((other) => other !== row);
    const to = Math.min(Math.max(place, 0), others.length);
    this.list.insertBefore(row, others[to] ?? null);
    this.rows().forEach((each, at) => { each.querySelector('select').selectedIndex = at; });
    control.focus(); // moving a row takes the focus away
    this.querySelector('[data-say]').textContent = filled(this.dataset.said, { place: to + 1, count: others.length + 1 });
  }
});

const turned = new Map(); // which card was open, by the element's id: a rated deck comes back as a fresh element

customElements.define('answer-cards', class extends HTMLElement {
  connectedCallback() {
    this.cards = all('li', this);
    const open = this.cards.findIndex((card) => card.dataset.rated === undefined);
    const known = turned.get(this.id);
    this.show(known ?? Math.max(open, 0));
    this.querySelector('[data-turn]').hidden = false;
    this.addEventListener('click', (event) => {
      const step = event.target.closest('[data-step]');
      if (step) this.show((this.at + Number(step.dataset.step) + this.cards.length) % this.cards.length);
      else if (event.target.closest('[type=submit]')) turned.set(this.id, Math.min(this.at + 1, this.cards.length - 1));
    });
  }

  show(at) {
    this.at = at;
    turned.set(this.id, at);
    this.cards.forEach((card, each) => {
      card.hidden = each !== at;
      card.querySelector('summary').toggleAttribute('data-focus', each === at);
    });
    this.querySelector('[data-at]').textContent = `${at + 1} / ${this.cards.length}`;
  }
});

customElements.define('text-count', class extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector('textarea');
    const words = this.querySelector('[data-count]');
    field.addEventListener('input', () => {
      words.textContent = filled(this.dataset.said, { length: [...field.value.replace(/\s/g, '')].length });
    });
  }
});

let tabSets = 0;

customElements.define('lesson-tabs', class extends HTMLElement {
  connectedCallback() {
    if (this.tabs) return;
    const name = `tabs-${++tabSets}`;
    this.panels = all(':scope > section', this);
    if (this.panels.length < 2) return;
    const bar = document.createElement('div');
    bar.setAttribute('role', 'tablist');
    if (this.hasAttribute('aria-label')) bar.setAttribute('aria-label', this.getAttribute('aria-label'));
    this.removeAttribute('aria-label');
    this.tabs = this.panels.map((panel, at) => {
      const heading = panel.querySelector('h2');
      const tab = document.createElement('button');
      Object.assign(tab, { type: 'button', id: `${name}-${at}`, innerHTML: heading.innerHTML });
      tab.setAttribute('role', 'tab');
      panel.id ||= `${name}-panel-${at}`;
      tab.setAttribute('aria-controls', panel.id);
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', tab.id);
      panel.tabIndex = 0;
      heading.classList.add('only-print');
      bar.append(tab);
      return tab;
    });
    this.prepend(bar);
    bar.addEventListener('click', (event) => { const at = this.tabs.indexOf(event.target.closest('[role=tab]')); if (at >= 0) this.select(at); });
    bar.addEventListener('keydown', (event) => {
      const at = this.tabs.indexOf(document.activeElement);
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      this.select((to + this.tabs.length) % this.tabs.length);
      this.tabs[this.at].focus();
    });
    // What the address names, or a message at a field, must not be hidden.
    const wanted = () => this.panels.findIndex((panel) => location.hash.length > 1 && panel.contains(document.getElementById(decodeURIComponent(location.hash.slice(1)))));
    const faulty = this.panels.findIndex((panel) => panel.querySelector('.error'));
    this.select(faulty >= 0 ? faulty : Math.max(wanted(), 0));
    addEventListener('hashchange', () => { if (wanted() >= 0) this.select(wanted()); });
  }

  select(at) {
    this.at = at;
    this.tabs.forEach((tab, each) => {
      tab.setAttribute('aria-selected', String(each === at));
      tab.tabIndex = each === at ? 0 : -1;
      this.panels[each].classList.toggle('shut', each !== at);
    });
  }
});
