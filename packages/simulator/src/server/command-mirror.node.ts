import type { Mirror } from '../mirror/mirror.js';
import type { MirrorStatus } from '../mirror/mirror-status.js';
import { DEFAULT_SYMBOLS, type Options } from './command-options.node.js';

/**
 * Connects to the market that `--mirror` names. Returns undefined if this option is missing.
 *
 * @throws {Error} if the package `@pkg/streams` is not installed
 */
export async function openMirrorOf(options: Options): Promise<Mirror | undefined> {
  const { mirror, symbols = DEFAULT_SYMBOLS, history } = options;
  if (mirror === undefined) return undefined;
  const { openMirror } = await import('../mirror/open-mirror.js').catch((cause) => {
    throw new Error('--mirror: requires the package @pkg/streams, which npm install @pkg/streams adds', { cause });
  });
  return openMirror(mirror, { symbols, history, onStatus: printStatus });
}

function printStatus({ symbol, status, reason, time }: MirrorStatus): void {
  console.error(`${new Date(time).toISOString()} ${symbol} is ${status}${reason === undefined ? '' : `: ${reason}`}`);
}
