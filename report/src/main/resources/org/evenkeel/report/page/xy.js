// Charts of lines and points.
'use strict';
(function (ek) {
  /** A point for ECharts, with the original values. */
  function point(series, i, x, y, color, arrows) {
    const true_ = { x: ek.real(series.x[i]), y: ek.real(series.y[i]) };
    const [across, up] = [x.place(true_.x), y.place(true_.y)];
    const made = {
      value: [across.at, up.at === null ? '-' : up.at], x: true_.x, y: true_.y,
      low: ek.real(series.low[i]), high: ek.real(series.high[i]), note: series.notes[i] || null, color,
    };
    made.beyond = up.at !== null && (up.edge !== 0 || across.edge !== 0);
    if (made.beyond && arrows(i)) {
      Object.assign(made, {
        symbol: 'triangle', symbolSize: series.x.length > 300 ? 7 : 11, itemStyle: { color, borderColor: color, opacity: 1 },
        symbolRotate: up.edge > 0 ? 0 : up.edge < 0 ? 180 : across.edge > 0 ? -90 : 90,
      });
    }
    return made;
  }

  /** The band around a series: a polygon for each run of points without a gap. */
  function band(series, x, y, color, index, opacity) {
    const runs = [];
    let run = null;
    series.x.forEach((_, i) => {
      const [at, low, high] = [x.place(ek.real(series.x[i])).at, y.place(ek.real(series.low[i])).at, y.place(ek.real(series.high[i])).at];
      if (at === null || low === null || high === null) {
        run = null;
      } else {
        if (run === null) runs.push((run = []));
        run.push([at, low, high]);
      }
    });
    return {
      type: 'custom', id: 'band ' + index, silent: true, clip: true, z: 1, tooltip: { show: false },
      data: [['-', '-']],
      renderItem: (_, api) => ({
        type: 'group',
        children: runs.filter((points) => points.length > 1).map((points) => ({
          type: 'polygon', silent: true,
          shape: {
            points: points.map((p) => api.coord([p[0], p[2]])).concat(points.slice().reverse().map((p) => api.coord([p[0], p[1]]))),
          },
          style: { fill: color, opacity },
        })),
      }),
    };
  }

  /** The ECharts series of a chart's series. */
  ek.lines = function (all, x, y, theme, hidden) {
    const made = [];
    const bands = all.filter((series) => series.low.length > 0 && !hidden.has(series.name)).length;
    all.forEach((series, index) => {
      if (hidden.has(series.name)) return;
      const color = theme.start(series.color);
      const points = series.style === 'POINTS';
      // A line along the edge has arrows at intervals; each point has its own.
      const every = points ? 1 : Math.ceil(series.x.length / 25);
      const data = series.x.map((_, i) => point(series, i, x, y, color, (at) => at % every === 0));
      const shown = points || series.style === 'LINE_AND_POINTS';
      const size = data.length > 300 ? 4 : data.length > 60 ? 6 : 8;
      if (series.low.length > 0) made.push(band(series, x, y, color, index, 0.2 / Math.sqrt(bands)));
      made.push({
        type: points ? 'scatter' : 'line', id: 'series ' + index, name: series.name, color, data, z: points ? 4 : 3, clip: false,
        symbol: shown ? ek.symbol(series.color) : 'none', symbolSize: size, showSymbol: true, connectNulls: false,
        itemStyle: ek.hollow(series.color)
          ? { color: theme.ground, borderColor: color, borderWidth: 1.5 } : { color, opacity: points && data.length > 300 ? 0.75 : 1 }, emphasis: { disabled: true },
        lineStyle: { color, width: 2, type: ek.dash(series.color) },
        style: series.style,
      });
    });
    return made;
  };

  /** Zones and marks, as a series without points. */
  function background(chart, x, y, theme, width) {
    const areas = chart.zones.map((zone) => {
      const scale = zone.of === 'Y' ? y : x;
      const [from, to] = [zone.from, zone.to].map((end, i) => {
        const at = scale.place(ek.real(end)).at;
        return at === null ? (i === 0 ? scale.min : scale.max) : at;
      });
      if (!(to > from)) return null;
      const key = zone.of === 'Y' ? 'yAxis' : 'xAxis';
      const high = zone.of === 'X' || (from + to) / 2 > (scale.min + scale.max) / 2;
      return [
        { name: ek.short(zone.name, 40), [key]: from, itemStyle: { color: theme.tones[zone.tone].zone },
          label: { position: zone.of === 'X' ? 'insideTopLeft' : high ? 'insideTop' : 'insideBottom', color: theme.tones[zone.tone].ink, fontSize: 12, textBorderColor: theme.ground, textBorderWidth: 3 } },
        { [key]: to },
      ];
    }).filter((area) => area !== null);
    const rows = stagger(chart, x, width);
    const marks = chart.marks.map((mark, i) => {
      const upright = mark.of === 'X';
      const scale = upright ? x : y;
      const share = scale.share(ek.real(mark.at));
      return {
        name: mark.name, [upright ? 'xAxis' : 'yAxis']: scale.place(ek.real(mark.at)).at,
        lineStyle: { color: mark.color < 0 ? theme.soft : theme.start(mark.color), type: [6, 4], width: 1.5 },
        label: {
          formatter: ek.short(mark.name, Math.max(14, Math.floor(width / 16))), color: theme.ink, fontSize: 12,
          position: upright ? 'end' : 'insideStartTop', distance: upright ? 8 + 15 * rows[i] : 3,
          textBorderColor: theme.ground, textBorderWidth: 3,
          align: upright ? (share > 0.75 ? 'right' : share < 0.25 ? 'left' : 'center') : 'left',
        },
      };
    });
    return {
      type: 'line', id: 'background', data: [], silent: true, z: 0, tooltip: { show: false },
      markArea: { silent: true, data: areas }, markLine: { silent: true, symbol: 'none', data: marks, z: 2 },
    };
  }

  /** The row above the chart for the name of each vertical mark, so that neighboring names do not overlap. */
  function stagger(chart, x, width) {
    const taken = [];
    return chart.marks.map((mark) => {
      if (mark.of !== 'X') return 0;
      const share = x.share(ek.real(mark.at));
      const long = Math.min(mark.name.length, Math.max(14, Math.floor(width / 16))) * 7 + 12;
      const at = share * width;
      const from = share > 0.75 ? at - long : share < 0.25 ? at : at - long / 2;
      let row = 0;
      while (taken.some((one) => one.row === row && one.from < from + long && from < one.to)) row++;
      taken.push({ row, from, to: from + long });
      return row;
    });
  }

  function tip(chart, theme) {
    return (hit) => {
      const points = (Array.isArray(hit) ? hit : [hit]).filter((one) => one.data && one.data.value);
      if (points.length === 0) return '';
      const x = points[0].data.x;
      const label = chart.x.names.length > 0 ? '' : chart.x.label + ' ';
      return ek.tip(label + ek.valueText(chart.x, x), points.map((one) => {
        const range = one.data.low === null && one.data.high === null ? '' : ` (${ek.number(one.data.low)} … ${ek.number(one.data.high)})`;
        return {
          color: one.data.color, sign: one.seriesType === 'scatter' ? '●' : '━', name: one.seriesName,
          value: one.data.y === null ? 'not measured' : ek.valueText(chart.y, one.data.y) + range,
          note: (one.data.note || '') + (one.data.beyond ? (one.data.note ? '; ' : '') + 'beyond the axis' : ''),
        };
      }));
    };
  }

  ek.values = (all, of) => all.flatMap((series) => (of === 'x' ? series.x : series.y.concat(series.low, series.high)).map(ek.real));

  /** The scales of a chart of series. */
  ek.planes = function (chart, series, state, box) {
    const marks = (of) => (chart.marks || []).filter((mark) => mark.of === of).map((mark) => ek.real(mark.at));
    const shown = series.filter((one) => !state.hidden.has(one.name));
    return {
      x: ek.scale(chart.x, ek.values(series, 'x').concat(marks('X')), state.whole, Math.max(3, Math.floor(box.width / 80))),
      y: ek.scale(chart.y, ek.values(shown.length ? shown : series, 'y').concat(marks('Y')), state.whole, Math.max(3, Math.floor(box.height / 42))),
    };
  };

  ek.draw.XyChart = {
    height: (chart, count, narrow) => (narrow ? 270 : count > 1 ? 300 : 380),
    count: (chart) => chart.series.reduce((sum, series) => sum + series.x.length, 0),
    names: (chart) => chart.series,
    beyond: (chart) => beyond(chart.y, chart.series.flatMap((series) => series.y.map(ek.real))) || beyond(chart.x, ek.values(chart.series, 'x')),
    option(chart, state, theme, box) {
      const { x, y } = ek.planes(chart, chart.series, state, box);
      const lone = chart.series.filter((series) => series.style === 'POINTS').length === chart.series.length;
      const rows = Math.max(-1, ...stagger(chart, x, box.plot).filter((_, i) => chart.marks[i].of === 'X'));
      return ek.option(theme, {
        grid: { left: box.left, right: 18, top: 14 + (rows < 0 ? 0 : 8 + 15 * (rows + 1)), bottom: 26 },
        xAxis: ek.axis(x, theme, true),
        yAxis: ek.axis(y, theme, false),
        tooltip: ek.tooltip(theme, lone && chart.x.names.length === 0 ? 'item' : 'axis', tip(chart, theme)),
        series: [ek.labels(x, y, theme, box, 0), background(chart, x, y, theme, box.plot)].concat(ek.lines(chart.series, x, y, theme, state.hidden)),
      });
    },
  };

  function beyond(axis, values) {
    const [low, high] = [ek.real(axis.low), ek.real(axis.high)];
    return axis.names.length === 0 && values.some((value) => value !== null && Number.isFinite(value) &&
      !(axis.scale === 'LOG' && value <= 0) && ((low !== null && value < low) || (high !== null && value > high)));
  }
  ek.beyond = beyond;
})(evenkeel);
