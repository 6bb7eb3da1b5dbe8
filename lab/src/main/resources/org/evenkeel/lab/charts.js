// Charts as plain SVG.
const Charts = (() => {
  const NAMESPACE = 'http://www.w3.org/2000/svg';
  const LEFT = 46, RIGHT = 10, TOP = 8, BOTTOM = 20;

  function add(parent, kind, attributes, text) {
    const element = document.createElementNS(NAMESPACE, kind);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text !== undefined) element.textContent = text;
    parent.append(element);
    return element;
  }

  // Measured once: to measure again after every chart would lay out the page as often.
  let sizes = new WeakMap();
  addEventListener('resize', () => { sizes = new WeakMap(); });

  function size(svg) {
    let box = sizes.get(svg);
    if (!box) {
      box = svg.getBoundingClientRect();
      if (box.width > 0) sizes.set(svg, box);
    }
    return box;
  }

  function frame(svg) {
    const box = size(svg);
    const width = Math.max(200, box.width), height = Math.max(90, box.height);
    svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    svg.replaceChildren();
    const inner = width - LEFT - RIGHT, tall = height - TOP - BOTTOM;
    add(add(svg, 'clipPath', { id: svg.id + '-inside' }), 'rect', { x: LEFT, y: TOP - 2, width: inner + 2, height: tall + 4 });
    return { width, height, inner, tall };
  }

  function power(exponent) {
    return exponent === 0 ? '1' : exponent === 1 ? '10' : '10' + [...String(exponent)].map((c) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(c)]).join('');
  }

  /** Two digits, with an exponent below 0.001 and from 10,000 on. */
  function number(v) {
    const size = Math.abs(v);
    return v === 0 || (size >= 1e-3 && size < 1e4) ? Number(v.toPrecision(2)) : v.toExponential(1);
  }

  /**
   * Curves over the layers.
   * data: {middle, low, high, points}, any value null; log: whether the axis is logarithmic, and then to at most 10^±most.
   * What is beyond is cut off.
   */
  function layers(svg, data, { log, label, most = 12 }) {
    const { width, inner, tall, height } = frame(svg);
    const count = data.middle.length;
    const x = (i) => LEFT + (count === 1 ? inner / 2 : (inner * i) / (count - 1));
    let from = -1, to = 1;
    if (log) {
      const all = [...data.middle, ...(data.points || [])].filter((v) => v > 0 && isFinite(v)).map(Math.log10);
      from = Math.max(-most, Math.min(-1, Math.floor(Math.min(...all, 0))));
      to = Math.min(most, Math.max(1, Math.ceil(Math.max(...all, 0))));
    } else {
      from = Math.min(0, ...data.middle.filter((v) => v !== null).map((v) => Math.max(-1, v)));
      from = from < -0.1 ? -1 : -0.1;
      to = 1.05;
    }
    const scaled = (v) => (log ? (v > 0 ? Math.log10(v) : -Infinity) : v);
    const y = (v) => TOP + tall * (1 - Math.max(-9, Math.min(9, (scaled(v) - from) / (to - from))));
    const clip = { 'clip-path': `url(#${svg.id}-inside)` };
    if (log) {
      const step = Math.ceil((to - from) / 5);
      for (let e = Math.ceil(from / step) * step; e <= to; e += step) {
        add(svg, 'line', { class: e === 0 ? 'one' : 'grid', x1: LEFT, x2: width - RIGHT, y1: y(10 ** e), y2: y(10 ** e) });
        add(svg, 'text', { x: LEFT - 6, y: y(10 ** e) + 4, 'text-anchor': 'end' }, power(e));
      }
    } else {
      for (const v of from < -0.5 ? [-1, 0, 1] : [0, 0.5, 1]) {
        add(svg, 'line', { class: 'grid', x1: LEFT, x2: width - RIGHT, y1: y(v), y2: y(v) });
        add(svg, 'text', { x: LEFT - 6, y: y(v) + 4, 'text-anchor': 'end' }, String(v));
      }
    }
    add(svg, 'text', { x: LEFT, y: height - 4 }, 'layer 1');
    if (count > 1) add(svg, 'text', { x: width - RIGHT, y: height - 4, 'text-anchor': 'end' }, String(count));
    const known = data.middle.map((v, i) => i).filter((i) => data.middle[i] !== null);
    if (data.low) {
      const banded = known.filter((i) => data.low[i] !== null && data.high[i] !== null);
      if (banded.length > 1) {
        const above = banded.map((i) => `${x(i)},${y(data.high[i])}`);
        const below = banded.reverse().map((i) => `${x(i)},${y(data.low[i])}`);
        add(svg, 'polygon', { ...clip, class: 'band', points: [...above, ...below].join(' ') });
      }
    }
    if (known.length > 0) {
      add(svg, 'polyline', { ...clip, class: 'curve', points: known.map((i) => `${x(i)},${y(data.middle[i])}`).join(' ') });
    }
    (data.points || []).forEach((v, i) => {
      if (v !== null) add(svg, 'circle', { ...clip, class: 'drawn', cx: x(i), cy: y(v), r: count > 80 ? 1.6 : 2.6 });
    });
    const last = known.length ? data.middle[known[known.length - 1]] : null;
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', `${label}: ${last === null ? 'unknown' : Number(last).toPrecision(3)} at layer ${count}`);
  }

  /** Bars of shares from -reach to reach, beside the shares of an ideal. */
  function bars(svg, { reach, shares, normal }, label) {
    const { width, height, inner, tall } = frame(svg);
    const most = Math.max(...shares, ...(normal || [0])) * 1.08 || 1;
    const x = (i) => LEFT + (inner * i) / shares.length;
    const y = (v) => TOP + tall * (1 - v / most);
    shares.forEach((v, i) => add(svg, 'rect', { class: 'bar', x: x(i), width: x(1) - x(0), y: y(v), height: y(0) - y(v) }));
    if (normal) {
      add(svg, 'polyline', { class: 'ideal', points: normal.map((v, i) => `${x(i + 0.5)},${y(v)}`).join(' ') });
    }
    for (const at of [-1, -0.5, 0, 0.5, 1]) {
      add(svg, 'text', { x: LEFT + (inner * (at + 1)) / 2, y: height - 4, 'text-anchor': at === 1 ? 'end' : 'middle' }, number(at * reach));
    }
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', label);
  }

  const planes = new WeakMap();

  /** Phases over the plane of both variances, the critical line, and a dot, which alone moves while the phases stay. */
  function plane(svg, phases, weight, bias) {
    const { width } = size(svg);
    let drawn = planes.get(svg);
    if (!drawn || drawn.phases !== phases || drawn.width !== width || !drawn.dot.isConnected) {
      drawn = { phases, width, ...ground(svg, phases) };
      planes.set(svg, drawn);
    }
    const { dot, x, y } = drawn;
    dot.setAttribute('visibility', weight === null || bias === null ? 'hidden' : 'visible');
    dot.setAttribute('cx', x(Math.min(weight, phases.mostWeight)));
    dot.setAttribute('cy', y(Math.min(bias, phases.mostBias)));
    svg.setAttribute('aria-label', `σ_w² ${weight}, σ_b² ${bias}`);
  }

  function ground(svg, phases) {
    const { height, inner, tall } = frame(svg);
    const columns = phases.phases[0].length, rows = phases.phases.length;
    const x = (w) => LEFT + (inner * w) / phases.mostWeight;
    const y = (b) => TOP + tall * (1 - b / phases.mostBias);
    const across = inner / (columns - 1), up = tall / (rows - 1);
    const kinds = { ordered: 'low', chaotic: 'high', unbounded: 'high', critical: 'none' };
    phases.phases.forEach((row, r) => row.forEach((phase, c) => {
      const left = Math.max(LEFT, LEFT + (c - 0.5) * across), top = Math.max(TOP, TOP + tall - (r + 0.5) * up);
      const right = Math.min(LEFT + inner, LEFT + (c + 0.5) * across), bottom = Math.min(TOP + tall, TOP + tall - (r - 0.5) * up);
      add(svg, 'rect', { class: kinds[phase], x: left, y: top, width: right - left + 0.5, height: bottom - top + 0.5 });
    }));
    if (phases.line.length > 1) {
      add(svg, 'polyline', { class: 'line', points: phases.line.map(([w, b]) => `${x(w)},${y(b)}`).join(' ') });
    } else {
      phases.line.forEach(([w, b]) => add(svg, 'circle', { class: 'drawn', cx: x(w), cy: y(b), r: 4 }));
    }
    for (let i = 0; i <= 4; i++) {
      add(svg, 'text', { x: LEFT + (inner * i) / 4, y: height - 4, 'text-anchor': 'middle' }, Number(((phases.mostWeight * i) / 4).toPrecision(2)));
    }
    for (const b of [0, phases.mostBias]) add(svg, 'text', { x: LEFT - 6, y: y(b) + 4, 'text-anchor': 'end' }, b);
    svg.setAttribute('role', 'img');
    return { x, y, dot: add(svg, 'circle', { class: 'dot', r: 6 }) };
  }

  /** A frame with a line for each of some losses, the one of guessing dashed. */
  function lossFrame(svg, most, guessing) {
    const box = frame(svg);
    const y = (v) => TOP + box.tall * (1 - Math.min(v, most) / most);
    for (let i = 0; i <= 2; i++) {
      const v = (most * i) / 2;
      add(svg, 'line', { class: 'grid', x1: LEFT, x2: box.width - RIGHT, y1: y(v), y2: y(v) });
      add(svg, 'text', { x: LEFT - 6, y: y(v) + 4, 'text-anchor': 'end' }, number(v));
    }
    add(svg, 'line', { class: 'one', x1: LEFT, x2: box.width - RIGHT, y1: y(guessing), y2: y(guessing) });
    add(svg, 'text', { x: box.width - RIGHT, y: y(guessing) - 4, 'text-anchor': 'end' }, 'guessing');
    svg.setAttribute('role', 'img');
    return { ...box, y };
  }

  const MOST_POINTS = 300;

  /** Losses over the steps, one curve a run. */
  function losses(svg, runs, { guessing }) {
    const { width, height, inner, y } = lossFrame(svg, 1.6 * guessing, guessing);
    const last = Math.max(1, ...runs.map(({ steps }) => steps[steps.length - 1] || 0));
    const x = (step) => LEFT + (inner * step) / last;
    add(svg, 'text', { x: LEFT, y: height - 4 }, 'step 0');
    add(svg, 'text', { x: width - RIGHT, y: height - 4, 'text-anchor': 'end' }, String(last));
    for (const { steps, loss, kind, diverged } of runs) {
      const every = Math.ceil(steps.length / MOST_POINTS);
      const shown = steps.map((_, i) => i).filter((i) => loss[i] !== null && (i % every === 0 || i === steps.length - 1));
      add(svg, 'polyline', { class: 'run-' + kind, points: shown.map((i) => `${x(steps[i])},${y(loss[i])}`).join(' ') });
      const end = shown[shown.length - 1];
      if (diverged && end !== undefined) add(svg, 'text', { class: 'gone', x: x(steps[end]), y: TOP + 8 }, '×');
    }
    svg.setAttribute('aria-label', 'validation loss: ' + runs.map(({ name, loss }) => `${name} ${loss.length ? number(loss[loss.length - 1] ?? Infinity) : '–'}`).join(', '));
  }

  /** Losses over the multiplier from 1/16 to 16; returns the mean loss of each. */
  function multipliers(svg, points, { guessing, chosen }) {
    const { height, inner, tall, y } = lossFrame(svg, 1.6 * guessing, guessing);
    const x = (m) => LEFT + (inner * (Math.log2(m) + 4)) / 8;
    add(svg, 'line', { class: 'marked', x1: x(1), x2: x(1), y1: TOP, y2: TOP + tall });
    add(svg, 'line', { class: 'one', x1: x(chosen), x2: x(chosen), y1: TOP, y2: TOP + tall });
    for (const [m, text] of [[1 / 16, '×1/16'], [1 / 4, '×1/4'], [1, '×1'], [4, '×4'], [16, '×16']]) {
      add(svg, 'text', { x: x(m), y: height - 4, 'text-anchor': m === 16 ? 'end' : 'middle' }, text);
    }
    const by = new Map();
    for (const { m, loss } of points) {
      by.set(m, [...(by.get(m) || []), loss]);
      if (loss === null) add(svg, 'text', { class: 'gone', x: x(m), y: TOP + 8, 'text-anchor': 'middle' }, '×');
      else add(svg, 'circle', { class: 'drawn', cx: x(m), cy: y(loss), r: 3 });
    }
    const means = [...by].filter(([, all]) => !all.includes(null)).sort(([a], [b]) => a - b)
      .map(([m, all]) => ({ m, loss: all.reduce((a, b) => a + b) / all.length }));
    add(svg, 'polyline', { class: 'curve', points: means.map(({ m, loss }) => `${x(m)},${y(loss)}`).join(' ') });
    svg.setAttribute('aria-label', `loss over the multiplier, ${points.length} runs`);
    return means;
  }

  /** For each rule the factor forward and the factor backward, 1 marked. */
  function pairs(svg, rules) {
    const { height, inner, tall } = frame(svg);
    const all = rules.flatMap(({ forward, backward }) => [forward, backward]).map(Math.log2);
    const most = Math.max(1, ...all.map(Math.abs)) * 1.15;
    const x = (v) => LEFT + (inner * (Math.log2(v) / most + 1)) / 2;
    add(svg, 'line', { class: 'marked', x1: x(1), x2: x(1), y1: TOP, y2: TOP + tall });
    add(svg, 'text', { x: x(1), y: height - 4, 'text-anchor': 'middle' }, '×1');
    rules.forEach(({ rule, variance, forward, backward }, i) => {
      const y = TOP + (tall * (i + 0.7)) / rules.length;
      add(svg, 'text', { x: 0, y: y - 14 }, `${rule} = ${number(variance)}`);
      add(svg, 'line', { class: 'grid', x1: x(forward), x2: x(backward), y1: y, y2: y });
      for (const [kind, v] of [['→', forward], ['←', backward]]) {
        add(svg, 'circle', { class: kind === '→' ? 'forward' : 'drawn', cx: x(v), cy: y, r: 5 });
        add(svg, 'text', { x: x(v), y: y + 18, 'text-anchor': 'middle' }, kind + ' ×' + number(v));
      }
    });
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', rules.map(({ rule, forward, backward }) => `${rule}: forward ×${number(forward)}, backward ×${number(backward)}`).join('; '));
  }

  return { add, bars, layers, losses, multipliers, number, pairs, plane };
})();
