type Port = MessagePort & { ref?(): void; unref?(): void };

/** One channel for all turns, opened at first use; in Node it lets the process end while nobody waits. */
let port: Port | undefined;
let echo: MessagePort | undefined;
const waiting: (() => void)[] = [];

/** Waits until every promise that can settle now has settled: one turn of the host's event loop, and no time. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    if (!port) open();
    if (waiting.length === 0) port?.ref?.();
    waiting.push(resolve);
    echo?.postMessage(undefined);
  });
}

function open(): void {
  const channel = new MessageChannel();
  port = channel.port1;
  echo = channel.port2;
  port.onmessage = () => {
    waiting.shift()?.();
    if (waiting.length === 0) port?.unref?.();
  };
}
