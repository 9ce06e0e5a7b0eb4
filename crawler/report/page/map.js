// The map: countries by how many of the chosen events they take part in, and a dot where events took place.
let world = null;
const spot = (longitude, latitude) => [(longitude + 180) * world.width / 360, (84 - latitude) * world.width / 360];
function mapped() {
  const counts = new Map(), places = new Map();
  for (const e of chosen) {
    for (const c of e.countries) counts.set(core.countries[c], (counts.get(core.countries[c]) || 0) + 1);
    const p = e[PLACE] === null ? null : core.places[e[PLACE]];
    if (p && p[1] !== null) places.set(e[PLACE], (places.get(e[PLACE]) || 0) + 1);
  }
  const rows = [...counts].filter(([c]) => world.land[c] || world.dots[c]).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  if (!rows.length) { show('map-figure', empty('No country for these filters.')); return; }
  const most = rows[0][1], heat = n => 'land' + Math.min(4, 1 + Math.floor(3.999 * Math.log(n) / Math.log(most + 1)));
  const size = innerWidth < 700 ? 2 : 1, drawn = [], named = (shape, words) => { const tip = svg('title'); tip.textContent = words; shape.append(tip); return shape; };
  const pick = (shape, code) => { const n = core.countries.indexOf(code); if (n >= 0) { shape.classList.add('pick'); shape.addEventListener('click', () => { $('f-country').value = n; $('filters').dispatchEvent(new Event('input')); }); } return shape; };
  for (const [code, path] of Object.entries(world.land)) {
    const n = counts.get(code) || 0;
    drawn.push(pick(named(svg('path', {d: path, class: n ? heat(n) : 'land0'}), code === '-' ? '' : `${code}: ${many(n, 'event', 'events')}`), code));
  }
  for (const [code, [x, y]] of Object.entries(world.dots)) { // countries too small to be seen
    const n = counts.get(code) || 0;
    if (n) drawn.push(pick(named(svg('circle', {cx: x, cy: y, r: 7 * size, class: heat(n) + ' small'}), `${code}: ${many(n, 'event', 'events')}`), code));
  }
  const busiest = Math.max(1, ...places.values()), there = [...places].sort((a, b) => b[1] - a[1]).slice(0, 400);
  for (const [p, n] of there) {
    const [text, latitude, longitude] = core.places[p], [cx, cy] = spot(longitude, latitude);
    drawn.push(named(svg('circle', {cx, cy, r: (size * (3 + 13 * Math.sqrt(n / busiest))).toFixed(1), class: 'spot'}), `${text}: ${many(n, 'event', 'events')} there`));
  }
  const label = 'World map of events; most in ' + rows.slice(0, 8).map(([c, n]) => `${c} ${number(n)}`).join(', ');
  show('map-figure', el('ul', {class: 'legend'}, ...[1, 2, 3, 4].map(k => el('li', {}, svg('svg', {viewBox: '0 0 10 10', 'aria-hidden': 'true'}, svg('rect', {width: 10, height: 10, rx: 2, class: 'land' + k})), edges(k, most)))
    .filter((_, k) => edges(k + 1, most)), el('li', {}, svg('svg', {viewBox: '0 0 10 10', 'aria-hidden': 'true'}, svg('circle', {cx: 5, cy: 5, r: 4.5, class: 'spot'})), 'took place there')),
    el('div', {class: 'world'}, picture(world.width, world.height, label, ...drawn)),
    figures(['Country', 'Events'], rows, [1], 'The countries as a table'), there.length ? figures(['Place', 'Events there'], there.map(([p, n]) => [core.places[p][0], n]), [1], 'The places as a table') : null);
}
// The numbers that one shade stands for: logarithmic, because one country always leads by far.
function edges(k, most) {
  const border = i => Math.ceil((most + 1) ** (i / 3.999) - 1e-9), low = k === 1 ? 1 : border(k - 1), high = k === 4 ? most : border(k) - 1;
  return low > high ? '' : low === high ? number(low) : `${number(low)}–${number(high)}`;
}
