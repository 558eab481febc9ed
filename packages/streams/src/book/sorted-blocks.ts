/** How many levels a block can hold. */
const BLOCK = 24;
/** How many levels `push` puts into each block. The rest of the block is room for later insertions. */
const FILL = 19;
/**
 * If a level is removed from a block that had this many levels or fewer, the block is merged with its neighbour, if both
 * fit into one.
 */
const SPARSE = 4;

/**
 * The levels of a side that are too far from the best price for the window of a `PriceLadder`. They are sorted by key.
 * The key is the price, negated on the ask side, so the best level has the largest key.
 *
 * The levels are stored in blocks of one array, so that an insertion moves at most one block of levels. Most changes
 * are near the best level. The best level comes last, because searches start at the end and an insertion there moves
 * the fewest levels.
 */
export class SortedBlocks {
  size = 0;
  readonly direction: 1 | -1;
  /** The content of the blocks: for each one its keys, then its quantities. */
  #pool: Float64Array;
  /** For each block, the index in `#pool` at which it starts. The block of the worst levels comes first. */
  #starts: Int32Array;
  #counts: Int32Array;
  /** The smallest key of each block. */
  #firsts: Float64Array;
  #blocks = 0;
  #free: number[] = [];
  #used = 0;

  /** @param direction 1 if the highest price is best, -1 if the lowest is. */
  constructor(direction: 1 | -1, capacity = 0) {
    this.direction = direction;
    const blocks = Math.ceil((Math.ceil(capacity / FILL) + 1) * 1.1);
    this.#pool = new Float64Array(blocks * BLOCK * 2);
    this.#starts = new Int32Array(blocks);
    this.#counts = new Int32Array(blocks);
    this.#firsts = new Float64Array(blocks);
    this.#open(0);
  }

  /** The key of the best level. The side must not be empty. */
  get bestKey(): number {
    const last = this.#blocks - 1;
    return this.#pool[(this.#starts[last] as number) + (this.#counts[last] as number) - 1] as number;
  }

  get bestQuantity(): number {
    const last = this.#blocks - 1;
    return this.#pool[(this.#starts[last] as number) + BLOCK + (this.#counts[last] as number) - 1] as number;
  }

  get worstKey(): number {
    return this.#pool[this.#starts[0] as number] as number;
  }

  get worstQuantity(): number {
    return this.#pool[(this.#starts[0] as number) + BLOCK] as number;
  }

  /** Appends a level that is better than all others. This is the fast way to fill an empty side. */
  push(key: number, quantity: number): void {
    let last = this.#blocks - 1;
    if ((this.#counts[last] as number) >= FILL) this.#open(++last);
    const start = this.#starts[last] as number;
    const count = this.#counts[last] as number;
    if (count === 0) this.#firsts[last] = key;
    this.#pool[start + count] = key;
    this.#pool[start + BLOCK + count] = quantity;
    this.#counts[last] = count + 1;
    this.size++;
  }

  /** Removes the best level. The side must not be empty. */
  pop(): void {
    const last = this.#blocks - 1;
    const count = (this.#counts[last] as number) - 1;
    this.#counts[last] = count;
    this.size--;
    if (count === 0 && last > 0) this.#shrink(last);
  }

  /**
   * Applies changed levels: `prices[i]` and `quantities[i]` for each `i` from `from` to `to - 1`. A quantity of zero
   * removes the level. This is fastest if the levels are sorted best first, as the exchange sends them: each search
   * then starts where the last one ended.
   */
  update(prices: Float64Array, quantities: Float64Array, from: number, to: number): void {
    const direction = this.direction;
    let pool = this.#pool;
    let starts = this.#starts;
    let counts = this.#counts;
    let firsts = this.#firsts;
    let block = this.#blocks - 1;
    let last = Infinity;
    for (let level = from; level < to; level++) {
      const key = (prices[level] as number) * direction;
      const quantity = quantities[level] as number;
      if (key > last) block = this.#blocks - 1;
      last = key;

      if (block > 0 && key < (firsts[block] as number)) {
        let low = block - 1;
        for (let step = 1; low > 0 && key < (firsts[low] as number); step <<= 1) {
          block = low;
          low = Math.max(0, low - step);
        }
        block--;
        while (low < block) {
          const middle = (low + block + 1) >>> 1;
          if (key < (firsts[middle] as number)) block = middle - 1;
          else low = middle;
        }
      }

      const start = starts[block] as number;
      const count = counts[block] as number;
      const end = start + count;
      // In a short block, a linear search is faster than a binary one, whose branches the CPU would mispredict.
      let at = end;
      while (at > start && (pool[at - 1] as number) >= key) at--;

      if (at < end && pool[at] === key) {
        if (quantity !== 0) {
          pool[at + BLOCK] = quantity;
          continue;
        }
        for (let i = at + 1; i < end; i++) {
          pool[i - 1] = pool[i] as number;
          pool[i - 1 + BLOCK] = pool[i + BLOCK] as number;
        }
        counts[block] = count - 1;
        this.size--;
        if (at === start) firsts[block] = pool[start] as number;
        if (count <= SPARSE && this.#blocks > 1) {
          this.#shrink(block);
          block = this.#blocks - 1;
        }
      } else if (quantity !== 0) {
        this.size++;
        if (count < BLOCK) {
          for (let i = end; i > at; i--) {
            pool[i] = pool[i - 1] as number;
            pool[i + BLOCK] = pool[i - 1 + BLOCK] as number;
          }
          pool[at] = key;
          pool[at + BLOCK] = quantity;
          counts[block] = count + 1;
          if (at === start) firsts[block] = key;
        } else {
          this.#split(block, at - start, key, quantity);
          pool = this.#pool;
          starts = this.#starts;
          counts = this.#counts;
          firsts = this.#firsts;
          block = this.#blocks - 1;
        }
      }
    }
  }

  /** The number of levels at `price` or at a better price. */
  within(price: number): number {
    const key = price * this.direction;
    let better = 0;
    for (let block = this.#blocks - 1; block >= 0; block--) {
      const start = this.#starts[block] as number;
      const count = this.#counts[block] as number;
      if (count > 0 && (this.#firsts[block] as number) >= key) {
        better += count;
        continue;
      }
      for (let i = start + count - 1; i >= start && (this.#pool[i] as number) >= key; i--) better++;
      break;
    }
    return better;
  }

  /** The keys and quantities of the levels, best level first. */
  *entries(): IterableIterator<[key: number, quantity: number]> {
    for (let block = this.#blocks - 1; block >= 0; block--) {
      const start = this.#starts[block] as number;
      for (let i = start + (this.#counts[block] as number) - 1; i >= start; i--) {
        yield [this.#pool[i] as number, this.#pool[i + BLOCK] as number];
      }
    }
  }

  /**
   * Copies the best levels, best first, into two arrays at the indexes `filled` to `limit - 1`. Returns the index after
   * the last level.
   */
  copy(keys: Float64Array, quantities: Float64Array, limit: number, filled = 0): number {
    const pool = this.#pool;
    let copied = filled;
    for (let block = this.#blocks - 1; block >= 0; block--) {
      const start = this.#starts[block] as number;
      for (let i = start + (this.#counts[block] as number) - 1; i >= start; i--) {
        if (copied === limit) return copied;
        keys[copied] = pool[i] as number;
        quantities[copied] = pool[i + BLOCK] as number;
        copied++;
      }
    }
    return copied;
  }

  /** Inserts a level into a full block. The better half of the block moves to a new block after it. */
  #split(block: number, at: number, key: number, quantity: number): void {
    this.#open(block + 1);
    const pool = this.#pool;
    const start = this.#starts[block] as number;
    const next = this.#starts[block + 1] as number;
    // A new best level gets a block of its own. The full block is not split, because more insertions into it are
    // unlikely.
    const isBest = block === this.#blocks - 2 && at === BLOCK;
    const keep = isBest ? BLOCK : BLOCK >>> 1;
    pool.copyWithin(next, start + keep, start + BLOCK);
    pool.copyWithin(next + BLOCK, start + BLOCK + keep, start + 2 * BLOCK);
    this.#counts[block] = keep;
    this.#counts[block + 1] = BLOCK - keep;
    const isNext = isBest || at > keep;
    this.#insert(isNext ? block + 1 : block, isNext ? at - keep : at, key, quantity);
    this.#firsts[block] = pool[start] as number;
    this.#firsts[block + 1] = pool[next] as number;
  }

  #insert(block: number, at: number, key: number, quantity: number): void {
    const pool = this.#pool;
    const start = this.#starts[block] as number;
    const count = this.#counts[block] as number;
    pool.copyWithin(start + at + 1, start + at, start + count);
    pool.copyWithin(start + BLOCK + at + 1, start + BLOCK + at, start + BLOCK + count);
    pool[start + at] = key;
    pool[start + BLOCK + at] = quantity;
    this.#counts[block] = count + 1;
  }

  /** Removes an empty block, or merges a sparse one with a neighbour if one block has enough room for both. */
  #shrink(block: number): void {
    const count = this.#counts[block] as number;
    const into = block > 0 ? block - 1 : block + 1;
    const room = this.#counts[into] as number;
    if (count > 0 && count + room > FILL) return;
    const [low, high] = into < block ? [into, block] : [block, into];
    const pool = this.#pool;
    const to = (this.#starts[low] as number) + (this.#counts[low] as number);
    const from = this.#starts[high] as number;
    const moved = this.#counts[high] as number;
    pool.copyWithin(to, from, from + moved);
    pool.copyWithin(to + BLOCK, from + BLOCK, from + BLOCK + moved);
    this.#counts[low] = count + room;
    this.#firsts[low] = pool[this.#starts[low] as number] as number;
    this.#free.push(from);
    this.#blocks--;
    this.#starts.copyWithin(high, high + 1, this.#blocks + 1);
    this.#counts.copyWithin(high, high + 1, this.#blocks + 1);
    this.#firsts.copyWithin(high, high + 1, this.#blocks + 1);
  }

  /** Creates an empty block and inserts it at `position` among the blocks. */
  #open(position: number): void {
    let start = this.#free.pop();
    if (start === undefined) {
      start = this.#used++ * BLOCK * 2;
      if (start === this.#pool.length) this.#grow();
    }
    if (this.#blocks === this.#starts.length) {
      const blocks = Math.ceil(this.#blocks * 1.25) + 1;
      this.#starts = enlarged(this.#starts, new Int32Array(blocks));
      this.#counts = enlarged(this.#counts, new Int32Array(blocks));
      this.#firsts = enlarged(this.#firsts, new Float64Array(blocks));
    }
    this.#starts.copyWithin(position + 1, position, this.#blocks);
    this.#counts.copyWithin(position + 1, position, this.#blocks);
    this.#firsts.copyWithin(position + 1, position, this.#blocks);
    this.#starts[position] = start;
    this.#counts[position] = 0;
    this.#blocks++;
  }

  #grow(): void {
    const blocks = this.#pool.length / (BLOCK * 2);
    this.#pool = enlarged(this.#pool, new Float64Array((Math.ceil(blocks * 1.25) + 1) * BLOCK * 2));
  }
}

function enlarged<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
