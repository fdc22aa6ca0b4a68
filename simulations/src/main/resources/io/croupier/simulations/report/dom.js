/* Makes elements without markup strings, so that no text of a run is ever parsed as HTML. */

const SVG = 'http://www.w3.org/2000/svg';

function furnish(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === 'text') node.textContent = value;
    else node.setAttribute(key, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== null && child !== ''));
  return node;
}

/** An HTML element; "text" is its text, all else are attributes, and a child that is a text becomes one. */
const element = (tag, attributes = {}, ...children) => furnish(document.createElement(tag), attributes, children);

/** The same for SVG. */
const shape = (tag, attributes = {}, ...children) => furnish(document.createElementNS(SVG, tag), attributes, children);

let ids = 0;
const freshId = (stem) => `${stem}-${++ids}`;

/** A mark with a shape of its own for each state, for eyes that do not tell the colours apart. */
function mark(state) {
  const paths = {
    good: 'M3.5 8.5l3 3 6-7',
    bad: 'M4 4l8 8M12 4l-8 8',
    plain: 'M3.5 8h9',
  };
  return shape(
    'svg',
    { class: `mark ${state}`, viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    shape('path', { d: paths[state] }),
  );
}

/** A state in words behind its mark. */
const badge = (state, words) => element('span', { class: `badge ${state}` }, mark(state), words);

/** Passed, failed or not judged. */
function outcome(passed) {
  if (passed === true) return badge('good', 'passed');
  return passed === false ? badge('bad', 'FAILED') : badge('plain', 'not judged');
}

/** A name that may go on in the next line where its parts end, rather than anywhere. */
const breakable = (name) => name.split(/(?<=[_./-])/).flatMap((part, i) => (i ? [element('wbr'), part] : [part]));

/**
 * A table in a box that scrolls by itself. Columns: {head, cell, numeric, row}; "cell" gives the text, an element or a
 * list of both for a row; the column with "row" names the row, by a text.
 */
function table(caption, columns, rows, attributes = {}) {
  const id = freshId('table');
  const cell = (column, row) => {
    const content = column.cell(row);
    const node = element(column.row ? 'th' : 'td', {
      scope: column.row ? 'row' : null,
      class: column.numeric ? 'numeric' : null,
    });
    node.append(...(column.row ? breakable(content) : [content].flat()));
    return node;
  };
  return element(
    'div',
    { class: 'scroll', role: 'region', tabindex: '0', 'aria-labelledby': id },
    element(
      'table',
      attributes,
      element('caption', { id }, element('span', { text: caption })),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          ...columns.map((column) =>
            element('th', { scope: 'col', class: column.numeric ? 'numeric' : null, text: column.head }),
          ),
        ),
      ),
      element('tbody', {}, ...rows.map((row) => element('tr', {}, ...columns.map((column) => cell(column, row))))),
    ),
  );
}

/** Terms and what they are; pairs without a text are left out. */
function facts(pairs) {
  const there = pairs.filter(([, value]) => value !== '' && value !== null);
  return element(
    'dl',
    { class: 'facts' },
    ...there.map(([term, value]) => element('div', {}, element('dt', { text: term }), element('dd', {}, value))),
  );
}

const paragraph = (words, kind = null) => element('p', { class: kind, text: words });

/** A section with a heading; an error in it becomes a line of the page and leaves the other sections alone. */
function section(id, heading, fill) {
  const node = element(
    'section',
    { id, class: 'card', 'aria-labelledby': `${id}-heading` },
    element('h2', { id: `${id}-heading`, text: heading }),
  );
  try {
    node.append(...fill().filter((child) => child !== null));
  } catch (error) {
    node.append(paragraph('This part could not be drawn.', 'problem'));
    reportError(error);
  }
  return node;
}

/** At most so many of a list, and a line that says how many are not shown. */
function shorten(all, most, what) {
  const rest = all.length - most;
  return {
    shown: all.slice(0, most),
    more: rest > 0 ? paragraph(`${plural(rest, what)} more in report.json.`, 'muted') : null,
  };
}
