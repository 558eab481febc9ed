/**
 * Stops this page if another page shows it in a frame, because the other page could trick the user into a click. The
 * demo's own server already forbids frames by the policy `frame-ancestors`. This check also protects the page on
 * servers that do not send the policy.
 *
 * @throws if the page is in a frame.
 */
export function refuseFrame(page: Pick<Window, 'self' | 'top' | 'document'>): void {
  if (page.top === page.self) return;
  page.document.body.textContent = 'This page does not work inside a frame.';
  throw new Error('the page is inside a frame');
}
