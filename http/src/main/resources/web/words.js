/** The protocol's codes and selections in words. */

const REASONS = {
  betting_closed: 'betting is closed',
  insufficient_funds: 'not enough money',
  turnover_limit: 'your turnover limit is reached',
  session_limit: 'your session has lasted as long as it may',
  stake_limit: 'outside the stake limits of this table, or over your own',
  loss_limit: 'your loss limit is reached',
  deposit_limit: 'your deposit limit is reached',
  player_blocked: 'your account is blocked',
  wrong_currency: 'this table plays in another currency',
  unknown_table: 'there is no such table',
  round_not_found: 'that round is gone',
  round_voided: 'the round was called off',
  rate_limited: 'too many at once',
  transaction_conflict: 'this bet was used before',
  bet_not_found: 'no such bet',
  not_in_flight: 'the flight has not begun',
  already_landed: 'too late, it has burst',
  unavailable: 'the table cannot be reached',
};

export const reason = (code) => REASONS[code] ?? String(code ?? 'refused').replaceAll('_', ' ');

const STATES = {
  sending: 'sending',
  unknown: 'asking again',
  accepted: 'accepted',
  cashing: 'cashing out',
  cashed: 'cashed out',
  rejected: 'rejected',
  won: 'won',
  lost: 'lost',
  voided: 'called off',
  refunded: 'refunded',
};

export const stateName = (state) => STATES[state] ?? state;

const ORDINAL = ['', '1st', '2nd', '3rd'];

export function selectionName(selection) {
  if (!selection) return '';
  switch (selection.kind) {
    case 'straight':
      return String(selection.numbers[0]);
    case 'dozen':
      return `${ORDINAL[selection.index]} dozen`;
    case 'column':
      return `${ORDINAL[selection.index]} column`;
    case 'low':
      return '1 to 18';
    case 'high':
      return '19 to 36';
    case 'crash':
      return selection.autoCashOutX100 ? `auto at ${(selection.autoCashOutX100 / 100).toFixed(2)}×` : 'by hand';
    default:
      return selection.numbers ? `${selection.kind.replace('_', ' ')} ${selection.numbers.join('-')}` : selection.kind;
  }
}
