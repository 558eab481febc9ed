/** Resolves with what `listen` hears; acts again and again until then, since the socket may open late. */
export function keepActing(listen, act) {
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => act().catch(reject), 200);
    listen((heard) => {
      clearInterval(timer);
      resolve(heard);
    });
  });
}
