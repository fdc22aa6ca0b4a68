/** The crash table: the flight, the stake, and the cash-out. */

import { Curve } from './curve.js';
import { byId, byTestId, element, setAttribute, setText } from './dom.js';
import { money, multiplier, parseDecimal, plain, scale, shortMoney, worthMinor } from './money.js';
import { limits } from './roulette.js';
import { reason, selectionName } from './words.js';

/** How far the curve may run ahead of the last word from the server. */
const AHEAD_MS = 250;
const GROWTH_PER_MS = 0.00006;

export class Crash {
  #table;
  #bets;
  #balance;
  #serverNow;
  #curve = new Curve(byId('curve'));
  #shownX100 = 100;
  #shownRound = null;
  #told = null;

  constructor({ table, bets, balance, serverNow }) {
    this.#table = table;
    this.#bets = bets;
    this.#balance = balance;
    this.#serverNow = serverNow;
    byId('wager').onsubmit = (event) => {
      event.preventDefault();
      this.#bet();
    };
    byId('cash-out').onclick = () => this.#riding().forEach((bet) => this.#bets.cashOut(bet.betId));
    for (const button of document.querySelectorAll('[data-stake]')) {
      button.onclick = () => this.#scaleStake(button.dataset.stake === 'half' ? 0.5 : 2);
    }
  }

  #currency() {
    return this.#table.terms?.currency ?? 'EUR';
  }

  #stakeMinor() {
    return parseDecimal(byId('stake').value, scale(this.#currency()));
  }

  #scaleStake(factor) {
    const { minStakeMinor = 1, maxStakeMinor = Infinity } = this.#table.terms ?? {};
    const stake = Math.floor((this.#stakeMinor() ?? minStakeMinor) * factor);
    byId('stake').value = plain(Math.min(maxStakeMinor, Math.max(minStakeMinor, stake)), this.#currency());
    this.render();
  }

  #bet() {
    const { terms, round, tableId } = this.#table;
    const stakeMinor = this.#stakeMinor();
    const auto = byId('auto').value.trim();
    const autoCashOutX100 = auto ? parseDecimal(auto.replace(/[x×]$/i, ''), 2) : undefined;
    const wrong = this.#problem(stakeMinor, autoCashOutX100);
    if (wrong) {
      this.#say(wrong);
      return;
    }
    const selection = { kind: 'crash', ...(autoCashOutX100 ? { autoCashOutX100 } : {}) };
    if (terms && round?.phase === 'betting') this.#bets.place(tableId, round.roundId, [{ selection, stakeMinor }]);
  }

  #problem(stakeMinor, autoCashOutX100) {
    const { minStakeMinor, maxStakeMinor, currency } = this.#table.terms;
    if (stakeMinor === null) return 'The stake is no amount of money.';
    if (stakeMinor < minStakeMinor || stakeMinor > maxStakeMinor) {
      return `A bet is ${shortMoney(minStakeMinor, currency)} to ${shortMoney(maxStakeMinor, currency)} here.`;
    }
    if (stakeMinor > this.#balance()) return 'That is more than you have.';
    if (autoCashOutX100 === null || autoCashOutX100 < 101) return 'Auto cash-out is 1.01 or more, or nothing.';
    return null;
  }

  /** My bets that can still be cashed out by hand: not those whose own target is behind. */
  #riding() {
    const { round, tableId } = this.#table;
    if (!round) return [];
    const behind = (bet) => bet.selection.autoCashOutX100 <= (round.multiplierX100 ?? 100);
    return this.#bets.of(tableId, round.roundId).filter((bet) => bet.state === 'accepted' && !behind(bet));
  }

  #say(text) {
    setText(byTestId('crash-said'), text);
  }

  /** Tells what became of a bet of this table. */
  betChanged(bet) {
    const currency = this.#currency();
    const what = `${money(bet.stakeMinor, currency)}, ${selectionName(bet.selection)}`;
    switch (bet.state) {
      case 'accepted':
        this.#say(bet.code ? `Not cashed out: ${reason(bet.code)}.` : `Accepted: ${what}.`);
        break;
      case 'rejected':
        this.#say(`Refused: ${what}: ${reason(bet.code)}.`);
        break;
      case 'unknown':
        this.#say(`No answer yet for ${what}: asking again.`);
        break;
      case 'cashed':
        this.#say(`Cashed out at ${multiplier(bet.cashedOutX100)}${bet.promisedMinor ? `: ${money(bet.promisedMinor, currency)}` : ''}.`);
        break;
      case 'won':
        this.#say(`You are paid ${money(bet.payoutMinor, currency)}.`);
        break;
      case 'lost':
        this.#say(`Lost ${money(bet.stakeMinor, currency)}.`);
        break;
      case 'voided':
      case 'refunded':
        this.#say(`Given back: ${what}.`);
        break;
    }
  }

  render() {
    const { terms, round, live } = this.#table;
    setText(byId('crash-limits'), terms ? limits(terms) : '');
    setText(byId('stake-unit'), this.#currency());
    const stakeMinor = this.#stakeMinor();
    byId('crash-bet').disabled = !live || round?.phase !== 'betting';
    setText(byId('crash-bet'), stakeMinor ? `Bet ${shortMoney(stakeMinor, this.#currency())}` : 'Bet');
  }

  /** What moves with the clock. Returns an announcement where a flight has just burst. */
  frame() {
    const { round, live, results } = this.#table;
    const now = this.#serverNow();
    const phase = live && round ? round.phase : 'waiting';
    const x100 = this.#multiplierX100(round, phase, now);
    setAttribute(byTestId('flight'), 'data-phase', phase);
    setText(byTestId('multiplier'), this.#readout(round, phase, x100, now));
    setText(byTestId('crash-phase'), this.#words(round, phase, live, now));
    this.#fuse(round, phase, now);
    this.#cashOut(phase, x100);
    this.#strip(results);
    const mine = round ? this.#bets.of(this.#table.tableId, round.roundId) : [];
    this.#curve.draw({
      multiplier: ['flying', 'result'].includes(phase) ? x100 / 100 : 1,
      growthPerMs: this.#growthPerMs(),
      phase,
      cashedOut: mine.filter((bet) => bet.cashedOutX100).map((bet) => bet.cashedOutX100 / 100),
    });
    if (phase !== 'result' || !round.outcome || this.#told === round.roundId) return null;
    this.#told = round.roundId;
    return `Crash: burst at ${multiplier(round.outcome.bustX100)}.`;
  }

  #growthPerMs() {
    return this.#table.terms?.payTable?.growthPerMs ?? GROWTH_PER_MS;
  }

  /** The last word from the server and what has grown since, never more than a moment ahead and never back. */
  #multiplierX100(round, phase, now) {
    if (phase === 'result') return round.outcome?.bustX100 ?? 100;
    if (phase !== 'flying' || !round.multiplierX100) return 100;
    if (this.#shownRound !== round.roundId) {
      this.#shownRound = round.roundId;
      this.#shownX100 = 100;
    }
    const sinceMs = round.tickAt === null ? 0 : Math.min(AHEAD_MS, Math.max(0, now - round.tickAt));
    this.#shownX100 = Math.max(this.#shownX100, round.multiplierX100 * Math.exp(this.#growthPerMs() * sinceMs));
    return this.#shownX100;
  }

  #readout(round, phase, x100, now) {
    if (phase === 'betting') return `${(Math.max(0, round.closesAt - now) / 1000).toFixed(1)} s`;
    if (phase === 'flying' || phase === 'result') return multiplier(Math.floor(x100));
    return phase === 'closed' ? multiplier(100) : '–';
  }

  #words(round, phase, live, now) {
    switch (phase) {
      case 'betting':
        return now < round.closesAt ? 'to the next flight' : 'no more bets';
      case 'closed':
        return 'taking off';
      case 'flying':
        return 'flying';
      case 'result':
        return 'burst';
      case 'voided':
        return 'called off: stakes are given back';
      default:
        return live ? 'waiting for the next flight' : 'waiting for the table';
    }
  }

  #fuse(round, phase, now) {
    const wholeMs = this.#table.terms?.bettingWindowMs || 1;
    const left = phase === 'betting' ? Math.min(1, Math.max(0, round.closesAt - now) / wholeMs) : 0;
    byId('fuse').style.transform = `scaleX(${left.toFixed(4)})`;
  }

  #cashOut(phase, x100) {
    const button = byId('cash-out');
    const riding = this.#riding();
    const ready = phase === 'flying' && riding.length > 0;
    button.disabled = !ready;
    // What the house pays is its own last word, so the button never promises what the curve has run ahead.
    const told = Math.min(Math.floor(x100), this.#table.round?.multiplierX100 ?? 100);
    const worth = riding.reduce((sum, bet) => sum + worthMinor(bet.stakeMinor, told), 0);
    setText(button, ready ? `Cash out ${money(worth, this.#currency())}` : 'Cash out');
  }

  #strip(results) {
    const strip = byTestId('crash-results');
    const drawn = results.map((result) => result.roundId).join();
    if (strip.dataset.drawn === drawn) return;
    strip.dataset.drawn = drawn;
    strip.replaceChildren(
      ...results.map(({ roundId, outcome: { bustX100 } }) =>
        element('li', { class: bustX100 >= 1000 ? 'high' : bustX100 >= 200 ? 'mid' : 'low', 'data-round': roundId, text: multiplier(bustX100) }),
      ),
    );
  }
}
