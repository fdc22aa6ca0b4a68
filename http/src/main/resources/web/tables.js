/** One table as its stream tells it: an ordered log with epoch and offset, a snapshot where we have missed something. */

const RESULTS = 20;
const PHASES = {
  scheduled: 'waiting',
  bets_open: 'betting',
  closing: 'closed',
  bets_closed: 'closed',
  in_flight: 'flying',
  result: 'result',
  settled: 'result',
  voiding: 'voided',
  voided: 'voided',
};

export class Table {
  #onGap;

  /** @param onGap called where an event is missing and the table must be asked again */
  constructor(tableId, onGap) {
    this.tableId = tableId;
    this.#onGap = onGap;
    this.epoch = null;
    this.offset = 0;
    this.terms = null;
    this.commitment = null;
    /** {roundId, phase, closesAt, outcome, multiplierX100, tickAt} or null; phases as above. */
    this.round = null;
    /** [{roundId, outcome}] newest first. */
    this.results = [];
    /** Whether what we show is the table as it is now. */
    this.live = false;
  }

  get recover() {
    return this.epoch === null ? undefined : { epoch: this.epoch, offset: this.offset };
  }

  subscribed(message) {
    this.live = true;
    if (message.snapshot) this.#adopt(message.snapshot);
    else for (const event of message.events ?? []) this.#apply(event);
    this.epoch = message.epoch;
    this.offset = message.offset;
  }

  tableEvent(message) {
    if (message.epoch === this.epoch && message.offset <= this.offset) return null;
    if (message.epoch !== this.epoch || message.offset !== this.offset + 1) {
      this.#onGap(this.tableId);
      return null;
    }
    this.offset = message.offset;
    return this.#apply(message);
  }

  /** The multiplier of a flight: only the newest matters. */
  tableState(message, serverNow) {
    const round = this.round;
    if (!round || round.roundId !== message.roundId || !['closed', 'flying'].includes(round.phase)) return;
    if (message.multiplierX100 < (round.multiplierX100 ?? 0)) return;
    round.phase = 'flying';
    round.multiplierX100 = message.multiplierX100;
    round.tickAt = Math.min(message.at ? Date.parse(message.at) : serverNow, serverNow);
  }

  #adopt(snapshot) {
    this.terms = snapshot.table;
    this.commitment = snapshot.commitment;
    this.round = snapshot.round ? roundOf(snapshot.round) : null;
    this.results = snapshot.results.filter((result) => result.outcome).slice(0, RESULTS);
  }

  #apply({ event, at }) {
    const { roundId } = event;
    if (event.type === 'round_opened') {
      this.round = { roundId, phase: 'betting', openedAt: Date.parse(at), closesAt: Date.parse(event.bettingClosesAt) };
      return event;
    }
    if (event.type === 'round_result') {
      this.results = [{ roundId, outcome: event.outcome }, ...this.results.filter((r) => r.roundId !== roundId)].slice(0, RESULTS);
    }
    if (event.type === 'round_corrected') {
      this.results = this.results.map((r) => (r.roundId === roundId ? { roundId, outcome: event.outcome } : r));
    }
    if (event.type === 'round_voided') {
      this.results = this.results.filter((r) => r.roundId !== roundId);
    }
    const round = this.round;
    if (round?.roundId === roundId) turn(round, event, at);
    return event;
  }
}

function turn(round, event, at) {
  switch (event.type) {
    case 'betting_closed':
      round.phase = 'closed';
      break;
    case 'flight_started':
      round.phase = 'flying';
      round.multiplierX100 = 100;
      round.tickAt = Date.parse(at);
      break;
    case 'round_result':
    case 'round_corrected':
      round.phase = 'result';
      round.outcome = event.outcome ?? round.outcome;
      break;
    case 'round_voided':
      round.phase = 'voided';
      break;
  }
}

function roundOf(status) {
  return {
    roundId: status.roundId,
    phase: PHASES[status.state] ?? 'waiting',
    closesAt: Date.parse(status.bettingClosesAt),
    outcome: status.outcome ?? null,
    multiplierX100: status.multiplierX100 ?? null,
    tickAt: null,
  };
}
