import { Session } from 'node:inspector';

type Remote = { type: string; subtype?: string; className?: string; objectId?: string };
type Property = { name: string; value?: Remote };
type Properties = { result: Property[]; internalProperties?: Property[]; privateProperties?: Property[] };

/**
 * Counts the entries of all arrays, Maps and Sets that are reachable from `root`, by the class and the field that hold
 * them. It uses the debugger's protocol, which also reads `#private` fields. It skips functions and objects of the
 * classes in `outside`. It also skips the entries of a `WeakMap`, because a `WeakMap` does not keep its entries in
 * memory.
 */
export function tableSizes(root: object, outside: readonly string[]): Record<string, number> {
  const session = new Session();
  session.connect();
  const post = <T>(method: string, params: object): T => {
    let answer: T | undefined;
    // A debugger session within the same process calls back before `post` returns.
    session.post(method, params, (error, result) => {
      if (error) throw new Error(error.message);
      answer = result as T;
    });
    return answer as T;
  };
  const holder = globalThis as { tableSizesOf?: { root: object; seen: WeakSet<object> } };
  holder.tableSizesOf = { root, seen: new WeakSet() };
  const evaluate = (expression: string): Remote =>
    post<{ result: Remote }>('Runtime.evaluate', { expression, objectGroup: 'tables' }).result;
  const seen = evaluate('tableSizesOf.seen');
  /**
   * Returns whether an object is visited for the first time, and its number of entries if it is an array, Map or Set.
   */
  const look = (objectId: string): { isNew: boolean; size: number | null } =>
    post<{ result: { value: { isNew: boolean; size: number | null } } }>('Runtime.callFunctionOn', {
      objectId,
      functionDeclaration: `function (seen) {
        const isNew = !seen.has(this);
        seen.add(this);
        return { isNew, size: Array.isArray(this) ? this.length : this instanceof Map || this instanceof Set ? this.size : null };
      }`,
      arguments: [{ objectId: seen.objectId }],
      returnByValue: true,
    }).result.value;

  const sizes: Record<string, number> = {};
  const queue: { remote: Remote; path: string }[] = [{ remote: evaluate('tableSizesOf.root'), path: 'root' }];
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { remote, path } = next;
    const { type, className = '', objectId } = remote;
    if (type !== 'object' || objectId === undefined || outside.includes(className)) continue;
    const { isNew, size } = look(objectId);
    if (!isNew) continue;
    if (size !== null) sizes[path] = (sizes[path] ?? 0) + size;
    const { result, internalProperties, privateProperties } = post<Properties>('Runtime.getProperties', {
      objectId,
      ownProperties: true,
    });
    const isPlain = className === 'Object' || size !== null;
    const fields = [...result.filter(({ name }) => name !== '__proto__'), ...(privateProperties ?? [])];
    for (const { name, value } of fields) {
      const field = /^\d+$/.test(name) ? '[]' : `.${name}`;
      if (value) queue.push({ remote: value, path: isPlain ? `${path}${field}` : `${className}${field}` });
    }
    if (className === 'WeakMap') continue;
    const entries = internalProperties?.find(({ name }) => name === '[[Entries]]')?.value;
    if (entries?.objectId === undefined) continue;
    for (const { value } of post<Properties>('Runtime.getProperties', {
      objectId: entries.objectId,
      ownProperties: true,
    }).result) {
      if (value?.objectId === undefined) continue;
      const entry = post<Properties>('Runtime.getProperties', { objectId: value.objectId, ownProperties: true });
      for (const { name, value: each } of entry.result) {
        if (each && (name === 'key' || name === 'value')) queue.push({ remote: each, path: `${path}<${name}>` });
      }
    }
  }
  post('Runtime.releaseObjectGroup', { objectGroup: 'tables' });
  delete holder.tableSizesOf;
  session.disconnect();
  return sizes;
}
