/** Receives the messages of the library. No message contains a secret, a signature or a signed URL. */
export type Logger = {
  /** Receives messages about normal operation. */
  debug?(message: string, details?: Readonly<Record<string, unknown>>): void;
  /** Receives messages about problems that a developer or operator should look at. */
  warn?(message: string, details?: Readonly<Record<string, unknown>>): void;
};

/**
 * Returns a logger that ignores the errors and rejections of the given one, because a logger must not change how a call
 * ends.
 */
export function safeLogger(logger: Logger): Logger {
  // The function of a promise runs at once, and the promise catches both a thrown error and a rejection.
  const write = (level: keyof Logger): Logger['warn'] =>
    logger[level] && ((...line) => void new Promise((done) => done(logger[level]?.(...line))).catch(() => undefined));
  return { debug: write('debug'), warn: write('warn') } as Logger;
}
