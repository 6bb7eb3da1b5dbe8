// Heat maps.
'use strict';
(function (ek) {
  /** The edges of cells whose centers are given: halfway between them. */
  function edges(centers, scale) {
    const at = centers.map((center) => (scale.log ? Math.log10(ek.real(center)) : ek.real(center)));
    if (at.length === 1) return [at[0] - 0.5, at[0] + 0.5];
    const between = at.slice(1).map((right, i) => (right + at[i]) / 2);
    const last = at.length - 1;
    return [at[0] - (between[0] - at[0])].concat(between, [at[last] + (at[last] - between[last - 1])]);
  }

  /** A scale that ends at the edges of the cells. */
  function around(axis, centers, over, whole, room) {
    const probe = ek.scale(axis, centers.map(ek.real), whole, room);
    const ends = edges(centers, probe);
    const turn = (value) => (probe.log ? Math.pow(10, value) : value);
    const given = (end, other) => (axis.names.length > 0 || end === null || end === undefined ? other : end);
    const fitted = Object.assign({}, axis, {
      low: given(axis.low, turn(ends[0])), high: given(axis.high, turn(ends[ends.length - 1])),
    });
    return { scale: ek.scale(fitted, over.concat(centers.map(ek.real)), whole, room), ends };
  }

  function shade(chart, values) {
    const scale = ek.scale(chart.value, values, false, 5);
    return { scale, color: (value) => ek.ramp(scale.share(value)) };
  }

  const values = (chart) => chart.cells.map((cell) => (cell && cell.value !== undefined ? ek.real(cell.value) : null));

  ek.draw.HeatMap = {
    height: (chart, count, narrow) => (narrow ? 320 : 440),
    count: (chart) => chart.cells.length,
    names: (chart) => chart.over,
    beyond: () => false,
    /** The legend of the colors. */
    keys(chart, theme) {
      const all = values(chart);
      const keys = chart.regions.map((region) => ek.key(theme.tones[region.tone].region, region.name, region.meaning));
      if (all.some((value) => value !== null)) {
        const { scale } = shade(chart, all);
        const end = (at) => ek.number(scale.log ? Math.pow(10, at) : at);
        keys.unshift(ek.element('li', {}, [ek.element('span', { class: 'key' }, [ek.rampKey(chart.value.label, end(scale.min), end(scale.max))])]));
      }
      return keys;
    },
    option(chart, state, theme, box) {
      const x = around(chart.x, chart.xs, ek.values(chart.over, 'x'), state.whole, Math.max(3, Math.floor(box.width / 80)));
      const y = around(chart.y, chart.ys, ek.values(chart.over, 'y'), state.whole, Math.max(3, Math.floor(box.height / 42)));
      const all = values(chart);
      const { color } = shade(chart, all);
      const tones = new Map(chart.regions.map((region) => [region.name, region]));
      const columns = chart.xs.length;
      const data = chart.cells.map((cell, i) => ({
        value: [i % columns, Math.floor(i / columns)], x: ek.real(chart.xs[i % columns]), y: ek.real(chart.ys[Math.floor(i / columns)]),
        cell: all[i], region: (cell && cell.region) || null,
      }));
      const fill = (one) => {
        const region = tones.get(one.region);
        if (region) return theme.tones[region.tone].region;
        return one.cell === null ? theme.raised : color(one.cell);
      };
      const cells = {
        type: 'custom', id: 'cells', name: chart.value.label, clip: true, z: 1, data, encode: { x: -1, y: -1 },
        renderItem(params, api) {
          const one = data[params.dataIndex];
          const [column, row] = one.value;
          const from = api.coord([x.ends[column], y.ends[row + 1]]);
          const to = api.coord([x.ends[column + 1], y.ends[row]]);
          return {
            type: 'rect', style: { fill: fill(one) },
            // Rounded to whole pixels, so that no gaps appear between cells.
            shape: { x: Math.round(from[0]), y: Math.round(from[1]), width: Math.round(to[0]) - Math.round(from[0]), height: Math.round(to[1]) - Math.round(from[1]) },
          };
        },
      };
      return ek.option(theme, {
        grid: { left: box.left, right: 18, top: 14, bottom: 26 },
        xAxis: ek.axis(x.scale, theme, false), yAxis: ek.axis(y.scale, theme, false),
        tooltip: ek.tooltip(theme, 'item', (hit) => tip(chart, tones, hit)),
        series: [ek.labels(x.scale, y.scale, theme, box, 0), cells].concat(halo(ek.lines(chart.over, x.scale, y.scale, theme, state.hidden), theme)),
      });
    },
  };

  /** Points with an outline in the background color, so that they are visible on the map. */
  function halo(lines, theme) {
    for (const one of lines) {
      if (one.type === 'scatter') {
        if (!one.itemStyle.borderColor) Object.assign(one.itemStyle, { borderColor: theme.ground, borderWidth: 1.5 });
        one.symbolSize += 3;
      }
    }
    return lines;
  }

  function tip(chart, tones, hit) {
    const one = hit.data;
    if (!one || one.x === undefined) return '';
    const place = [
      { name: chart.x.label, value: ek.valueText(chart.x, one.x) },
      { name: chart.y.label, value: ek.valueText(chart.y, one.y) },
    ];
    if (hit.seriesId !== 'cells') return ek.tip(hit.seriesName, place.concat(one.note ? [{ name: one.note, value: '' }] : []));
    const region = tones.get(one.region);
    if (one.cell !== null || !region) place.push({ name: chart.value.label, value: one.cell === null ? 'not known' : ek.valueText(chart.value, one.cell) });
    return ek.tip(region ? region.name : '', place.concat(region && region.meaning ? [{ name: region.meaning, value: '' }] : []));
  }
})(evenkeel);
