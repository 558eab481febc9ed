/** Receives the messages of the library. No message contains a secret, a signature or a signed URL. */
export type Logger = {
  /** Receives messages about normal operation. */
  debug?(message: string, details?: Readonly<Record<string, unknown>>): void;
  /** Receives messages about faults that a developer or operator should look into. */
  warn?(message: string, details?: Readonly<Record<string, unknown>>): void;
};

/**
 * Returns a logger that ignores errors and rejections of the given logger, because a logger must not change how a call
 * ends.
 */
export function safeLogger(logger: Logger): Logger {
  // The function given to `new Promise` runs at once. If the logger throws, or returns a promise that rejects, `new
  // Promise` rejects, and `catch` ignores that.
  const write = (level: keyof Logger): Logger['warn'] =>
    logger[level] && ((...line) => void new Promise((done) => done(logger[level]?.(...line))).catch(() => undefined));
  return { debug: write('debug'), warn: write('warn') } as Logger;
}
