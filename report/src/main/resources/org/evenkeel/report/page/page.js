// Figures with their legends, views and controls; the theme; copying; printing.
'use strict';
(function (ek) {
  const CANVAS = 3000;
  const figures = [];

  function narrow() {
    return document.documentElement.clientWidth < 600;
  }

  /** A figure: its views as tabs, one legend, and the charts of the visible view. */
  function build(home, data) {
    const figure = {
      data, home, hidden: new Set(), whole: false, view: 0, charts: [],
      panels: [], bar: ek.element('div', { class: 'bar' }),
    };
    home.append(figure.bar);
    if (data.views.length > 1) figure.tabs = tabs(figure);
    data.views.forEach((view, i) => {
      const panel = data.views.length > 1
        ? ek.element('div', { role: 'tabpanel', id: `${data.id}-view-${i}`, 'aria-labelledby': `${data.id}-tab-${i}`, hidden: i > 0 })
        : ek.element('div');
      figure.panels.push(panel);
      home.append(panel);
    });
    if (figure.tabs) figure.bar.append(figure.tabs);
    figure.legend = ek.element('ul', { class: 'legend', 'aria-label': 'Legend: ' + data.title });
    figure.bar.append(figure.legend);
    whole(figure);
    figures.push(figure);
    return figure;
  }

  function tabs(figure) {
    const list = ek.element('div', { role: 'tablist', 'aria-label': 'Views: ' + figure.data.title });
    const all = figure.data.views.map((view, i) => {
      const tab = ek.element('button', {
        type: 'button', role: 'tab', id: `${figure.data.id}-tab-${i}`, 'aria-controls': `${figure.data.id}-view-${i}`,
        'aria-selected': String(i === 0), tabindex: i === 0 ? '0' : '-1',
      }, [view.name || `View ${i + 1}`]);
      tab.addEventListener('click', () => select(i));
      tab.addEventListener('keydown', (event) => {
        const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: all.length - 1 }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        const next = (to + all.length) % all.length;
        select(next);
        all[next].focus();
      });
      list.append(tab);
      return tab;
    });
    function select(view) {
      figure.view = view;
      all.forEach((tab, i) => {
        tab.setAttribute('aria-selected', String(i === view));
        tab.setAttribute('tabindex', i === view ? '0' : '-1');
        figure.panels[i].hidden = i !== view;
      });
      show(figure);
      keys(figure);
    }
    return list;
  }

  /** The names in a figure's legend, each with all its series. */
  function names(figure) {
    const all = new Map();
    for (const view of figure.data.views) {
      for (const chart of view.charts) {
        for (const series of ek.draw[chart.type].names(chart)) {
          const known = all.get(series.name) || { color: series.color, styles: [] };
          if (!known.styles.includes(series.style)) known.styles.push(series.style);
          all.set(series.name, known);
        }
      }
    }
    return all;
  }

  function keys(figure) {
    const theme = ek.theme();
    const all = names(figure);
    const entries = [];
    for (const [name, series] of all) {
      const sample = ek.sample(theme.start(series.color), series.color, series.styles);
      const text = ek.element('span', { class: 'name', dir: 'auto' }, [name]);
      if (all.size === 1) {
        entries.push(ek.element('li', {}, [ek.element('span', { class: 'key', title: name }, [sample, text])]));
        continue;
      }
      const button = ek.element('button', { type: 'button', 'aria-pressed': String(!figure.hidden.has(name)), title: name }, [sample, text]);
      button.addEventListener('click', () => {
        if (!figure.hidden.delete(name)) figure.hidden.add(name);
        button.setAttribute('aria-pressed', String(!figure.hidden.has(name)));
        redraw(figure);
      });
      entries.push(ek.element('li', {}, [button]));
    }
    for (const chart of figure.data.views[figure.view].charts) {
      const kind = ek.draw[chart.type];
      if (kind.keys) entries.push(...kind.keys(chart, theme));
    }
    figure.legend.replaceChildren(...entries);
    figure.legend.hidden = entries.length === 0;
  }

  function whole(figure) {
    const there = figure.data.views.some((view) => view.charts.some((chart) => ek.draw[chart.type].beyond(chart)));
    if (!there) return;
    const button = ek.element('button', { type: 'button', 'aria-pressed': 'false' }, ['Whole range']);
    button.addEventListener('click', () => {
      figure.whole = !figure.whole;
      button.setAttribute('aria-pressed', String(figure.whole));
      button.textContent = figure.whole ? 'Fixed range' : 'Whole range';
      redraw(figure);
    });
    figure.bar.append(button);
  }

  /** Creates the charts of a view when it first becomes visible. */
  function show(figure) {
    const panel = figure.panels[figure.view];
    if (panel.childElementCount > 0) {
      redraw(figure);
      return;
    }
    const charts = figure.data.views[figure.view].charts;
    const many = charts.length > 1;
    charts.forEach((chart) => {
      const kind = ek.draw[chart.type];
      const entry = { chart, kind, figure, view: figure.view, state: { row: 0 } };
      const plot = ek.element('div', { class: 'plot' });
      if (many && chart.title) plot.append(ek.element('h3', { dir: 'auto' }, [chart.title]));
      const [x, y] = [chart.x || chart.value, chart.y];
      if (chart.type === 'RidgeChart') {
        entry.controls = kind.controls(chart, entry.state, () => draw(entry));
        if (entry.controls) plot.append(entry.controls);
      }
      if (y && y.label && !(many && y.label === chart.title)) plot.append(ek.element('p', { class: 'axis y' }, [y.label + ' ↑']));
      entry.box = ek.element('div', { class: 'chart', role: 'img', 'aria-label': [chart.title, figure.data.sentence].filter(Boolean).join('. ') });
      plot.append(entry.box);
      if (x && x.label && chart.type !== 'ParallelChart') plot.append(ek.element('p', { class: 'axis x' }, [x.label + ' →']));
      panel.append(plot);
      entry.box.style.height = kind.height(chart, charts.length, narrow()) + 'px';
      entry.drawing = echarts.init(entry.box, null, { renderer: kind.count(chart) > CANVAS ? 'canvas' : 'svg' });
      if (kind.click) {
        entry.drawing.on('click', (hit) => {
          const row = kind.click(chart, hit);
          const slider = entry.controls && entry.controls.querySelector('input');
          if (row === null || !slider) return;
          slider.value = String(row + 1);
          slider.dispatchEvent(new Event('input'));
        });
      }
      figure.charts.push(entry);
      draw(entry);
    });
  }

  function draw(entry) {
    const width = entry.box.clientWidth;
    if (width === 0) return;
    const small = width < 560;
    const left = small ? 46 : 58;
    const height = entry.box.clientHeight;
    const box = { width, height, left, plot: width - left - 18 };
    const state = { hidden: entry.figure.hidden, whole: entry.figure.whole, row: entry.state.row };
    entry.drawing.setOption(entry.kind.option(entry.chart, state, ek.theme(), box), { notMerge: true, silent: true });
  }

  function redraw(figure) {
    figure.charts.filter((entry) => entry.view === figure.view).forEach(draw);
  }

  function resize() {
    for (const figure of figures) {
      for (const entry of figure.charts) {
        if (entry.view !== figure.view) continue;
        const height = entry.kind.height(entry.chart, figure.data.views[figure.view].charts.length, narrow());
        entry.box.style.height = height + 'px';
        entry.drawing.resize();
        draw(entry);
      }
    }
  }

  // The theme: that of the system, until the reader changes it.
  const root = document.documentElement;
  const ground = document.getElementById('ground');
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  let said = false;

  function setGround(dark) {
    root.dataset.ground = dark ? 'dark' : 'light';
    ground.textContent = dark ? 'Light' : 'Dark';
    ground.setAttribute('aria-label', dark ? 'Change to light ground' : 'Change to dark ground');
    figures.forEach((figure) => {
      keys(figure);
      redraw(figure);
    });
  }
  ground.addEventListener('click', () => {
    said = true;
    setGround(root.dataset.ground !== 'dark');
  });
  system.addEventListener('change', (event) => {
    if (!said) setGround(event.matches);
  });

  // Copy buttons.
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (refused) {
      const area = ek.element('textarea', { 'aria-hidden': 'true', style: 'position:fixed;opacity:0' });
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand('copy');
      area.remove();
      return done;
    }
  }
  for (const one of document.querySelectorAll('.copy')) {
    const button = one.querySelector('button');
    button.hidden = false;
    button.addEventListener('click', async () => {
      const done = await copy(one.querySelector('.copied').textContent);
      button.textContent = done ? 'Copied' : 'Not copied';
      document.getElementById('said').textContent = button.textContent;
      setTimeout(() => (button.textContent = 'Copy'), 2000);
    });
  }

  // Tables are closed here; without scripts and in print they are open.
  const tables = Array.from(document.querySelectorAll('.figure details'));
  tables.forEach((table) => (table.open = false));
  let before = null;
  window.addEventListener('beforeprint', () => {
    before = { open: tables.map((table) => table.open), dark: root.dataset.ground === 'dark' };
    tables.forEach((table) => (table.open = true));
    if (before.dark) setGround(false);
    root.classList.add('printing'); // the width of a sheet, which a page cannot query
    resize();
  });
  window.addEventListener('afterprint', () => {
    if (before === null) return;
    tables.forEach((table, i) => (table.open = before.open[i]));
    if (before.dark) setGround(true);
    root.classList.remove('printing');
    before = null;
    resize();
  });

  document.querySelectorAll('.views').forEach((home, i) => build(home, ek.data.figures[i]));
  ground.hidden = false;
  setGround(root.dataset.ground === 'dark');
  figures.forEach(show);
  let waiting = 0;
  let last = root.clientWidth;
  window.addEventListener('resize', () => {
    if (root.clientWidth === last) return;
    last = root.clientWidth;
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(resize);
  });
  ek.figures = figures;
  root.dataset.drawn = String(Math.round(performance.now())); // milliseconds since navigation
})(evenkeel);
