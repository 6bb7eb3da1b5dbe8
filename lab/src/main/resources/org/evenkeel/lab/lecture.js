// The figures of the lecture: each has the slider that is the number of its sentence.
const Lecture = (() => {
  const at = (id) => document.getElementById(id);
  const short = (v) => Number(Number(v).toPrecision(3)).toString();
  const PLAIN = { depth: 40, width: 256, b: 0, form: 'plain', seed: 0 };
  const figures = [];

  /** A figure that is drawn from what core says, when it comes near and when one of its sliders moves; what is wrong is said below it. */
  function figure(place, sliders, thread, name, ask, draw) {
    let found = null;
    const around = at(place).closest('.one');
    const wrong = Object.assign(document.createElement('p'), { className: 'wrong', role: 'alert' });
    around.append(wrong);
    const newest = Core.newest(thread, name, (answer) => {
      wrong.textContent = answer.error || '';
      around.classList.toggle('stale', !!answer.error);
      if (answer.error) return;
      found = answer;
      draw(found);
    });
    const go = () => newest(...ask());
    for (const slider of sliders) at(slider).oninput = go;
    figures.push(() => { if (found) draw(found); });
    Core.near(at(place), go);
  }

  function forecast(controls) {
    return [Core.controls({ ...PLAIN, ...controls })];
  }

  const lines = (id, curve, label) => Charts.layers(at(id), curve, { log: true, label });

  /** A slider of Var(w) = c/n over the depth of a network. */
  function overDepth(name, f, thread) {
    figure(name, [name], thread, 'forecast', () => {
      const c = Number(at(name).value);
      at(name + '-out').textContent = `${c}/n`;
      return forecast({ f, rule: '1/n', m: c });
    }, (found) => {
      lines(name + '-signal', found.signal, 'E[z²]');
      lines(name + '-gradient', found.gradient, 'gradient');
      at(name + '-said').textContent = `${found.state}: ${found.verdict}.`;
    });
  }

  function begin(quick, patient) {
    at('power').value = 1.5;
    at('n').value = 6;
    at('v').value = 0;
    at('g').value = 4;
    at('two').value = 2;
    at('tanh').value = 1;
    at('in').value = 6;
    at('out').value = 8;
    figure('power', ['power'], quick, 'forecast', () => {
      const factor = Number(at('power').value);
      at('power-out').textContent = factor;
      return forecast({ f: 'identity', rule: 'orthogonal', m: factor * factor, depth: 60, width: 64 });
    }, (found) => Charts.layers(at('power-curve'), found.signal, { log: true, label: 'E[z²]', most: 24 }));
    figure('n', ['n', 'v'], patient, 'neuron', () => {
      const n = 2 ** at('n').value, factor = 10 ** at('v').value;
      at('n-out').textContent = n;
      at('v-out').textContent = `${short(factor)}/n = ${short(factor / n)}`;
      return [n, factor / n, 0];
    }, (found) => {
      at('neuron-said').textContent = `Var(z) is ${short(found.variance)}`;
      Charts.bars(at('neuron'), found, 'histogram of z');
    });
    figure('g', ['g'], patient, 'weights', () => {
      at('g-out').textContent = 2 ** at('g').value;
      return [2 ** at('g').value, 0];
    }, (found) => {
      at('bell-said').textContent = `Var(w) of these ${found.count.toLocaleString('en')} weights is ${short(found.variance)}, a standard deviation of ${short(found.deviation)}`;
      Charts.bars(at('bell'), found, 'histogram of the weights');
    });
    overDepth('two', 'relu', quick);
    overDepth('tanh', 'tanh', quick);
    figure('in', ['in', 'out'], patient, 'fans', () => {
      at('in-out').textContent = 2 ** at('in').value;
      at('out-out').textContent = 2 ** at('out').value;
      return [2 ** at('in').value, 2 ** at('out').value];
    }, (found) => Charts.pairs(at('fans'), found.rules));
  }

  return { begin, redraw: () => figures.forEach((draw) => draw()) };
})();
