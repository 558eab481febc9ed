/** Creates a `CloseEvent`. Node has this class only from version 23 on. */
export function createCloseEvent(code: number, reason: string, wasClean: boolean): CloseEvent {
  return Object.assign(new Event('close'), { code, reason, wasClean }) as CloseEvent;
}
