type Port = MessagePort & { ref?(): void; unref?(): void };

/**
 * A channel on which a message is sent and received for each call of `settle`. The first call opens the channel. In
 * Node, it keeps the process alive only while a call of `settle` waits.
 */
let port: Port | undefined;
let echo: MessagePort | undefined;
const waiting: (() => void)[] = [];

/**
 * Waits for one round of the event loop. After that, every promise has settled unless it waits for a timer or for
 * input. Virtual time does not move.
 */
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
