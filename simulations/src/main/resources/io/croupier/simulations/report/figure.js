/* The frame of a chart: caption, read-out, drawing, and a slider for those who read by keyboard. */

const figures = [];

/** What all charts over time point at together, as seconds from and to; null where none is pointed at. */
const pointer = {
  span: null,
  pending: false,
  set(span) {
    this.span = span;
    if (this.pending) return;
    this.pending = true;
    requestAnimationFrame(() => {
      this.pending = false;
      for (const figure of figures) figure.follow(this.span);
    });
  },
};

class Figure {
  /**
   * @param title what it shows
   * @param subject of what it shows that, for those who do not see the heading above it
   * @param unit of the vertical axis, in words
   * @param items what the legend lists: {name, look}
   * @param stops how many places the slider has
   * @param summary the drawing in words
   */
  constructor({ title, subject, unit, items, stops, summary, kind }) {
    this.summary = summary;
    this.title = [subject, title].filter(Boolean).join(': ');
    this.when = element('span', { class: 'when' });
    this.values = items.map(() => element('span', { class: 'value' }));
    this.readout = element(
      'p',
      { class: 'readout' },
      this.when,
      ...items.map((item, i) =>
        element(
          'span',
          { class: 'item' },
          swatch(item.look),
          element('span', { class: 'name', text: item.name }),
          this.values[i],
        ),
      ),
    );
    this.svg = shape('svg', { role: 'img' });
    this.slider = element('input', {
      type: 'range',
      min: 0,
      max: Math.max(0, stops - 1),
      value: 0,
      'aria-label': `${this.title}, read a value`,
    });
    this.plot = element('div', { class: 'plot' }, this.svg, this.slider);
    this.node = element(
      'figure',
      { class: `chart ${kind}` },
      element(
        'figcaption',
        {},
        element('span', { class: 'title', text: title }),
        unit ? element('span', { class: 'unit', text: unit }) : null,
      ),
      this.readout,
      this.plot,
    );
    this.width = 0;
    figures.push(this);
    this.#listen();
  }

  #listen() {
    const point = (event) =>
      this.pointAt(((event.clientX - this.svg.getBoundingClientRect().left) * this.width) / this.svg.clientWidth);
    this.svg.addEventListener('pointermove', point);
    this.svg.addEventListener('pointerdown', point);
    this.svg.addEventListener('pointerleave', () => this.leave());
    this.slider.addEventListener('input', () => this.stopAt(this.slider.valueAsNumber));
    this.slider.addEventListener('focus', () => this.stopAt(this.slider.valueAsNumber));
    this.slider.addEventListener('blur', () => this.leave());
  }

  /** Draws it anew for this width in pixels. */
  draw(width) {
    this.width = Math.max(200, Math.round(width));
    const { top, height, parts } = this.parts(this.width);
    const title = freshId('title');
    const description = freshId('desc');
    this.cursor = shape('line', { class: 'cursor', x1: -9, x2: -9, y1: top, y2: height });
    this.svg.setAttribute('viewBox', `0 0 ${this.width} ${height}`);
    this.svg.setAttribute('aria-labelledby', title);
    this.svg.setAttribute('aria-describedby', description);
    this.svg.replaceChildren(
      shape('title', { id: title, text: this.title }),
      shape('desc', { id: description, text: this.summary }),
      ...parts,
      this.cursor,
      // Its empty title keeps browsers from showing the drawing's as a tip over the chart.
      shape('rect', { class: 'hit', width: this.width, height }, shape('title')),
    );
    this.say(this.rest());
  }

  /** Puts these words into the read-out, and the line at x; without x there is no line. */
  say({ when, values, x = -9 }) {
    if (this.when.textContent !== when) this.when.textContent = when;
    values.forEach((value, i) => {
      if (this.values[i].textContent !== value) this.values[i].textContent = value;
    });
    this.cursor.setAttribute('x1', x);
    this.cursor.setAttribute('x2', x);
    if (document.activeElement === this.slider) {
      const names = [...this.readout.querySelectorAll('.name')].map((name, i) => `${name.textContent} ${values[i]}`);
      this.slider.setAttribute('aria-valuetext', [when, ...names].join(', '));
    }
  }

  /** Follows the pointer that the charts over time share; a chart of something else does not. */
  follow() {}
}

/** A sample of a line, as wide or thin as in the drawing. */
const swatch = (look) =>
  shape(
    'svg',
    { class: 'swatch', viewBox: '0 0 18 10', 'aria-hidden': 'true' },
    shape('path', { class: `stroke ${look}`, d: 'M1 5h16' }),
  );

/** Keeps each read-out as high as its words at rest need, so that nothing moves while one points. */
function steady() {
  for (const figure of figures) figure.readout.style.minHeight = '';
  const heights = figures.map((figure) => figure.readout.offsetHeight);
  figures.forEach((figure, i) => (figure.readout.style.minHeight = `${heights[i]}px`));
}

/** Draws all figures, and again where the page gets another width or goes to a printer. */
function drawFigures() {
  let printing = false;
  const fit = () => {
    const widths = figures.map((figure) => figure.plot.clientWidth);
    let changed = false;
    figures.forEach((figure, i) => {
      if (widths[i] > 0 && Math.abs(widths[i] - figure.width) >= 1) {
        figure.draw(widths[i]);
        changed = true;
      }
    });
    if (changed) steady();
  };
  fit();
  const observer = new ResizeObserver(() => printing || fit());
  for (const figure of figures) observer.observe(figure.plot);
  window.addEventListener('beforeprint', () => {
    printing = true;
    for (const figure of figures) figure.draw(figure.node.closest('.grid') ? 340 : 690);
  });
  window.addEventListener('afterprint', () => {
    printing = false;
    fit();
  });
}
