// The output of the examples is printed with Node's `breakLength` of 92. With this setting, Node writes values of up to
// 83 characters on one line.
const WIDTH = 83;

/** Formats a value of an answer as the console of Node does: on one line if it fits, otherwise one field per line. */
export function inspect(value: unknown, indent = ''): string {
  if (typeof value === 'string') return `'${value}'`;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Map) return `Map(${value.size}) ${inspect(Object.fromEntries(value), indent)}`;
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? `${value}n` : String(value);
  const isList = Array.isArray(value);
  const inner = `${indent}  `;
  const parts = isList
    ? value.map((each) => inspect(each, inner))
    : Object.entries(value).map(([name, each]) => `${name}: ${inspect(each, inner)}`);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0) return open + close;
  const line = `${open} ${parts.join(', ')} ${close}`;
  if (indent.length + line.length <= WIDTH && !line.includes('\n')) return line;
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
}
