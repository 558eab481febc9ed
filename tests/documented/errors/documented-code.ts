/** An error code with the messages that come with it. `%s` stands for a value. */
export type DocumentedCode = {
  readonly code: number;
  /** Null where the documents print no name. */
  readonly name: string | null;
  readonly messages: readonly string[];
  readonly onlyFix?: boolean;
};
