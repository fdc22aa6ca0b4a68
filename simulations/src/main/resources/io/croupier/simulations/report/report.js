/* Builds the page from the documents in it. */

function embedded(id) {
  const node = document.getElementById(id);
  return { source: node.textContent, seed: node.dataset.seed, tree: JSON.parse(node.textContent) };
}

function notesSection(run) {
  const { shown, more } = shorten(list(run.notes).map(text).filter(Boolean), 200, 'note');
  if (!shown.length) return null;
  return section('notes', 'Notes', () => [
    element('ul', {}, ...shown.map((note) => element('li', { text: note }))),
    more,
  ]);
}

/** The document as it was embedded, not as it was parsed: a seed has more digits than a number of JavaScript. */
function dataSection(run, source) {
  return section('data', 'The data', () => {
    const name = [text(run.scenario), text(run.startedAt).slice(0, 19)].join('-').replace(/[^\w-]+/g, '');
    const link = element('a', {
      class: 'download',
      download: `croupier-${name}.json`,
      text: 'Download this run as JSON',
    });
    link.href = URL.createObjectURL(new Blob([source], { type: 'application/json' }));
    return [element('p', {}, link, ', to look further or as the baseline of a later run.')];
  });
}

function contents(sections) {
  const links = sections.map((node) =>
    element('li', {}, element('a', { href: `#${node.id}`, text: node.querySelector('h2').textContent })),
  );
  return element('nav', { 'aria-label': 'Sections' }, element('ul', {}, ...links));
}

function build() {
  const { tree: run, seed, source } = embedded('run');
  const { tree: baseline, seed: baselineSeed } = embedded('baseline');
  const operations = readOperations(run);
  const faults = readFaults(run);
  const axis = timeAxis(run, operations, faults);
  document.getElementById('head').append(...head(run));
  const sections = [
    levelsSection(run),
    settingSection(run, seed),
    timeSection(operations, axis, readLevels(run)),
    operationsSection(run, operations, axis),
    resourcesSection(run, axis),
    booksSection(run),
    comparisonSection(run, baseline, operations, { baseline: baselineSeed }),
    notesSection(run),
    dataSection(run, source),
  ].filter(Boolean);
  document.getElementById('report').append(verdictSection(run, operations, faults), contents(sections), ...sections);
  drawFigures();
}

/** Paper has no way to open what is closed. */
function openForPrint() {
  let opened = [];
  window.addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details:not([open])')];
    for (const details of opened) details.open = true;
  });
  window.addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
  });
}

build();
openForPrint();
document.documentElement.dataset.drawn = 'true';
