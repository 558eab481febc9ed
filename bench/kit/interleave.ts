/** Code to measure: a name, and a function that does the work of one round. */
export type Contender = {
  readonly name: string;
  readonly round: () => Round | Promise<Round>;
};

/** The result of a round. */
export type Round = {
  /** The number of operations that the round did. */
  readonly operations: number;
  /** Milliseconds of each operation, if the round timed them one by one. */
  readonly times?: readonly number[];
};

export type Figure = {
  readonly name: string;
  /** Wall time of one operation in µs; the median of all rounds. */
  readonly wall: number;
  /** Processor time of one operation in µs; the median of all rounds. */
  readonly cpu: number;
  /** Median time of single operations in µs, if they were timed; the median of all rounds. */
  readonly p50: number | undefined;
};

/**
 * Runs the contenders in turns, one round each, in a new random order every time. So other work of the machine, and the
 * garbage of other contenders, affects all of them alike. The first rounds warm up and do not count.
 */
export async function interleave(contenders: readonly Contender[], rounds: number, warming = 1): Promise<Figure[]> {
  const taken = contenders.map(() => ({ wall: [] as number[], cpu: [] as number[], p50: [] as number[] }));
  for (let round = 0; round < rounds + warming; round++) {
    for (const at of shuffled(contenders.length)) {
      const [contender, figures] = [contenders[at], taken[at]];
      if (!contender || !figures) continue;
      const cpu = process.cpuUsage();
      const start = performance.now();
      const { operations, times } = await contender.round();
      const wall = performance.now() - start;
      const { user, system } = process.cpuUsage(cpu);
      if (round < warming) continue;
      figures.wall.push((wall * 1000) / operations);
      figures.cpu.push((user + system) / operations);
      if (times) figures.p50.push(median(times) * 1000);
    }
  }
  return contenders.map(({ name }, at) => {
    const { wall = [], cpu = [], p50 = [] } = taken[at] ?? {};
    return { name, wall: median(wall), cpu: median(cpu), p50: p50.length > 0 ? median(p50) : undefined };
  });
}

function shuffled(length: number): number[] {
  return Array.from({ length }, (_, at) => ({ at, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ at }) => at);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
