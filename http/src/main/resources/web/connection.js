/**
 * The one WebSocket of the page: connects, proves who the player is, follows the tables, notices a dead peer, and comes
 * back by itself. It knows nothing of games: what arrives is handed on as it is.
 *
 * Events: "status" (detail: the status), "message" (detail: the server's message), "live" (connected anew),
 * "refused" (detail: {code, reason}: the server does not want this client back by itself).
 */

const SUBPROTOCOL = 'croupier.v1.json';
const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 10_000;
const HANDSHAKE_MS = 8_000;
const PONG_GRACE_MS = 5_000;
const RESUBSCRIBE_MS = 2_000;
const OFFLINE_AFTER_ATTEMPTS = 4;

/** 4000 to 4499 and everything that is no code of ours: come back. 4500 to 4999, and a token that ended: do not. */
export const comesBack = (code) => (code < 4500 || code > 4999) && code !== 4011;

/** Full jitter: anywhere between nothing and the doubled bound, so that a crowd does not come back in one wave. */
export function backoffMs(attempt, random = Math.random) {
  return random() * Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** attempt);
}

export class Connection extends EventTarget {
  #address;
  #hello;
  #subscriptions;
  #socket = null;
  #status = 'starting';
  #attempts = 0;
  #lastId = 0;
  #timers = new Map();
  #pings = new Map();
  #subscribing = new Map();
  #connected = false;
  #delayNext = null;
  #rtt = null;
  #bestRtt = Infinity;
  #skewMs = 0;
  #pingIntervalMs = 10_000;

  /**
   * @param address gives the URL, asked again before each attempt
   * @param hello gives {token, recover} for the first message
   * @param subscriptions gives [{table, recover}] for the tables to follow
   */
  constructor({ address, hello, subscriptions }) {
    super();
    this.#address = address;
    this.#hello = hello;
    this.#subscriptions = subscriptions;
    addEventListener('online', () => this.#hurry());
    addEventListener('offline', () => this.#waiting() && this.#setStatus('offline'));
    document.addEventListener('visibilitychange', () => !document.hidden && this.#hurry());
  }

  get status() {
    return this.#status;
  }

  /** The last round trip in milliseconds, null before the first. */
  get rttMs() {
    return this.#rtt;
  }

  /** The server's clock now, as well as the fastest round trip tells. */
  serverNow() {
    return Date.now() + this.#skewMs;
  }

  start() {
    this.#clearTimers();
    this.#attempts = 0;
    this.#open();
  }

  /** Leaves for good; {@link #start} begins anew. */
  stop() {
    this.#clearTimers();
    this.#drop(1000);
    this.#setStatus('stopped');
  }

  /** Sends with an id of its own, which the answers repeat; null where nothing can be sent now. */
  send(message) {
    if (!this.#connected || this.#socket?.readyState !== WebSocket.OPEN) return null;
    return this.#write(message);
  }

  /** Asks for one table again, from where we are: after a gap. */
  resubscribe(table) {
    const wanted = this.#subscriptions().find((subscription) => subscription.table === table);
    if (wanted && ![...this.#subscribing.values()].includes(table)) this.#subscribe(wanted);
  }

  async #open() {
    this.#setStatus(this.#attempts >= OFFLINE_AFTER_ATTEMPTS ? 'offline' : this.#attempts ? 'reconnecting' : 'connecting');
    const token = {};
    this.#opening = token;
    let socket;
    try {
      const url = await this.#address();
      if (this.#opening !== token) return;
      socket = new WebSocket(url, SUBPROTOCOL);
    } catch {
      if (this.#opening === token) this.#retry();
      return;
    }
    this.#socket = socket;
    this.#delayNext = null;
    socket.onopen = () => this.#write({ type: 'connect', ...this.#hello() });
    socket.onmessage = ({ data }) => socket === this.#socket && this.#receive(JSON.parse(data));
    socket.onclose = ({ code, reason }) => socket === this.#socket && this.#closed(code, reason);
    this.#after('handshake', HANDSHAKE_MS, () => this.#lost());
  }

  #opening = null;

  #receive(message) {
    switch (message.type) {
      case 'connected':
        this.#welcome(message);
        break;
      case 'pong':
        this.#measure(message);
        return;
      case 'subscribed':
        this.#subscribing.delete(message.id);
        // Only now is the way back proven from end to end.
        this.#attempts = 0;
        break;
      case 'reconnect':
        this.#delayNext = message.afterMs ?? 0;
        this.#drain(this.#delayNext);
        break;
      case 'error':
        if (this.#subscribing.has(message.id)) this.#notYet(message);
        break;
    }
    this.#emit('message', message);
  }

  #welcome(message) {
    clearTimeout(this.#timers.get('handshake'));
    this.#connected = true;
    this.#skewMs = Date.parse(message.serverTime) - Date.now();
    this.#bestRtt = Infinity;
    this.#setStatus('live');
    for (const subscription of this.#subscriptions()) this.#subscribe(subscription);
    this.#pingIntervalMs = message.pingIntervalMs ?? 10_000;
    this.#ping();
    queueMicrotask(() => this.#emit('live'));
  }

  #subscribe({ table, recover }) {
    const id = this.send({ type: 'subscribe', table, ...(recover ? { recover } : {}) });
    if (id !== null) this.#subscribing.set(id, table);
  }

  /** A table that is not there may come late: the house opens its tables after the doors. */
  #notYet(message) {
    const table = this.#subscribing.get(message.id);
    this.#subscribing.delete(message.id);
    this.#after(`subscribe ${table}`, message.afterMs ?? RESUBSCRIBE_MS, () => this.resubscribe(table));
  }

  #ping() {
    const intervalMs = this.#pingIntervalMs;
    const rtt = this.#rtt === null ? {} : { rttMs: Math.round(this.#rtt) };
    const id = this.send({ type: 'ping', ...rtt });
    if (id !== null) this.#pings.set(id, performance.now());
    this.#after('pong', Math.min(intervalMs, PONG_GRACE_MS), () => this.#lost());
    this.#after('ping', intervalMs, () => this.#ping());
  }

  #measure({ id, serverTime }) {
    const sentAt = this.#pings.get(id);
    if (sentAt === undefined) return;
    this.#pings.clear();
    clearTimeout(this.#timers.get('pong'));
    this.#rtt = performance.now() - sentAt;
    if (this.#rtt <= this.#bestRtt) {
      this.#bestRtt = this.#rtt;
      if (serverTime) this.#skewMs = Date.parse(serverTime) + this.#rtt / 2 - Date.now();
    } else {
      // Clocks drift: what was the best once must not stand for ever.
      this.#bestRtt *= 1.1;
    }
    this.#emit('status', this.#status);
  }

  /** The server leaves: go when it says, not when it closes, and without blame. */
  #drain(afterMs) {
    this.#after('drain', afterMs, () => {
      this.#drop(1000);
      this.#setStatus('reconnecting');
      this.#open();
    });
  }

  #closed(code, reason) {
    const delay = this.#delayNext;
    this.#drop();
    if (!comesBack(code)) {
      this.#clearTimers();
      this.#setStatus('refused');
      this.#emit('refused', { code, reason });
      return;
    }
    this.#retry(delay);
  }

  /** Nobody answers any more: do not wait for the browser to notice. */
  #lost() {
    this.#drop(3000);
    this.#retry();
  }

  #retry(delayMs = null) {
    this.#clearTimers();
    const wait = delayMs ?? backoffMs(this.#attempts);
    this.#attempts++;
    const offline = !navigator.onLine || this.#attempts > OFFLINE_AFTER_ATTEMPTS;
    this.#setStatus(offline ? 'offline' : 'reconnecting');
    this.#after('open', wait, () => this.#open());
  }

  #waiting() {
    return !this.#connected && ['reconnecting', 'offline'].includes(this.#status);
  }

  /** The network or the reader is back: no reason to sit out a long wait, nor to trust a connection that slept. */
  #hurry() {
    if (this.#connected) this.#ping();
    if (!this.#waiting() || !this.#timers.has('open')) return;
    this.#after('open', backoffMs(0), () => this.#open());
  }

  #drop(code) {
    const socket = this.#socket;
    this.#socket = null;
    this.#opening = null;
    this.#connected = false;
    this.#rtt = null;
    this.#pings.clear();
    this.#subscribing.clear();
    if (socket && code && socket.readyState <= WebSocket.OPEN) socket.close(code);
  }

  #write(message) {
    const id = ++this.#lastId;
    this.#socket.send(JSON.stringify({ ...message, id }));
    return id;
  }

  #after(name, ms, action) {
    clearTimeout(this.#timers.get(name));
    this.#timers.set(
      name,
      setTimeout(() => {
        this.#timers.delete(name);
        action();
      }, ms),
    );
  }

  #clearTimers() {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #setStatus(status) {
    this.#status = status;
    this.#emit('status', status);
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
