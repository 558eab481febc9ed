/** A recorded depth snapshot, with decimals as they were received. */
export type RecordedSnapshot = {
  /** Id of the last update that the snapshot contains. */
  readonly lastUpdateId: number;
  /** Levels of buyers, best first. */
  readonly bids: readonly (readonly [price: string, quantity: string])[];
  /** Levels of sellers, best first. */
  readonly asks: readonly (readonly [price: string, quantity: string])[];
};

export type RecordedLine = {
  /** Time at which the event was received, in ms. */
  readonly time: number;
  /** Name of the stream; undefined for the depth snapshot. */
  readonly stream: string | undefined;
  /** JSON text of the event, as it was received. */
  readonly text: string;
};

/** The recorded stream events of one symbol, with one depth snapshot. */
export type Recording = {
  /** Symbol of the recorded book. */
  readonly symbol: string;
  /** The recorded events, oldest first. */
  readonly lines: readonly RecordedLine[];
  /** The depth snapshot. Its line in `lines` has no `stream`, and shows when the snapshot was received. */
  readonly snapshot: RecordedSnapshot;
};

const STREAM = /^\{\s*"stream"\s*:\s*"([^"]+)"\s*,\s*"data"\s*:\s*/;

/**
 * Reads a recording. Each line is `<receive time in ns> <raw JSON>`, in order of arrival. One line contains the
 * response of `GET /api/v3/depth`; the other lines contain events of combined streams.
 *
 * @throws {SyntaxError} with the number of the first invalid line.
 */
export function readRecording(text: string): Recording {
  const lines: RecordedLine[] = [];
  let snapshot: RecordedSnapshot | undefined;
  let symbol: string | undefined;
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const space = line.indexOf(' ');
    const nanoseconds = line.slice(0, space);
    const json = line.slice(space + 1).trim();
    if (!/^\d+$/.test(nanoseconds)) {
      throw new SyntaxError(`line ${index + 1}: expected a receive time in nanoseconds, got ${shown(nanoseconds)}`);
    }
    const time = Number(BigInt(nanoseconds) / 1000n) / 1000;
    const stream = STREAM.exec(json);
    if (stream) {
      const name = stream[1] as string;
      const of = name.slice(0, name.indexOf('@')).toUpperCase();
      symbol ??= of;
      if (of !== symbol) {
        throw new SyntaxError(
          `line ${index + 1}: expected a stream of ${symbol}, as in the lines above, got ${shown(name)}`,
        );
      }
      const { data } = parse(json, index) as { data: unknown };
      if (isDiffDepth(name) && !isDepthEvent(data)) {
        throw new SyntaxError(
          `line ${index + 1}: expected a depth event with u, b and a, got ${shown(JSON.stringify(data))}`,
        );
      }
      lines.push({ time, stream: name, text: json.slice(stream[0].length, json.lastIndexOf('}')).trim() });
      return;
    }
    const answer = parse(json, index);
    if (!isSnapshot(answer)) {
      throw new SyntaxError(`line ${index + 1}: expected a stream event or a depth snapshot, got ${shown(json)}`);
    }
    if (snapshot)
      throw new SyntaxError(`line ${index + 1}: expected one depth snapshot in a recording, got a second one`);
    snapshot = answer;
    lines.push({ time, stream: undefined, text: json });
  });
  if (!symbol || !snapshot) {
    const missing = symbol ? 'no depth snapshot' : 'no stream event';
    throw new SyntaxError(`recording: expected stream events and one depth snapshot, got ${missing}`);
  }
  return { symbol, lines, snapshot };
}

/** Returns the first characters of a text, for error messages. */
function shown(text: string): string {
  return `'${text.slice(0, 40)}'`;
}

function parse(json: string, index: number): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new SyntaxError(`line ${index + 1}: expected JSON, got ${shown(json)}`, { cause });
  }
}

/** Whether a stream is a diff depth stream (`@depth`), not a partial depth stream such as `@depth5`. */
export const isDiffDepth = (stream: string): boolean => /@depth(?:@100ms|@1000ms)?$/.test(stream);

function isDepthEvent(value: unknown): boolean {
  const event = value as { readonly u?: unknown; readonly b?: unknown; readonly a?: unknown } | null;
  return typeof event?.u === 'number' && Array.isArray(event.b) && Array.isArray(event.a);
}

function isSnapshot(value: unknown): value is RecordedSnapshot {
  const row = value as Partial<RecordedSnapshot> | null;
  return typeof row?.lastUpdateId === 'number' && Array.isArray(row.bids) && Array.isArray(row.asks);
}
