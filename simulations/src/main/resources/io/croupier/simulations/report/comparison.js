/* This run beside a former one. */

const SAME_WITHIN = 0.1;

/** Better, worse or same: {words, state, ratio}. "higher" says that more is better. */
function compare(now, before, higher = false) {
  if (now === null || before === null) return { words: 'not comparable', state: 'plain', ratio: null };
  if (now === before) return { words: 'same', state: 'plain', ratio: 1 };
  const ratio = before === 0 ? null : now / before;
  if (ratio !== null && ratio >= 1 - SAME_WITHIN && ratio <= 1 + SAME_WITHIN)
    return { words: 'same', state: 'plain', ratio };
  return now > before === higher ? { words: 'better', state: 'good', ratio } : { words: 'worse', state: 'bad', ratio };
}

function compared(now, before, unit, higher) {
  const { words, state, ratio } = compare(now, before, higher);
  const factor = ratio === null ? '' : `\u00d7${decimal(ratio)} `;
  return [
    element('span', { class: 'now', text: `${quantity(now, unit)}, was ${quantity(before, unit)}` }),
    element('span', { class: 'change' }, factor, badge(state, words)),
  ];
}

function comparisonSection(run, baseline, operations, seeds) {
  if (baseline === null) return null;
  return section('comparison', 'Compared with a former run', () => {
    const former = readOperations(baseline);
    const pairs = operations.map((now) => ({
      now,
      before: former.find((each) => each.name === now.name && each.node === now.node),
    }));
    const both = pairs.filter(({ before }) => before);
    const added = pairs.filter(({ before }) => !before).map(({ now }) => now.label);
    const gone = former
      .filter((each) => !operations.some((now) => now.name === each.name && now.node === each.node))
      .map((each) => each.label);
    const column = (heading, key) => ({
      head: heading,
      cell: ({ now, before }) => compared(now[key], before[key], 'ms', false),
    });
    return [
      paragraph(
        `The former run: ${nameOf(baseline)}, seed ${seeds.baseline}: ${judge(baseline).word}. ${overall(both)}`,
      ),
      ...conditions(run, baseline),
      both.length
        ? table(
            'Each operation now and then; the factor is now divided by then, and up to 10 % either way is the same',
            [
              { head: 'Operation', cell: ({ now }) => now.label, row: true },
              column('p50', 'p50Ms'),
              column('p95', 'p95Ms'),
              column('p99', 'p99Ms'),
              {
                head: 'ok per second',
                cell: ({ now, before }) => compared(rateOf(now.ok, run), rateOf(before.ok, baseline), '/s', true),
              },
            ],
            both,
            { class: 'comparison' },
          )
        : paragraph('The two runs have no operation in common.', 'problem'),
      added.length ? paragraph(`Only in this run: ${joined(added)}.`) : null,
      gone.length ? paragraph(`Only in the former run: ${joined(gone)}.`) : null,
      ...changedLevels(run, baseline),
    ];
  });
}

const nameOf = (run) => `${text(run.title) || text(run.scenario)}, ${moment(text(run.startedAt))}`;

function overall(pairs) {
  const all = pairs.flatMap(({ now, before }) =>
    ['p50Ms', 'p95Ms', 'p99Ms'].map((key) => compare(now[key], before[key]).words),
  );
  const counted = ['better', 'worse', 'same'].map((word) => [
    all.filter((each) => each === word).length,
    word === 'same' ? 'the same' : word,
  ]);
  return all.length
    ? `Of the response times below, ${joined(counted.map(([count, word]) => `${count} are ${word}`))}.`
    : '';
}

/** What else differs between the runs: a ratio of two machines or two rates is none of two builds. */
function conditions(run, baseline) {
  const flat = (document) => ({
    scenario: plain(document.scenario),
    'duration in s': plain(document.durationS),
    'warm-up in s': plain(document.warmUpS),
    ...prefixed('target', document.target),
    ...prefixed('option', document.options),
  });
  const now = flat(run);
  const before = flat(baseline);
  const rows = [...new Set([...Object.keys(now), ...Object.keys(before)])]
    .filter((key) => key !== 'target url' && (now[key] ?? '') !== (before[key] ?? ''))
    .map((key) => ({ key, now: now[key] || MISSING, before: before[key] || MISSING }));
  if (!rows.length) return [];
  const { shown, more } = shorten(rows, 50, 'condition');
  return [
    paragraph(
      'The two runs were not made under the same conditions. What follows compares them with all of these differences:',
      'problem',
    ),
    table(
      'Conditions that differ',
      [
        { head: 'Condition', cell: (row) => row.key, row: true },
        { head: 'This run', cell: (row) => row.now },
        { head: 'Former run', cell: (row) => row.before },
      ],
      shown,
    ),
    more,
  ];
}

const prefixed = (prefix, value) =>
  Object.fromEntries(Object.entries(record(value)).map(([key, each]) => [`${prefix} ${key}`, plain(each)]));

function changedLevels(run, baseline) {
  const words = (level) =>
    level === undefined ? 'not set' : level.passed === null ? 'not judged' : level.passed ? 'passed' : 'FAILED';
  const now = new Map(readLevels(run).map((level) => [level.name, level]));
  const before = new Map(readLevels(baseline).map((level) => [level.name, level]));
  const rows = [...new Set([...now.keys(), ...before.keys()])]
    .map((name) => ({ name, now: now.get(name), before: before.get(name) }))
    .filter((row) => words(row.now) !== words(row.before) || row.now?.limit !== row.before?.limit);
  if (!now.size && !before.size) return [];
  if (!rows.length) return [paragraph('No service level changed.')];
  const cell = (level) =>
    level === undefined
      ? 'not set'
      : [outcome(level.passed), ` ${measured(level)}, limit ${quantity(level.limit, level.unit)}`];
  return [
    table(
      'Service levels that changed',
      [
        { head: 'Service level', cell: (row) => row.name, row: true },
        { head: 'This run', cell: (row) => cell(row.now) },
        { head: 'Former run', cell: (row) => cell(row.before) },
      ],
      rows,
    ),
  ];
}
