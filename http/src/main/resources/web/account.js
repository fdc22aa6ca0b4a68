/** Who plays here: kept in the browser, so that a later visit goes on as the same player with the same bets under way. */

const KEY = 'croupier.player';

const read = (key, fallback) => {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? fallback;
  } catch {
    return fallback;
  }
};

/** {playerId, token, name} or null. */
export const savedPlayer = () => {
  const player = read(KEY, null);
  return player?.token && player?.playerId ? player : null;
};

export const savePlayer = (player) => localStorage.setItem(KEY, JSON.stringify(player));

export const forgetPlayer = () => localStorage.removeItem(KEY);

/** The player in a token that was given by hand; the server alone decides whether it holds. */
export function playerOf(token) {
  const claims = JSON.parse(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')));
  return { playerId: claims.sub, token, name: claims.sub };
}

/** Bets that were sent and not yet answered. They outlive the page: what was sent must get its answer. */
export class Unanswered {
  #key;

  constructor(playerId) {
    this.#key = `croupier.unanswered.${playerId}`;
  }

  all() {
    return Object.values(read(this.#key, {}));
  }

  add(bets) {
    const kept = read(this.#key, {});
    for (const bet of bets) kept[bet.betId] = bet;
    localStorage.setItem(this.#key, JSON.stringify(kept));
  }

  remove(betId) {
    const kept = read(this.#key, {});
    if (!(betId in kept)) return;
    delete kept[betId];
    localStorage.setItem(this.#key, JSON.stringify(kept));
  }
}

const SEEN_KEY = 'croupier.commitments';
const SEEN_MOST = 20;

/** Notes a chain's commitment with the time when this browser first saw it: only what was seen before a round proves anything. */
export function noteCommitment({ chainId, commitment }) {
  const seen = read(SEEN_KEY, {});
  if (seen[chainId]) return;
  seen[chainId] = { commitment, at: Date.now() };
  const newest = Object.entries(seen).sort(([, a], [, b]) => b.at - a.at);
  localStorage.setItem(SEEN_KEY, JSON.stringify(Object.fromEntries(newest.slice(0, SEEN_MOST))));
}

/** {commitment, at} of a chain, or undefined. */
export const seenCommitment = (chainId) => read(SEEN_KEY, {})[chainId];
