/** Receives the messages of the library. They never hold a secret, a signature or a signed URL. */
export type Logger = {
  /** Receives what happens in normal operation. */
  debug?(message: string, details?: Readonly<Record<string, unknown>>): void;
  /** Receives what someone should look at. */
  warn?(message: string, details?: Readonly<Record<string, unknown>>): void;
};

/** The same logger, but what it throws or rejects with is ignored, because a logger must not change how a call ends. */
export function safeLogger(logger: Logger): Logger {
  // A promise catches both what is thrown and what is rejected. Its function runs at once.
  const write = (level: keyof Logger): Logger['warn'] =>
    logger[level] && ((...line) => void new Promise((done) => done(logger[level]?.(...line))).catch(() => undefined));
  return { debug: write('debug'), warn: write('warn') } as Logger;
}
