/** Resolves with the first event of `listen`. Repeats the action until then, because the socket may open after it. */
export function keepActing(listen, act) {
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => act().catch(reject), 200);
    listen((onEvent) => {
      clearInterval(timer);
      resolve(onEvent);
    });
  });
}
