// Scales of axes. All charts draw on linear axes; a logarithmic axis shows logarithms.
'use strict';
(function (ek) {
  const EDGE = 1e-9;

  function niceStep(rough) {
    const power = Math.pow(10, Math.floor(Math.log10(rough)));
    const share = rough / power;
    return (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10) * power;
  }

  /** The label positions of a logarithmic axis: powers of ten, also times 2 and 5 on a short axis. */
  function logTicks(min, max, room) {
    const span = max - min;
    const fine = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5]].find((digits) => span * digits.length <= room);
    const ticks = [];
    if (span > 2.5 || !fine) {
      const step = [1, 2, 3, 5, 10, 20, 25, 50, 100, 200].find((one) => span / one <= room) || 500;
      for (let at = Math.ceil(min / step - EDGE) * step; at <= max + EDGE; at += step) ticks.push({ at, label: ek.power(at) });
      return ticks;
    }
    for (let power = Math.floor(min); power <= max; power++) {
      for (const digit of fine) {
        const at = power + Math.log10(digit);
        if (at >= min - EDGE && at <= max + EDGE) ticks.push({ at, label: ek.number(Number((digit * Math.pow(10, power)).toPrecision(3))) });
      }
    }
    if (ticks.length > 1) return ticks;
    // A shorter axis has round numbers.
    const [low, high] = [Math.pow(10, min), Math.pow(10, max)];
    return linearTicks(low, high, niceStep((high - low) / 4)).map(({ at, label }) => ({ at: Math.log10(at), label }));
  }

  function linearTicks(min, max, step) {
    const ticks = [];
    for (let count = Math.ceil(min / step - EDGE); count * step <= max + step * EDGE; count++) {
      ticks.push({ at: count * step, label: ek.number(Number((count * step).toPrecision(12))) });
    }
    return ticks;
  }

  /** The label positions of an axis of items: the first, then round numbers. */
  function countedTicks(names, room) {
    const step = Math.max(1, niceStep(names.length / room));
    const ticks = names.length > 0 ? [{ at: 1, label: '1' }] : [];
    for (let at = step; at <= names.length; at += step) if (at > 1) ticks.push({ at, label: String(at) });
    return ticks;
  }

  /**
   * The scale of an axis for its values. Given ends are kept, unless the whole range is requested; the others fit the
   * values. `room` is the largest number of labels.
   */
  ek.scale = function (axis, values, whole, room) {
    const log = axis.scale === 'LOG';
    const named = axis.names.length > 0;
    const turn = (value) => (log ? Math.log10(value) : value);
    let low = Infinity;
    let high = -Infinity;
    for (const value of values) {
      if (value === null || !Number.isFinite(value) || (log && value <= 0)) continue;
      const at = turn(value);
      if (at < low) low = at;
      if (at > high) high = at;
    }
    if (low > high) [low, high] = log ? [-1, 1] : [0, 1];
    let [min, max] = [low, high];
    if (named) {
      [min, max] = [0.5, axis.names.length + 0.5];
    } else {
      const given = [axis.low, axis.high].map((end) => {
        const at = end === null || end === undefined ? NaN : turn(ek.real(end));
        return Number.isFinite(at) ? at : null;
      });
      const fit = [given[0] === null || (whole && low < given[0]), given[1] === null || (whole && high > given[1])];
      [min, max] = [fit[0] ? low : given[0], fit[1] ? high : given[1]];
      if (!(max > min) && !fit[0]) max = min + 1;
      else if (!(max > min)) [min, max] = log ? [min - 0.5, min + 0.5] : [min - (Math.abs(min) || 1) / 2, min + (Math.abs(min) || 1) / 2];
      const grid = log ? (max - min) / 40 : niceStep((max - min) / 5) / 4;
      if (fit[0]) min = log ? min - grid : Math.floor(min / grid + EDGE) * grid;
      if (fit[1]) max = log ? max + grid : Math.ceil(max / grid - EDGE) * grid;
    }
    const slack = (max - min) * EDGE;
    const ticks = named ? countedTicks(axis.names, room) : log ? logTicks(min, max, room) : linearTicks(min, max, niceStep((max - min) / Math.min(room, 7)));

    /** The position of a value, and its edge if it is beyond one: -1 low, 1 high, 0 neither. */
    function place(value) {
      if (value === null || Number.isNaN(value)) return { at: null, edge: 0 };
      const at = log && value <= 0 ? -Infinity : turn(value);
      if (at < min - slack) return { at: min, edge: -1 };
      if (at > max + slack) return { at: max, edge: 1 };
      return { at: Math.min(max, Math.max(min, at)), edge: 0 };
    }

    return { axis, log, named, min, max, ticks, place, share: (value) => (place(value).at - min) / (max - min) };
  };

  /** A value of an axis as text: the name of the item, or the number. */
  ek.valueText = function (axis, value) {
    if (axis.names.length > 0 && Number.isInteger(value) && value >= 1 && value <= axis.names.length) {
      return axis.names[value - 1];
    }
    return ek.number(value);
  };

  /** A bare ECharts axis; {@link ek.labels} draws its labels. */
  ek.axis = (scale, theme, line) => ({
    type: 'value', min: scale.min, max: scale.max, axisTick: { show: false }, axisLabel: { show: false }, splitLine: { show: false },
    axisLine: { show: line, onZero: false, lineStyle: { color: theme.rule } },
  });

  /** The labels of an axis: names if they fit, else numbers. */
  function texts(scale, vertical, width) {
    const names = scale.axis.names;
    const longest = Math.max(0, ...names.map((name) => Array.from(name).length));
    const fits = scale.named && (vertical ? names.length <= 30 : (Math.min(longest, 18) * 7 + 10) * names.length < width);
    return fits ? names.map((name, i) => ({ at: i + 1, label: ek.short(name, vertical ? 8 : 18) })) : scale.ticks;
  }

  /** The labels of both axes and the grid lines, as a series without points. */
  ek.labels = function (x, y, theme, box, grid) {
    const font = '12px ' + theme.font;
    const [across, up] = [x === null ? [] : texts(x, false, box.plot), y === null ? [] : texts(y, true, box.plot)];
    return {
      type: 'custom', id: 'labels ' + grid, silent: true, clip: false, z: 0, tooltip: { show: false }, data: [['-', '-']],
      xAxisIndex: grid, yAxisIndex: grid,
      renderItem(params, api) {
        const area = params.coordSys;
        const children = [];
        for (const { at, label } of up) {
          const level = Math.round(api.coord([x === null ? 0 : x.min, at])[1]) + 0.5;
          children.push({ type: 'line', shape: { x1: area.x, y1: level, x2: area.x + area.width, y2: level }, style: { stroke: theme.rule, lineWidth: 1 } });
          children.push({ type: 'text', x: area.x - 8, y: level, style: { text: label, fill: theme.soft, font, textAlign: 'right', textVerticalAlign: 'middle' } });
        }
        for (const { at, label } of across) {
          const place = Math.round(api.coord([at, y === null ? 0 : y.min])[0]) + 0.5;
          children.push({ type: 'line', shape: { x1: place, y1: area.y + area.height, x2: place, y2: area.y + area.height + 4 }, style: { stroke: theme.soft, lineWidth: 1 } });
          children.push({ type: 'text', x: place, y: area.y + area.height + 7, style: { text: label, fill: theme.soft, font, textAlign: 'center', textVerticalAlign: 'top' } });
        }
        return { type: 'group', children };
      },
    };
  };
})(evenkeel);
