/** The roulette table: wheel, board, chips, and the slip of bets that are laid out but not yet sent. */

import { byId, byTestId, element, setAttribute, setText } from './dom.js';
import { colour, combination, covered, places, selectionKey } from './layout.js';
import { chipLabel, money, shortMoney } from './money.js';
import { Wheel } from './wheel.js';
import { reason, selectionName } from './words.js';

const CHIPS_MINOR = [50, 100, 500, 2_500, 10_000, 50_000];
const MAX_BETS = 50;

export class Roulette {
  #table;
  #bets;
  #balance;
  #serverNow;
  #wheel = new Wheel(byId('wheel'));
  #board = byId('board');
  #cells = new Map();
  /** What is laid out: [{selection, stakeMinor}] in the order of the taps. */
  #slip = [];
  #last = [];
  #chip = 500;
  #chosen = new Set();
  #chipsFor = '';
  #drawn = '';
  #told = null;
  #marked = null;
  #between = [];

  constructor({ table, bets, balance, serverNow }) {
    this.#table = table;
    this.#bets = bets;
    this.#balance = balance;
    this.#serverNow = serverNow;
    this.#makeBoard();
    byId('undo').onclick = () => this.#change(() => this.#slip.pop());
    byId('clear').onclick = () => this.#change(() => this.#empty());
    byId('again').onclick = () => this.#change(() => this.#layAgain());
    byId('place').onclick = () => this.#place();
    byId('combine').onchange = () => this.#change(() => this.#chosen.clear());
    new ResizeObserver(() => this.#change(() => (this.#drawn = ''))).observe(this.#board);
    byId('chips').onchange = ({ target }) => (this.#chip = Number(target.value));
  }

  #makeBoard() {
    this.#board.replaceChildren();
    for (const { selection, label, look, lying, standing } of places()) {
      const count = element('span', { class: 'chip', hidden: true });
      const key = selectionKey(selection);
      const name = selection.kind === 'straight' ? `${label}, ${colour(Number(label))}` : selectionName(selection);
      const cell = element(
        'button',
        {
          type: 'button',
          class: `place ${look}`,
          'data-testid': `bet-${key.trim().replaceAll(/ +/g, '-')}`,
          'aria-label': name,
          onclick: () => this.#tap(selection),
          onpointerenter: () => this.#light(selection),
          onpointerleave: () => this.#light(null),
        },
        element('span', { class: 'label', text: label }),
        count,
      );
      [lying, standing].forEach((area, i) => {
        const [column, row, wide, high] = area;
        cell.style.setProperty(`--area-${i}`, `${row} / ${column} / span ${high} / span ${wide}`);
      });
      this.#cells.set(key, { cell, count, name, selection });
      this.#board.append(cell);
    }
  }

  #light(selection) {
    const lit = new Set(selection && selection.kind !== 'straight' ? covered(selection) : []);
    for (const { cell, selection: own } of this.#cells.values()) {
      cell.classList.toggle('lit', own.kind === 'straight' && lit.has(own.numbers[0]));
    }
  }

  #tap(selection) {
    if (byId('combine').checked && selection.kind === 'straight') {
      this.#change(() => this.#toggle(selection.numbers[0]));
    } else {
      this.#change(() => this.#lay(selection, this.#chip));
    }
  }

  #toggle(number) {
    if (!this.#chosen.delete(number)) this.#chosen.add(number);
  }

  #lay(selection, stakeMinor) {
    const stakes = new Set([...this.#slip.map((bet) => selectionKey(bet.selection)), selectionKey(selection)]);
    if (stakes.size > MAX_BETS) this.#say(`At most ${MAX_BETS} places at once.`);
    else this.#slip.push({ selection, stakeMinor });
  }

  #layAgain() {
    this.#slip = this.#last.map((bet) => ({ ...bet }));
  }

  #empty() {
    this.#slip = [];
    this.#chosen.clear();
  }

  #change(action) {
    action();
    this.render();
  }

  /** One bet per place, however many taps it took. */
  #wishes() {
    const wishes = new Map();
    for (const { selection, stakeMinor } of this.#slip) {
      const key = selectionKey(selection);
      wishes.set(key, { selection, stakeMinor: (wishes.get(key)?.stakeMinor ?? 0) + stakeMinor });
    }
    return [...wishes.values()];
  }

  #place() {
    const made = this.#combined();
    if (made) {
      this.#change(() => {
        this.#lay(made, this.#chip);
        this.#chosen.clear();
      });
      return;
    }
    const wishes = this.#wishes();
    const { terms, round } = this.#table;
    const wrong = this.#problem(wishes, terms);
    if (wrong) {
      this.#say(wrong);
      return;
    }
    this.#last = wishes;
    this.#slip = [];
    this.#bets.place(this.#table.tableId, round.roundId, wishes);
    this.render();
  }

  #problem(wishes, terms) {
    const broken = wishes.find((bet) => bet.stakeMinor < terms.minStakeMinor || bet.stakeMinor > terms.maxStakeMinor);
    if (broken) {
      const [least, most] = [terms.minStakeMinor, terms.maxStakeMinor].map((limit) => shortMoney(limit, terms.currency));
      return `A bet is ${least} to ${most} here; ${selectionName(broken.selection)} has ${money(broken.stakeMinor, terms.currency)}.`;
    }
    const total = wishes.reduce((sum, bet) => sum + bet.stakeMinor, 0);
    return total > this.#balance() ? 'That is more than you have.' : null;
  }

  #combined() {
    return this.#chosen.size > 1 ? combination(this.#chosen) : null;
  }

  #say(text) {
    setText(byTestId('roulette-said'), text);
  }

  /** Tells what became of a bet of this table. */
  betChanged(bet) {
    const currency = this.#table.terms?.currency ?? 'EUR';
    const what = `${money(bet.stakeMinor, currency)} on ${selectionName(bet.selection)}`;
    if (bet.state === 'accepted') this.#say(this.#accepted(bet, what, currency));
    if (bet.state === 'rejected') this.#say(`Refused: ${what}: ${reason(bet.code)}.`);
    if (bet.state === 'unknown') this.#say(`No answer yet for ${what}: asking again.`);
    if (bet.state === 'refunded' || bet.state === 'voided') this.#say(`Given back: ${what}.`);
  }

  #accepted({ roundId }, what, currency) {
    const taken = this.#bets.of(this.#table.tableId, roundId).filter((bet) => bet.state === 'accepted');
    const total = taken.reduce((sum, bet) => sum + bet.stakeMinor, 0);
    return taken.length > 1 ? `Accepted: ${taken.length} bets, ${money(total, currency)} in all.` : `Accepted: ${what}.`;
  }

  render() {
    const { terms, round, live } = this.#table;
    if (terms) this.#makeChips(terms);
    setText(byId('roulette-limits'), terms ? limits(terms) : '');
    const open = live && round?.phase === 'betting';
    this.#renderSlip(open, terms);
    this.#renderChips(round, terms);
  }

  #renderSlip(open, terms) {
    const total = this.#slip.reduce((sum, bet) => sum + bet.stakeMinor, 0);
    const place = byId('place');
    const made = this.#combined();
    const label = made ? `Lay ${selectionName(made)}` : total && terms ? `Place ${shortMoney(total, terms.currency)}` : 'Place';
    setText(place, label);
    place.disabled = !made && (!open || !total || this.#chosen.size > 1);
    byId('undo').disabled = byId('clear').disabled = !this.#slip.length;
    byId('clear').disabled = !this.#slip.length && !this.#chosen.size;
    byId('again').disabled = !this.#last.length;
  }

  #renderChips(round, terms) {
    const sums = new Map();
    const count = (selection, stakeMinor, field) => {
      const key = selectionKey(selection);
      const sum = sums.get(key) ?? { selection, laid: 0, placed: 0 };
      sums.set(key, { ...sum, [field]: sum[field] + stakeMinor });
    };
    for (const { selection, stakeMinor } of this.#slip) count(selection, stakeMinor, 'laid');
    for (const bet of round ? this.#bets.of(this.#table.tableId, round.roundId) : []) {
      if (bet.state !== 'rejected') count(bet.selection, bet.stakeMinor, 'placed');
    }
    const currency = terms?.currency ?? 'EUR';
    const drawn = JSON.stringify([[...sums], [...this.#chosen]]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#renderBetween([...sums].filter(([key]) => !this.#cells.has(key)), currency);
    for (const [key, { cell, count: chip, name, selection }] of this.#cells) {
      const { laid = 0, placed = 0 } = sums.get(key) ?? {};
      fillChip(chip, laid, placed, currency);
      const stake = laid + placed ? `, ${money(laid + placed, currency)}${laid ? ', not yet placed' : ''}` : '';
      setAttribute(cell, 'aria-label', name + stake);
      cell.classList.toggle('chosen', selection.kind === 'straight' && this.#chosen.has(selection.numbers[0]));
    }
  }

  /** Chips of splits, corners and the like lie in the middle of what they cover. */
  #renderBetween(sums, currency) {
    for (const chip of this.#between) chip.remove();
    this.#between = sums.map(([, { selection, laid, placed }]) => {
      const chip = element('span', { class: 'chip between', title: selectionName(selection) });
      fillChip(chip, laid, placed, currency);
      const cells = selection.numbers.map((n) => this.#cells.get(selectionKey({ kind: 'straight', numbers: [n] })).cell);
      const middle = (side, size) => cells.reduce((sum, cell) => sum + cell[side] + cell[size] / 2, 0) / cells.length;
      chip.style.left = `${middle('offsetLeft', 'offsetWidth')}px`;
      chip.style.top = `${middle('offsetTop', 'offsetHeight')}px`;
      return chip;
    });
    this.#board.append(...this.#between);
  }

  #makeChips({ minStakeMinor, maxStakeMinor, currency }) {
    const key = `${minStakeMinor} ${maxStakeMinor} ${currency}`;
    if (this.#chipsFor === key) return;
    this.#chipsFor = key;
    const values = CHIPS_MINOR.filter((value) => value >= minStakeMinor && value <= maxStakeMinor).slice(0, 5);
    if (!values.length) values.push(minStakeMinor);
    if (!values.includes(this.#chip)) this.#chip = values[0];
    byId('chips').replaceChildren(
      ...values.map((value, i) =>
        element(
          'label',
          { class: `chip-choice c${i}`, title: money(value, currency) },
          element('input', { type: 'radio', name: 'chip', value, checked: value === this.#chip, 'data-testid': `chip-${value}` }),
          element('span', { text: chipLabel(value, currency) }),
        ),
      ),
    );
  }

  /** What moves with the clock. Returns an announcement where a number has come to rest, and where its bets are settled. */
  frame() {
    const { round, live, results } = this.#table;
    const now = this.#serverNow();
    const phase = live && round ? round.phase : 'waiting';
    if (phase === 'betting') {
      const leftMs = Math.max(0, round.closesAt - now);
      const wholeMs = this.#table.terms?.bettingWindowMs || round.closesAt - (round.openedAt ?? now) || 1;
      this.#wheel.countDown(Math.min(1, leftMs / wholeMs), Math.ceil(leftMs / 1000));
      this.#phase(leftMs ? 'Place your bets' : 'No more bets', this.#hint());
    } else if (phase === 'closed') {
      this.#wheel.closed();
      this.#phase('No more bets', 'The ball is rolling.');
    } else if (phase === 'result' && round.outcome) {
      return this.#result(round, now, results);
    } else if (phase === 'voided') {
      this.#wheel.idle('called off');
      this.#phase('Round called off', 'Your stakes are given back.');
    } else {
      this.#wheel.idle(live ? 'waiting' : 'connecting');
      this.#phase(live ? 'Waiting for the next round' : 'Waiting for the table', '');
    }
    this.#strip(results, now);
    this.#winner(null);
    return null;
  }

  #result(round, now, results) {
    const { number } = round.outcome;
    this.#wheel.result(number, now);
    if (!this.#wheel.landed(now)) {
      this.#phase('No more bets', 'The ball falls.');
      return null;
    }
    const mine = this.#outcomeOf(round);
    this.#phase(`${number} ${colour(number)}`, mine);
    this.#strip(results, now);
    this.#winner(number);
    const news = `Roulette: ${number}, ${colour(number)}. ${mine}`;
    if (this.#told === round.roundId + news) return null;
    this.#told = round.roundId + news;
    return news;
  }

  #outcomeOf(round) {
    const bets = this.#bets.of(this.#table.tableId, round.roundId).filter((bet) => bet.state !== 'rejected');
    if (!bets.length) return 'Next round in a moment.';
    if (bets.some((bet) => !['won', 'lost', 'voided', 'refunded'].includes(bet.state))) return 'Settling your bets…';
    const paid = bets.reduce((sum, bet) => sum + (bet.payoutMinor ?? 0), 0);
    const currency = this.#table.terms.currency;
    return paid ? `You are paid ${money(paid, currency)}.` : 'No luck this time.';
  }

  #hint() {
    if (this.#combined()) return 'Press Lay to put a chip on it.';
    if (this.#chosen.size > 1) return 'These numbers are no bet together.';
    if (this.#chosen.size) return 'Choose 2, 3, 4 or 6 neighbours.';
    return this.#slip.length ? 'Press Place to send them.' : 'Tap the board to lay chips.';
  }

  #phase(title, hint) {
    setText(byTestId('roulette-phase'), title);
    setText(byId('roulette-hint'), hint);
  }

  #strip(results, now) {
    if (!this.#wheel.landed(now)) return;
    const strip = byTestId('roulette-results');
    const drawn = results.map((result) => `${result.roundId} ${result.outcome.number}`).join();
    if (strip.dataset.drawn === drawn) return;
    strip.dataset.drawn = drawn;
    strip.replaceChildren(
      ...results.map(({ outcome: { number }, roundId }) =>
        element('li', { class: colour(number), 'data-round': roundId, 'aria-label': `${number} ${colour(number)}`, text: String(number) }),
      ),
    );
  }

  #winner(number) {
    if (this.#marked === number) return;
    this.#marked = number;
    for (const { cell, selection } of this.#cells.values()) {
      cell.classList.toggle('won', selection.kind === 'straight' && selection.numbers[0] === number);
    }
  }
}

function fillChip(chip, laid, placed, currency) {
  chip.hidden = !(laid + placed);
  chip.classList.toggle('laid', laid > 0);
  setText(chip, laid + placed ? chipLabel(laid + placed, currency) : '');
}

export const limits = ({ minStakeMinor, maxStakeMinor, currency }) =>
  `${shortMoney(minStakeMinor, currency)} – ${shortMoney(maxStakeMinor, currency)}`;
