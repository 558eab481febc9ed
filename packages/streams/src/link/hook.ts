/** Calls a hook of the user's and waits for it. What it throws or rejects with is reported and stops nothing. */
export async function callHook(
  hook: (() => void | Promise<void>) | undefined,
  report: (error: unknown) => void,
): Promise<void> {
  try {
    await hook?.();
  } catch (error) {
    report(error);
  }
}
