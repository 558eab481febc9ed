/** Receives the messages of the library. They never hold a secret, a signature or a signed URL. */
export type Logger = {
  debug?(message: string, details?: Readonly<Record<string, unknown>>): void;
  warn?(message: string, details?: Readonly<Record<string, unknown>>): void;
};
