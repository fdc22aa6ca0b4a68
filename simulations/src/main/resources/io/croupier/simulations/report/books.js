/* The audit: what was counted, and every difference with its story. */

const MOST_DIFFERENCES = 200;

function booksSection(run) {
  const oracle = record(run.verdict).oracle;
  if (oracle === undefined || oracle === null) return null;
  return section('books', 'The books', () => {
    const { passed, scope, resolved, figures, differences } = record(oracle);
    const found = records(differences);
    const { shown, more } = shorten(found, MOST_DIFFERENCES, 'difference');
    const rows = Object.entries(record(figures)).map(([name, value]) => ({
      name,
      value: number(value) === null ? text(value) : decimal(value),
    }));
    if (number(resolved) !== null)
      rows.push({ name: 'requests without an answer, sent again until they had one', value: whole(resolved) });
    return [
      element('p', {}, outcome(passed), text(scope) ? `: checked ${text(scope)}.` : null),
      rows.length
        ? table(
            'What was counted',
            [
              { head: 'Figure', cell: (row) => row.name, row: true },
              { head: 'Value', cell: (row) => row.value, numeric: true },
            ],
            rows,
            { class: 'narrow' },
          )
        : null,
      element('h3', { text: found.length ? plural(found.length, 'difference') : 'No differences' }),
      ...shown.map(difference),
      more,
    ];
  });
}

function difference({ rule, about, detail, story }) {
  return element(
    'article',
    { class: 'difference' },
    element('h4', {}, mark('bad'), [text(rule) || 'a rule was broken', text(about)].filter(Boolean).join(': ')),
    text(detail) ? paragraph(text(detail)) : null,
    text(story)
      ? element(
          'details',
          {},
          element('summary', { text: 'Its story' }),
          element(
            'pre',
            { tabindex: '0', role: 'region', 'aria-label': 'Story' },
            element('code', { text: text(story) }),
          ),
        )
      : null,
  );
}
