import { cpus, loadavg, totalmem } from 'node:os';

/**
 * Returns one line that describes this machine. It is printed with the figures, because absolute figures depend on the
 * machine. Ratios within one run hardly depend on it.
 */
export function machine(): string {
  const [cpu] = cpus();
  const load = loadavg().map((value) => value.toFixed(1));
  return `Node ${process.version}, ${cpus().length} x ${cpu?.model.trim() ?? 'cpu'}, ${Math.round(totalmem() / 2 ** 30)} GiB, load ${load.join(' ')}`;
}
