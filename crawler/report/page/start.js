// Start: unpack, fill the filters, draw, and draw again when a filter changes.
function drawAll() {
  choose();
  $('found').textContent = `${number(chosen.length)} of ${number(core.events.length)} events`;
  for (const view of [overview, dyads, mapped, meetings, calendar, people, articles]) view();
}
function option(select, value, text) { select.append(el('option', {value}, text)); }
function remember() {
  const kept = new URLSearchParams();
  for (const control of $('filters').elements) if (control.id && control.value !== control.dataset.first) kept.set(control.id.slice(2), control.value);
  if (opened !== null) kept.set('article', opened);
  try { history.replaceState(null, '', kept.size ? '#?' + kept : location.pathname + location.search); } catch { /* some browsers refuse it for files */ }
}
function recall() {
  if (!location.hash.startsWith('#?')) return;
  for (const [key, value] of new URLSearchParams(location.hash.slice(2))) { const control = $('f-' + key); if (control && $('filters').contains(control)) control.value = value; }
}
function theme(dark) {
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  $('theme').textContent = dark ? 'Light' : 'Dark'; $('theme').setAttribute('aria-pressed', String(dark));
}
async function start() {
  theme(matchMedia('(prefers-color-scheme: dark)').matches);
  $('theme').addEventListener('click', () => theme(document.documentElement.dataset.theme !== 'dark'));
  if (typeof DecompressionStream === 'undefined') throw new Error('this browser is too old to unpack the data (it needs DecompressionStream, 2023 or later)');
  [core, world] = await Promise.all([unpack('core'), unpack('world')]);
  for (const e of core.events) { e.pairs = countriesOf(e); e.countries = e.pairs[2]; e.dyads = pairsOf(e); }
  const sorted = values => values.map((v, i) => [v, i]).sort((a, b) => a[0] < b[0] ? -1 : 1);
  for (const [name, n] of sorted(core.countries)) option($('f-country'), n, name);
  for (const [name, n] of sorted(core.types)) option($('f-type'), n, name);
  const used = new Set(core.events.filter(e => core.types[e[T]] === 'CONSULT').map(e => e[MODE]));
  for (const [name, n] of sorted(core.modes)) if (name && used.has(n)) option($('f-mode'), n, name);
  for (const control of $('filters').elements) control.dataset.first = control.value;
  recall();
  let waiting = 0;
  const changed = () => { clearTimeout(waiting); waiting = setTimeout(() => { remember(); drawAll(); }, 60); };
  $('filters').addEventListener('input', changed);
  $('filters').addEventListener('reset', () => setTimeout(changed));
  $('filters').addEventListener('submit', e => e.preventDefault());
  $('f-mode').addEventListener('input', meetings);
  $('f-title').addEventListener('input', articles);
  drawAll(); runs();
  const asked = new URLSearchParams(location.hash.slice(2)).get('article');
  if (location.hash.startsWith('#?') && core.articles[asked]) await openArticle(+asked, core.events[core.articles[asked][EVENTS][0]]);
  document.documentElement.dataset.ready = Math.round(performance.now());
}
start().catch(error => { $('trouble').hidden = false; $('trouble').textContent = 'The figures could not be drawn: ' + error.message; });
