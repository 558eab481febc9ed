type Port = MessagePort & { ref?(): void; unref?(): void };

/** One channel for all calls, opened at first use. In Node it does not keep the process alive while no call waits. */
let port: Port | undefined;
let echo: MessagePort | undefined;
const waiting: (() => void)[] = [];

/** Waits one round of the event loop, so that every promise that can settle now has settled. Takes no virtual time. */
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
