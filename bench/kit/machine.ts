import { cpus, loadavg, totalmem } from 'node:os';

/** One line that describes this machine. Absolute figures depend on the machine; only ratios within one run do not. */
export function machine(): string {
  const [cpu] = cpus();
  const load = loadavg().map((value) => value.toFixed(1));
  return `Node ${process.version}, ${cpus().length} x ${cpu?.model.trim() ?? 'cpu'}, ${Math.round(totalmem() / 2 ** 30)} GiB, load ${load.join(' ')}`;
}
