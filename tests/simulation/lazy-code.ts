type Lazy = typeof globalThis & {
  /** The bundle of the simulation calls this function for each `import()` of the client. */
  simulatedLoad?: <T>(load: () => Promise<T>) => Promise<T>;
  /** Functions of the bundle that forget code which the client has loaded, so that the next run loads it again. */
  simulatedResets?: (() => void)[];
};

const lazy: Lazy = globalThis;

/** Forgets the loaded code, and decides from now on by `isLost` whether each load of code fails. */
export function simulateLoads(isLost: () => boolean): void {
  for (const reset of lazy.simulatedResets ?? []) reset();
  lazy.simulatedLoad = (load) => (isLost() ? Promise.reject(new TypeError('failed to fetch the module')) : load());
}
