/* Reading and wording: a document is never trusted to have the shape that it should have. */

const MISSING = '\u2013';
const NBSP = '\u00a0';

const list = (value) => (Array.isArray(value) ? value : []);
const record = (value) => (value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {});
const records = (value) => list(value).map(record);
const number = (value) => (typeof value === 'number' && Number.isFinite(value) ? value : null);
const numbers = (value) => list(value).map(number);

/** The text of a text, a number or a truth value; empty for everything else. */
function text(value) {
  return typeof value === 'string' || typeof value === 'boolean' || number(value) !== null ? String(value) : '';
}

const formats = [0, 1, 2, 3].map(
  (digits) => new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);

const whole = (value) => (value === null ? MISSING : formats[0].format(value));

/** Three digits that count, as 0.042, 4.20, 42.0, 420 and 4,200. */
function decimal(value) {
  if (value === null) return MISSING;
  const size = Math.abs(value);
  if (size >= 1e15) return value.toExponential(2);
  if (size === 0 || size >= 99.95) return formats[0].format(value);
  if (size >= 9.995) return formats[1].format(value);
  return formats[size >= 0.0995 ? 2 : 3].format(value);
}

const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const shortest = new Intl.NumberFormat('en', { maximumSignificantDigits: 3, notation: 'compact' });

/** A round number of an axis, without the zeros that a measured one would have: 0.5, 20, 10,000, 2M. */
function round(value) {
  if (Math.abs(value) >= 1e15) return value.toExponential(0);
  return Math.abs(value) >= 1e6 ? shortest.format(value) : short.format(value);
}

/** At most so many characters, the last an ellipsis where it was longer. */
const cut = (words, most) => (words.length > most ? `${words.slice(0, most - 1)}\u2026` : words);

/** A number with its unit, which a line break does not part. */
function quantity(value, unit) {
  if (value === null || !unit) return decimal(value);
  return decimal(value) + (unit.startsWith('/') ? '' : NBSP) + unit;
}

const percent = (part, total) => (part === null || !total ? MISSING : `${decimal((100 * part) / total)}${NBSP}%`);

/** A time on the axis: minutes and seconds, with hours where the run has them. */
function clock(seconds, step = 1) {
  const tenths = step < 1 ? `.${Math.floor((seconds * 10) % 10)}` : '';
  const s = Math.floor(seconds + 1e-6);
  const two = (n) => String(n).padStart(2, '0');
  const tail = `${two(Math.floor(s / 60) % 60)}:${two(s % 60)}${tenths}`;
  return s >= 3600 ? `${Math.floor(s / 3600)}:${tail}` : tail;
}

/** How long, as 7.1 s, 12 min 30 s or 1 h 5 min. */
function duration(seconds) {
  if (seconds === null) return MISSING;
  if (seconds < 60) return quantity(seconds, 's');
  const s = Math.round(seconds);
  const parts =
    s < 3600
      ? [
          [Math.floor(s / 60), 'min'],
          [s % 60, 's'],
        ]
      : [
          [Math.floor(s / 3600), 'h'],
          [Math.round((s % 3600) / 60), 'min'],
        ];
  return parts
    .filter(([value]) => value > 0)
    .map(([value, unit]) => value + NBSP + unit)
    .join(' ');
}

/** An ISO time in words, in UTC; any other text as it is. */
function moment(iso) {
  const time = new Date(iso);
  return /^\d{4}-\d\d-\d\dT/.test(iso) && !Number.isNaN(time.getTime())
    ? `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`
    : iso;
}

const plural = (count, one, many = `${one}s`) => `${whole(count)} ${count === 1 ? one : many}`;

/** As "a", "a and b", "a, b and c". */
const joined = (parts) => (parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`);

const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

const sum = (values) => values.reduce((total, value) => total + (value ?? 0), 0);

/** Mean and greatest of the values that are there; null where none is. */
function extent(values) {
  const there = values.filter((value) => value !== null);
  if (!there.length) return null;
  return {
    mean: sum(there) / there.length,
    least: there.reduce((a, b) => Math.min(a, b)),
    most: there.reduce((a, b) => Math.max(a, b)),
  };
}
