/** An error code with its messages. `%s` stands for a value. */
export type DocumentedCode = {
  readonly code: number;
  /** The name of the code; null if the documents give none. */
  readonly name: string | null;
  readonly messages: readonly string[];
  readonly onlyFix?: boolean;
};
