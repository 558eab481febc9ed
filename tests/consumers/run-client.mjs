// Runs the script of one client and prints one line of JSON. Usage: node run-client.mjs <client> <API key and secret as
// JSON>.
const [, , client, key] = process.argv;
const { script } = await import(`./clients/${client}.mjs`);
const steps = script(JSON.parse(key));
const results = {};
for (const [name, step] of Object.entries(steps)) {
  if (name === 'close') continue;
  try {
    results[name] = await within(15_000, step());
  } catch (error) {
    results[name] = { error: explain(error) };
  }
}
process.stdout.write(`${JSON.stringify(results)}\n`, () => process.exit(0));

/** Converts an error of any client to text, with all of its properties. */
function explain(error) {
  const parts = [
    error?.message,
    error?.code,
    error?.body,
    JSON.stringify(error?.response?.data ?? null),
    String(error),
  ];
  return parts.filter((part) => part !== undefined && part !== 'null').join(' | ');
}

function within(ms, promise) {
  return Promise.race([
    promise,
    new Promise((_, reject) => setTimeout(() => reject(new Error('nothing came in time')), ms).unref()),
  ]);
}
