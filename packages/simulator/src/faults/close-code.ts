/** Whether a close frame may have this code. Other codes are reserved, or are never sent in a frame. */
export function isCloseCode(code: number): boolean {
  if (!Number.isInteger(code)) return false;
  return (code >= 1000 && code <= 1014 && !UNSENT.includes(code)) || (code >= 3000 && code <= 4999);
}

const UNSENT: readonly number[] = [1004, 1005, 1006];
