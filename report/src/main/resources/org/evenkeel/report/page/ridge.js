// Ridge charts: histograms one behind the other; the selected one is shown enlarged below.
'use strict';
(function (ek) {
  const MOST = 40;
  const OVERLAP = 2.6;

  /** The rows to draw: all, or evenly thinned with the first and the last. */
  function drawn(rows) {
    if (rows.length <= MOST) return rows.map((_, i) => i);
    const all = Array.from({ length: MOST }, (_, i) => Math.round((i * (rows.length - 1)) / (MOST - 1)));
    return Array.from(new Set(all));
  }

  /** The outline of a histogram: pairs of value and share of its highest bin. */
  function outline(row, x) {
    const most = Math.max(1, ...row.counts);
    const width = (row.high - row.low) / Math.max(1, row.counts.length);
    const points = [];
    row.counts.forEach((count, i) => {
      const from = x.place(row.low + i * width).at;
      const to = x.place(row.low + (i + 1) * width).at;
      if (to > from) points.push([from, count / most], [to, count / most]);
    });
    return points;
  }

  /** The numbers of the selected row. */
  function words(chart, index) {
    const row = chart.rows[index];
    const total = row.counts.reduce((sum, count) => sum + count, row.below + row.above);
    const parts = [`${total.toLocaleString('en')} values`, `bins from ${ek.number(row.low)} to ${ek.number(row.high)}`];
    if (row.below > 0) parts.push(`${row.below.toLocaleString('en')} below`);
    if (row.above > 0) parts.push(`${row.above.toLocaleString('en')} above`);
    if (row.note) parts.push(row.note);
    return [`${index + 1} of ${chart.rows.length}`, row.name, parts.join(' · ')];
  }

  ek.draw.RidgeChart = {
    height: (chart, count, narrow) => (narrow ? 470 : 560),
    count: () => 0,
    names: () => [],
    beyond: () => false,
    option(chart, state, theme, box) {
      const chosen = Math.min(state.row, chart.rows.length - 1);
      const ends = chart.rows.flatMap((row) => [ek.real(row.low), ek.real(row.high)]);
      const x = ek.scale(chart.x, ends, state.whole, Math.max(3, Math.floor(box.width / 80)));
      const color = theme.start(chart.color);
      const shown = drawn(chart.rows).filter((i) => i !== chosen).concat(chart.rows.length ? [chosen] : []);
      const place = (i) => (chart.rows.length < 2 ? 0 : i / (chart.rows.length - 1));
      const data = shown.map((i) => ({ value: [i, 0], index: i, name: chart.rows[i].name, counts: chart.rows[i].counts }));
      const gap = 1 / Math.max(1, Math.min(MOST, chart.rows.length) - 1);
      const lift = chart.rows.length < 2 ? 1 : Math.min(0.9, gap * OVERLAP);
      const ridge = {
        type: 'custom', id: 'ridge', name: chart.title, data, z: 2, clip: false, encode: { x: -1, y: -1 },
        renderItem(params, api) {
          const index = data[params.dataIndex].index;
          const front = index === chosen;
          const base = 1 - place(index);
          const points = outline(chart.rows[index], x);
          if (points.length === 0) return { type: 'group', children: [] };
          const corner = (at, up) => api.coord([at, base + up * lift]);
          const shape = [corner(points[0][0], 0)].concat(points.map((p) => corner(p[0], p[1])), [corner(points[points.length - 1][0], 0)]);
          return {
            type: 'polygon', shape: { points: shape }, z2: front ? 1000 : index,
            style: front
              ? { fill: color, stroke: theme.ink, lineWidth: 1.5, opacity: 0.95 }
              : { fill: theme.ground, stroke: color, lineWidth: 1, opacity: 0.9 },
          };
        },
      };
      const row = chart.rows[chosen];
      // The selected histogram has its own axis, because a vanishing layer would be a mere stroke.
      const own = row && row.high > row.low
        ? ek.scale({ label: chart.x.label, scale: 'LINEAR', low: row.low, high: row.high, names: [] }, [], false, Math.max(3, Math.floor(box.width / 80)))
        : x;
      const width = row ? (row.high - row.low) / Math.max(1, row.counts.length) : 0;
      const most = row ? Math.max(1, ...row.counts) : 1;
      const bars = (row ? row.counts : []).map((count, i) => ({
        value: [i, count], count, from: row.low + i * width, to: row.low + (i + 1) * width,
      }));
      const large = {
        type: 'custom', id: 'chosen', name: row ? row.name : '', xAxisIndex: 1, yAxisIndex: 1, data: bars, z: 3, clip: true, encode: { x: -1, y: -1 },
        renderItem(params, api) {
          const bar = bars[params.dataIndex];
          const [from, to] = [own.place(bar.from).at, own.place(bar.to).at];
          const corner = api.coord([from, bar.count]);
          const foot = api.coord([to, 0]);
          return {
            type: 'rect', style: { fill: color, stroke: theme.ground, lineWidth: foot[0] - corner[0] > 4 ? 0.5 : 0 },
            shape: { x: corner[0], y: corner[1], width: Math.max(0.5, foot[0] - corner[0]), height: Math.max(0, foot[1] - corner[1]) },
          };
        },
      };
      const upper = Math.round((box.height - 60) * 0.62);
      const counts = ek.scale({ label: 'values', scale: 'LINEAR', low: 0, high: null, names: [] }, [0, most], false, 4);
      const hidden = { type: 'value', min: 0, max: 1 + lift * 0.9, show: false };
      return ek.option(theme, {
        grid: [
          { left: box.left, right: 18, top: 8, height: upper },
          { left: box.left, right: 18, top: upper + 30, bottom: 26 },
        ],
        xAxis: [ek.axis(x, theme, true), Object.assign(ek.axis(own, theme, true), { gridIndex: 1 })],
        yAxis: [hidden, Object.assign(ek.axis(counts, theme, false), { gridIndex: 1 })],
        graphic: ends_(chart, shown, box, upper, theme, lift),
        tooltip: ek.tooltip(theme, 'item', (hit) => (hit.seriesId === 'ridge'
          ? ek.tip(words(chart, hit.data.index)[1], [{ name: words(chart, hit.data.index)[2], value: '' }])
          : ek.tip(row.name, [{ name: `${ek.number(hit.data.from)} … ${ek.number(hit.data.to)}`, value: hit.data.count.toLocaleString('en') }]))),
        series: [ek.labels(own, counts, theme, box, 1), ridge, large],
      });
    },

    /** Buttons and a slider to select a row, and the row's numbers. */
    controls(chart, state, redraw) {
      if (chart.rows.length === 0) return null;
      const slider = ek.element('input', {
        type: 'range', min: '1', max: String(chart.rows.length), step: '1', value: String(state.row + 1), 'aria-label': 'Layer: ' + chart.title,
      });
      const said = ek.element('p', { class: 'stepped', 'aria-live': 'polite' });
      const button = (label, name, step) => {
        const made = ek.element('button', { type: 'button', 'aria-label': name + ': ' + chart.title }, [label]);
        made.addEventListener('click', () => choose(state.row + step));
        return made;
      };
      const [back, forward] = [button('‹ Back', 'Back one layer', -1), button('Next ›', 'Next layer', 1)];
      function choose(row) {
        state.row = Math.min(chart.rows.length - 1, Math.max(0, row));
        say();
        redraw();
      }
      function say() {
        const [place, name, numbers] = words(chart, state.row);
        slider.value = String(state.row + 1);
        slider.setAttribute('aria-valuetext', `${place}: ${name}`);
        back.disabled = state.row === 0;
        forward.disabled = state.row === chart.rows.length - 1;
        said.replaceChildren(ek.element('strong', {}, [ek.element('bdi', {}, [name])]), ` (${place}): ${numbers}`);
      }
      slider.addEventListener('input', () => choose(Number(slider.value) - 1));
      say();
      const many = chart.rows.length > 1;
      return ek.element('div', {}, many ? [ek.element('div', { class: 'steps' }, [back, slider, forward]), said] : [said]);
    },
    click(chart, hit) {
      return hit.seriesId === 'ridge' ? hit.data.index : null;
    },
  };

  /** The names of the first and the last row. */
  function ends_(chart, shown, box, upper, theme, lift) {
    if (chart.rows.length < 2) return [];
    const height = upper / (1 + lift * 0.9);
    const name = (i, at) => ({
      type: 'text', silent: true, left: 4, top: at - 14, z: 10,
      style: { text: String(i + 1), fill: theme.soft, font: '12px ' + theme.font, width: box.left - 10 },
    });
    return [name(0, 8 + upper - height), name(chart.rows.length - 1, 8 + upper)];
  }
})(evenkeel);
