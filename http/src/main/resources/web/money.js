/** Money is a whole number of minor units with its currency, here as on the wire; only this file makes text of it. */

const formats = new Map();

function format(currency, wholeOnly) {
  const key = `${currency} ${wholeOnly}`;
  if (!formats.has(key)) formats.set(key, makeFormat(currency, wholeOnly));
  return formats.get(key);
}

function makeFormat(currency, wholeOnly) {
  const fraction = wholeOnly ? { minimumFractionDigits: 0, maximumFractionDigits: 0 } : {};
  try {
    return new Intl.NumberFormat(undefined, { style: 'currency', currency, ...fraction });
  } catch {
    // A configured code that ISO 4217 does not know: two digits and the code itself.
    const plain = new Intl.NumberFormat(undefined, {
      minimumFractionDigits: wholeOnly ? 0 : 2,
      maximumFractionDigits: wholeOnly ? 0 : 2,
    });
    return { format: (amount) => `${plain.format(amount)} ${currency}`, resolvedOptions: () => plain.resolvedOptions() };
  }
}

/** How many digits the currency has behind the point. */
export function scale(currency) {
  return format(currency, false).resolvedOptions().maximumFractionDigits;
}

/** "€5.00" in the reader's own writing. */
export function money(amountMinor, currency) {
  return format(currency, false).format(amountMinor / 10 ** scale(currency));
}

/** "€5" where nothing stands behind the point, else as {@link money}. */
export function shortMoney(amountMinor, currency) {
  const unit = 10 ** scale(currency);
  return amountMinor % unit === 0 ? format(currency, true).format(amountMinor / unit) : money(amountMinor, currency);
}

/** For a chip: digits only, thousands as "k". */
export function chipLabel(amountMinor, currency) {
  const amount = amountMinor / 10 ** scale(currency);
  return amount >= 1000 ? `${amount / 1000}k` : String(amount);
}

/** What stands in an input: "5.00". */
export function plain(amountMinor, currency) {
  return (amountMinor / 10 ** scale(currency)).toFixed(scale(currency));
}

/** Reads a decimal of at most {@code digits} places as a whole number of its smallest unit, or null. */
export function parseDecimal(text, digits) {
  const match = /^(\d{1,12})(?:[.,](\d*))?$/.exec(text.trim());
  if (!match) return null;
  const fraction = match[2] ?? '';
  if (fraction.length > digits) return null;
  return Number(match[1]) * 10 ** digits + Number(fraction.padEnd(digits, '0') || 0);
}

/** "1.87×" from hundredths. */
export function multiplier(x100) {
  return `${(x100 / 100).toFixed(2)}×`;
}

/** What a bet is worth at a multiplier: fractions of a minor unit are cut off, as the house does. */
export function worthMinor(stakeMinor, x100) {
  return Number((BigInt(stakeMinor) * BigInt(x100)) / 100n);
}
