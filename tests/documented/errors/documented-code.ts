/** An error code with its messages. `%s` in a message stands for a value. */
export type DocumentedCode = {
  readonly code: number;
  /** The name of the code; null if Binance's documentation gives none. */
  readonly name: string | null;
  readonly messages: readonly string[];
  readonly onlyFix?: boolean;
};
