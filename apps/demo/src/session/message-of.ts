/** Returns the message of an error without the operation's name at its start. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/^\w+: /, '') : String(error);
}
