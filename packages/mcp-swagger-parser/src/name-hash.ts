// The constants of FIPS 180-4 sections 4.2.2 and 5.3.3: the fractions of the cube roots of the first 64 primes, and of the square roots of the first 8.
const PRIMES = Array.from({ length: 310 }, (_, index) => index + 2).filter((number, _, before) => before.every((other) => other >= number || number % other !== 0));
const ROUNDS = PRIMES.slice(0, 64).map((prime) => fraction(Math.cbrt(prime)));
const BEGIN = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

const BLOCK_BYTES = 64;
const LENGTH_BYTES = 8;

/**
 * SHA-256 (FIPS 180-4) of a short text, in hex: of a name, or what a name is made of. Node's own is faster for whatever is long, and takes longer to load than all names of a document need here.
 */
export function nameHash(text: string): string {
  const bytes = Buffer.from(text);
  const padded = Buffer.alloc(Math.ceil((bytes.length + 1 + LENGTH_BYTES) / BLOCK_BYTES) * BLOCK_BYTES);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  padded.writeUInt32BE(bytes.length * 8, padded.length - 4);
  const state = Int32Array.from(BEGIN);
  for (let at = 0; at < padded.length; at += BLOCK_BYTES) mix(state, padded, at);
  let hex = '';
  for (const word of state) hex += (word >>> 0).toString(16).padStart(8, '0');
  return hex;
}

/** One block, by the words of FIPS 180-4 section 6.2.2. */
function mix(state: Int32Array, block: Buffer, at: number): void {
  const words: number[] = [];
  for (let round = 0; round < 16; round++) words.push(block.readInt32BE(at + 4 * round));
  for (let round = 16; round < 64; round++) {
    const early = words[round - 15] ?? 0;
    const late = words[round - 2] ?? 0;
    const s0 = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
    const s1 = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
    words.push(((words[round - 16] ?? 0) + s0 + (words[round - 7] ?? 0) + s1) | 0);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let round = 0; round < 64; round++) {
    const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + (ROUNDS[round] ?? 0) + (words[round] ?? 0)) | 0;
    const two = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = ((state[index] ?? 0) + word) | 0;
}

function turned(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function fraction(root: number): number {
  return Math.floor((root % 1) * 2 ** 32) | 0;
}
