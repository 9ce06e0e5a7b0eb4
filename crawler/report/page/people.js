// The calendar of visits, the people, the list of articles, the runs.
let month = null;
function calendar() {
  const visits = chosen.filter(e => e[START] !== null && core.types[e[T]] === 'CONSULT' && /visit|host|travel/.test(core.modes[e[MODE]]));
  if (!visits.length) { show('month', empty('No visit with a date for these filters.')); show('day-list'); return; }
  const busy = tally(visits, e => [iso(e[START]).slice(0, 7)]), months = busy.map(b => b[0]).sort();
  if (!month) month = months[months.length - 1];
  const first = dayOf(month + '-01'), days = new Map();
  for (const e of visits) for (let d = Math.max(e[START], first); d <= Math.min(e[END], first + 31, e[START] + 31); d++) { if (!days.has(d)) days.set(d, []); days.get(d).push(e); }
  const most = Math.max(4, ...[...days.values()].map(d => d.length)), heat = n => 'heat' + Math.ceil(4 * n / most);
  const [year, m] = month.split('-').map(Number), length = new Date(Date.UTC(year, m, 0)).getUTCDate(), lead = (first - 1) % 7;
  const step = n => { const d = new Date(Date.UTC(year, m - 1 + n, 1)); month = d.toISOString().slice(0, 7); calendar(); };
  const cells = [...Array(lead).fill(null), ...Array.from({length}, (_, i) => first + i)], rows = [];
  while (cells.length % 7) cells.push(null);
  for (let i = 0; i < cells.length; i += 7) rows.push(cells.slice(i, i + 7));
  const day = d => {
    const there = days.get(d), n = +iso(d).slice(8);
    return there ? el('td', {class: heat(there.length)}, el('button', {type: 'button', 'aria-label': `${iso(d)}: ${there.length} visits`, onclick: () => show('day-list', el('h3', {}, iso(d)), eventList(there))}, `${n}: ${there.length}`)) : el('td', {}, String(n));
  };
  const select = el('select', {'aria-label': 'Month', onchange: e => { month = e.target.value; calendar(); }}, ...[...new Set([...months, month])].sort().map(name => el('option', {value: name, selected: name === month}, `${name} (${(busy.find(b => b[0] === name) || [0, 0])[1]})`)));
  show('month', el('div', {class: 'row'}, el('button', {type: 'button', onclick: () => step(-1)}, '‹ earlier'), el('span', {}, select), el('button', {type: 'button', onclick: () => step(1)}, 'later ›')),
    el('table', {class: 'month'}, el('caption', {class: 'quiet'}, `${month}: the day, and how many visits`), el('thead', {}, el('tr', {}, ...['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'].map(d => el('th', {scope: 'col'}, d)))),
      el('tbody', {}, ...rows.map(r => el('tr', {}, ...r.map(d => d === null ? el('td', {}) : day(d)))))));
  show('day-list');
}
let who = null;
function people() {
  const found = new Map();
  for (const e of chosen) e[SIDES].forEach((side, s) => { for (const [, p] of side) if (p >= 0) { if (!found.has(p)) found.set(p, [0, 0, new Set(), []]); const f = found.get(p); f[s]++; f[3].push(e); e[ARTICLES].forEach(a => f[2].add(a)); } });
  const rows = [...found].sort((a, b) => b[1][0] + b[1][1] - a[1][0] - a[1][1] || (person(a[0]) < person(b[0]) ? -1 : 1));
  if (!rows.length) { show('people-table', empty('Nobody for these filters.')); return; }
  const list = el('div', {'aria-live': 'polite'});
  show('people-table', paged(rows, some => tableOf(['Name', 'Country', 'Events', 'As actor', 'As recipient', 'Articles'], some.map(([p, f]) => [
    el('button', {class: 'plain', type: 'button', onclick: () => { list.replaceChildren(el('h3', {}, bdi(person(p))), eventList(new Set(f[3]))); list.scrollIntoView({block: 'nearest'}); }}, bdi(person(p))),
    core.people[p][1], number(f[0] + f[1]), number(f[0]), number(f[1]), number(f[2].size)]), [2, 3, 4, 5]), 15), list);
}
function articles() {
  const words = $('f-title').value.trim().toLowerCase(), f = filters(), open = f.country === null && f.type === null && f.sure === 0;
  const told = new Set(); for (const e of chosen) for (const a of e[ARTICLES]) told.add(a);
  const rows = core.articles.map((a, n) => n).filter(n => { const a = core.articles[n];
    return (open && (f.from === null || a[DAY] >= f.from) && (f.to === null || a[DAY] <= f.to) || told.has(n)) && (!words || a[TITLE].toLowerCase().includes(words)); });
  show('article-list', el('p', {class: 'quiet'}, `${number(rows.length)} articles${open ? '' : ' that tell of the chosen events'}`), rows.length ? paged(rows, some => el('ul', {class: 'cards'}, ...some.map(n => { const a = core.articles[n];
    const when = a[DAY] > 1 ? (a[DATED] ? '' : 'fetched ') + iso(a[DAY]) : 'no date';
    return el('li', {}, el('button', {class: 'plain', type: 'button', onclick: () => openArticle(n)}, bdi(a[TITLE])), ...tags(when, core.sites[a[SITE]], many(a[EVENTS].length, 'event', 'events'),
      a[COPIES] && many(a[COPIES], 'copy', 'copies'), a[COPY] && 'a copy', a[REVISION] > 1 && `revision ${a[REVISION]}`)); }))) : null);
}
function runs() {
  if (!core.runs.length) { show('runs', empty('No run reports beside these records.')); return; }
  const counts = (names, b) => names.map(k => String(b[k] ?? '–'));
  const share = (n, of) => of ? `${Math.round(100 * (n || 0) / of)} %` : '–';
  show('runs', el('p', {class: 'quiet'}, 'The last run of each site; those with something broken come first.'), tableOf(
    ['Site', 'Last run', 'State', 'Found', 'Written', 'Unchanged', 'Copies', 'Rejected', 'Why rejected', 'Gone', 'Pending', 'With a date', 'With events', 'Pages a second'],
    core.runs.map(r => { const b = r.balance || {}, f = r.fields || {};
      return [r.site, el('time', {}, String(r.started || '').slice(0, 16).replace('T', ' ')), r.failure ? el('strong', {class: 'warn'}, 'failed: ' + r.failure) : r.broken && r.broken.length ? el('strong', {class: 'warn'}, r.broken.join('; ')) : r.balances === false ? el('strong', {class: 'warn'}, 'the books do not balance') : String(r.finished || ''),
        ...counts(['found', 'written', 'unchanged', 'duplicate', 'rejected'], b), (r.causes || []).map(c => `${c.count} × ${c.reason}`).join(', ') || '–', ...counts(['gone', 'pending'], b), share(f.published, f.documents), share(f.events, f.documents), String(r.pages_a_second ?? '–')]; }), [3, 4, 5, 6, 7, 9, 10, 11, 12, 13]));
}
