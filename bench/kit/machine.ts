import { cpus, loadavg, totalmem } from 'node:os';

/**
 * Returns one line that describes this machine, to print with the figures: absolute figures depend on the machine,
 * whereas ratios within one run hardly do.
 */
export function machine(): string {
  const [cpu] = cpus();
  const load = loadavg().map((value) => value.toFixed(1));
  return `Node ${process.version}, ${cpus().length} x ${cpu?.model.trim() ?? 'cpu'}, ${Math.round(totalmem() / 2 ** 30)} GiB, load ${load.join(' ')}`;
}
