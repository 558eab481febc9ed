/** A bug that is planted into a copy of the sources, to find out whether the simulation finds it. */
export type Plant = {
  readonly name: string;
  /** What the bug breaks. */
  readonly breaks: string;
  /** The source file, in the folder `packages`. */
  readonly file: string;
  /** A text that occurs exactly once in the file. */
  readonly find: string;
  /** The text that replaces it. */
  readonly replace: string;
  /** Why no run can find the bug: the reason that it changes nothing that a user could notice. */
  readonly harmless?: string;
};
