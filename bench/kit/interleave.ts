/** What is measured: a name, and the work of one round. It says how many operations it did, and may give each one's time. */
export type Contender = {
  readonly name: string;
  readonly round: () => Round | Promise<Round>;
};

export type Round = {
  readonly operations: number;
  /** Milliseconds of each operation, where one by one makes sense. */
  readonly times?: readonly number[];
};

export type Figure = {
  readonly name: string;
  /** Wall time of one operation in µs: median of the rounds. */
  readonly wall: number;
  /** Processor time of one operation in µs: median of the rounds. */
  readonly cpu: number;
  /** Median time of single operations in µs, where they were timed: median of the rounds. */
  readonly p50: number | undefined;
};

/**
 * Runs contenders in turns, a round each, in a new order every time, so that whatever else the machine does falls on all
 * of them, and so does the garbage that another left. The first rounds warm up and do not count.
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
