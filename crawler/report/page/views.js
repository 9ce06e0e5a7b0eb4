// The views of events: overview, dyads, meetings.
function overview() {
  const quadOf = new Map(core.events.map(e => [core.types[e[T]], e[QUAD]]));
  show('by-type', bars('By type', tally(chosen, e => [core.types[e[T]]]), {colour: t => 'q' + quadOf.get(t)}),
    figures(['Type', 'What it means'], [...core.types].sort().map(t => [t, core.means[t]]), [], 'What the types mean'));
  show('by-quad', bars('By quad', tally(chosen, e => [e[QUAD]]).map(([q, n]) => [quadName(q), n, q]), {colour: q => 'q' + q}));
  show('by-day', perTime(chosen));
}
let pair = null;
function warmth(events) {
  const scored = events.filter(e => e[GOLD] !== null && e[START] !== null).sort((a, b) => a[START] - b[START]);
  if (!scored.length) return [];
  const bin = bins(scored[0][START], scored[scored.length - 1][START]), groups = new Map();
  for (const e of scored) { const key = bin.of(e[START]); groups.set(key, [...(groups.get(key) || []), e[GOLD]]); }
  return [...groups].map(([day, values]) => [day, values.reduce((a, b) => a + b) / values.length, values.length, bin.label(day)]);
}
function dyads() {
  const groups = new Map();
  for (const e of chosen) for (const [a, b] of e.dyads) { const key = a * 4096 + b; if (!groups.has(key)) groups.set(key, []); groups.get(key).push(e); }
  const rows = [...groups].map(([key, events]) => {
    const scored = events.filter(e => e[GOLD] !== null), mean = scored.length ? scored.reduce((s, e) => s + e[GOLD], 0) / scored.length : null;
    return {key, events, mean, name: `${core.countries[Math.floor(key / 4096)]} – ${core.countries[key % 4096]}`};
  }).sort((x, y) => y.events.length - x.events.length || (x.name < y.name ? -1 : 1));
  if (!rows.length) { show('dyad-chart'); show('dyad-table', empty('No pair of countries for these filters.')); return; }
  if (!groups.has(pair)) pair = (rows.find(r => r.events.some(e => e[GOLD] !== null && e[START] !== null)) || rows[0]).key;
  const one = rows.find(r => r.key === pair), points = warmth(one.events);
  show('dyad-chart', el('h3', {}, one.name), points.length ? timeline(`Goldstein score of ${one.name} over time: ` + points.slice(0, 12).map(p => `${p[3]} ${p[1].toFixed(1)}`).join(', '), points) : empty('None with a score and a date.'),
    points.length ? figures(['When', 'Mean score', 'Events'], points.map(p => [p[3], p[1].toFixed(2), p[2]]), [1, 2]) : null);
  show('dyad-table', paged(rows, some => tableOf(['Pair', 'Events', 'Mean score', 'Cooperation : conflict', 'Over time'], some.map(r => [
    el('button', {class: 'plain', type: 'button', 'aria-pressed': String(r.key === pair), onclick: () => { pair = r.key; dyads(); $('h-dyads').scrollIntoView(); }}, r.name),
    number(r.events.length), r.mean === null ? '–' : r.mean.toFixed(1),
    `${r.events.filter(e => e[QUAD] === 1 || e[QUAD] === 2).length} : ${r.events.filter(e => e[QUAD] > 2).length}`, spark(warmth(r.events))]), [1, 2]), 12));
}
function meetings() {
  const mode = $('f-mode').value, met = chosen.filter(e => core.types[e[T]] === 'CONSULT' && (mode === '' || e[MODE] === +mode));
  const counts = new Map(), degree = new Map(), said = new Map();
  for (const e of met) for (const [a, b] of e.dyads) {
    const key = a * 4096 + b; counts.set(key, (counts.get(key) || 0) + 1); said.set(key, [...(said.get(key) || []), e]);
    for (const c of [a, b]) degree.set(c, (degree.get(c) || 0) + 1);
  }
  const most = Math.max(1, ...counts.values()), narrow = innerWidth < 700;
  const top = [...degree].sort((a, b) => b[1] - a[1] || (core.countries[a[0]] < core.countries[b[0]] ? -1 : 1)).slice(0, narrow ? 7 : 20).map(d => d[0]);
  if (!top.length) { show('matrix', empty('No meeting of two countries for these filters.')); show('network'); return; }
  const of = (a, b) => { const [x, y] = core.countries[a] < core.countries[b] ? [a, b] : [b, a]; return x * 4096 + y; };
  const list = el('div', {'aria-live': 'polite'}), least = Math.min(...counts.values()), heat = n => 'heat' + Math.min(4, 1 + Math.floor(4 * (n - least) / (most - least + 1)));
  const cell = (a, b) => {
    const n = counts.get(of(a, b));
    if (a === b || !n) return el('td', {}, '');
    return el('td', {class: heat(n)}, el('button', {type: 'button', 'aria-label': `${core.countries[a]} and ${core.countries[b]}: ${n} meetings`, onclick: () => list.replaceChildren(el('h3', {}, `${core.countries[a]} and ${core.countries[b]}`), eventList(said.get(of(a, b))))}, String(n)));
  };
  show('matrix', el('p', {class: 'quiet'}, `${number(met.length)} meetings, visits and calls; the ${top.length} busiest countries. A number opens the list.`),
    el('div', {class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'Matrix of meetings'}, el('table', {class: 'matrix'}, el('caption', {class: 'quiet'}, 'Meetings by pair of countries'),
      el('thead', {}, el('tr', {}, el('td', {}), ...top.map(c => el('th', {scope: 'col'}, core.countries[c])))),
      el('tbody', {}, ...top.map(a => el('tr', {}, el('th', {scope: 'row'}, core.countries[a]), ...top.map(b => cell(a, b))))))), list);
  show('network', network(top, counts, degree, most));
}
function network(top, counts, degree, most) {
  const size = innerWidth < 700 ? 340 : 520, centre = size / 2, radius = centre - 52, place = new Map(), drawn = [], busiest = Math.max(...degree.values());
  const ring = [...top].sort((a, b) => core.countries[a] < core.countries[b] ? -1 : 1);
  ring.forEach((c, i) => { const angle = 2 * Math.PI * i / ring.length - Math.PI / 2; place.set(c, [centre + radius * Math.cos(angle), centre + radius * Math.sin(angle), angle]); });
  for (const [key, n] of counts) {
    const a = place.get(Math.floor(key / 4096)), b = place.get(key % 4096);
    if (a && b) drawn.push(svg('path', {d: `M${a[0]},${a[1]} Q${centre},${centre} ${b[0]},${b[1]}`, class: 'edge', 'stroke-width': (.6 + 7 * (n / most) ** 2).toFixed(1)}));
  }
  for (const [c, [x, y, angle]] of place) {
    const text = svg('text', {x: centre + (radius + 32) * Math.cos(angle), y: centre + (radius + 26) * Math.sin(angle) + 4, 'text-anchor': 'middle'}); text.textContent = core.countries[c];
    drawn.push(svg('circle', {cx: x, cy: y, r: (4 + 9 * Math.sqrt(degree.get(c) / busiest)).toFixed(1), class: 'node'}), text);
  }
  const strong = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 6).map(([k, n]) => `${core.countries[Math.floor(k / 4096)]} and ${core.countries[k % 4096]} ${n}`).join(', ');
  return el('figure', {class: 'net'}, picture(size, size, `Network of meetings; strongest: ${strong}`, ...drawn), el('figcaption', {class: 'quiet'}, 'Thicker: more meetings. The matrix has the numbers.'));
}
function sideWords(side) {
  return side.map(([country, who]) => who >= 0 ? `${person(who)}${country >= 0 ? ` (${core.countries[country]})` : ''}` : country >= 0 ? core.countries[country] : 'somebody').join(', ');
}
function eventLine(e) {
  const when = e[START] === null ? 'no date' : e[START] === e[END] ? iso(e[START]) : `${iso(e[START])} to ${iso(e[END])}`, first = e[ARTICLES][0];
  return el('li', {}, el('span', {class: 'tag'}, when), ' ', el('span', {class: 'tag'}, core.types[e[T]] + (core.modes[e[MODE]] ? ': ' + core.modes[e[MODE]] : '')), ' ',
    bdi(sideWords(e[SIDES][0])), e[SIDES][1].length ? ' → ' : '', bdi(sideWords(e[SIDES][1])), e[PLACE] === null ? '' : bdi(`, ${core.places[e[PLACE]][0]}`), ' ',
    el('button', {class: 'plain', type: 'button', onclick: () => openArticle(first, e)}, bdi(title(first))), e[ARTICLES].length > 1 ? ` and ${e[ARTICLES].length - 1} more` : '');
}
const eventList = events => paged([...events].sort((a, b) => (b[START] || 0) - (a[START] || 0)), some => el('ul', {class: 'cards'}, ...some.map(eventLine)), 10);
