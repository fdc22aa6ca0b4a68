/** My bets as a list: one row per bet, changed in place, with the round's proof behind a button. */

import { element, setAttribute, setText } from './dom.js';
import { money, multiplier } from './money.js';
import { reason, selectionName, stateName } from './words.js';

const GAMES = { roulette: 'Roulette', crash: 'Crash' };

export class BetsView {
  #list;
  #empty;
  #rows = new Map();
  #checkRound;
  #currencyOf;
  #gameOf;

  /** @param checkRound gives the claims about the draw of a bet's round, see fairness.js */
  constructor({ list, empty, checkRound, currencyOf, gameOf }) {
    this.#list = list;
    this.#empty = empty;
    this.#checkRound = checkRound;
    this.#currencyOf = currencyOf;
    this.#gameOf = gameOf;
    list.replaceChildren();
  }

  render(bets) {
    this.#empty.hidden = bets.length > 0;
    const shown = new Set(bets.map((bet) => bet.betId));
    for (const [betId, row] of this.#rows) {
      if (!shown.has(betId)) {
        row.item.remove();
        this.#rows.delete(betId);
      }
    }
    bets.forEach((bet, i) => {
      const row = this.#rows.get(bet.betId) ?? this.#make(bet);
      // Moved only where it stands wrong: a move would take the focus from a button in it.
      if (this.#list.children[i] !== row.item) this.#list.insertBefore(row.item, this.#list.children[i] ?? null);
      this.#fill(row, bet);
    });
  }

  #make(bet) {
    const row = {
      what: element('span', { class: 'what' }),
      stake: element('span', { class: 'stake' }),
      state: element('span', { class: 'state' }),
      gain: element('span', { class: 'gain' }),
      round: element('span', { class: 'round' }),
      proof: element('div', { class: 'proof', hidden: true, 'data-testid': 'proof' }),
      check: element('button', { type: 'button', class: 'link', 'data-testid': 'check', 'aria-expanded': 'false', text: 'check fairness' }),
    };
    row.check.onclick = () => this.#toggleProof(row, bet);
    row.item = element(
      'li',
      { 'data-bet': bet.betId, 'data-table': bet.table, 'data-round': bet.roundId },
      element('div', { class: 'line' }, row.what, row.stake),
      element('div', { class: 'line' }, row.state, row.gain),
      element('div', { class: 'line small' }, row.round, row.check),
      row.proof,
    );
    this.#rows.set(bet.betId, row);
    return row;
  }

  #fill(row, bet) {
    const currency = this.#currencyOf(bet.table);
    setAttribute(row.item, 'data-state', bet.state);
    setAttribute(row.item, 'data-x100', bet.cashedOutX100 ?? '');
    setText(row.what, `${GAMES[this.#gameOf(bet.table)] ?? bet.table} · ${selectionName(bet.selection)}`);
    setText(row.stake, money(bet.stakeMinor, currency));
    setText(row.state, stateLine(bet));
    setText(row.gain, gain(bet, currency));
    setText(row.round, `round ${bet.roundId}`);
    row.check.hidden = !['won', 'lost'].includes(bet.state);
  }

  async #toggleProof(row, bet) {
    const open = row.proof.hidden;
    row.proof.hidden = !open;
    row.check.setAttribute('aria-expanded', String(open));
    if (!open) return;
    row.proof.replaceChildren(element('p', { text: 'Checking…' }));
    try {
      const claims = await this.#checkRound(bet);
      row.proof.replaceChildren(element('ul', {}, ...claims.map(claimItem)));
    } catch (problem) {
      row.proof.replaceChildren(element('p', { text: `The proof cannot be had now: ${problem.message}` }));
    }
  }
}

function claimItem({ claim, holds, detail }) {
  const [mark, look] = holds === null ? ['–', 'open'] : holds ? ['✓', 'holds'] : ['✗', 'fails'];
  const word = { open: 'not told', holds: 'holds', fails: 'does not hold' }[look];
  return element(
    'li',
    { class: look, 'data-holds': String(holds) },
    element('span', { class: 'mark', role: 'img', 'aria-label': word, text: mark }),
    element('span', {}, claim, detail ? element('code', { text: detail }) : null),
  );
}

function stateLine(bet) {
  if (bet.state === 'rejected') return `rejected: ${reason(bet.code)}`;
  const at = bet.cashedOutX100 ? ` at ${multiplier(bet.cashedOutX100)}` : '';
  return `${stateName(bet.state)}${['cashed', 'won'].includes(bet.state) ? at : ''}`;
}

/** What came back, stake included, or what is gone. */
function gain(bet, currency) {
  switch (bet.state) {
    case 'won':
      return `+${money(bet.payoutMinor, currency)}`;
    case 'cashed':
      return bet.promisedMinor ? `+${money(bet.promisedMinor, currency)}` : '';
    case 'lost':
      return `−${money(bet.stakeMinor, currency)}`;
    case 'voided':
    case 'refunded':
      return money(bet.payoutMinor || bet.stakeMinor, currency);
    default:
      return '';
  }
}
