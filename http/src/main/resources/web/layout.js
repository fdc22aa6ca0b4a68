/** The European layout: which numbers there are, their colours, and which of them make one bet. */

const RED = new Set([1, 3, 5, 7, 9, 12, 14, 16, 18, 19, 21, 23, 25, 27, 30, 32, 34, 36]);

/** As the pockets lie on the wheel, clockwise. */
export const WHEEL = [
  0, 32, 15, 19, 4, 21, 2, 25, 17, 34, 6, 27, 13, 36, 11, 30, 8, 23, 10, 5, 24, 16, 33, 1, 20, 14, 31, 9, 22, 18, 29, 7,
  28, 12, 35, 3, 26,
];

export const colour = (number) => (number === 0 ? 'green' : RED.has(number) ? 'red' : 'black');

export const selectionKey = ({ kind, numbers, index }) => [kind, index ?? '', ...(numbers ?? [])].join(' ');

/** The one bet that covers exactly these numbers, or null: split, street, trio, corner, first four, line. */
export function combination(chosen) {
  const numbers = [...chosen].sort((a, b) => a - b);
  const kind = kindOf(numbers);
  return kind && { kind, numbers };
}

function kindOf(numbers) {
  const [first, second] = numbers;
  const isRow = first % 3 === 1;
  const isRun = numbers.every((number, i) => number === first + i);
  const same = (...others) => numbers.join() === others.join();
  switch (numbers.length) {
    case 1:
      return 'straight';
    case 2:
      if (first === 0) return second <= 3 ? 'split' : null;
      return second - first === 3 || (second - first === 1 && first % 3 !== 0) ? 'split' : null;
    case 3:
      if (same(0, 1, 2) || same(0, 2, 3)) return 'trio';
      return isRow && isRun ? 'street' : null;
    case 4:
      if (same(0, 1, 2, 3)) return 'first_four';
      return first > 0 && first % 3 !== 0 && same(first, first + 1, first + 3, first + 4) ? 'corner' : null;
    case 6:
      return isRow && isRun ? 'line' : null;
    default:
      return null;
  }
}

/** The numbers that a bet covers, to light them up. */
export function covered({ kind, numbers, index }) {
  if (numbers) return numbers;
  const holds = {
    dozen: (n) => Math.ceil(n / 12) === index,
    column: (n) => n % 3 === index % 3,
    red: (n) => RED.has(n),
    black: (n) => !RED.has(n),
    even: (n) => n % 2 === 0,
    odd: (n) => n % 2 === 1,
    low: (n) => n <= 18,
    high: (n) => n >= 19,
  }[kind];
  return Array.from({ length: 36 }, (_, i) => i + 1).filter(holds);
}

/** Every place of the board that takes a chip, with where it lies when the board lies and when it stands. */
export function places() {
  const list = [place({ kind: 'straight', numbers: [0] }, '0', 'green zero', [1, 1, 1, 3], [3, 1, 3, 1])];
  for (let n = 1; n <= 36; n++) {
    const row = Math.ceil(n / 3);
    const lane = (n - 1) % 3;
    const cell = place({ kind: 'straight', numbers: [n] }, String(n), colour(n), [row + 1, 3 - lane, 1, 1], [lane + 3, row + 1, 1, 1]);
    list.push(cell);
  }
  for (let i = 1; i <= 3; i++) {
    list.push(place({ kind: 'column', index: i }, '2:1', 'outside', [14, 4 - i, 1, 1], [i + 2, 14, 1, 1]));
    const dozen = ['1st 12', '2nd 12', '3rd 12'][i - 1];
    list.push(place({ kind: 'dozen', index: i }, dozen, 'outside', [4 * i - 2, 4, 4, 1], [2, 4 * i - 2, 1, 4]));
  }
  const halves = [['low', '1–18'], ['even', 'Even'], ['red', 'Red'], ['black', 'Black'], ['odd', 'Odd'], ['high', '19–36']];
  halves.forEach(([kind, label], i) => {
    list.push(place({ kind }, label, `outside half ${kind}`, [2 * i + 2, 5, 2, 1], [1, 2 * i + 2, 1, 2]));
  });
  return list;
}

/** Lying and standing: column, row, columns wide, rows high. */
const place = (selection, label, look, lying, standing) => ({ selection, label, look, lying, standing });
