import WebSocket from 'ws';

type Answer = { id?: number; method?: string; result?: unknown; error?: { message: string }; params?: Params };
type Params = {
  exceptionDetails?: { text: string; exception?: { description?: string } };
  entry?: { level: string; text: string };
};

/** A client for those parts of a browser's debugging protocol that this benchmark needs. */
export class Devtools {
  /** Exceptions and console errors that occurred in the pages. */
  readonly problems: string[] = [];
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  #lastId = 0;

  static async connect(port: string): Promise<Devtools> {
    const version = (await (await fetch(`http://127.0.0.1:${port}/json/version`)).json()) as Record<string, string>;
    const socket = new WebSocket(String(version.webSocketDebuggerUrl));
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return new Devtools(socket);
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#answer(JSON.parse(String(data)) as Answer));
  }

  /** Opens a page in a new tab and returns a function that sends commands to it. */
  async open(url: string): Promise<<T>(method: string, params?: object) => Promise<T>> {
    const { targetId } = await this.ask<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
    const attach = { targetId, flatten: true };
    const { sessionId } = await this.ask<{ sessionId: string }>('Target.attachToTarget', attach);
    const ask = <T>(method: string, params: object = {}): Promise<T> => this.ask(method, params, sessionId);
    for (const domain of ['Page', 'Runtime', 'Log', 'Performance']) await ask(`${domain}.enable`);
    await ask('Page.navigate', { url });
    return ask;
  }

  ask<T>(method: string, params: object = {}, sessionId?: string): Promise<T> {
    const id = ++this.#lastId;
    this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) }));
    return new Promise<T>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #answer({ id, method, result, error, params }: Answer): void {
    const { exceptionDetails, entry } = params ?? {};
    if (method === 'Runtime.exceptionThrown' && exceptionDetails) {
      this.problems.push(exceptionDetails.exception?.description ?? exceptionDetails.text);
    } else if (method === 'Log.entryAdded' && entry?.level === 'error') this.problems.push(entry.text);
    const waiting = this.#waiting.get(id ?? 0);
    this.#waiting.delete(id ?? 0);
    if (error) waiting?.reject(new Error(error.message));
    else waiting?.resolve(result as never);
  }
}
