/** Code to measure: its name, and a function that runs one round of it. */
export type Contender = {
  readonly name: string;
  readonly round: () => Round | Promise<Round>;
};

/** The result of one round. */
export type Round = {
  /** The number of operations in this round. */
  readonly operations: number;
  /** The duration of each operation in ms, if they were measured one by one. */
  readonly times?: readonly number[];
};

export type Figure = {
  readonly name: string;
  /** Wall time per operation in µs, as the median of all rounds. */
  readonly wall: number;
  /** Processor time per operation in µs, as the median of all rounds. */
  readonly cpu: number;
  /**
   * The typical duration of one operation in µs: the median of the medians of all rounds. Undefined if operations were
   * not measured one by one.
   */
  readonly p50: number | undefined;
};

/**
 * Runs one round of every contender before the next round begins. Each round has a new random sequence of contenders,
 * so that other programs on the machine and garbage collection affect all of them equally. The first `warming` rounds
 * are not measured.
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
