// The page with its deep network: controls to settings, settings to core, what core says to charts and words.
(async () => {
  const DEFAULTS = { f: 'relu', depth: 40, width: 256, rule: '1/n', m: 1, b: 0, form: 'plain', seed: 0 };
  const at = (id) => document.getElementById(id);
  const setting = Address.part('', DEFAULTS);
  const quick = new Core.Thread(), patient = new Core.Thread();
  let scene = null, drawn = null, phases = null, advising = 0;

  function dark(on) {
    document.documentElement.dataset.ground = on ? 'dark' : 'light';
    at('ground').textContent = on ? 'light' : 'dark';
    Training.redraw();
  }
  dark(matchMedia('(prefers-color-scheme: dark)').matches);
  at('ground').onclick = () => dark(document.documentElement.dataset.ground !== 'dark');

  const short = (v) => Number(Number(v).toPrecision(3)).toString();

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

  // Drawn as soon as it is there: it would not stand on the screen sooner by waiting for the next frame.
  const forecast = Core.newest(quick, 'forecast', (found, last) => {
    page.frames++;
    page.first ??= performance.now();
    at('f-wrong').textContent = found.error || '';
    at('network').classList.toggle('stale', !!found.error);
    if (found.error) {
      at('remedy').replaceChildren();
      return;
    }
    scene = found;
    curves();
    verdict(last);
    move();
  });

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
      at('remedy').textContent = advice.error ? 'No remedy was found: ' + advice.error + '.' : advice.known ? advice.words : 'Nothing better is known for it.';
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

  /** The dot moves over the plane, and what is said beside it, whose place stays. */
  function move() {
    const { chi, depth } = (scene && scene.outlook) || {};
    at('scale').style.visibility = chi === undefined ? 'hidden' : '';
    at('chi').textContent = chi === undefined ? '' : chi === null ? 'infinite' : short(chi);
    at('xi').textContent = depth === undefined ? '' : depth === null ? '∞' : short(depth);
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
    Address.write();
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

  function preset(text) {
    set(Core.values(text, DEFAULTS));
    at('f').value = setting.f;
    at('network').scrollIntoView();
  }

  const page = { setting, frames: 0, first: null, quick, patient, training: Training.page, multiplier: Multiplier.page };
  document.documentElement.dataset.core = 'loading';
  try {
    await Promise.all([quick.load(), patient.load()]);
  } catch (e) {
    document.documentElement.dataset.core = 'missing';
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
  addEventListener('hashchange', () => {
    Address.read();
    Training.again();
    Multiplier.clear();
    phases = null;
    set({});
    plane(setting.f);
  });
  addEventListener('resize', () => {
    if (scene) { curves(); move(); }
    if (drawn) histogram();
    Lecture.redraw();
    Training.redraw();
    Multiplier.redraw();
  });

  at('activations').replaceChildren(...(await quick.ask('activations')).map((name) => new Option(name)));
  at('layer').value = 1;
  marks();
  Address.read();
  set({});
  plane(setting.f);
  Lecture.begin(quick, patient);
  Training.begin();
  Multiplier.begin();
  window.lab = page;
})();
