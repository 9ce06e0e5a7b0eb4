// One article: its text with everything that was found in it, and the proof of each event on demand.
const PROOF = 1, TRIGGER = 2, SIDE = 4, FOCUS = 8;
let opened = null;
async function openArticle(n, event = null) {
  opened = n; remember();
  const a = core.articles[n], link = a[URL_] ? el('a', {href: a[URL_], rel: 'noopener noreferrer', target: '_blank'}, 'the page itself') : null;
  const head = el('h3', {id: 'h-article'}, bdi(a[TITLE]));
  if (n >= core.texts) { show('article', head, empty('Its text is not in this file: it holds the newest ' + number(core.texts) + '.'), link); focusArticle(); return; }
  const d = (await part(Math.floor(n / core.part)))[n % core.part];
  const chars = /[\ud800-\udfff]/.test(d.text) ? Array.from(d.text) : d.text; // offsets count code points
  const text = el('div', {class: 'text', dir: 'auto', lang: a[4] || null}), buttons = [];
  let at = -1;
  const draw = () => { text.replaceChildren(...marked(chars, d, at)); buttons.forEach((b, i) => b.setAttribute('aria-pressed', String(i === at))); };
  const pick = i => { at = i === at ? -1 : i; draw(); const first = text.querySelector('.trigger'); if (first) first.scrollIntoView({block: 'nearest'}); };
  d.events.forEach((e, i) => buttons.push(el('button', {type: 'button', class: 'event', 'aria-pressed': 'false', onclick: () => pick(i)},
    el('strong', {}, `${e[0]}${e[8] ? ' (' + e[8] + ')' : ''}`), ' ', bdi(e[1]), ' ', el('span', {class: 'tag'}, `${e[2]} % sure`), e[9] ? el('span', {class: 'tag'}, 'CAMEO ' + e[9]) : '', e[10] === null ? '' : el('span', {class: 'tag'}, `Goldstein ${e[10]}`))));
  const facts = [core.sites[a[SITE]], d.published ? 'published ' + d.published : 'no date', d.authors.join(', '), d.crawled ? 'fetched ' + d.crawled : '', a[REVISION] > 1 ? 'revision ' + a[REVISION] : '', d.warnings.join('; ')].filter(Boolean).join(' · ');
  show('article', head, el('p', {class: 'quiet'}, bdi(facts), ' ', link), el('div', {class: 'read'}, text, el('div', {},
    el('h4', {}, d.events.length ? 'Events: choose one to see its proof' : 'No events'), ...buttons,
    el('h4', {}, 'Named in it'), el('ul', {class: 'cards'}, ...d.entities.map(e => el('li', {}, bdi(e[1]), ' ', el('span', {class: 'tag'}, e[0]), e[2] ? el('span', {class: 'tag'}, e[2]) : '', e[3] ? bdi(' ' + e[3]) : '', ` × ${e[4].length}`))))));
  if (event) { const words = core.events.indexOf(event); at = a[EVENTS].indexOf(words); }
  draw(); focusArticle();
}
function focusArticle() { $('article').scrollIntoView(); $('article').focus({preventScroll: true}); }
// The text cut at every border of a span, each piece with all that holds there.
function marked(chars, d, at) {
  const borders = new Set([0, chars.length]), opens = [];
  const span = (start, end, what) => { if (0 <= start && start < end && end <= chars.length) { borders.add(start); borders.add(end); opens.push([start, end, what]); } };
  for (const [label, name, code, role, mentions] of d.entities) for (const [s, e] of mentions) span(s, e, {label, title: [name, label, code, role].filter(Boolean).join(', ')});
  if (at >= 0) {
    const event = d.events[at];
    for (const [s, e, ts, te] of event[5]) { span(s, e, {bits: PROOF}); span(ts, te, {bits: TRIGGER}); }
    for (const [s, e] of [...event[3], ...event[4]]) span(s, e, {bits: SIDE});
    if (event[6]) span(event[6][0], event[6][1], {bits: SIDE});
  }
  const cuts = [...borders].sort((a, b) => a - b), pieces = [];
  opens.sort((a, b) => a[0] - b[0]);
  let live = [], next = 0;
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [start, end] = [cuts[i], cuts[i + 1]];
    while (next < opens.length && opens[next][0] <= start) live.push(opens[next++]);
    live = live.filter(o => o[1] > start);
    const words = typeof chars === 'string' ? chars.slice(start, end) : chars.slice(start, end).join('');
    if (!live.length) { pieces.push(words); continue; }
    let bits = 0, entity = null;
    for (const [, , what] of live) { bits |= what.bits || 0; if (what.label) entity = what; }
    const classes = [bits & PROOF ? 'proof' : '', bits & TRIGGER ? 'trigger' : '', bits & SIDE ? 'side' : '', entity ? entity.label : ''].filter(Boolean).join(' ');
    pieces.push(el(entity ? 'mark' : 'span', {class: classes, title: entity ? entity.title : null}, words));
  }
  return pieces;
}
