// Charts as inline SVG, each with its figures as a table underneath: what the eye gets, a screen reader gets too.
function tableOf(heads, rows, numeric = []) {
  const long = value => (typeof value === 'string' ? value : value.textContent).length > 24;
  const cell = (name, value, i) => el(name, {class: numeric.includes(i) ? 'n' : name === 'td' && i && long(value) ? 'long' : null, scope: name === 'th' ? 'col' : null}, value);
  return el('div', {class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'Table: ' + heads.join(', ')}, el('table', {},
    el('thead', {}, el('tr', {}, ...heads.map((h, i) => cell('th', h, i)))),
    el('tbody', {}, ...rows.map(row => el('tr', {}, ...row.map((v, i) => cell('td', v, i)))))));
}
function figures(heads, rows, numeric, name = 'The figures as a table') {
  const details = el('details', {}, el('summary', {}, name));
  details.addEventListener('toggle', () => { if (details.open && details.childElementCount === 1) details.append(tableOf(heads, rows.map(r => r.map(String)), numeric)); });
  return details;
}
const picture = (width, height, label, ...children) =>
  svg('svg', {viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label}, ...children);
const empty = text => el('p', {class: 'quiet'}, text);

function bars(heading, rows, {colour = () => 'q1', unit = 'events'} = {}) {
  const made = el('div', {}, el('h3', {}, heading));
  if (!rows.length) { made.append(empty('None for these filters.')); return made; }
  const most = Math.max(...rows.map(r => r[1])), narrow = innerWidth < 700, room = narrow ? 138 : 150, width = narrow ? 320 : 420, step = 24;
  const label = `${heading}: ` + rows.slice(0, 8).map(([name, n]) => `${name} ${number(n)}`).join(', ');
  made.append(picture(width, rows.length * step + 4, label, ...rows.flatMap(([name, n, key], i) => {
    const length = Math.max(2, (width - room - 50) * n / most), y = i * step + 3;
    const text = svg('text', {x: room - 8, y: y + 13, 'text-anchor': 'end'}); text.textContent = name;
    const value = svg('text', {x: room + length + 6, y: y + 13, class: 'soft'}); value.textContent = number(n);
    return [text, svg('rect', {x: room, y, width: length, height: 17, rx: 3, class: colour(key ?? name)}), value];
  })), figures([heading, unit], rows.map(r => r.slice(0, 2)), [1]));
  return made;
}
const quadName = q => core.labels[q];
function legend() {
  return el('ul', {class: 'legend'}, ...[1, 2, 3, 4, 0].map(q => el('li', {},
    svg('svg', {viewBox: '0 0 10 10', 'aria-hidden': 'true'}, svg('rect', {width: 10, height: 10, rx: 2, class: 'q' + q})), quadName(q))));
}
// A narrow screen gets a narrow picture, so that its words stay readable.
const wide = () => innerWidth < 700 ? 420 : 1000;
// Time is cut so that at most some 90 columns are drawn: days, weeks, months or years.
function bins(first, last) {
  const span = last - first;
  if (span <= 92) return {name: 'day', of: d => d, label: iso, next: d => d + 1};
  if (span <= 92 * 7) return {name: 'week', of: d => d - (d - 1) % 7, label: iso, next: d => d + 7};
  const cut = span <= 92 * 30 ? 7 : 4;
  const start = d => dayOf((iso(d).slice(0, cut) + '-01-01').slice(0, 10));
  return {name: cut === 7 ? 'month' : 'year', of: start, label: d => iso(d).slice(0, cut), next: d => start(d + (cut === 7 ? 31 : 366))};
}
function perTime(events) {
  const dated = events.filter(e => e[START] !== null), made = el('div', {}, el('h3', {}, 'Events over time'));
  if (!dated.length) { made.append(empty('None with a date for these filters.')); return made; }
  const sorted = dated.map(e => e[START]).sort((a, b) => a - b), at = q => sorted[Math.floor((sorted.length - 1) * q)];
  let [low, high] = [sorted[0], sorted[sorted.length - 1]]; // one wrong year must not flatten all the others
  const tail = sorted.length > 1000 ? .005 : .03;
  if (sorted.length > 30 && high - low > 2.5 * (at(1 - tail) - at(tail) + 30)) [low, high] = [at(tail), at(1 - tail)];
  const bin = bins(low, high), columns = new Map(), outside = dated.filter(e => e[START] < low || e[START] > high).length;
  for (let d = bin.of(low); d <= high; d = bin.next(d)) columns.set(d, [0, 0, 0, 0, 0]);
  for (const e of dated) { const column = columns.get(bin.of(e[START])); if (column) column[e[QUAD]]++; }
  const keys = [...columns.keys()], most = Math.max(1, ...[...columns.values()].map(c => c.reduce((a, b) => a + b)));
  const width = wide(), height = 190, step = (width - 50) / keys.length, drawn = [];
  for (const share of [0, .5, 1]) {
    const y = 160 - 150 * share, text = svg('text', {x: 44, y: y + 4, 'text-anchor': 'end', class: 'soft'}); text.textContent = number(Math.round(most * share));
    drawn.push(svg('line', {x1: 50, x2: width, y1: y, y2: y, class: 'axis'}), text);
  }
  keys.forEach((key, i) => {
    let y = 160;
    for (const q of [1, 2, 0, 3, 4]) { const n = columns.get(key)[q]; if (n) { const h = 150 * n / most; y -= h;
      const bar = svg('rect', {x: 50 + i * step + .5, y, width: Math.max(1, step - 1), height: h, class: 'q' + q}), tip = svg('title'); tip.textContent = `${bin.label(key)}: ${n} ${quadName(q)}`; bar.append(tip); drawn.push(bar); } }
    if (i % Math.ceil(keys.length / (width / 125)) === 0 && 50 + i * step < width - 75) { const text = svg('text', {x: 50 + i * step, y: 180, class: 'soft'}); text.textContent = bin.label(key); drawn.push(text); }
  });
  made.append(legend(), picture(width, height, `Events by ${bin.name}, ${iso(low)} to ${iso(high)}, at most ${most} in one`, ...drawn));
  if (outside) made.append(empty(`${number(outside)} events with dates far outside this span are not drawn; the lists have them.`));
  made.append(figures([bin.name, ...[1, 2, 0, 3, 4].map(quadName)], keys.map(k => [bin.label(k), ...[1, 2, 0, 3, 4].map(q => columns.get(k)[q])]), [1, 2, 3, 4, 5]));
  return made;
}
// A line over time: points are [day, value, how many]; the size of a point tells how many events it stands for.
function timeline(label, points) {
  const width = wide(), left = 40, first = points[0][0], span = Math.max(1, points[points.length - 1][0] - first);
  const x = d => left + 10 + (width - left - 30) * (d - first) / span, y = v => 90 - v * 8, drawn = [];
  for (const v of [-10, -5, 0, 5, 10]) { const text = svg('text', {x: left - 6, y: y(v) + 4, 'text-anchor': 'end', class: 'soft'}); text.textContent = v; drawn.push(svg('line', {x1: left, x2: width, y1: y(v), y2: y(v), class: v ? 'axis' : 'zero'}), text); }
  drawn.push(svg('polyline', {points: points.map(p => `${x(p[0])},${y(p[1])}`).join(' '), class: 'line'}));
  for (const p of points) { const dot = svg('circle', {cx: x(p[0]), cy: y(p[1]), r: Math.min(9, 3 + Math.sqrt(p[2])), class: 'node'}), tip = svg('title'); tip.textContent = `${p[3]}: ${p[1].toFixed(1)} (${p[2]} events)`; dot.append(tip); drawn.push(dot); }
  for (const p of points.length > 1 ? [points[0], points[points.length - 1]] : points) { const text = svg('text', {x: Math.min(x(p[0]), width - 70), y: 192, class: 'soft'}); text.textContent = p[3]; drawn.push(text); }
  return picture(width, 200, label, ...drawn);
}
function spark(points) {
  if (points.length < 2) return el('span', {class: 'quiet'}, '–');
  const first = points[0][0], span = points[points.length - 1][0] - first || 1;
  return svg('svg', {viewBox: '0 0 100 22', width: 100, height: 22, 'aria-hidden': 'true', class: 'spark'}, svg('line', {x1: 0, x2: 100, y1: 11, y2: 11, class: 'zero'}),
    svg('polyline', {points: points.map(p => `${2 + 96 * (p[0] - first) / span},${11 - p[1]}`).join(' '), class: 'line'}));
}
function paged(rows, draw, size = 25) {
  const body = el('div'), more = el('button', {type: 'button'}), box = el('div', {}, body, more); let at = 0;
  const next = () => { const slice = rows.slice(at, at + size); at += slice.length; body.append(draw(slice, at === slice.length)); more.hidden = at >= rows.length; more.textContent = `${Math.min(size, rows.length - at)} more of ${number(rows.length - at)}`; };
  more.addEventListener('click', next); next();
  return box;
}
