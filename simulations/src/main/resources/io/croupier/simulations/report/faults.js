/* What was broken on purpose, and how that is written on the axis of time. */

const MOST_LANES = 3;
const LANE = 15;

/**
 * The faults in the order of time. Those that happened have a number, by which charts and table name them; a refused
 * one has none, and nothing of it is ever drawn.
 */
function readFaults(run) {
  const all = records(run.faults).map((fault) => ({
    at: number(fault.atS),
    end: number(fault.endS),
    name: text(fault.fault) || 'fault',
    node: text(fault.node),
    detail: text(fault.detail),
    state: text(fault.state),
  }));
  all.sort((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity) || 0);
  let count = 0;
  for (const fault of all) {
    const happened = fault.at !== null && (fault.state === 'done' || fault.state === 'failed');
    fault.number = happened ? ++count : null;
    const label = [fault.number, cut(fault.name, 24), cut(fault.node, 16)].filter(Boolean).join(' ');
    fault.label = fault.state === 'failed' ? `${label}, failed` : label;
  }
  return all;
}

const happened = (faults) => faults.filter((fault) => fault.number !== null);

/**
 * Places for the labels above a plot from left to right, so that none overlaps: in words in up to three lanes; where
 * they do not fit, or are not wanted, as numbers in one lane, neighbours joined as "4-6".
 */
function placeLabels(faults, xOf, left, right, inWords) {
  return (inWords && inLanes(faults, xOf, left, right)) || asNumbers(faults, xOf, left, right);
}

function inLanes(faults, xOf, left, right) {
  const ends = [];
  const labels = [];
  for (const fault of faults) {
    const width = widthOf(fault.label);
    const x = Math.max(left, Math.min(xOf(fault.at), right - width));
    if (x + width > right) return null;
    let lane = ends.findIndex((end) => end + 10 <= x);
    if (lane < 0) lane = ends.push(0) - 1;
    if (lane >= MOST_LANES) return null;
    ends[lane] = x + width;
    labels.push({ x, lane, words: fault.label, at: xOf(fault.at) });
  }
  return { lanes: ends.length, labels };
}

function asNumbers(faults, xOf, left, right) {
  const place = (first, last) => {
    const words = first === last ? String(first.number) : `${first.number}\u2013${last.number}`;
    const width = widthOf(words);
    const middle = (xOf(first.at) + xOf(last.at)) / 2;
    return { first, last, words, lane: 0, x: Math.max(left, Math.min(middle - width / 2, right - width)), width };
  };
  const labels = [];
  for (const fault of faults) {
    let label = place(fault, fault);
    while (labels.length && labels.at(-1).x + labels.at(-1).width + 5 > label.x)
      label = place(labels.pop().first, label.last);
    labels.push(label);
  }
  return { lanes: Math.min(1, labels.length), labels };
}

function faultTable(faults) {
  const states = { done: ['plain', 'done'], refused: ['plain', 'refused'], failed: ['bad', 'failed'] };
  const { shown, more } = shorten(faults, 500, 'fault');
  return [
    table(
      'Faults; the number is the one in the charts',
      [
        { head: 'No.', cell: (f) => whole(f.number), numeric: true },
        { head: 'Fault', cell: (f) => f.name, row: true },
        { head: 'Node', cell: (f) => f.node || MISSING },
        { head: 'At', cell: (f) => (f.at === null ? MISSING : clock(f.at)), numeric: true },
        {
          head: 'Lasted',
          cell: (f) => (f.at === null || f.end === null ? MISSING : duration(Math.max(0, f.end - f.at))),
          numeric: true,
        },
        { head: 'State', cell: (f) => badge(...(states[f.state] ?? ['plain', f.state || 'unknown'])) },
        { head: 'What happened', cell: (f) => f.detail || MISSING },
      ],
      shown,
      { id: 'faults' },
    ),
    more,
  ];
}
