// Where values lie on an axis. All charts draw on linear axes; a log axis is one of logarithms.
'use strict';
(function (ek) {
  const EDGE = 1e-9;

  function niceStep(rough) {
    const power = Math.pow(10, Math.floor(Math.log10(rough)));
    const share = rough / power;
    return (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10) * power;
  }

  /** The step between the labels of a log axis, in powers of ten: of two where it is short. */
  function logStep(span, room) {
    if (span < 1.9) return Math.log10(2) * Math.max(1, Math.ceil(span / Math.log10(2) / room));
    return [1, 2, 3, 5, 10, 20, 25, 50, 100, 200].find((step) => span / step <= room) || 500;
  }

  /**
   * The scale of an axis for its values. Ends that are given hold, unless the whole range is asked for; the others fit the
   * values. `room` is the number of labels that there is room for.
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
    let fixed = [named ? 1 : ek.real(axis.low), named ? axis.names.length : ek.real(axis.high)].map((end, i) => {
      if (end === null || end === undefined || !Number.isFinite(turn(end))) return null;
      if (!whole || named) return turn(end);
      return i === 0 ? Math.min(turn(end), low) : Math.max(turn(end), high);
    });
    let [min, max] = [fixed[0] === null ? low : fixed[0], fixed[1] === null ? high : fixed[1]];
    if (named) [min, max] = [min - 0.5, max + 0.5];
    if (!(max > min)) [min, max] = log ? [min - 0.5, min + 0.5] : [min - (Math.abs(min) || 1) * 0.5, min + (Math.abs(min) || 1) * 0.5];
    const step = named ? Math.max(1, niceStep((max - min) / room)) : log ? logStep(max - min, room) : niceStep((max - min) / Math.min(room, 7));
    if (!named) {
      const grid = log && max - min < 1.9 ? step / 2 : step;
      if (fixed[0] === null || (whole && fixed[0] === low)) min = Math.floor(min / grid + EDGE) * grid;
      if (fixed[1] === null || (whole && fixed[1] === high)) max = Math.ceil(max / grid - EDGE) * grid;
    }
    const slack = (max - min) * EDGE;

    /** Where a value is drawn, and on which edge if it lies beyond: -1 the low one, 1 the high one, 0 neither. */
    function place(value) {
      if (value === null || Number.isNaN(value)) return { at: null, edge: 0 };
      const at = log && value <= 0 ? -Infinity : turn(value);
      if (at < min - slack) return { at: min, edge: -1 };
      if (at > max + slack) return { at: max, edge: 1 };
      return { at: Math.min(max, Math.max(min, at)), edge: 0 };
    }

    function label(at) {
      const count = Math.round(at / step);
      if (named) {
        const index = Math.round(at);
        return Math.abs(at - index) < 0.01 && index >= 1 && index <= axis.names.length ? index : null;
      }
      if (Math.abs(at - count * step) > step * 1e-3) return null;
      if (!log) return ek.number(Number((count * step).toPrecision(12)));
      const exponent = count * step;
      return Number.isInteger(step) ? ek.power(Math.round(exponent)) : ek.number(Number(Math.pow(10, exponent).toPrecision(3)));
    }

    return { axis, log, named, min, max, step, place, label, share: (value) => (place(value).at - min) / (max - min) };
  };

  /** The value of an axis as text: the name of the layer, or the number. */
  ek.valueText = function (axis, value) {
    if (axis.names.length > 0 && Number.isInteger(value) && value >= 1 && value <= axis.names.length) {
      return axis.names[value - 1];
    }
    return ek.number(value);
  };

  /** An axis of ECharts. Names stand on it if there is room for all of them, else their numbers. */
  ek.axis = function (scale, theme, vertical, width) {
    const names = scale.axis.names;
    const longest = Math.max(0, ...names.map((name) => Array.from(name).length));
    const fits = scale.named && (vertical ? true : (longest * 7 + 10) * names.length < width);
    return {
      type: 'value',
      min: scale.min,
      max: scale.max,
      interval: fits ? 1 : scale.step,
      axisLine: { show: !vertical, onZero: false, lineStyle: { color: theme.rule } },
      axisTick: { show: false },
      splitLine: { show: vertical, lineStyle: { color: theme.rule, opacity: 0.7 } },
      axisLabel: {
        color: theme.soft, fontSize: 12, hideOverlap: true, showMinLabel: true, showMaxLabel: true,
        formatter: (at) => {
          const label = scale.label(at);
          return label === null ? '' : fits ? ek.short(names[label - 1], 18) : String(label);
        },
      },
    };
  };
})(evenkeel);
