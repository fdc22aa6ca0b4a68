/* How often an operation took how long; both axes logarithmic, so that the rare slow ones can be seen. */

const BAR = 4;
const HEIGHT = 130;

class Histogram extends Figure {
  #bins;
  #marks;
  #total;

  /**
   * @param subject what took so long
   * @param buckets of [upper bound in ms, count], in the order of their bounds
   * @param marks percentiles as {name, value}
   */
  constructor({ title, subject, buckets, marks }) {
    const total = sum(buckets.map(([, count]) => count));
    const middle = marks.map((each) => `${each.name} ${quantity(each.value, 'ms')}`);
    const range = `${quantity(buckets[0][0], 'ms')} to ${quantity(buckets.at(-1)[0], 'ms')}`;
    super({
      title,
      subject,
      unit: 'ms and count, log scales',
      items: [{ name: 'answers', look: 'tone-1 strong' }],
      stops: 0,
      summary: `${plural(total, 'answer')} from ${range}. ${middle.join(', ')}.`,
      kind: 'histogram',
    });
    this.#total = total;
    this.#marks = marks;
    this.#bins = withLowerBounds(buckets);
  }

  parts(width) {
    const marks = [...this.#marks].sort((a, b) => a.value - b.value);
    const bounds = [...this.#bins.map((bin) => bin.to), ...marks.map((each) => each.value)];
    const left = widthOf(round(sum(this.#bins.map((bin) => bin.count)))) + 16;
    const right = width - 12;
    const across = logScale(Math.max(1e-3, this.#bins[0].from), Math.max(...bounds), (right - left) / 40);
    const xOf = (value) => left + across.share(value) * (right - left);
    this.bars = joinedBars(this.#bins, xOf);
    const highest = Math.max(...this.bars.map((bar) => bar.count));
    // Half a count below one, so that a single one has a bar.
    const up = logScale(1, highest, HEIGHT / 24);
    const decades = Math.log10(up.high / up.low);
    const share = (count) => (up.share(count) * decades + 0.3) / (decades + 0.3);
    const top = 10 + LANE;
    const bottom = top + HEIGHT;
    const yOf = (count) => bottom - share(count) * HEIGHT;
    this.slider.max = this.bars.length - 1;
    return {
      top,
      height: bottom + FOOT,
      parts: [
        shape(
          'g',
          { class: 'axis' },
          ...up.ticks.map((tick) => shape('path', { d: `M${left} ${yOf(tick).toFixed(1)}H${right}` })),
          shape('path', { d: `M${left} ${bottom}H${right}` }),
          ...up.ticks.map((tick) => shape('text', { x: left - 6, y: yOf(tick) + 4, class: 'end', text: round(tick) })),
          ...axisLabels(across.ticks, { xOf, right: right + 10, y: bottom + 15, wordsOf: round }),
          ...across.ticks.map((tick) => shape('path', { d: `M${xOf(tick).toFixed(1)} ${bottom}v4` })),
        ),
        shape('path', {
          class: 'bars',
          d: this.bars
            .map(
              ({ x, width: w, count }) =>
                `M${Math.round(x)} ${bottom}V${yOf(count).toFixed(1)}H${Math.round(x + w)}V${bottom}Z`,
            )
            .join(''),
        }),
        this.#percentiles({ marks, xOf, top, bottom, right }),
      ],
    };
  }

  /** Their names from the slowest down, as the tail matters most; one without room for its name keeps its line. */
  #percentiles({ marks, xOf, top, bottom, right }) {
    const group = shape('g', { class: 'limit' });
    let free = right + 12;
    for (const { name, value } of marks.reverse()) {
      const x = xOf(value);
      group.append(shape('path', { d: `M${x.toFixed(1)} ${top - 4}V${bottom}` }));
      const width = widthOf(name);
      const start = Math.min(x - width / 2, right + 10 - width);
      if (start + width <= free) {
        group.append(shape('text', { x: start, y: top - 8, text: name }));
        free = start - 5;
      }
    }
    return group;
  }

  rest() {
    const percentiles = this.#marks.map(({ name, value }) => `${name} ${quantity(value, 'ms')}`);
    return { when: 'all, without the warm-up', values: [[whole(this.#total), ...percentiles].join(', ')] };
  }

  pointAt(x) {
    const distance = (bar) => Math.max(bar.x - x, x - bar.x - bar.width, 0);
    this.stopAt(this.bars.reduce((best, bar, i) => (distance(bar) < distance(this.bars[best]) ? i : best), 0));
  }

  stopAt(index) {
    const bar = this.bars[index];
    if (!bar) return;
    if (document.activeElement !== this.slider) this.slider.value = index;
    this.say({
      when: `${decimal(bar.from)} to ${quantity(bar.to, 'ms')}`,
      values: [
        `${whole(bar.count)} (${percent(bar.count, this.#total)}), up to here ${percent(bar.upTo, this.#total)}`,
      ],
      x: bar.x + bar.width / 2,
    });
  }

  leave() {
    this.say(this.rest());
  }
}

/**
 * Buckets with both bounds. A list may leave out empty buckets, so one is at most as wide as is usual in it; how wide
 * that is, is the median of the ratios between neighbours.
 */
function withLowerBounds(buckets) {
  const ratios = buckets
    .slice(1)
    .map(([bound], i) => bound / buckets[i][0])
    .sort((a, b) => a - b);
  const usual = Math.min(Math.max(ratios[Math.floor(ratios.length / 2)] ?? 2, 1.01), 10);
  let upTo = 0;
  return buckets.map(([to, count], i) => {
    upTo += count;
    return { from: Math.max(to / usual, i ? buckets[i - 1][0] : 0), to, count, upTo };
  });
}

/** Bars at least some pixels wide: narrower neighbours become one, with the sum of their counts. */
function joinedBars(bins, xOf) {
  const bars = [];
  for (const bin of bins) {
    const x = xOf(bin.from);
    const end = Math.max(xOf(bin.to), x + 1);
    const last = bars.at(-1);
    if (last && end - last.x <= BAR) {
      Object.assign(last, { to: bin.to, count: last.count + bin.count, upTo: bin.upTo, end });
    } else {
      bars.push({ ...bin, x, end });
    }
  }
  bars.forEach((bar, i) => {
    const room = (bars[i + 1]?.x ?? Infinity) - bar.x;
    bar.width = Math.max(1, Math.min(Math.max(bar.end - bar.x, BAR) - (bar.end - bar.x > 6 ? 1 : 0), room));
  });
  return bars;
}

/** The buckets of a document that are ones: positive bounds that grow, counts above zero. */
function readBuckets(value) {
  const buckets = list(value)
    .map((pair) => list(pair).map(number))
    .filter(
      ([bound, count]) =>
        bound !== undefined && bound !== null && bound > 0 && count !== undefined && count !== null && count > 0,
    );
  buckets.sort((a, b) => a[0] - b[0]);
  return buckets;
}
