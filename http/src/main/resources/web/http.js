/** The player's side of the HTTP API. */

/** An answer other than 2xx; {@code code} and {@code retryable} as in the problem document. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.status = status;
    this.code = problem.code ?? 'unknown';
    this.retryable = problem.retryable ?? status >= 500;
  }
}

const TIMEOUT_MS = 10_000;

async function call(path, { method = 'GET', token, body } = {}) {
  const response = await fetch(path, {
    method,
    cache: 'no-store',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
      ...(body ? { 'Content-Type': 'application/json' } : {}),
    },
    body: body ? JSON.stringify(body) : undefined,
  });
  const json = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, json);
  return json;
}

export const getConfig = () => call('/v1/config');

export const openPlayer = (name) =>
  call('/dev/players', { method: 'POST', body: { name, balanceMinor: 100_000, currency: 'EUR' } });

export const getWallet = (token) => call('/v1/me/wallet', { token });

export const getBets = (token, limit) => call(`/v1/me/bets?limit=${limit}`, { token });

/** The table is named, since two providers may give their rounds the same id. */
export const getRound = (token, roundId, table) =>
  call(`/v1/rounds/${encodeURIComponent(roundId)}?table=${encodeURIComponent(table)}`, { token });

/** Where the live edge listens: an address of its own, or this host with another port. */
export function liveAddress(config, location) {
  if (config.liveUrl) return config.liveUrl;
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return `${scheme}//${location.hostname}:${config.livePort}/live`;
}
