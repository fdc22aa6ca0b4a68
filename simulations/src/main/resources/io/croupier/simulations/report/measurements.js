/* What was measured: over time, per operation, and on the machine. */

const MOST_OPERATIONS = 60;
const LINES_PER_CHART = 4;
const PERCENTILES = [
  ['p50', 'p50Ms'],
  ['p90', 'p90Ms'],
  ['p95', 'p95Ms'],
  ['p99', 'p99Ms'],
  ['p99.9', 'p999Ms'],
  ['highest', 'maxMs'],
];

function readOperations(run) {
  return records(run.operations).map((operation) => {
    const series = record(operation.series);
    return {
      name: text(operation.name) || 'operation',
      node: text(operation.node),
      label: [text(operation.name) || 'operation', text(operation.node)].filter(Boolean).join(' on '),
      about: text(operation.about),
      count: number(operation.count),
      ok: number(operation.ok),
      rejected: number(operation.rejected),
      errors: number(operation.errors),
      ...Object.fromEntries(PERCENTILES.map(([, key]) => [key, number(operation[key])])),
      buckets: readBuckets(operation.histogram),
      series: {
        ok: numbers(series.ok),
        errors: numbers(series.errors),
        p50: numbers(series.p50Ms),
        p99: numbers(series.p99Ms),
      },
    };
  });
}

/** Each request once: where an operation has an entry for all nodes, those for single nodes are left out. */
function countedOnce(operations) {
  const summed = new Set(operations.filter((operation) => !operation.node).map((operation) => operation.name));
  return operations.filter((operation) => !operation.node || !summed.has(operation.name));
}

function totalsOf(operations) {
  const total = (key) => {
    const known = countedOnce(operations).filter((operation) => operation[key] !== null);
    return known.length ? sum(known.map((operation) => operation[key])) : null;
  };
  return { count: total('count'), ok: total('ok'), rejected: total('rejected'), errors: total('errors') };
}

/** The seconds that are counted. A document that does not say so is an older one: all but the warm-up. */
const countedSeconds = (run) =>
  Math.max(0, number(run.countedS) ?? (number(run.durationS) ?? 0) - (number(run.warmUpS) ?? 0));

function rateOf(count, run) {
  const seconds = countedSeconds(run);
  return count === null || seconds <= 0 ? null : count / seconds;
}

const perSecond = (count, run) => quantity(rateOf(count, run), '/s');

/** The axis that all charts over time share. */
function timeAxis(run, operations, faults) {
  const interval = number(run.intervalS);
  const lengths = [
    ...operations.flatMap(({ series }) => Object.values(series)),
    ...records(run.resources).map((each) => list(each.values)),
  ];
  const step = interval !== null && interval > 0 ? interval : 1;
  const longest = lengths.reduce((most, values) => Math.max(most, values.length), 0);
  return {
    interval: step,
    span: Math.max(number(run.durationS) ?? 0, longest * step, 1e-3),
    warmUp: Math.max(0, number(run.warmUpS) ?? 0),
    faults,
  };
}

/** Interval by interval, the sum of what is known. */
function added(lists) {
  const length = lists.reduce((most, values) => Math.max(most, values.length), 0);
  return Array.from({ length }, (_, i) => {
    const there = lists.map((values) => values[i] ?? null).filter((value) => value !== null);
    return there.length ? sum(there) : null;
  });
}

const rates = (values, interval) => values.map((value) => (value === null ? null : value / interval));

function throughput(title, ok, errors, axis, options = {}) {
  const series = [
    { name: 'ok', look: 'tone-1', area: true, values: rates(ok, axis.interval) },
    { name: 'errors', look: 'tone-2 strong', values: rates(errors, axis.interval) },
  ].filter(({ values }) => values.length);
  return series.length
    ? new TimeChart({ title, unit: 'per second', suffix: '/s', series, axis, ...options }).node
    : null;
}

function responseTimes({ label, name, p50Ms, p99Ms, series: { p50, p99 } }, axis, levels) {
  const series = [
    { name: 'p99', look: 'tone-2', values: p99, percentile: true, overall: p99Ms },
    { name: 'p50', look: 'tone-1 strong', values: p50, percentile: true, overall: p50Ms },
  ].filter(({ values }) => values.length);
  if (!series.length) return null;
  const limits = levels
    .filter((level) => level.operation === name && level.unit === 'ms' && level.limit !== null && level.limit > 0)
    .slice(0, 2)
    .map((level) => ({ value: level.limit, label: `${level.name}: limit ${quantity(level.limit, 'ms')}` }));
  return new TimeChart({
    title: label,
    subject: 'Response time',
    unit: 'ms',
    suffix: 'ms',
    log: true,
    series,
    axis,
    limits,
  }).node;
}

function timeSection(operations, axis, levels) {
  return section('time', 'Over time', () => {
    const once = countedOnce(operations).map(({ series }) => series);
    const all = throughput(
      'Throughput of all operations',
      added(once.map(({ ok }) => ok)),
      added(once.map(({ errors }) => errors)),
      axis,
      {
        height: 180,
        inWords: true,
      },
    );
    const limited = new Set(levels.map((level) => level.operation));
    const sorted = [...operations].sort((a, b) => limited.has(b.name) - limited.has(a.name)).slice(0, MOST_OPERATIONS);
    const charts = sorted.map((operation) => responseTimes(operation, axis, levels)).filter(Boolean);
    return [
      all ?? paragraph('No series were measured.', 'muted'),
      all && happened(axis.faults).length
        ? paragraph(
            'Bands are faults, from the fault until it was over; one with a dashed edge is a fault that failed.',
            'muted',
          )
        : null,
      all
        ? paragraph(
            'Point at a chart, or move along it with the arrow keys, to read all charts over time at that time.',
            'muted screen',
          )
        : null,
      charts.length ? element('h3', { text: 'Response times: p50 and p99 of each interval' }) : null,
      charts.length ? element('div', { class: 'grid' }, ...charts) : null,
      ...(axis.faults.length ? faultTable(axis.faults) : []),
    ];
  });
}

function operationsSection(run, operations, axis) {
  return section('operations', 'Operations', () => {
    if (!operations.length) return [paragraph('No operations were measured.', 'muted')];
    const { shown, more } = shorten(operations, MOST_OPERATIONS, 'operation');
    const seconds = countedSeconds(run);
    const numeric = (heading, cell) => ({ head: heading, cell, numeric: true });
    return [
      table(
        `Requests and response times in milliseconds, counted over ${duration(seconds)}`,
        [
          { head: 'Operation', cell: (o) => o.label, row: true },
          numeric('Requests', (o) => whole(o.count)),
          numeric('ok', (o) => whole(o.ok)),
          numeric('rejected', (o) => whole(o.rejected)),
          numeric('errors', (o) => whole(o.errors)),
          numeric('ok/s', (o) => decimal(rateOf(o.ok, run))),
          ...PERCENTILES.map(([heading, key]) => numeric(heading, (o) => decimal(o[key]))),
        ],
        shown,
      ),
      more,
      paragraph(
        'Rejected: the answer was a refusal by the rules, which is an answer. Error: no answer, or a failure. ' +
          'A percentile of few requests says little: p99 needs hundreds of them, p99.9 thousands.',
        'muted',
      ),
      element('div', { class: 'grid' }, ...shown.map((operation) => operationPart(operation, axis))),
    ];
  });
}

function operationPart(operation, axis) {
  const marks = [
    ['p50', 'p50Ms'],
    ['p95', 'p95Ms'],
    ['p99', 'p99Ms'],
  ]
    .map(([name, key]) => ({ name, value: operation[key] }))
    .filter(({ value }) => value !== null && value > 0);
  const { buckets, series } = operation;
  return element(
    'article',
    { class: 'operation' },
    element('h3', { text: operation.label }),
    operation.about ? paragraph(`Measured ${operation.about}.`, 'muted') : null,
    buckets.length
      ? new Histogram({ title: 'How long it took', subject: operation.label, buckets, marks }).node
      : paragraph('No distribution was measured.', 'muted'),
    throughput('Throughput', series.ok, series.errors, axis, { subject: operation.label, height: 70 }),
  );
}

/** One chart for each resource, with a line for each node that has it. */
function resourcesSection(run, axis) {
  const groups = new Map();
  for (const resource of records(run.resources)) {
    const name = text(resource.name) || 'resource';
    const unit = text(resource.unit);
    const key = JSON.stringify([name, unit]);
    if (!groups.has(key)) groups.set(key, { name, unit, lines: [] });
    groups.get(key).lines.push({ name: text(resource.node) || name, values: numbers(resource.values) });
  }
  const charts = [...groups.values()].flatMap(({ name, unit, lines }) => {
    const there = lines.filter(({ values }) => values.some((value) => value !== null));
    const parts = Array.from({ length: Math.ceil(there.length / LINES_PER_CHART) }, (_, i) =>
      there.slice(i * LINES_PER_CHART, (i + 1) * LINES_PER_CHART),
    );
    return parts.map((part) => ({
      title: capital(name),
      unit,
      suffix: unit,
      axis,
      height: 100,
      series: part.map((line, i) => ({ ...line, look: `tone-${i + 1}`, area: part.length === 1 })),
    }));
  });
  if (!charts.length) return null;
  return section('resources', 'Resources', () => [
    element('div', { class: 'grid' }, ...charts.slice(0, MOST_OPERATIONS).map((spec) => new TimeChart(spec).node)),
  ]);
}
