// Pictures that core writes as text, on canvases: a character for each pixel, '0' for -1 to 'n' for 1.
const Pixels = (() => {
  const MIDDLE = 31;

  function colour(name) {
    const text = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    return [1, 3, 5].map((i) => parseInt(text.slice(i, i + 2), 16));
  }

  /** The colours of all levels, from one over another to a third. */
  function scale(low, middle, high) {
    const [from, through, to] = [low, middle, high].map(colour);
    const end = (level) => (level < MIDDLE ? from : to);
    return Array.from({ length: 2 * MIDDLE + 1 }, (_, level) =>
      through.map((c, i) => Math.round(c + (end(level)[i] - c) * Math.abs(level - MIDDLE) / MIDDLE)));
  }

  /** Square pictures side by side, with a pixel of ground between. */
  function strip(canvas, pictures, colours) {
    const side = Math.round(Math.sqrt(pictures[0].length));
    const width = pictures.length * (side + 1) - 1;
    if (canvas.width !== width || canvas.height !== side) [canvas.width, canvas.height] = [width, side];
    const context = canvas.getContext('2d');
    const image = context.createImageData(width, side);
    pictures.forEach((picture, k) => {
      for (let i = 0; i < picture.length; i++) {
        const at = 4 * (Math.floor(i / side) * width + k * (side + 1) + (i % side));
        const rgb = colours[picture.charCodeAt(i) - 48];
        image.data[at] = rgb[0];
        image.data[at + 1] = rgb[1];
        image.data[at + 2] = rgb[2];
        image.data[at + 3] = 255;
      }
    });
    context.putImageData(image, 0, 0);
  }

  return { scale, strip };
})();
