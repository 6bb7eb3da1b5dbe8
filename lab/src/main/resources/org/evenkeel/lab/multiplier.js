// The loss after some steps over the multiplier, built up by training runs.
const Multiplier = (() => {
  const DEFAULTS = { rule: 'he', steps: 800 };
  const SEEDS = 3;
  const at = (id) => document.getElementById(id);
  const setting = Address.part('x.', DEFAULTS);
  const page = { setting, points: [], running: false };
  let thread, turn = 0, guessing = null;

  /** 2^-4 to 2^4, first far apart and then between, for one seed after another. */
  function order() {
    const all = [];
    for (let seed = 0; seed < SEEDS; seed++) {
      const seen = new Set();
      for (const apart of [8, 4, 2, 1]) {
        for (let i = -8; i <= 8; i += apart) {
          if (!seen.has(i)) all.push({ m: 2 ** (i / 2), seed });
          seen.add(i);
        }
      }
    }
    return all;
  }

  function show() {
    if (![...at('x-rule').options].some((option) => option.value === setting.rule)) at('x-rule').add(new Option(setting.rule));
    at('x-rule').value = setting.rule;
    at('x-steps').value = at('x-steps-out').textContent = setting.steps;
    const t = Training.page.setting;
    at('x-network').textContent = `${t.data}, ${t.depth} hidden layers of ${t.width}, ${t.f}, learning rate ${t.rate}, batches of ${t.batch}`;
  }

  async function trial(m, seed) {
    const mine = turn;
    thread ??= Core.trainer();
    try {
      await thread.loading;
    } catch (e) {
      return false;
    }
    const t = Training.page.setting;
    const found = await thread.ask('trial', Core.controls({ ...t, rule: setting.rule }), m, setting.steps, t.seed + seed);
    if (mine !== turn) return false;
    at('x-wrong').textContent = found.error || '';
    if (found.error) return false;
    guessing = found.guessing;
    page.points.push({ m, loss: found.loss });
    draw();
    return true;
  }

  function draw() {
    if (guessing === null) return;
    const means = Charts.multipliers(at('curve'), page.points, { guessing, chosen: chosen() });
    const best = means.reduce((a, b) => (b.loss < a.loss ? b : a), { loss: Infinity });
    const one = means.find(({ m }) => m === 1);
    at('x-said').textContent = best.loss === Infinity ? 'Every run so far has diverged.'
      : `${page.points.length} runs. Best so far ×${Charts.number(best.m)}: loss ${Charts.number(best.loss)}` + (one ? `; ×1: ${Charts.number(one.loss)}.` : '.');
  }

  function running(on) {
    page.running = on;
    at('x-run').textContent = on ? 'Pause' : 'Build the curve';
    at('x-run').setAttribute('aria-pressed', on);
  }

  async function run() {
    const mine = turn;
    running(true);
    const done = page.swept || 0, todo = order().slice(done);
    page.swept = done;
    for (const { m, seed } of todo) {
      if (!page.running || mine !== turn) return;
      if (!(await trial(m, seed))) break;
      page.swept++;
    }
    if (mine === turn) running(false);
  }

  function clear() {
    turn++;
    page.points = [];
    page.swept = 0;
    guessing = null;
    running(false);
    at('curve').replaceChildren();
    at('x-said').textContent = at('x-wrong').textContent = '';
    show();
  }

  const chosen = () => Number((10 ** at('x-m').value).toPrecision(3));

  function set(values) {
    Object.assign(setting, values);
    Address.write();
    clear();
  }

  function begin() {
    Training.page.changed = clear;
    show();
    at('x-m-out').textContent = '×1';
    at('x-rule').onchange = (e) => set({ rule: e.target.value });
    at('x-steps').oninput = (e) => set({ steps: Number(e.target.value) });
    at('x-run').onclick = () => { if (page.running) running(false); else { if (page.swept === order().length) clear(); run(); } };
    at('x-clear').onclick = clear;
    at('x-m').oninput = () => { at('x-m-out').textContent = '×' + chosen(); draw(); };
    at('x-m').onchange = () => trial(chosen(), 0);
  }

  return { begin, page, clear, redraw: draw };
})();
