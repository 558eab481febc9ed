/** Loads a module that examples import. */
export function loadExampleModule(name: string): Promise<unknown> {
  switch (name) {
    case '@pkg/core':
      return import('@pkg/core');
    case '@pkg/streams':
      return import('@pkg/streams');
    case '@pkg/simulator':
      return import('@pkg/simulator');
    default:
      throw new Error(`an example cannot import ${name}`);
  }
}
