// The page: controls to settings, settings to core, what core says to charts and words.
(async () => {
  const DEFAULTS = { f: 'relu', depth: 40, width: 256, rule: '1/n', m: 1, b: 0, form: 'plain', seed: 0 };
  const at = (id) => document.getElementById(id);
  const setting = { ...DEFAULTS };
  const quick = new Core.Thread(), patient = new Core.Thread();
  let scene = null, drawn = null, phases = null, advising = 0;

  function dark(on) {
    document.documentElement.dataset.ground = on ? 'dark' : 'light';
    at('ground').textContent = on ? 'light' : 'dark';
  }
  dark(matchMedia('(prefers-color-scheme: dark)').matches);
  at('ground').onclick = () => dark(document.documentElement.dataset.ground !== 'dark');

  const short = (v) => Number(Number(v).toPrecision(3)).toString();

  function read() {
    for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
      if (name in DEFAULTS) setting[name] = typeof DEFAULTS[name] === 'number' ? Number(value) : value;
    }
  }

  function write() {
    const changed = Object.entries(setting).filter(([name, value]) => value !== DEFAULTS[name]);
    const hash = new URLSearchParams(changed).toString();
    history.replaceState(null, '', hash ? '#' + hash : location.pathname + location.search);
  }

  /** The controls show the setting. */
  function show() {
    at('m').value = Math.log10(setting.m) || 0;
    if (![...at('rule').options].some((option) => option.value === setting.rule)) at('rule').add(new Option(setting.rule));
    at('rule').value = setting.rule;
    if (document.activeElement !== at('f')) at('f').value = setting.f;
    at('depth').value = setting.depth;
    at('depth-out').textContent = setting.depth;
    at('width').value = Math.log2(setting.width);
    at('width-out').textContent = setting.width;
    at('b').value = setting.b;
    at('b-out').textContent = setting.b;
    at('form').value = setting.form;
    at('seed').value = setting.seed;
    const rule = { '1/n': '/n', '2/n': ' · 2/n' }[setting.rule] || ' × ' + setting.rule;
    at('variance').textContent = short(setting.m) + rule;
    at('draw').disabled = at('again').disabled = setting.form !== 'plain';
  }

  function marks() {
    const values = [0.1, 0.5, 1, 2, 4, 10];
    at('marks').replaceChildren(...values.map((v) => new Option('', Math.log10(v))));
    at('m-marks').replaceChildren(...values.map((v) => {
      const mark = document.createElement('span');
      mark.textContent = v;
      mark.style.left = `${50 * (Math.log10(v) + 1)}%`;
      return mark;
    }));
  }

  const forecast = Core.newest(quick, 'forecast', (found, last) => requestAnimationFrame(() => {
    page.frames++;
    at('f-wrong').textContent = found.error || '';
    if (found.error) return;
    scene = found;
    curves();
    verdict(last);
    move();
  }));

  function curves() {
    Charts.layers(at('signal'), { ...scene.signal, points: drawn && drawn.signal }, { log: true, label: 'E[z²]' });
    Charts.layers(at('gradient'), scene.gradient, { log: true, label: 'gradient' });
    Charts.layers(at('correlation'), { ...scene.correlation, points: drawn && drawn.correlation }, { log: false, label: 'correlation' });
  }

  function verdict(last) {
    const good = scene.state === 'healthy';
    const head = document.createElement('b');
    head.textContent = scene.state;
    at('verdict').className = 'verdict ' + (good ? 'good' : 'bad');
    at('verdict').replaceChildren(head, scene.verdict.charAt(0).toUpperCase() + scene.verdict.slice(1) + '.');
    for (const kind of ['command', 'java', 'yaml']) at(kind).textContent = scene[kind] || '';
    at('remedy').replaceChildren();
    clearTimeout(advising);
    if (!good && last) advising = setTimeout(() => advise(Core.controls(setting)), 150);
  }

  const NAMES = {
    rule: (v) => v, m: (v) => '×' + short(v), b: (v) => 'Var(b) ' + short(v), width: (v) => 'width ' + v, f: (v) => v,
  };

  const advise = Core.newest(patient, 'remedy', (advice, last) => {
    if (!last || !scene || scene.state === 'healthy') return;
    if (advice.error || !advice.known || !advice.controls) {
      at('remedy').textContent = advice.known ? advice.words : 'Nothing better is known for it.';
      return;
    }
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Try ' + Object.entries(advice.controls).map(([name, value]) => NAMES[name](value)).join(', ');
    button.onclick = () => set(advice.controls);
    at('remedy').replaceChildren(button);
  });

  const plane = Core.newest(patient, 'phases', (found, last) => {
    if (!last) return;
    phases = found.error ? null : found;
    move();
  });

  /** The dot moves over the plane. */
  function move() {
    if (!phases || !scene) {
      at('plane').replaceChildren();
      return;
    }
    const rest = scene.outlook || { weightVariance: scene.variance, biasVariance: setting.b };
    Charts.plane(at('plane'), phases, rest.weightVariance, rest.biasVariance);
  }

  function set(values) {
    const before = setting.f;
    Object.assign(setting, values);
    drawn = null;
    at('drawn').hidden = true;
    show();
    write();
    if (setting.f !== before) {
      phases = null;
      plane(setting.f);
    }
    forecast(Core.controls(setting));
  }

  const draw = Core.newest(patient, 'draw', (found, last) => {
    if (found.error) {
      at('f-wrong').textContent = found.error;
      return;
    }
    if (!last || !scene || found.signal.length !== scene.layers.length) return;
    drawn = found;
    curves();
    at('drawn').hidden = false;
    at('layer').max = drawn.histograms.length;
    histogram();
  });

  function histogram() {
    const l = Number(at('layer').value);
    at('layer-out').textContent = `${scene.layers[l - 1]}, E[z²] ${short(drawn.signal[l - 1])}`;
    Charts.bars(at('histogram'), drawn.histograms[l - 1], `histogram of layer ${l}`);
  }

  const power = Core.newest(quick, 'forecast', (found) => {
    Charts.layers(at('power-curve'), found.signal, { log: true, label: 'E[z²]' });
  });

  function powers() {
    const factor = Number(at('power').value);
    at('power-out').textContent = factor;
    power(Core.controls({ ...DEFAULTS, f: 'identity', rule: 'orthogonal', m: factor * factor, depth: 60, width: 64 }));
  }

  const neuron = Core.newest(patient, 'neuron', (found) => {
    at('neuron-said').textContent = `Var(z) is ${short(found.variance)}`;
    Charts.bars(at('neuron'), found, 'histogram of z');
  });

  function neurons() {
    const n = 2 ** at('n').value, factor = 10 ** at('v').value;
    at('n-out').textContent = n;
    at('v-out').textContent = `${short(factor)}/n = ${short(factor / n)}`;
    neuron(n, factor / n, 0);
  }

  function preset(text) {
    const values = Object.fromEntries(text.split(' ').map((one) => one.split(/=(.*)/).slice(0, 2)));
    for (const name of Object.keys(values)) if (typeof DEFAULTS[name] === 'number') values[name] = Number(values[name]);
    set(values);
    at('f').value = setting.f;
    at('network').scrollIntoView();
  }

  const page = { setting, frames: 0, quick, patient };
  try {
    await Promise.all([quick.load(), patient.load()]);
  } catch (e) {
    at('missing').hidden = false;
    at('network').hidden = true;
    for (const figure of document.querySelectorAll('.one')) figure.hidden = true;
    return;
  }

  at('m').oninput = (e) => set({ m: Number(Number(10 ** e.target.value).toPrecision(3)) });
  at('rule').onchange = (e) => set({ rule: e.target.value });
  at('f').oninput = (e) => { if (e.target.value.trim()) set({ f: e.target.value.trim() }); };
  at('depth').oninput = (e) => set({ depth: Number(e.target.value) });
  at('width').oninput = (e) => set({ width: 2 ** e.target.value });
  at('b').oninput = (e) => set({ b: Number(e.target.value) });
  at('form').onchange = (e) => set({ form: e.target.value });
  at('seed').onchange = (e) => set({ seed: Math.max(0, Math.round(Number(e.target.value) || 0)) });
  at('draw').onclick = () => draw(Core.controls(setting));
  at('again').onclick = () => { set({ seed: setting.seed + 1 }); draw(Core.controls(setting)); };
  at('layer').oninput = histogram;
  at('presets').onclick = (e) => { if (e.target.dataset.set) preset(e.target.dataset.set); };
  at('power').oninput = powers;
  at('n').oninput = at('v').oninput = neurons;
  addEventListener('hashchange', () => { Object.assign(setting, DEFAULTS); read(); set({}); phases = null; plane(setting.f); });
  addEventListener('resize', () => { if (scene) { curves(); move(); } powers(); neurons(); });

  at('activations').replaceChildren(...(await quick.ask('activations')).map((name) => new Option(name)));
  at('layer').value = 1;
  at('power').value = 1.5;
  at('n').value = 6;
  at('v').value = 0;
  marks();
  read();
  set({});
  plane(setting.f);
  powers();
  neurons();
  window.lab = page;
})();
