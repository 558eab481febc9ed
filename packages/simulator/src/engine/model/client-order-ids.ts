const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LENGTH = 22;

/**
 * Generates client order ids for orders and order lists whose requests have none. Each has 22 letters and digits, which
 * follow from a seed and a counter.
 */
export class ClientOrderIds {
  seed: Uint32Array;
  drawn = 0;

  constructor(seed: Uint8Array) {
    this.seed = new Uint32Array(4);
    for (let index = 0; index < 16; index += 1) {
      const word = index >> 2;
      this.seed[word] = ((this.seed[word] ?? 0) << 8) | (seed[index] ?? 0);
    }
  }

  next(): string {
    this.drawn += 1;
    const codes: number[] = [];
    for (let word = 0; codes.length < LENGTH; word += 1) {
      let bits = this.mixed(word);
      for (let letter = 0; letter < 5 && codes.length < LENGTH; letter += 1) {
        codes.push(LETTERS.charCodeAt(bits % 62));
        bits = Math.floor(bits / 62);
      }
    }
    return String.fromCharCode(...codes);
  }

  /** Returns 32 bits: a hash of the seed, the counter and `word`. */
  private mixed(word: number): number {
    let hash = (this.seed[word & 3] ?? 0) ^ Math.imul(this.drawn, 0x9e3779b1) ^ Math.imul(word + 1, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
    hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
    return (hash ^ (hash >>> 15) ^ (this.seed[(word + 1) & 3] ?? 0)) >>> 0;
  }
}
