/**
 * Waits for an `import()` that a call needs before it is sent. If the import fails, the error says that nothing was
 * sent. `what` names the imported code in the message of the error.
 */
export function loadedModule<T>(importing: Promise<T>, what: string): Promise<T> {
  return importing.catch((cause: unknown) => {
    throw new Error(`not sent: ${what} could not be loaded`, { cause });
  });
}
