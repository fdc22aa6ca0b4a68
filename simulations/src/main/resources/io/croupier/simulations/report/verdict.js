/* The head of the page: what ran, whether it passed, and why, in one sentence. */

const readLevels = (run) =>
  records(record(run.verdict).levels).map((level) => ({
    name: text(level.name) || 'service level',
    operation: text(level.operation),
    limit: number(level.limit),
    actual: number(level.actual),
    unit: text(level.unit),
    passed: typeof level.passed === 'boolean' ? level.passed : null,
  }));

function head(run) {
  const scenario = text(run.scenario);
  const title = text(run.title) || scenario;
  return [
    paragraph('Croupier: report of a simulation', 'eyebrow'),
    element('h1', { text: title }),
    paragraph(
      [`Scenario ${scenario}`, `${moment(text(run.startedAt))}`, `${duration(number(run.durationS))} long`].join(
        ' \u00b7 ',
      ),
      'muted',
    ),
  ];
}

/** What was missed and what differs, each as half a sentence. */
function complaints(levels, oracle) {
  const missed = levels.filter((level) => level.passed === false);
  const differences = list(oracle.differences).length;
  const words = [];
  if (missed.length) {
    const named = missed
      .slice(0, 3)
      .map((level) => `${level.name}: ${measured(level)}, limit ${quantity(level.limit, level.unit)}`);
    if (missed.length > 3) named.push(`${missed.length - 3} more`);
    words.push(
      `${missed.length} of ${plural(levels.length, 'service level')} ` +
        `${missed.length === 1 ? 'was' : 'were'} missed (${named.join('; ')})`,
    );
  }
  if (differences) words.push(`the audit of the books found ${plural(differences, 'difference')}`);
  else if (oracle.passed === false) words.push('the audit of the books did not pass');
  return words;
}

const measured = (level) => (level.actual === null ? 'not measured' : quantity(level.actual, level.unit));

function praises(levels, oracle) {
  const words = [];
  if (!levels.length) words.push('no service level was set');
  else words.push(levels.length === 1 ? 'the service level was met' : `all ${levels.length} service levels were met`);
  if (oracle.passed === true)
    words.push(`the audit of the books found no difference${text(oracle.scope) ? ` (${text(oracle.scope)})` : ''}`);
  else words.push('the books were not audited');
  return words;
}

/** The verdict: {state, word, reason}. One that the run's own parts contradict is shown with the contradiction. */
function judge(run) {
  const verdict = record(run.verdict);
  const oracle = record(verdict.oracle);
  const levels = readLevels(run);
  const against = complaints(levels, oracle);
  if (verdict.passed === true) {
    return against.length
      ? { state: 'bad', word: 'PASSED, but contradicted', reason: `The run says passed, although ${joined(against)}.` }
      : { state: 'good', word: 'PASSED', reason: `${capital(joined(praises(levels, oracle)))}.` };
  }
  if (verdict.passed === false) {
    return {
      state: 'bad',
      word: 'FAILED',
      reason: against.length
        ? `${capital(joined(against))}.`
        : 'The run says failed and gives no reason; its notes may.',
    };
  }
  return { state: 'plain', word: 'NO VERDICT', reason: 'The run ended without a verdict.' };
}

function verdictSection(run, operations, faults) {
  const { state, word, reason } = judge(run);
  const node = element(
    'section',
    { id: 'verdict', class: `card verdict ${state}`, 'aria-labelledby': 'verdict-heading' },
    element('h2', { id: 'verdict-heading' }, mark(state), word),
    paragraph(reason, 'reason'),
  );
  node.append(keyFigures(run, operations, faults));
  return node;
}

const withShare = (part, total) => (part === null ? MISSING : `${whole(part)} (${percent(part, total)})`);

function keyFigures(run, operations, faults) {
  const totals = totalsOf(operations);
  const oracle = record(run.verdict).oracle ?? null;
  const counted = (state) => faults.filter((fault) => fault.state === state).length;
  const words = ['done', 'refused', 'failed'].map((state) => [counted(state), state]).filter(([count]) => count > 0);
  return facts([
    ['Requests', whole(totals.count)],
    ['Answered per second', perSecond(totals.ok, run)],
    ['Rejected by the rules', withShare(totals.rejected, totals.count)],
    ['Errors', withShare(totals.errors, totals.count)],
    ['Differences in the books', oracle ? whole(list(record(oracle).differences).length) : 'not audited'],
    ['Faults', words.length ? words.map(([count, state]) => `${count} ${state}`).join(', ') : 'none'],
  ]);
}

function levelsSection(run) {
  const levels = readLevels(run);
  if (!levels.length) return null;
  return section('levels', 'Service levels', () => [
    table(
      'What was promised and what was measured',
      [
        { head: 'Service level', cell: (level) => level.name, row: true },
        { head: 'Operation', cell: (level) => level.operation || MISSING },
        { head: 'Limit', cell: (level) => quantity(level.limit, level.unit), numeric: true },
        { head: 'Measured', cell: (level) => measured(level), numeric: true },
        { head: 'Share of the limit', cell: (level) => percent(level.actual, level.limit), numeric: true },
        { head: 'Result', cell: (level) => outcome(level.passed) },
      ],
      levels,
    ),
  ]);
}
