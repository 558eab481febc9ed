// Apart from the others, so that a page with streams alone does not load those of orders and answers.

/** Root of everything that is thrown here. No secret, signature or signed address is ever in one. */
export class BinanceError extends Error {
  override readonly name: string = 'BinanceError';
}

/** A stream could not be set up, or a limit of the streams was reached. */
export class BinanceStreamError extends BinanceError {
  override readonly name: string = 'BinanceStreamError';
  /** The exchange's code, where it refused. */
  readonly code: number | undefined;

  constructor(message: string, code?: number, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Wrong options, caught when the client is made; or a call that is none, caught before anything is sent. */
export class BinanceConfigError extends BinanceError {
  override readonly name: string = 'BinanceConfigError';
}
