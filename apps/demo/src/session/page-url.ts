import { KlineInterval } from '@pkg/core';
import type { MarketMode, TimedCommand } from '../worker/options.js';
import { SOURCES, type SourceId } from './source.js';

/** The state of the page that is stored in its URL. The same URL later opens the same view. */
export type PageState = {
  readonly source: SourceId | undefined;
  readonly symbol: string | undefined;
  readonly interval: KlineInterval;
  readonly view: 'trade' | 'wall';
  readonly seed: number;
  /**
   * The simulation that the page repeats: when it starts, how long it is, and the commands that the user gave in it.
   * Undefined if the page starts a new simulation.
   */
  readonly replay: Replay | undefined;
};

export type Replay = { readonly start: number; readonly until: number; readonly commands: readonly TimedCommand[] };

const DEFAULT_SEED = 7;
const MODES: readonly MarketMode[] = ['calm', 'trending', 'bursty', 'crash'];
/**
 * How long a simulation that the page repeats may be at most, in ms. Users would have to wait too long for a longer
 * one.
 */
export const LONGEST_REPLAY = 3_600_000;
/**
 * A simulation that the page repeats must start between these times, in ms since the epoch: in the years 2001 to 2286.
 */
const STARTS = [1e12, 1e13] as const;

/** Reads the query of a URL. Illegal values are ignored. */
export function readPageState(search: string): PageState {
  const query = new URLSearchParams(search);
  const symbol = query.get('symbol')?.toUpperCase();
  const interval = query.get('interval');
  return {
    source: SOURCES.find(({ id }) => id === query.get('source'))?.id,
    symbol: symbol && /^[\p{L}\p{N}]{2,20}$/u.test(symbol) ? symbol : undefined,
    interval: Object.values(KlineInterval).find((known) => known === interval) ?? '1m',
    view: query.get('view') === 'wall' ? 'wall' : 'trade',
    seed: whole(query.get('seed')) ?? DEFAULT_SEED,
    replay: readReplay(query),
  };
}

export function writePageState({ source, symbol, interval, view, seed, replay }: PageState): string {
  const query = new URLSearchParams();
  if (source) query.set('source', source);
  if (symbol) query.set('symbol', symbol);
  query.set('interval', interval);
  if (view === 'wall') query.set('view', view);
  if (source === 'page') query.set('seed', String(seed));
  if (source === 'page' && replay) {
    query.set('start', String(replay.start));
    query.set('until', String(replay.until));
    if (replay.commands.length > 0)
      query.set('commands', replay.commands.map(({ at, mode }) => `${at}-${mode}`).join('_'));
  }
  return `?${query}`;
}

function readReplay(query: URLSearchParams): Replay | undefined {
  const [start, until] = [whole(query.get('start')), decimal(query.get('until'))];
  if (start === undefined || until === undefined || until > LONGEST_REPLAY) return undefined;
  if (start < STARTS[0] || start >= STARTS[1]) return undefined;
  const commands = (query.get('commands') ?? '').split('_').flatMap((text) => {
    const [at, mode] = text.split('-');
    const known = MODES.find((name) => name === mode);
    const time = decimal(at ?? null);
    return known && time !== undefined ? [{ at: time, mode: known }] : [];
  });
  return { start, until, commands };
}

function whole(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function decimal(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}(\.\d{1,20})?$/.test(text) ? Number(text) : undefined;
}
