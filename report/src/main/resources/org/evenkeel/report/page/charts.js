// Shared by all charts: numbers, elements, colors, tooltips, legend.
'use strict';
const evenkeel = { draw: {}, data: JSON.parse(document.getElementById('page').textContent) };

(function (ek) {
  const SUPERSCRIPT = { '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' };

  /** A number from JSON, where infinite numbers are strings. */
  ek.real = (value) => (value === undefined || value === null ? null : Number(value));

  /** A number with four significant digits. */
  ek.number = function (value) {
    if (value === null || value === undefined || Number.isNaN(value)) return '–';
    if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
    const short = Number(value.toPrecision(4));
    const size = Math.abs(short);
    const text = size !== 0 && (size < 1e-3 || size >= 1e6) ? short.toExponential() : String(short);
    return text.replace('e+', 'e').replace(/-/g, '−');
  };

  /** A power of ten. */
  ek.power = (exponent) => '10' + String(exponent).split('').map((c) => SUPERSCRIPT[c]).join('');

  /** An element; names are set as text, so that markup in them has no effect. */
  ek.element = function (tag, attributes, children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === true) made.setAttribute(name, '');
      else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value);
    }
    for (const child of children || []) made.append(child);
    return made;
  };

  /** A name abbreviated for a chart; tooltip and table show it in full. */
  ek.short = function (name, length) {
    const characters = Array.from(name.replace(/[\r\n\u2028\u2029]/g, ' '));
    return characters.length <= length ? characters.join('') : characters.slice(0, length - 1).join('') + '…';
  };

  /** The colors of the current theme, light or dark. */
  ek.theme = function () {
    const style = getComputedStyle(document.documentElement);
    const get = (name) => style.getPropertyValue('--' + name).trim();
    const tones = {};
    for (const tone of ['neutral', 'good', 'bad', 'low', 'high']) {
      tones[tone.toUpperCase()] = { ink: get(tone), zone: get('zone-' + tone), region: get('region-' + tone) };
    }
    return {
      ground: get('ground'), raised: get('raised'), ink: get('ink'), soft: get('soft'), rule: get('rule'), tones,
      dark: document.documentElement.dataset.ground === 'dark',
      font: getComputedStyle(document.body).fontFamily,
      start: (number) => (number < 0 ? get('soft') : get('start-' + (number % 8))),
    };
  };

  // Starts differ in color, symbol and dash. Triangles are reserved for values beyond an axis.
  const SYMBOLS = ['circle', 'rect', 'diamond', 'emptyCircle', 'emptyRect', 'emptyDiamond', 'roundRect', 'arrow'];
  const DASHES = ['solid', [9, 3], [2, 2.5], [10, 3, 2, 3], [5, 2], [9, 3, 2, 3, 2, 3], [1, 3], [14, 4]];
  const named = (number) => (number < 0 ? 'circle' : SYMBOLS[number % 8]);
  ek.hollow = (number) => named(number).startsWith('empty');
  ek.symbol = (number) => (ek.hollow(number) ? named(number).slice(5).replace(/^./, (c) => c.toLowerCase()) : named(number));
  ek.dash = (number) => (number < 0 ? 'solid' : DASHES[number % 8]);

  const SHAPES = {
    circle: '<circle cx="14" cy="7" r="4"/>', rect: '<rect x="10" y="3" width="8" height="8"/>',
    diamond: '<path d="M14 2l5 5-5 5-5-5z"/>', roundRect: '<rect x="10" y="3" width="8" height="8" rx="3"/>',
    arrow: '<path d="M14 2l4 10-4-3-4 3z"/>',
  };

  /** The legend symbol of a series: a line, a marker or both. */
  ek.sample = function (color, number, styles) {
    const wide = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const line = styles.find((style) => style !== 'POINTS');
    const points = styles.some((style) => style === 'POINTS' || style === 'LINE_AND_POINTS');
    const hollow = ek.hollow(number);
    const shape = SHAPES[ek.symbol(number)];
    const dash = line ? ek.dash(number) : 'solid';
    wide.setAttribute('viewBox', '0 0 28 14');
    wide.setAttribute('width', '28');
    wide.setAttribute('height', '14');
    wide.setAttribute('aria-hidden', 'true');
    // Safe as HTML: it contains numbers and a style sheet color, but no name.
    wide.innerHTML =
      (line ? `<path d="M0 7h28" fill="none" stroke="${color}" stroke-width="2" stroke-dasharray="${dash === 'solid' ? 'none' : dash}"/>` : '') +
      (points ? `<g fill="${hollow ? 'var(--ground)' : color}" stroke="${color}" stroke-width="1.5">${shape}</g>` : '');
    return wide;
  };

  /** A tooltip: a heading, then rows of color, name, number and a note. */
  ek.tip = function (heading, rows) {
    const tip = ek.element('div', { class: 'tip' });
    if (heading) tip.append(ek.element('strong', { dir: 'auto' }, [heading]));
    for (const row of rows) {
      const dot = ek.element('span', { 'aria-hidden': 'true' }, [row.sign || '']);
      dot.style.color = row.color || 'inherit';
      const line = ek.element('div', {}, [
        dot,
        ek.element('span', { class: 'name', dir: 'auto' }, [row.name]),
        ek.element('span', { class: 'number' }, [row.value]),
      ]);
      if (row.note) line.append(ek.element('small', { dir: 'auto' }, [row.note]));
      tip.append(line);
    }
    return tip;
  };

  /** The options that all charts share. */
  ek.option = (theme, more) => Object.assign({
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: theme.font, color: theme.soft },
    tooltip: ek.tooltip(theme, 'item', null),
  }, more);

  ek.tooltip = (theme, trigger, formatter) => ({
    trigger, formatter, confine: true, renderMode: 'html', transitionDuration: 0,
    backgroundColor: theme.raised, borderColor: theme.rule, borderWidth: 1, padding: [6, 10],
    textStyle: { color: theme.ink, fontSize: 13 },
    extraCssText: 'box-shadow: 0 2px 10px rgba(0,0,0,.18);',
    axisPointer: { type: 'line', lineStyle: { color: theme.soft, width: 1, type: 'solid' }, label: { show: false }, snap: true },
  });

  /** A color ramp from dark to light that is safe for color-blind readers. */
  const RAMP = ['#00224e', '#123570', '#3b496c', '#575d6d', '#707173', '#8a8678', '#a59c74', '#c3b369', '#e1cc55', '#fee838'];
  ek.ramp = function (share) {
    const at = Math.min(1, Math.max(0, share)) * (RAMP.length - 1);
    const low = Math.min(RAMP.length - 2, Math.floor(at));
    const part = (color, i) => parseInt(color.slice(1 + 2 * i, 3 + 2 * i), 16);
    const mix = [0, 1, 2].map((i) => Math.round(part(RAMP[low], i) + (at - low) * (part(RAMP[low + 1], i) - part(RAMP[low], i))));
    return `rgb(${mix.join(',')})`;
  };

  /** A legend entry for a color ramp. */
  ek.rampKey = function (label, low, high, from = 0, to = 1) {
    const colors = ek.element('i', { 'aria-hidden': 'true' });
    colors.style.background = `linear-gradient(90deg, ${RAMP.map((_, i) => ek.ramp(from + ((to - from) * i) / (RAMP.length - 1))).join(',')})`;
    return ek.element('div', { class: 'scale' }, [label, low, high].map((text) => ek.element('span', {}, [text])).flatMap((text, i) => (i === 1 ? [text, colors] : [text])));
  };

  /** A legend entry for a color. */
  ek.key = function (background, name, meaning) {
    const swatch = ek.element('span', { class: 'swatch', 'aria-hidden': 'true' });
    swatch.style.background = background;
    const text = ek.element('span', { class: 'key' }, [swatch, ek.element('span', { dir: 'auto', title: name, class: 'name' }, [name])]);
    if (meaning) text.append(ek.element('small', {}, [meaning]));
    return ek.element('li', {}, [text]);
  };
})(evenkeel);
