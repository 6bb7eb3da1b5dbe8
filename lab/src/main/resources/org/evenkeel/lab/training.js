// Training of the same network from several starts, side by side.
const Training = (() => {
  const DEFAULTS = {
    data: 'circles', f: 'relu', depth: 3, width: 10, rate: 0.05, batch: 30, epochs: 200, seed: 0,
    start1: 'zeros', start2: 'normal(10)', start3: 'he',
  };
  const KINDS = ['one', 'two', 'three'];
  const at = (id) => document.getElementById(id);
  const setting = Address.part('t.', DEFAULTS);
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  const page = { setting, steps: 0, frames: 0, playing: false, changed: () => {} };
  let thread, begun = null, curves = [], turn = 0, count = 1, last = null, ready = null;

  function create(kind, attributes, ...children) {
    const element = Object.assign(document.createElement(kind), attributes);
    element.append(...children);
    return element;
  }

  function show() {
    for (const name of ['data', 'f', 'batch', 'epochs', 'seed', 'start1', 'start2', 'start3']) {
      if (document.activeElement !== at('t-' + name)) at('t-' + name).value = setting[name];
    }
    at('t-depth').value = at('t-depth-out').textContent = setting.depth;
    at('t-width').value = at('t-width-out').textContent = setting.width;
    at('t-rate').value = Math.log10(setting.rate) || -1;
    at('t-rate-out').textContent = setting.rate;
    const deviation = /^normal\(([0-9.]+)\)$/.exec(setting.start2);
    if (deviation) at('t-deviation').value = Math.log10(Math.max(0.01, Number(deviation[1])));
    at('t-deviation-out').textContent = deviation ? Number(deviation[1]) : '–';
  }

  /** Rewinds; buttons that are pressed meanwhile wait for it. */
  function rewind() {
    ready = first();
    return ready;
  }

  /** Waits for the last rewind; false if there is nothing to train. */
  async function rewound() {
    for (let seen; seen !== ready;) {
      seen = ready;
      await seen;
    }
    return !at('t-play').disabled;
  }

  /** The runs before their first step: the very same first weights each time. */
  async function first() {
    const mine = ++turn;
    playing(false);
    if (!(await loaded())) return;
    const found = await thread.ask('train', Core.controls(setting));
    if (mine !== turn) return;
    at('t-wrong').textContent = found.error || '';
    for (const id of ['t-play', 't-step', 't-rewind']) at(id).disabled = !!found.error;
    if (found.error) return;
    begun = found;
    curves = begun.starts.map(() => ({ steps: [], loss: [] }));
    build();
    take(found.now);
    begun.now.runs.forEach((run, i) => { curves[i].steps.unshift(0); curves[i].loss.unshift(run.first); });
    at('t-command').textContent = begun.command || '';
    at('t-said').textContent = '';
    draw();
  }

  function loaded() {
    thread ??= Core.trainer();
    return thread.loading.then(() => true, () => false);
  }

  /** A card for each run. */
  function build() {
    cards(begun.starts, () => (begun.points ? plane() : digits()));
  }

  /** Cards with what a function makes for each. */
  function cards(starts, picture) {
    at('runs').replaceChildren(...starts.map((start, i) => {
      const head = create('h3', {}, swatch(KINDS[i]), start);
      const units = create('canvas', { className: 'units', width: 21 * Math.min(16, setting.width) - 1, height: 20 });
      units.setAttribute('role', 'img');
      return create('div', { className: 'run' }, head, picture(), units, create('p', { className: 'alike' }), create('p', { className: 'stands' }));
    }));
  }

  function swatch(kind) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('class', 'swatch');
    svg.setAttribute('viewBox', '0 0 26 8');
    svg.setAttribute('aria-hidden', 'true');
    Charts.add(svg, 'line', { class: 'run-' + kind, x1: 0, x2: 26, y1: 4, y2: 4 });
    return svg;
  }

  function plane() {
    const canvas = create('canvas', { className: 'ground' });
    canvas.setAttribute('role', 'img');
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const reach = begun.reach;
    svg.setAttribute('viewBox', `${-reach} ${-reach} ${2 * reach} ${2 * reach}`);
    svg.setAttribute('aria-hidden', 'true');
    for (const [x, y, label] of begun.points) Charts.add(svg, 'circle', { class: label === 0 ? 'first' : 'second', cx: x, cy: -y, r: 0.019 * reach });
    return create('div', { className: 'plane' }, canvas, svg);
  }

  function digits() {
    const colours = Pixels.scale('--ground', '--ground', '--ink');
    return create('ol', { className: 'digits' }, ...begun.digits.map(([picture, label]) => {
      const canvas = create('canvas', {});
      canvas.setAttribute('role', 'img');
      canvas.setAttribute('aria-label', `a ${label}`);
      Pixels.strip(canvas, [picture], colours);
      return create('li', {}, canvas, create('span', {}));
    }));
  }

  /** What has been told of the runs joins what is known. */
  function take(now) {
    last = now;
    page.steps = now.steps;
    now.runs.forEach((run, i) => {
      curves[i].steps.push(...run.epochSteps);
      curves[i].loss.push(...run.loss);
    });
  }

  const percent = (share) => (100 * share).toFixed(0) + ' %';

  function draw() {
    page.frames++;
    const sides = Pixels.scale('--low-side', '--ground', '--high-side'), signs = Pixels.scale('--low', '--ground', '--high');
    [...at('runs').children].forEach((card, i) => {
      const run = last.runs[i];
      const units = card.querySelector('.units');
      Pixels.strip(units, run.pictures, signs);
      units.setAttribute('aria-label', `what the units of the first layer ${run.plane ? 'compute' : 'look for'}`);
      if (run.plane) {
        const canvas = card.querySelector('.ground');
        Pixels.strip(canvas, [run.plane], sides);
        canvas.setAttribute('aria-label', `decision boundary, ${begun.points.length} points`);
      } else {
        card.querySelectorAll('li span').forEach((span, d) => {
          span.textContent = run.answers[d];
          span.className = run.answers[d] === begun.digits[d][1] ? 'right' : 'false';
        });
      }
      card.querySelector('.alike').textContent = run.distinct < run.units
        ? (run.distinct === 1 ? `All ${run.units} units of the first layer compute the same.` : `Of ${run.units} units of the first layer ${run.distinct} differ.`)
        : `${run.units} units of the first layer, each its own.`;
      card.querySelector('.stands').textContent = stands(run, i);
    });
    at('t-steps').textContent = last.steps;
    Charts.losses(at('loss'), curves.map((curve, i) => ({ ...curve, kind: KINDS[i], name: begun.starts[i], diverged: last.runs[i].state === 'diverged' })), { guessing: begun.guessing });
  }

  function stands(run, i) {
    if (run.state === 'diverged' && run.batchLoss === null) return `The loss is infinite after ${run.steps} steps: diverged.`;
    const share = run.accuracy.length ? run.accuracy[run.accuracy.length - 1] : curves[i].accuracy;
    curves[i].accuracy = share;
    const target = run.stepsToTarget === null ? `not yet at ${percent(begun.target)}` : `${percent(begun.target)} after ${run.stepsToTarget} steps`;
    if (share === undefined) return run.steps ? `Loss of this batch ${Charts.number(run.batchLoss)}.` : 'Before the first step.';
    return `Validation ${percent(share)}, ${target}${last.over ? `: ${run.state}` : ''}.`;
  }

  function playing(on) {
    page.playing = on;
    at('t-play').textContent = on ? 'Pause' : 'Play';
    at('t-play').setAttribute('aria-pressed', on);
  }

  async function steps(wanted) {
    const mine = turn;
    const told = Math.max(...curves.map((curve) => curve.steps.length)) - 1;
    const from = performance.now();
    const now = await thread.ask('step', wanted, told);
    const took = performance.now() - from;
    await new Promise(requestAnimationFrame);
    if (mine !== turn) return null;
    take(now);
    draw();
    return took;
  }

  /** Steps for as long as a picture should stand, and then the next one. */
  async function play() {
    if (!(await rewound()) || page.playing) return;
    if (last.over) await rewind();
    const mine = turn;
    playing(true);
    while (page.playing && mine === turn && !last.over) {
      const took = await steps(count);
      if (took === null) return;
      const wanted = count * (calm.matches ? 900 : 28) / Math.max(1, took);
      count = Math.max(1, Math.min(5000, Math.round(Math.min(2 * count, wanted))));
    }
    if (mine !== turn) return;
    playing(false);
    summary();
  }

  function summary() {
    at('t-said').textContent = `${last.over ? 'Done' : 'Paused'} at step ${last.steps}. ` + begun.starts.map((start, i) =>
      `${start}: ${last.runs[i].state === 'diverged' ? 'diverged' : percent(curves[i].accuracy ?? 0)}`).join(', ') + '.';
  }

  function set(values) {
    Object.assign(setting, values);
    show();
    Address.write();
    page.changed();
    rewind();
  }

  const rounded = (v) => Number(Number(v).toPrecision(2));

  function listen() {
    for (const name of ['data', 'f', 'start1', 'start2', 'start3']) at('t-' + name).onchange = (e) => set({ [name]: e.target.value.trim() });
    for (const name of ['batch', 'epochs', 'seed']) at('t-' + name).onchange = (e) => set({ [name]: Number(e.target.value) });
    at('t-depth').oninput = (e) => set({ depth: Number(e.target.value) });
    at('t-width').oninput = (e) => set({ width: Number(e.target.value) });
    at('t-rate').oninput = (e) => set({ rate: rounded(10 ** e.target.value) });
    at('t-deviation').oninput = (e) => set({ start2: `normal(${rounded(10 ** e.target.value)})` });
    at('t-play').onclick = () => { if (page.playing) playing(false); else play(); };
    at('t-step').onclick = async () => { playing(false); if (await rewound()) steps(1); };
    at('t-rewind').onclick = rewind;
    at('t-presets').onclick = (e) => { if (e.target.dataset.set) set({ ...DEFAULTS, ...Core.values(e.target.dataset.set, DEFAULTS) }); };
  }

  // They have their place before core has answered.
  cards([setting.start1, setting.start2, setting.start3], () => create('div', { className: 'plane' }));

  /** Begins when the section comes near. */
  function begin() {
    listen();
    show();
    Core.near(at('training'), rewind);
  }

  return { begin, page, again: () => { show(); if (begun) rewind(); }, redraw: () => { if (begun) { if (!begun.points) build(); draw(); } } };
})();
