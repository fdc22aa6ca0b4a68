/**
 * Checks a house draw in the reader's own browser: that the revealed seed leads to the commitment that was published before
 * the chain's first round, and that seed and client seed give the outcome. See docs/reference/fairness.md.
 */

const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

async function hashedTimes(seed, times) {
  let element = bytes(seed);
  for (let i = 0; i < times; i++) element = await crypto.subtle.digest('SHA-256', element);
  return hex(element);
}

async function hmac(seed, message) {
  const key = await crypto.subtle.importKey('raw', bytes(seed), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new DataView(await crypto.subtle.sign('HMAC', key, message));
}

/** The first of the eight words below the largest multiple of 37 decides; see Roulette.pocket of the server. */
async function pocket({ seed, clientSeed }) {
  const limit = 2 ** 32 - (2 ** 32 % 37);
  for (let message = bytes(clientSeed); ; ) {
    const block = await hmac(seed, message);
    for (let at = 0; at < 32; at += 4) {
      const word = block.getUint32(at);
      if (word < limit) return word % 37;
    }
    message = block.buffer;
  }
}

/** floor(99 / (1 - h)) with h the first 52 bits as a fraction, from 1.00 to 10,000.00; see Crash.bustX100 of the server. */
async function bustX100({ seed, clientSeed }) {
  const bits = (await hmac(seed, bytes(clientSeed))).getBigUint64(0) >> 12n;
  const all = 1n << 52n;
  const bust = Number((99n * all) / (all - bits));
  return Math.max(100, Math.min(1_000_000, bust));
}

/** What this browser noted of the chain before the bets of the round were closed. */
function foreknown(proof, seen, bettingClosesAt) {
  const claim = { claim: 'This browser had seen the commitment before the round.', detail: `chain ${proof.chainId}` };
  if (!seen) return { ...claim, claim: 'This browser had never seen the commitment.', holds: null };
  if (seen.commitment !== proof.commitment) return { ...claim, claim: 'This browser had seen another commitment.', holds: false };
  if (seen.at < Date.parse(bettingClosesAt)) return { ...claim, holds: true };
  return { ...claim, claim: 'This browser saw the commitment only after the round.', holds: null };
}

const untold = (claim) => [{ claim, holds: null, detail: '' }];

/**
 * @param round as GET /v1/rounds/{id} gives it
 * @param seenCommitment gives what this browser noted of a chain: {commitment, at}, or undefined
 * @returns [{claim, holds, detail}]; holds is null where it cannot be told here
 */
export async function check(round, seenCommitment) {
  const { proof, outcome } = round;
  if (!globalThis.crypto?.subtle) return untold('The browser checks proofs only on a secure page: https, or this machine itself.');
  if (!proof) return untold('There is no proof for this round: it is not over, or a provider runs it.');
  const reached = await hashedTimes(proof.seed, Number(proof.index));
  const isRoulette = 'number' in outcome;
  const drawn = isRoulette ? await pocket(proof) : await bustX100(proof);
  return [
    {
      claim: `The seed, hashed ${proof.index} times, gives the commitment.`,
      holds: reached === proof.commitment.toLowerCase(),
      detail: `seed ${proof.seed}\ncommitment ${proof.commitment}`,
    },
    {
      claim: `The seeds draw ${isRoulette ? drawn : `${(drawn / 100).toFixed(2)}×`}, the round's outcome.`,
      holds: drawn === (isRoulette ? outcome.number : outcome.bustX100),
      detail: `client seed ${proof.clientSeed}`,
    },
    foreknown(proof, seenCommitment(proof.chainId), round.bettingClosesAt),
  ];
}
