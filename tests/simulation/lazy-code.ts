type Lazy = typeof globalThis & {
  /** The bundle of the simulation replaces each `import()` of the client with a call of this function. */
  simulatedLoad?: <T>(load: () => Promise<T>) => Promise<T>;
  /**
   * Functions that the bundle adds. Each function makes the client forget one loaded module, so that the next run loads
   * the module again.
   */
  simulatedResets?: (() => void)[];
};

const lazy: Lazy = globalThis;

/** Drops the code that the client has loaded. From now on `isLost` decides for each `import()` whether it fails. */
export function simulateLoads(isLost: () => boolean): void {
  for (const reset of lazy.simulatedResets ?? []) reset();
  lazy.simulatedLoad = (load) => (isLost() ? Promise.reject(new TypeError('failed to fetch the module')) : load());
}
