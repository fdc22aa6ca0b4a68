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

/**
 * @param round as GET /v1/rounds/{id} gives it
 * @param seenCommitments the commitments that this page saw before the reveal, by chain
 * @returns [{claim, holds, detail}]; holds is null where it cannot be told here
 */
export async function check(round, seenCommitments) {
  const { proof, outcome } = round;
  if (!globalThis.crypto?.subtle) {
    return [{ claim: 'The browser checks proofs only on a secure page (https, or this machine itself).', holds: null, detail: '' }];
  }
  if (!proof) return [{ claim: 'There is no proof for this round: it is not over, or a provider runs it.', holds: null, detail: '' }];
  const reached = await hashedTimes(proof.seed, Number(proof.index));
  const drawn = 'number' in outcome ? await pocket(proof) : await bustX100(proof);
  const said = 'number' in outcome ? outcome.number : outcome.bustX100;
  const seen = seenCommitments[proof.chainId];
  return [
    {
      claim: `The seed, hashed ${proof.index} times, gives the commitment.`,
      holds: reached === proof.commitment.toLowerCase(),
      detail: `seed ${proof.seed}\ncommitment ${proof.commitment}`,
    },
    {
      claim: `The seeds draw ${'number' in outcome ? drawn : `${(drawn / 100).toFixed(2)}×`}, the round's outcome.`,
      holds: drawn === said,
      detail: `client seed ${proof.clientSeed}`,
    },
    {
      claim: seen ? 'This browser had seen that commitment before the round.' : 'This browser had not seen the commitment before the round.',
      holds: seen ? seen === proof.commitment : null,
      detail: `chain ${proof.chainId}`,
    },
  ];
}
