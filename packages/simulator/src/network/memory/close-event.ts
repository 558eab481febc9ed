/** Creates a `CloseEvent`. Node has no such class before version 23. */
export function createCloseEvent(code: number, reason: string, wasClean: boolean): CloseEvent {
  return Object.assign(new Event('close'), { code, reason, wasClean }) as CloseEvent;
}
