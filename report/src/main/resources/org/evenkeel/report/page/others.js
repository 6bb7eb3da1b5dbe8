// Bar charts with intervals, and parallel coordinates.
'use strict';
(function (ek) {
  ek.draw.BarChart = {
    height: (chart) => 46 + Math.max(1, chart.bars.length) * (noted(chart) ? 46 : 36),
    count: (chart) => chart.bars.length,
    names: () => [],
    beyond: (chart) => ek.beyond(chart.value, values(chart)),
    option(chart, state, theme, box) {
      const x = ek.scale(chart.value, values(chart).concat(chart.value.scale === 'LOG' ? [] : [0]), state.whole, Math.max(3, Math.floor(box.width / 90)));
      const left = Math.min(Math.floor(box.width * 0.36), Math.max(box.left, ...chart.bars.map((bar) => Math.min(30, bar.name.length) * 7.5 + 16)));
      const data = chart.bars.map((bar, i) => ({
        value: [0, i], name: bar.name, x: ek.real(bar.value), low: ek.real(bar.low), high: ek.real(bar.high), note: bar.note || null,
      }));
      const notes = noted(chart);
      const foot = x.log ? x.min : Math.min(x.max, Math.max(x.min, 0));
      const bars = {
        type: 'custom', id: 'bars', name: chart.title, data, encode: { x: -1, y: 1 }, z: 3, clip: false,
        renderItem(params, api) {
          const one = data[params.dataIndex];
          const color = theme.start(chart.bars[params.dataIndex].color);
          const row = api.coord([foot, params.dataIndex]);
          if (notes) row[1] -= 7;
          const half = 10;
          const to = x.place(one.x);
          const parts = [];
          let right = row[0];
          if (to.at !== null) {
            const end = api.coord([to.at, params.dataIndex])[0];
            right = Math.max(right, end);
            parts.push({ type: 'rect', shape: { x: Math.min(row[0], end), y: row[1] - half, width: Math.abs(end - row[0]), height: 2 * half }, style: { fill: color } });
            if (to.edge !== 0) {
              const out = end + to.edge * 9;
              right = Math.max(right, out);
              parts.push({ type: 'polygon', shape: { points: [[end, row[1] - half], [out, row[1]], [end, row[1] + half]] }, style: { fill: color } });
            }
          }
          const [low, high] = [x.place(one.low).at, x.place(one.high).at];
          if (low !== null && high !== null) {
            const [from, until] = [api.coord([low, params.dataIndex])[0], api.coord([high, params.dataIndex])[0]];
            right = Math.max(right, until);
            for (const [a, b, c, d] of [[from, row[1], until, row[1]], [from, row[1] - 5, from, row[1] + 5], [until, row[1] - 5, until, row[1] + 5]]) {
              parts.push({ type: 'line', shape: { x1: a, y1: b, x2: c, y2: d }, style: { stroke: theme.ground, lineWidth: 4 } });
              parts.push({ type: 'line', shape: { x1: a, y1: b, x2: c, y2: d }, style: { stroke: theme.ink, lineWidth: 1.5 } });
            }
          }
          // A note is below its bar, or in its place where there is no bar.
          const write = (x, y, text, style) => parts.push({
            type: 'text', x, y,
            style: Object.assign({ text: ek.short(text, Math.max(6, Math.floor((box.width - x) / 7.5))), fill: theme.ink, font: '13px ' + theme.font, textVerticalAlign: 'middle' }, style),
          });
          write(right + 8, row[1], one.x === null ? one.note || 'no value' : ek.number(one.x));
          parts.push({
            type: 'text', x: left - 12, y: row[1],
            style: { text: ek.short(one.name, Math.max(6, Math.floor((left - 16) / 7.5))), fill: theme.ink, font: '13px ' + theme.font, textAlign: 'right', textVerticalAlign: 'middle' },
          });
          if (notes && one.note && one.x !== null) write(row[0] + 6, row[1] + half + 9, one.note, { fill: theme.soft, font: '12px ' + theme.font });
          return { type: 'group', children: parts };
        },
      };
      return ek.option(theme, {
        grid: { left, right: 78, top: 8, bottom: 28 },
        xAxis: ek.axis(x, theme, true),
        yAxis: {
          type: 'category', inverse: true, data: chart.bars.map((bar) => bar.name), axisTick: { show: false },
          axisLine: { lineStyle: { color: theme.rule } },
          axisLabel: { show: false },
        },
        tooltip: ek.tooltip(theme, 'item', (hit) => ek.tip(hit.data.name, [{
          name: chart.value.label,
          value: hit.data.x === null ? 'no value' : ek.number(hit.data.x) +
            (hit.data.low === null && hit.data.high === null ? '' : ` (${ek.number(hit.data.low)} … ${ek.number(hit.data.high)})`),
          note: hit.data.note,
        }])),
        series: [ek.labels(x, null, theme, box, 0), bars],
      });
    },
  };

  function noted(chart) {
    return chart.bars.some((bar) => bar.note && ek.real(bar.value) !== null);
  }

  function values(chart) {
    return chart.bars.flatMap((bar) => [bar.value, bar.low, bar.high]).map(ek.real);
  }

  ek.draw.ParallelChart = {
    height: (chart, count, narrow) => (narrow ? 90 * Math.max(2, chart.axes.length) : 380),
    count: (chart) => chart.lines.length * 6,
    names: () => [],
    beyond: () => false,
    keys(chart, theme) {
      const scale = scales(chart)[chart.axes.length - 1];
      const end = (at) => ek.number(scale.log ? Math.pow(10, at) : at);
      const keys = [ek.element('li', {}, [ek.element('span', { class: 'key' }, [ek.rampKey(chart.axes[chart.axes.length - 1].label, end(scale.min), end(scale.max), visible(0, theme), visible(1, theme))])])];
      if (chart.lines.some((line) => line.tone === 'GOOD')) keys.push(ek.key(theme.tones.GOOD.ink, 'pointed out', 'thick line'));
      if (chart.lines.some((line) => line.tone === 'BAD')) keys.push(ek.key(theme.tones.BAD.ink, 'failed', 'dashed line'));
      return keys;
    },
    option(chart, state, theme, box) {
      const all = scales(chart);
      const last = all[all.length - 1];
      const upright = box.width < 560;
      const area = upright ? { left: 18, right: 26, top: 30, bottom: 34 } : { left: 40, right: 60, top: 40, bottom: 16 };
      const few = chart.lines.length < 150;
      const order = { NEUTRAL: 0, BAD: 1, GOOD: 2 };
      const data = chart.lines.map((line, i) => ({ line, i })).sort((a, b) => (order[a.line.tone] || 0) - (order[b.line.tone] || 0)).map(({ line, i }) => {
        const goal = ek.real(line.values[line.values.length - 1]);
        const tone = line.tone === 'NEUTRAL' ? null : theme.tones[line.tone].ink;
        return {
          value: line.values.map((value, axis) => {
            const at = all[axis].place(ek.real(value)).at;
            return at === null ? '-' : at;
          }),
          name: line.name, index: i, true: line.values.map(ek.real),
          lineStyle: {
            color: tone || (goal === null ? theme.soft : ek.ramp(visible(last.share(goal), theme))),
            width: line.tone === 'GOOD' ? 3.5 : few ? 1.5 : 1, opacity: line.tone === 'GOOD' ? 1 : few ? 0.75 : 0.45,
            type: line.tone === 'BAD' ? [4, 3] : 'solid',
          },
        };
      });
      return ek.option(theme, {
        parallel: Object.assign({ layout: upright ? 'vertical' : 'horizontal' }, area),
        parallelAxis: all.map((scale, dim) => ({
          dim, type: 'value', min: scale.min, max: scale.max, axisLine: { lineStyle: { color: theme.soft } },
          axisTick: { show: false }, splitLine: { show: false },
          axisLabel: { formatter: () => '' }, // parallel axes ignore show: false
        })),
        graphic: all.flatMap((scale, dim) => texts(chart, scale, dim, area, upright, theme, box)),
        tooltip: ek.tooltip(theme, 'item', (hit) => ek.tip(hit.data.name, chart.axes.map((axis, dim) => ({
          name: axis.label, value: hit.data.true[dim] === null ? '–' : ek.valueText(axis, hit.data.true[dim]),
        })))),
        series: [{ type: 'parallel', id: 'lines', name: chart.title, data, smooth: false, emphasis: { lineStyle: { width: 3, opacity: 1 } }, progressive: 0 }],
      });
    },
  };

  /** The name of one of the parallel axes, and the labels on it. */
  function texts(chart, scale, dim, area, upright, theme, box) {
    const last = chart.axes.length - 1;
    const [wide, high] = [box.width - area.left - area.right, box.height - area.top - area.bottom];
    const along = last === 0 ? 0.5 : dim / last;
    const text = (x, y, label, more) => ({
      type: 'text', silent: true, x, y, z: 20,
      style: Object.assign({ text: label, fill: theme.soft, font: '12px ' + theme.font, stroke: theme.ground, lineWidth: 3 }, more),
    });
    const marks = scale.named ? scale.axis.names.map((name, i) => ({ at: i + 1, label: ek.short(name, 14) })) : scale.ticks;
    const share = (at) => (at - scale.min) / (scale.max - scale.min);
    const name = { fill: theme.ink, font: '13px ' + theme.font };
    if (upright) {
      const y = area.top + along * high;
      return [text(area.left, y - 24, ek.short(chart.axes[dim].label, 38), name)].concat(
        marks.map(({ at, label }) => text(area.left + share(at) * wide, y + 5, label, { textAlign: 'center' })));
    }
    const x = area.left + along * wide;
    const align = dim === 0 ? 'left' : dim === last ? 'right' : 'center';
    const from = dim === 0 ? 4 : dim === last ? box.width - 4 : x;
    return [text(from, 8, ek.short(chart.axes[dim].label, Math.max(8, Math.floor(wide / Math.max(1, last) / 8))), Object.assign({ textAlign: align }, name))].concat(
      marks.map(({ at, label }) => text(x + 6, area.top + (1 - share(at)) * high, label, { textVerticalAlign: 'middle' })));
  }

  /** The part of the ramp that is visible on the current background. */
  const visible = (share, theme) => (theme.dark ? 0.35 + 0.65 * share : 0.82 * share);

  function scales(chart) {
    return chart.axes.map((axis, dim) => ek.scale(axis, chart.lines.map((line) => ek.real(line.values[dim])), false, 6));
  }
})(evenkeel);
