type Names = typeof import('./error-code-names.js').errorCodeNames;

let names: Names | undefined;

/** Loads the names of the error codes, apart from a page's first load. After a failure the next call tries again. */
export async function loadErrorCodeNames(): Promise<void> {
  names ??= (await import('./error-code-names.js')).errorCodeNames;
}

/** The documented name of an error code, if the names are loaded. */
export function loadedErrorCodeName(code: number | undefined): string | undefined {
  if (!names) loadErrorCodeNames().catch(() => undefined);
  return names?.[String(code)];
}
