/**
 * Resolves with the first event that `listen` receives. Repeats the action until then, because the first actions may
 * happen before the socket of `listen` is open.
 */
export function keepActing(listen, act) {
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => act().catch(reject), 200);
    listen((onEvent) => {
      clearInterval(timer);
      resolve(onEvent);
    });
  });
}
