/** The message of an error, without the name of its operation in front. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/^\w+: /, '') : String(error);
}
