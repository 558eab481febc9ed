/**
 * Code that only some calls need. A page loads it before the first such call is sent, and a failure there is certain:
 * nothing has left. Elsewhere everything is here from the start.
 */
export type Part<T> = {
  /** The part, once it is here. */
  readonly loaded: T | undefined;
  /** Loads it, once for all who ask. After a failure the next one who asks tries anew. */
  load(): Promise<T>;
};

/** A part that is loaded when it is first asked for. */
export function latePart<T>(importPart: () => Promise<T>): Part<T> {
  let loaded: T | undefined;
  let loading: Promise<T> | undefined;
  return {
    get loaded() {
      return loaded;
    },
    load() {
      loading ??= importPart().then(
        (part) => {
          loaded = part;
          return part;
        },
        (cause) => {
          loading = undefined;
          throw new Error('not sent: a part of the client could not be loaded', { cause });
        },
      );
      return loading;
    },
  };
}

/** A part that is here. */
export function presentPart<T>(loaded: T): Part<T> {
  return { loaded, load: async () => loaded };
}

/** Something that a part makes. */
export type Late<T> = {
  /** Undefined until it is made: from the start where the part is here. */
  readonly made: T | undefined;
  make(): Promise<T>;
};

/** What a part makes, once: at once where the part is here, else when it is first needed. */
export function late<P, T>(part: Part<P>, build: (part: P) => T): Late<T> {
  let made = part.loaded && build(part.loaded);
  return {
    get made() {
      return made;
    },
    async make() {
      const loaded = await part.load();
      made ??= build(loaded);
      return made;
    },
  };
}
