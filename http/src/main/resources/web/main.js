/** The page's one place that wires everything: player, connection, tables, bets and what is shown of them. */

import { forgetPlayer, noteCommitment, playerOf, savedPlayer, savePlayer, seenCommitment } from './account.js';
import { Bets } from './bets.js';
import { BetsView } from './bets-view.js';
import { Connection } from './connection.js';
import { Crash } from './crash.js';
import { byId, byTestId, element, setAttribute, setText } from './dom.js';
import { check } from './fairness.js';
import { getBets, getConfig, getRound, getWallet, liveAddress, openPlayer } from './http.js';
import { money, multiplier } from './money.js';
import { Roulette } from './roulette.js';
import { Table } from './tables.js';

const TABLES = { 'roulette-1': 'roulette', 'crash-1': 'crash' };
const LATEST_BETS = 30;
const RETRY_MS = 1_500;
/** 4503: the server has ended this session for another one. */
const REPLACED = 4503;
const UNAUTHORIZED = [4500, 4011];

let config = null;
let seat = null;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The page may be there before the server is: it asks until it gets an answer. */
async function firstConfig() {
  for (;;) {
    try {
      return await getConfig();
    } catch {
      showStatus('offline', null);
      await pause(RETRY_MS * (0.5 + Math.random()));
    }
  }
}

async function address() {
  const newest = await getConfig().catch(() => null);
  if (newest) {
    const other = config.build && newest.build && newest.build !== config.build;
    config = { ...newest, build: config.build };
    if (other) offerReload();
  }
  return liveAddress(config, location);
}

function offerReload() {
  notice('The server has a newer version of this page.', 'Reload', () => location.reload());
}

function notice(text, action, onclick) {
  const line = byId('notice');
  line.hidden = !text;
  line.replaceChildren(text ?? '');
  if (action) line.append(' ', element('button', { type: 'button', class: 'link', text: action, onclick }));
}

function showDoor(problem = '') {
  byId('floor').hidden = true;
  byId('purse').hidden = true;
  byId('door').hidden = false;
  for (const part of document.querySelectorAll('[data-for]')) part.hidden = (part.dataset.for === 'dev') !== Boolean(config.devMode);
  byId('door-name').required = Boolean(config.devMode);
  byId('door-token').required = !config.devMode;
  setText(byId('door-problem'), problem);
  showStatus('idle', null);
  byId(config.devMode ? 'door-name' : 'door-token').focus();
}

async function enter(event) {
  event.preventDefault();
  const button = byTestId('enter');
  button.disabled = true;
  setText(byId('door-problem'), '');
  try {
    const name = byId('door-name').value.trim();
    const player = config.devMode ? { ...(await openPlayer(name)), name } : playerOf(byId('door-token').value.trim());
    savePlayer(player);
    sit(player);
  } catch (problem) {
    setText(byId('door-problem'), `That did not work: ${problem.message}`);
  } finally {
    button.disabled = false;
  }
}

function leave(problem) {
  seat?.leave();
  seat = null;
  forgetPlayer();
  notice(null);
  showDoor(problem);
}

function sit(player) {
  notice(null);
  byId('door').hidden = true;
  byId('floor').hidden = false;
  byId('purse').hidden = false;
  setText(byTestId('player-name'), player.name);
  seat = new Seat(player);
}

function showStatus(status, rttMs) {
  const words = { live: 'live', idle: 'not connected', connecting: 'connecting', reconnecting: 'reconnecting', refused: 'disconnected', stopped: 'not connected' };
  setAttribute(byTestId('connection'), 'data-status', status);
  setText(byTestId('connection-status'), words[status] ?? status);
  setText(byTestId('connection-rtt'), rttMs === null ? '' : `${Math.max(1, Math.round(rttMs))} ms`);
}

/** One player at the tables, from sitting down to leaving. */
class Seat {
  #player;
  #wallet = null;
  #stream = null;
  #tables = new Map();
  #connection;
  #bets;
  #views;
  #betsView;
  #dirty = true;
  #left = false;

  constructor(player) {
    this.#player = player;
    for (const tableId of Object.keys(TABLES)) {
      this.#tables.set(tableId, new Table(tableId, (gap) => this.#connection.resubscribe(gap)));
    }
    this.#connection = new Connection({
      address,
      hello: () => ({ token: player.token, ...(this.#stream ? { recover: this.#stream } : {}) }),
      subscriptions: () => [...this.#tables.values()].map(({ tableId, recover }) => ({ table: tableId, recover })),
    });
    this.#bets = new Bets({
      playerId: player.playerId,
      send: (message) => this.#connection.send(message),
      changed: (bet) => this.#betChanged(bet),
    });
    this.#makeViews();
    this.#connection.addEventListener('status', ({ detail }) => this.#status(detail));
    this.#connection.addEventListener('message', ({ detail }) => this.#receive(detail));
    this.#connection.addEventListener('live', () => this.#bets.resume());
    this.#connection.addEventListener('refused', ({ detail }) => this.#refused(detail));
    this.#connection.start();
    this.#showBalance();
    this.#frame();
  }

  leave() {
    this.#left = true;
    this.#bets.stop();
    this.#connection.stop();
  }

  #makeViews() {
    const common = { bets: this.#bets, balance: () => this.#wallet?.balanceMinor ?? 0, serverNow: () => this.#connection.serverNow() };
    this.#views = {
      'roulette-1': new Roulette({ table: this.#tables.get('roulette-1'), ...common }),
      'crash-1': new Crash({ table: this.#tables.get('crash-1'), ...common }),
    };
    this.#betsView = new BetsView({
      list: byId('bets-list'),
      empty: byId('bets-empty'),
      checkRound: async ({ roundId, table }) => check(await getRound(this.#player.token, roundId, table), seenCommitment),
      currencyOf: (tableId) => this.#tables.get(tableId)?.terms?.currency ?? this.#wallet?.currency ?? 'EUR',
      gameOf: (tableId) => TABLES[tableId],
    });
  }

  #receive(message) {
    this.#noteWallet(message);
    this.#dirty = true;
    switch (message.type) {
      case 'connected':
        this.#connected(message);
        return;
      case 'subscribed':
        this.#subscribed(message);
        return;
      case 'table_event':
        this.#tables.get(message.table)?.tableEvent(message);
        return;
      case 'table_state':
        this.#tables.get(message.table)?.tableState(message, this.#connection.serverNow());
        return;
      default:
        this.#playerEvent(message);
    }
  }

  #connected(message) {
    this.#noteWallet(message.wallet);
    if (message.recovered) for (const event of message.events ?? []) this.#tell(event);
    this.#stream = { epoch: message.epoch, offset: message.offset };
    if (!message.recovered || !message.wallet) this.#reload();
  }

  #subscribed(message) {
    const table = this.#tables.get(message.table);
    if (!table) return;
    table.subscribed(message);
    if (table.commitment) noteCommitment(table.commitment);
    this.#bets.adopt([...(message.snapshot?.openBets ?? []), ...(message.snapshot?.settledBets ?? [])]);
  }

  /** One message of the player's own stream. Where one is missing, what we know is read anew. */
  #playerEvent(message) {
    const { offset } = message;
    if (this.#stream && Number.isInteger(offset)) {
      if (offset > this.#stream.offset + 1) this.#reload();
      this.#stream.offset = Math.max(this.#stream.offset, offset);
    }
    this.#tell(message);
  }

  #tell(message) {
    this.#noteWallet(message);
    // A bet of ours that this page does not know: placed by another device of the same player.
    if (!this.#bets.receive(message) && message.betId) this.#reload();
  }

  async #reload() {
    try {
      const [wallet, { bets }] = await Promise.all([getWallet(this.#player.token), getBets(this.#player.token, LATEST_BETS)]);
      if (this.#left) return;
      this.#noteWallet(wallet);
      this.#bets.adopt(bets);
      this.#dirty = true;
    } catch (problem) {
      if (problem.status === 401 && !this.#left) leave('Your seat has ended: please enter your name again.');
    }
  }

  /** Balances come by many ways and not in order: only a newer version of the wallet counts. */
  #noteWallet(source) {
    const version = source?.walletVersion ?? source?.version;
    if (!Number.isInteger(source?.balanceMinor) || !Number.isInteger(version)) return;
    if (this.#wallet && version <= this.#wallet.version) return;
    const before = this.#wallet?.balanceMinor;
    this.#wallet = { balanceMinor: source.balanceMinor, version, currency: source.currency ?? this.#wallet?.currency ?? 'EUR' };
    this.#showBalance(before);
  }

  #showBalance(before) {
    const output = byTestId('balance');
    const wallet = this.#wallet;
    setText(output, wallet ? money(wallet.balanceMinor, wallet.currency) : '–');
    setAttribute(output, 'data-minor', wallet?.balanceMinor ?? '');
    if (before === undefined || before >= wallet.balanceMinor) return;
    output.classList.remove('risen');
    requestAnimationFrame(() => output.classList.add('risen'));
  }

  #betChanged(bet) {
    this.#dirty = true;
    this.#views?.[bet.table]?.betChanged(bet);
  }

  #status(status) {
    showStatus(status, this.#connection.rttMs);
    if (status !== 'live') for (const table of this.#tables.values()) table.live = false;
    this.#dirty = true;
  }

  #refused({ code, reason }) {
    if (UNAUTHORIZED.includes(code)) {
      leave('The server does not know this seat any more: please enter your name again.');
      return;
    }
    const text = code === REPLACED ? 'You play in another window now.' : `The server has closed the connection (${code}${reason ? `, ${reason}` : ''}).`;
    notice(text, code === REPLACED ? 'Play here' : 'Try again', () => {
      notice(null);
      this.#connection.start();
    });
  }

  #frame = () => {
    if (this.#left) return;
    if (this.#dirty) {
      this.#dirty = false;
      for (const view of Object.values(this.#views)) view.render();
      this.#betsView.render(this.#bets.latest());
      setText(byId('tab-bets-state'), this.#bets.openCount() ? String(this.#bets.openCount()) : '');
    }
    for (const view of Object.values(this.#views)) {
      const announcement = view.frame();
      if (announcement) setText(byId('announcer'), announcement);
    }
    this.#tabs();
    requestAnimationFrame(this.#frame);
  };

  #tabs() {
    const now = this.#connection.serverNow();
    for (const [tableId, game] of Object.entries(TABLES)) {
      const { round, live } = this.#tables.get(tableId);
      setText(byId(`tab-${game}-state`), live && round ? brief(round, now) : '');
    }
  }
}

function brief(round, now) {
  if (round.phase === 'betting') return `${Math.ceil(Math.max(0, round.closesAt - now) / 1000)} s`;
  if (round.phase === 'flying' && round.multiplierX100) return multiplier(round.multiplierX100);
  return '';
}

function show(view) {
  document.body.dataset.view = view;
  for (const tab of document.querySelectorAll('[data-show]')) setAttribute(tab, 'aria-pressed', tab.dataset.show === view);
}

async function begin() {
  byId('door-form').onsubmit = enter;
  byTestId('new-player').onclick = () => confirm('Leave this player and its money for a new one?') && leave();
  for (const tab of document.querySelectorAll('[data-show]')) tab.onclick = () => show(tab.dataset.show);
  config = await firstConfig();
  setText(byId('build'), config.build ? `build ${config.build}` : '');
  const player = savedPlayer();
  if (player) sit(player);
  else showDoor();
}

begin();
