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
  // `new Promise` runs the given function at once. If the logger throws, or returns a promise that rejects, the new
  // promise rejects too, and `catch` ignores the error.
  const write = (level: keyof Logger): Logger['warn'] =>
    logger[level] && ((...line) => void new Promise((done) => done(logger[level]?.(...line))).catch(() => undefined));
  return { debug: write('debug'), warn: write('warn') } as Logger;
}
