import { cpus, loadavg, totalmem } from 'node:os';

/** One line about where figures come from: without it, only ratios inside one run mean anything. */
export function machine(): string {
  const [cpu] = cpus();
  const load = loadavg().map((value) => value.toFixed(1));
  return `Node ${process.version}, ${cpus().length} x ${cpu?.model.trim() ?? 'cpu'}, ${Math.round(totalmem() / 2 ** 30)} GiB, load ${load.join(' ')}`;
}
