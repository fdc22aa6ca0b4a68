/** The crash curve on a canvas: grows with the multiplier, rescales as it goes, and freezes where it burst. */

const PAD = { left: 44, right: 16, top: 18, bottom: 22 };
const MARKS = [1, 1.2, 1.5, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];

export class Curve {
  #canvas;
  #context;
  #size = { width: 0, height: 0 };
  #drawn = '';

  constructor(canvas) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d');
    new ResizeObserver(() => this.#resize()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => (this.#drawn = ''));
    this.#resize();
  }

  #resize() {
    const { width, height } = this.#canvas.getBoundingClientRect();
    const ratio = Math.min(devicePixelRatio || 1, 2);
    this.#size = { width, height };
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#drawn = '';
  }

  /**
   * @param multiplier how high it stands, 1 and more
   * @param growthPerMs the multiplier after t ms is e^(growth t)
   * @param phase flying, result, or anything else for an empty sky
   * @param cashedOut multipliers to mark
   */
  draw({ multiplier, growthPerMs, phase, cashedOut }) {
    const key = [multiplier.toFixed(4), phase, cashedOut.join()].join();
    if (key === this.#drawn || !this.#size.width) return;
    this.#drawn = key;
    const style = getComputedStyle(this.#canvas);
    const ink = (name) => style.getPropertyValue(name).trim();
    const top = Math.max(2, multiplier * 1.18);
    const elapsedMs = Math.log(Math.max(1, multiplier)) / growthPerMs;
    const spanMs = Math.max(Math.log(1.8) / growthPerMs, elapsedMs * 1.08);
    const { width, height } = this.#size;
    const x = (ms) => PAD.left + (ms / spanMs) * (width - PAD.left - PAD.right);
    const y = (m) => height - PAD.bottom - ((m - 1) / (top - 1)) * (height - PAD.top - PAD.bottom);
    const c = this.#context;
    c.clearRect(0, 0, width, height);
    this.#grid(c, { top, spanMs, x, y, ink });
    if (phase !== 'flying' && phase !== 'result') return;
    const colour = ink(phase === 'result' ? '--burst' : '--rise');
    const points = Array.from({ length: 81 }, (_, i) => (elapsedMs * i) / 80).map((ms) => [x(ms), y(Math.exp(growthPerMs * ms))]);
    this.#line(c, points, colour, y(1));
    for (const mark of cashedOut) this.#dot(c, x(Math.log(mark) / growthPerMs), y(mark), 5, ink('--cash'));
    const [tipX, tipY] = points.at(-1);
    this.#dot(c, tipX, tipY, phase === 'result' ? 7 : 5.5, colour);
  }

  #grid(c, { top, spanMs, x, y, ink }) {
    const { width } = this.#size;
    c.strokeStyle = ink('--line');
    c.fillStyle = ink('--muted');
    c.lineWidth = 1;
    c.font = '11px system-ui, sans-serif';
    c.textBaseline = 'middle';
    c.textAlign = 'right';
    const inside = MARKS.filter((mark) => mark <= top);
    const shown = inside.filter((mark, i) => mark === 1 || i > inside.length - 5);
    for (const mark of shown) {
      const level = Math.round(y(mark)) + 0.5;
      if (mark !== 1 && y(1) - level < 16) continue;
      c.globalAlpha = mark === 1 ? 1 : 0.6;
      c.beginPath();
      c.moveTo(PAD.left, level);
      c.lineTo(width - PAD.right, level);
      c.stroke();
      c.globalAlpha = 1;
      c.fillText(`${mark}×`, PAD.left - 8, level);
    }
    c.textAlign = 'center';
    const seconds = spanMs / 1000;
    const step = [1, 2, 5, 10, 20, 30, 60].find((each) => seconds / each <= 6) ?? 60;
    for (let second = step; second < seconds; second += step) c.fillText(`${second}s`, x(second * 1000), y(1) + 12);
  }

  #line(c, points, colour, floor) {
    c.beginPath();
    points.forEach(([px, py], i) => (i ? c.lineTo(px, py) : c.moveTo(px, py)));
    c.strokeStyle = colour;
    c.lineWidth = 3;
    c.lineJoin = c.lineCap = 'round';
    c.stroke();
    c.lineTo(points.at(-1)[0], floor);
    c.lineTo(points[0][0], floor);
    c.globalAlpha = 0.13;
    c.fillStyle = colour;
    c.fill();
    c.globalAlpha = 1;
  }

  #dot(c, x, y, radius, colour) {
    c.beginPath();
    c.arc(x, y, radius, 0, 2 * Math.PI);
    c.fillStyle = colour;
    c.fill();
  }
}
