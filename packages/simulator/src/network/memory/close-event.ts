/** A close event; made here because Node has the class from version 23 on only. */
export function createCloseEvent(code: number, reason: string, wasClean: boolean): CloseEvent {
  return Object.assign(new Event('close'), { code, reason, wasClean }) as CloseEvent;
}
