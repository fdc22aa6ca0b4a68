/* Values over the time of the run, with the faults as bands behind them. */

const MARGIN = 8;
const FOOT = 20;
const LONGEST_NAME = 12;

class TimeChart extends Figure {
  #spec;

  /**
   * @param spec title, subject, unit and suffix of a value; series of {name, look, values, area}, with percentile and
   *     overall where they are percentiles; log for a logarithmic axis; limits of
   *     {value, label}; axis with interval, span and warmUp in seconds and the faults; inWords for labels that name the fault
   */
  constructor(spec) {
    super({
      title: spec.title,
      subject: spec.subject,
      unit: [spec.unit, spec.log ? 'log scale' : ''].filter(Boolean).join(', '),
      items: spec.series,
      stops: Math.max(...spec.series.map((series) => series.values.length)),
      summary: '',
      kind: 'over-time',
    });
    this.#spec = { limits: [], height: 130, ...spec };
    this.extents = spec.series.map((series) => extent(series.values));
    const positive = (least, value) => (value !== null && value > 0 && value < least ? value : least);
    this.leastPositive = spec.series.reduce((least, series) => series.values.reduce(positive, least), Infinity);
    this.summary = this.#words();
  }

  #words() {
    const { axis, series, suffix, limits } = this.#spec;
    const lines = series.map((each, i) => `${each.name}: ${inShort(each, this.extents[i], suffix)}.`);
    const faults = happened(axis.faults)
      .slice(0, 30)
      .map((fault) => `${fault.label} at ${clock(fault.at)}`);
    return [
      `Time from 00:00 to ${clock(axis.span)}.`,
      ...lines,
      ...limits.map((limit) => `${limit.label}.`),
      faults.length ? `Faults: ${faults.join('; ')}.` : '',
    ].join(' ');
  }

  parts(width) {
    const { axis, series, log, height, limits, inWords } = this.#spec;
    const seen = this.extents.filter(Boolean);
    const values = [...seen.map((each) => each.most), ...limits.map((limit) => limit.value)];
    const most = values.length ? Math.max(...values) : 1;
    const scale = log
      ? logScale(Math.min(this.leastPositive, most || 1), most, height / 24)
      : linearScale(Math.min(...seen.map((each) => each.least), 0), most, height / 36);
    const names = series.length > 1;
    const left = Math.max(24, ...scale.ticks.map((tick) => widthOf(round(tick)))) + MARGIN;
    const right =
      width -
      (names ? Math.max(...series.map(({ name }) => widthOf(cut(name, LONGEST_NAME)))) + MARGIN + 4 : MARGIN + 4);
    const xOf = (seconds) => left + (Math.min(Math.max(seconds, 0), axis.span) / axis.span) * (right - left);
    const drawn = happened(axis.faults);
    const labels = placeLabels(drawn, xOf, left, names ? right : width - 2, inWords);
    const top = 10 + labels.lanes * LANE;
    const bottom = top + height;
    const yOf = (value) => bottom - scale.share(value) * height;
    this.geometry = { left, right, xOf };
    return {
      top,
      height: bottom + FOOT,
      parts: [
        this.#grid({ scale, left, right, bottom, yOf, xOf }),
        this.#bands({ drawn, labels, top, bottom, xOf }),
        ...series.map((each) => this.#line(each, { left, right, floor: log ? bottom : yOf(0), xOf, yOf })),
        ...limits.map((limit) => limitLine(limit, { left, right, top, yOf })),
        names ? this.#names({ right, top, bottom, yOf }) : null,
      ].filter(Boolean),
    };
  }

  #grid({ scale, left, right, bottom, yOf, xOf }) {
    const { span } = this.#spec.axis;
    const time = timeTicks(span, Math.max(2, (right - left) / 62));
    return shape(
      'g',
      { class: 'axis' },
      ...scale.ticks.map((tick) => shape('path', { d: `M${left} ${yOf(tick).toFixed(1)}H${right}` })),
      ...scale.ticks.map((tick) => shape('text', { x: left - 6, y: yOf(tick) + 4, class: 'end', text: round(tick) })),
      ...axisLabels(time.times, { xOf, right: right + 4, y: bottom + 15, wordsOf: (at) => clock(at, time.step) }),
      ...time.times.map((at) => shape('path', { d: `M${xOf(at).toFixed(1)} ${bottom}v4` })),
    );
  }

  #bands({ drawn, labels, top, bottom, xOf }) {
    const { warmUp } = this.#spec.axis;
    const warm = xOf(warmUp) - xOf(0);
    const group = shape('g', { class: 'faults' });
    if (warm > 1)
      group.append(shape('rect', { class: 'warm-up', x: xOf(0), y: top, width: warm, height: bottom - top }));
    if (warm > 54) group.append(shape('text', { x: xOf(0) + 4, y: bottom - 5, text: 'warm-up' }));
    for (const fault of drawn) {
      const x = xOf(fault.at);
      const width = Math.max(2, xOf(fault.end ?? fault.at) - x);
      group.append(shape('rect', { class: `band ${fault.state}`, x, y: top, width, height: bottom - top }));
      if (fault.state === 'done')
        group.append(shape('path', { class: 'edge', d: `M${x.toFixed(1)} ${top}V${bottom}` }));
    }
    for (const label of labels.labels) {
      const y = top - 6 - label.lane * LANE;
      if (label.lane > 0)
        group.append(shape('path', { class: 'leader', d: `M${label.at.toFixed(1)} ${y + 3}V${top}` }));
    }
    for (const label of labels.labels) {
      group.append(shape('text', { class: 'fault', x: label.x, y: top - 6 - label.lane * LANE, text: label.words }));
    }
    return group;
  }

  #line({ values, look, area }, { left, right, floor, xOf, yOf }) {
    const { interval } = this.#spec.axis;
    const columns = Math.max(50, Math.round(right - left));
    const lines = condense(values, columns).map((run) =>
      run.map(([index, value]) => [xOf((index + 0.5) * interval), yOf(value)]),
    );
    const group = shape('g', { class: 'series' });
    if (area) {
      const closed = (points) =>
        `${pathThrough(points)}L${points.at(-1)[0].toFixed(1)} ${floor.toFixed(1)}H${points[0][0].toFixed(1)}Z`;
      group.append(
        shape('path', {
          class: `area ${look}`,
          d: lines
            .filter((points) => points.length > 1)
            .map(closed)
            .join(''),
        }),
      );
    }
    group.append(shape('path', { class: `stroke ${look}`, d: lines.map(pathThrough).join('') }));
    return group;
  }

  #names({ right, top, bottom, yOf }) {
    const labels = this.#spec.series.flatMap(({ name, values, look }) => {
      const last = values.findLast((value) => value !== null);
      return last === undefined ? [] : [{ name, look, y: yOf(last) + 4 }];
    });
    spread(labels, 13, top + 8, bottom);
    return shape(
      'g',
      { class: 'names' },
      ...labels.map(({ name, look, y }) =>
        shape('text', { class: look, x: right + 6, y, text: cut(name, LONGEST_NAME) }),
      ),
    );
  }

  rest() {
    const { series, suffix } = this.#spec;
    return { when: 'whole run', values: series.map((each, i) => inShort(each, this.extents[i], suffix)) };
  }

  /** All that one column of pixels stands for: in a long run that is more than one interval. */
  pointAt(x) {
    const { left, right } = this.geometry;
    const { span } = this.#spec.axis;
    const seconds = ((Math.min(Math.max(x, left), right) - left) / (right - left)) * span;
    const half = span / (right - left) / 2;
    pointer.set({ from: Math.max(0, seconds - half), to: Math.min(span, seconds + half) });
  }

  stopAt(index) {
    const { interval } = this.#spec.axis;
    pointer.set({ from: (index + 0.5) * interval, to: (index + 0.5) * interval });
  }

  leave() {
    pointer.set(null);
  }

  follow(span) {
    if (!span) return this.say(this.rest());
    const { axis, series, suffix } = this.#spec;
    const first = Math.max(0, Math.floor(span.from / axis.interval));
    const last = Math.max(first, Math.ceil(span.to / axis.interval) - 1);
    if (document.activeElement !== this.slider) this.slider.value = first;
    const going = happened(axis.faults).filter(
      (fault) => fault.at <= (last + 1) * axis.interval && (fault.end ?? fault.at) >= first * axis.interval,
    );
    const from = clock(first * axis.interval, axis.interval);
    const to = clock((last + 1) * axis.interval, axis.interval);
    return this.say({
      when: `${from}\u2013${to}${during(going)}`,
      values: series.map(({ values }) => between(extent(values.slice(first, last + 1)), suffix)),
      x: this.geometry.xOf((span.from + span.to) / 2),
    });
  }
}

const during = (faults) => (faults.length ? `, during ${joined(faults.slice(0, 3).map((fault) => fault.label))}` : '');

/** A series in a few words. Percentiles have no mean: theirs is the one of all requests, where it is known. */
function inShort({ percentile, overall }, seen, suffix) {
  if (!seen) return 'no values';
  const words = `highest ${quantity(seen.most, suffix)}`;
  if (!percentile) return `mean ${decimal(seen.mean)}, ${words}`;
  return overall === null ? words : `${decimal(overall)}, ${words}`;
}

function between(seen, suffix) {
  if (!seen) return 'no value';
  return seen.least === seen.most
    ? quantity(seen.most, suffix)
    : `${decimal(seen.least)} to ${quantity(seen.most, suffix)}`;
}

function limitLine({ value, label }, { left, right, top, yOf }) {
  const y = yOf(value);
  const below = y - top < 14;
  return shape(
    'g',
    { class: 'limit' },
    shape('path', { d: `M${left} ${y.toFixed(1)}H${right}` }),
    shape('text', { x: left + 4, y: below ? y + 12 : y - 4, text: cut(label, 60) }),
  );
}
