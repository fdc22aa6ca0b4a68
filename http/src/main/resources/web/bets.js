/**
 * The player's bets and what becomes of each. A bet gets its id here, before it is sent, and is kept until the server has
 * answered: after a doubtful answer or a lost connection the same id is sent again, which can never bet twice.
 */

import { Unanswered } from './account.js';

const LATEST = 30;
const MAX_PER_MESSAGE = 50;
const ANSWER_MS = 4_000;
const AGAIN_MAX_MS = 10_000;
const RETRYABLE_TRIES = 6;

/** Nothing can follow these but a correction. */
const FINAL = new Set(['rejected', 'won', 'lost', 'voided', 'refunded']);
const OPEN = new Set(['sending', 'unknown', 'accepted', 'cashing', 'cashed']);

const newBetId = () =>
  `web-${[...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;

export class Bets {
  #send;
  #changed;
  #unanswered;
  #bets = new Map();
  #timers = new Map();
  #requests = new Map();

  /**
   * @param send gives a message to the connection: its id, or null where there is none
   * @param changed called with a bet after each change
   */
  constructor({ playerId, send, changed }) {
    this.#send = send;
    this.#changed = changed;
    this.#unanswered = new Unanswered(playerId);
    for (const bet of this.#unanswered.all()) this.#bets.set(bet.betId, { ...bet, state: 'unknown', tries: 0 });
  }

  stop() {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Newest first. */
  latest() {
    return [...this.#bets.values()].sort((a, b) => b.at - a.at).slice(0, LATEST);
  }

  get(betId) {
    return this.#bets.get(betId);
  }

  of(table, roundId) {
    return [...this.#bets.values()].filter((bet) => bet.table === table && bet.roundId === roundId);
  }

  openCount() {
    return [...this.#bets.values()].filter((bet) => OPEN.has(bet.state)).length;
  }

  place(table, roundId, wishes) {
    const at = Date.now();
    const bets = wishes.map(({ selection, stakeMinor }, i) => ({
      betId: newBetId(),
      table,
      roundId,
      selection,
      stakeMinor,
      at: at + i / 1000,
    }));
    this.#unanswered.add(bets);
    for (const bet of bets) this.#bets.set(bet.betId, { ...bet, state: 'sending', tries: 0 });
    this.#transmit(bets.map((bet) => bet.betId));
    return bets;
  }

  cashOut(betId) {
    const bet = this.#bets.get(betId);
    if (bet?.state !== 'accepted') return;
    this.#set(bet, { state: 'cashing', code: undefined });
    this.#sendCashOut(bet);
  }

  #sendCashOut(bet) {
    const id = this.#send({ type: 'cash_out', betId: bet.betId, table: bet.table, roundId: bet.roundId });
    if (id !== null) this.#requests.set(id, [bet.betId]);
  }

  /** Connected anew: whatever waits for an answer is said again, in the words of the first time. */
  resume() {
    this.#requests.clear();
    const waiting = this.#unanswered.all().map((bet) => bet.betId);
    this.#transmit(waiting.filter((betId) => this.#bets.has(betId)));
    for (const bet of this.#bets.values()) if (bet.state === 'cashing') this.#sendCashOut(bet);
  }

  #transmit(betIds) {
    const groups = new Map();
    for (const betId of betIds) {
      const { table, roundId } = this.#bets.get(betId);
      const key = `${table} ${roundId}`;
      groups.set(key, [...(groups.get(key) ?? []), betId]);
    }
    for (const group of groups.values()) {
      for (let i = 0; i < group.length; i += MAX_PER_MESSAGE) this.#transmitRound(group.slice(i, i + MAX_PER_MESSAGE));
    }
  }

  #transmitRound(betIds) {
    const bets = betIds.map((betId) => this.#bets.get(betId));
    const { table, roundId } = bets[0];
    const wire = bets.map(({ betId, selection, stakeMinor }) => ({ betId, selection, stakeMinor }));
    const message = wire.length === 1 ? { type: 'place_bet', table, roundId, ...wire[0] } : { type: 'place_bets', table, roundId, bets: wire };
    const id = this.#send(message);
    if (id !== null) this.#requests.set(id, betIds);
    for (const bet of bets) {
      // Sent again where no answer comes though the connection stands; without one, resume() does it.
      this.#again(bet, ANSWER_MS, id === null ? null : 'no answer yet');
      this.#changed(bet);
    }
  }

  #again(bet, delayMs, doubt) {
    clearTimeout(this.#timers.get(bet.betId));
    if (doubt === null) return;
    const wait = Math.min(AGAIN_MAX_MS, delayMs * 2 ** Math.min(bet.tries, 4));
    const timer = setTimeout(() => {
      bet.tries++;
      if (bet.state === 'sending') bet.state = 'unknown';
      this.#transmit([bet.betId]);
    }, wait);
    this.#timers.set(bet.betId, timer);
  }

  #answered(bet) {
    clearTimeout(this.#timers.get(bet.betId));
    this.#timers.delete(bet.betId);
    this.#unanswered.remove(bet.betId);
  }

  #set(bet, change) {
    Object.assign(bet, change);
    this.#changed(bet);
  }

  /** Takes what the player's stream says of a bet; true where it was about one. */
  receive(message) {
    const bet = message.betId && this.#bets.get(message.betId);
    if (message.betId && !bet) return false;
    switch (message.type) {
      case 'bet_accepted':
        this.#answered(bet);
        if (['sending', 'unknown'].includes(bet.state)) this.#set(bet, { state: 'accepted' });
        return true;
      case 'bet_rejected':
        this.#rejected(bet, message);
        return true;
      case 'bet_unknown':
        bet.state = 'unknown';
        this.#again(bet, Math.max(250, message.afterMs ?? 1_000), 'outcome unknown');
        this.#changed(bet);
        return true;
      case 'cashed_out':
        if (!FINAL.has(bet.state)) {
          this.#set(bet, { state: 'cashed', cashedOutX100: message.multiplierX100, promisedMinor: message.payoutMinor });
        }
        return true;
      case 'cash_out_rejected':
        if (bet.state === 'cashing') this.#set(bet, { state: 'accepted', code: message.code });
        return true;
      case 'bet_settled':
        this.#settled(bet, message);
        return true;
      case 'error':
        this.#refusedRequest(message);
        return true;
      default:
        return false;
    }
  }

  #rejected(bet, { code, retryable }) {
    if (FINAL.has(bet.state) || !['sending', 'unknown'].includes(bet.state)) return;
    if (retryable && bet.tries < RETRYABLE_TRIES) {
      this.#again(bet, 300, code);
      return;
    }
    this.#answered(bet);
    this.#set(bet, { state: 'rejected', code });
  }

  #settled(bet, { state, payoutMinor, resultVersion = 1 }) {
    this.#answered(bet);
    if (FINAL.has(bet.state) && (bet.resultVersion ?? 0) >= resultVersion) return;
    this.#set(bet, { state: state ?? (payoutMinor > 0 ? 'won' : 'lost'), payoutMinor, resultVersion });
  }

  /** The server could not take a whole message: all bets in it share the answer. */
  #refusedRequest({ id, code, retryable }) {
    for (const betId of this.#requests.get(id) ?? []) {
      const bet = this.#bets.get(betId);
      if (bet?.state === 'cashing') this.#set(bet, { state: 'accepted', code });
      else if (bet) this.#rejected(bet, { code, retryable });
    }
    this.#requests.delete(id);
  }

  /** Takes bets as the server lists them; what the stream has told since is newer and stays. */
  adopt(listed) {
    for (const told of listed) {
      const known = this.#bets.get(told.betId);
      const version = told.resultVersion ?? 0;
      if (told.state === 'pending') continue;
      if (known && FINAL.has(known.state) && (known.resultVersion ?? 0) >= version) continue;
      if (known && ['cashing', 'cashed'].includes(known.state) && told.state === 'accepted') continue;
      const cashed = told.state === 'accepted' && told.cashedOutX100 > 0;
      const bet = Object.assign(known ?? { betId: told.betId, tries: 0 }, {
        table: told.table,
        roundId: told.roundId,
        selection: told.selection,
        stakeMinor: told.stakeMinor,
        state: cashed ? 'cashed' : told.state,
        code: told.code ?? undefined,
        cashedOutX100: told.cashedOutX100 || undefined,
        payoutMinor: told.payoutMinor ?? 0,
        resultVersion: version,
        at: known?.at ?? Date.parse(told.at),
      });
      this.#bets.set(bet.betId, bet);
      this.#answered(bet);
      this.#changed(bet);
    }
    this.#prune();
  }

  #prune() {
    const keep = new Set(this.latest().map((bet) => bet.betId));
    for (const bet of this.#bets.values()) {
      if (!keep.has(bet.betId) && FINAL.has(bet.state)) this.#bets.delete(bet.betId);
    }
  }
}
