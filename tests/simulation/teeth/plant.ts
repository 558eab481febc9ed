/** A bug that is planted into a copy of the sources, to find out whether the simulation finds it. */
export type Plant = {
  readonly name: string;
  /** What goes wrong because of the bug. */
  readonly breaks: string;
  /** The path of the source file in the folder `packages`. */
  readonly file: string;
  /** The text of the source that the bug replaces. It occurs exactly once in the file. */
  readonly find: string;
  /** The text with the bug. */
  readonly replace: string;
  /** Why no user could notice the bug. Set only for bugs that no run can find. */
  readonly harmless?: string;
};
