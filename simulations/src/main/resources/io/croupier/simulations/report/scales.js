/* Axes and lines: what stands where, and which of a long series' points are worth a stroke. */

/** Round numbers around the values, with 0 among them, about so many of them. */
function linearScale(least, most, wanted) {
  const low = Math.min(0, least);
  const high = Math.max(0, most) > low ? Math.max(0, most) : 1;
  const goal = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(goal));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= goal * 0.999) ?? goal;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return {
    ticks: Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step),
    share: (value) => (value / step - first) / (last - first),
  };
}

/** The next 1, 2 or 5 times a power of ten: at most the value, or at least it. */
function roundTo(value, up) {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const steps = up ? [1, 2, 5, 10] : [5, 2, 1];
  const fits = (each) => (up ? each * power >= value * 0.9999 : each * power <= value * 1.0001);
  return (steps.find(fits) ?? (up ? 10 : 1)) * power;
}

/**
 * A logarithmic axis over positive values, at least a decade long, with ticks at 1, 2 and 5 where there is room and at
 * every so many powers of ten where there is not.
 */
function logScale(least, most, room) {
  let low = roundTo(Math.max(least, 1e-6), false);
  const high = roundTo(Math.max(most, low), true);
  if (high / low < 9.99) low = high / 10;
  const decades = Math.log10(high / low);
  const ticks = [];
  const dense = decades * 3 <= room;
  const every = Math.max(1, Math.ceil(decades / room));
  const first = Math.floor(Math.log10(low) + 1e-9);
  for (let exponent = first; 10 ** exponent <= high * 1.0001; exponent++) {
    if (!dense && (exponent - first) % every) continue;
    for (const each of dense ? [1, 2, 5] : [1]) {
      const tick = Number(`${each}e${exponent}`);
      if (tick >= low * 0.9999 && tick <= high * 1.0001) ticks.push(tick);
    }
  }
  return {
    low,
    high,
    ticks,
    share: (value) => Math.log10(Math.min(Math.max(value, low), high) / low) / decades,
  };
}

/** Labels below the horizontal axis, centred under their ticks, none beyond the right or into the one before. */
function axisLabels(ticks, { xOf, right, y, wordsOf }) {
  let end = -Infinity;
  return ticks.flatMap((tick) => {
    const words = wordsOf(tick);
    const width = widthOf(words);
    const x = Math.min(xOf(tick) - width / 2, right - width);
    if (x < end + 8) return [];
    end = x + width;
    return [shape('text', { x: x.toFixed(1), y, text: words })];
  });
}

const TIME_STEPS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
];

/** Times for so many labels along the axis, in seconds. */
function timeTicks(span, wanted) {
  const step = TIME_STEPS.find((each) => span / each <= wanted) ?? Math.ceil(span / wanted / 86400) * 86400;
  return { step, times: Array.from({ length: Math.floor(span / step + 1e-9) + 1 }, (_, i) => i * step) };
}

/**
 * The runs of points between gaps, as lists of [index, value]. Where there are more than two values for a column of the
 * drawing, each column keeps its least and its greatest, in their order: no peak is lost.
 */
function condense(values, columns) {
  const runs = [];
  let run = null;
  const add = (index) => {
    if (!run) runs.push((run = []));
    run.push([index, values[index]]);
  };
  if (values.length <= 2 * columns) {
    values.forEach((value, index) => (value === null ? (run = null) : add(index)));
    return runs;
  }
  for (let column = 0; column < columns; column++) {
    const end = Math.floor(((column + 1) * values.length) / columns);
    let least = -1;
    let most = -1;
    for (let i = Math.floor((column * values.length) / columns); i < end; i++) {
      if (values[i] === null) continue;
      if (least < 0 || values[i] < values[least]) least = i;
      if (most < 0 || values[i] > values[most]) most = i;
    }
    if (least < 0) {
      run = null;
      continue;
    }
    add(Math.min(least, most));
    if (least !== most) add(Math.max(least, most));
  }
  return runs;
}

/** SVG path data through these points; a point that stands alone becomes a dot. */
function pathThrough(points) {
  const [first, ...rest] = points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`);
  return rest.length ? `M${first}L${rest.join('L')}` : `M${first}h.01`;
}

const brush = document.createElement('canvas').getContext('2d');
brush.font = '11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

/** How many pixels a label of a chart takes. */
const widthOf = (label) => Math.ceil(brush.measureText(label).width * 1.04);

/** Moves labels apart that are less than a line from each other, within the plot: [{y}] in place. */
function spread(labels, line, top, bottom) {
  labels.sort((a, b) => a.y - b.y);
  labels.forEach((label, i) => {
    label.y = Math.max(label.y, top, i ? labels[i - 1].y + line : top);
  });
  for (let i = labels.length - 1, limit = bottom; i >= 0; i--, limit -= line) {
    labels[i].y = Math.min(labels[i].y, limit);
    limit = labels[i].y;
  }
}
