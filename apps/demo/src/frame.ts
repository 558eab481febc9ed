/**
 * Stops the page if it is inside a frame of another page, which could trick the user into a click. The policy
 * `frame-ancestors` of the page's server already forbids frames. This function protects the page on servers that cannot
 * send this policy.
 *
 * @throws if the page is in a frame.
 */
export function refuseFrame(page: Pick<Window, 'self' | 'top' | 'document'>): void {
  if (page.top === page.self) return;
  page.document.body.textContent = 'This page does not work inside a frame.';
  throw new Error('the page is inside a frame');
}
