// Data: unpacking, columns by name, the filters' answer, and small makers of elements. Text goes in as text, never as markup.
const $ = id => document.getElementById(id);
const T = 0, MODE = 1, QUAD = 2, GOLD = 3, START = 4, END = 5, STATE = 6, SURE = 7, SIDES = 8, PLACE = 9, ARTICLES = 10;
const SITE = 0, TITLE = 1, DAY = 2, URL_ = 3, EVENTS = 5, REVISION = 6, COPIES = 7, COPY = 8, DATED = 10;
const EPOCH = 719163; // day number of 1970-01-01, as Python counts days
let core, chosen = [], parts = new Map();

async function unpack(id) {
  const raw = Uint8Array.from(atob($(id).textContent), c => c.charCodeAt(0));
  const stream = new Blob([raw]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
}
async function part(n) {
  if (!parts.has(n)) parts.set(n, await unpack('part-' + n));
  return parts.get(n);
}
const iso = day => new Date((day - EPOCH) * 864e5).toISOString().slice(0, 10);
const dayOf = text => text ? Math.round(Date.parse(text + 'T00:00:00Z') / 864e5) + EPOCH : null;
const number = n => n.toLocaleString('en');
const many = (n, one, more) => `${number(n)} ${n === 1 ? one : more}`;
const person = n => core.people[n][0];
const title = n => core.articles[n][TITLE];

function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.filter(c => c !== null && c !== undefined));
  return made;
}
function svg(name, attributes = {}, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
const show = (id, ...children) => $(id).replaceChildren(...children.filter(Boolean));
const tags = (...words) => words.filter(Boolean).flatMap(word => [' ', el('span', {class: 'tag'}, word)]);
const bdi = text => el('bdi', {dir: 'auto'}, text);

// Countries of an event by side; everybody on the same side counts as one party.
function countriesOf(event) {
  const sides = event[SIDES].map(side => new Set(side.map(p => p[0]).filter(c => c >= 0)));
  return [sides[0], sides[1], new Set([...sides[0], ...sides[1]])];
}
const EQUALS = new Set(['CONSULT', 'COOPERATE', 'AGREE']);
function pairsOf(event) {
  const [first, second, all] = event.pairs || countriesOf(event), found = new Map();
  const pair = (a, b) => { if (a !== b) { const [x, y] = core.countries[a] < core.countries[b] ? [a, b] : [b, a]; found.set(x * 4096 + y, [x, y]); } };
  if (EQUALS.has(core.types[event[T]])) for (const a of all) for (const b of all) pair(a, b);
  else for (const a of first) for (const b of second) pair(a, b);
  return [...found.values()];
}
function filters() {
  const value = id => $(id).value;
  return {country: value('f-country') === '' ? null : +value('f-country'), type: value('f-type') === '' ? null : +value('f-type'),
    from: dayOf(value('f-from')), to: dayOf(value('f-to')), state: value('f-state') === '' ? null : +value('f-state'), sure: +value('f-sure')};
}
function choose() {
  const f = filters();
  chosen = core.events.filter(e =>
    (f.type === null || e[T] === f.type) && (f.state === null || e[STATE] === f.state) && e[SURE] >= f.sure
    && (f.from === null || (e[END] !== null && e[END] >= f.from)) && (f.to === null || (e[START] !== null && e[START] <= f.to))
    && (f.country === null || e.countries.has(f.country)));
  return chosen;
}
function tally(items, keys) {
  const counts = new Map();
  for (const item of items) for (const key of keys(item)) counts.set(key, (counts.get(key) || 0) + 1);
  return [...counts.entries()].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
