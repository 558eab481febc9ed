/** The base class of all errors that this library throws. No error contains a secret, a signature or a signed URL. */
export class BinanceError extends Error {
  /** Name of the class. */
  override readonly name: string = 'BinanceError';
}
