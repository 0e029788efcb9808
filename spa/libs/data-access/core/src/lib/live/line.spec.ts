import { LineState, LiveLine, Socket } from './line';
import { ClientMessage, LiveCredentials, LiveOrder, ServerMessage } from './protocol';

class FakeSocket implements Socket {
  readonly said: ClientMessage[] = [];
  isClosed = false;
  onopen: Socket['onopen'] = null;
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;

  send(data: string): void {
    this.said.push(JSON.parse(data) as ClientMessage);
  }
  close(): void {
    this.isClosed = true;
  }
  opened(): void {
    this.onopen?.call(this as unknown as WebSocket, new Event('open'));
  }
  tells(message: ServerMessage): void {
    const event = { data: JSON.stringify(message) } as MessageEvent;
    this.onmessage?.call(this as unknown as WebSocket, event);
  }
  breaks(code = 1006): void {
    this.onclose?.call(this as unknown as WebSocket, { code } as CloseEvent);
  }
}

const order = (version: number) => ({ orderId: 'o1', version }) as LiveOrder;

describe('the live line', () => {
  let sockets: FakeSocket[];
  let states: LineState[];
  let credentials: (LiveCredentials | null)[];
  let asked: boolean[];
  let line: LiveLine;

  beforeEach(() => {
    jest.useFakeTimers();
    sockets = [];
    states = [];
    asked = [];
    credentials = [{ token: 'first' }];
    line = new LiveLine({
      open: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket;
      },
      credentials: (refused) => {
        asked.push(refused);
        return Promise.resolve((credentials.length > 1 ? credentials.shift() : credentials[0]) ?? null);
      },
      state: (state) => states.push(state),
    });
  });

  afterEach(() => jest.useRealTimers());

  const settle = () => jest.advanceTimersByTimeAsync(0);
  const last = () => sockets[sockets.length - 1]!;
  async function live(): Promise<FakeSocket> {
    await settle();
    last().opened();
    last().tells({ type: 'authenticated' });
    return last();
  }
  function watchFrom(version: number, seen: number[] = []) {
    let held = version;
    return {
      topic: () => ({ topic: 'order', orderId: 'o1', fromVersion: held }) as const,
      order: (news: LiveOrder) => {
        held = news.version;
        seen.push(news.version);
      },
      refused: jest.fn(),
    };
  }

  it('says who it is before it says what it wants, and never in the address', async () => {
    line.watch(watchFrom(2));
    const socket = await live();
    expect(socket.said).toEqual([
      { type: 'authenticate', token: 'first' },
      { type: 'subscribe', id: 'w1', topic: 'order', orderId: 'o1', fromVersion: 2 },
    ]);
    expect(states).toEqual(['connecting', 'live']);
  });

  it('comes back after a loss and goes on where it stood', async () => {
    const seen: number[] = [];
    line.watch(watchFrom(0, seen));
    (await live()).tells({ type: 'order', id: 'w1', order: order(3) });
    last().breaks();
    expect(states.at(-1)).toBe('down');
    await jest.advanceTimersByTimeAsync(500);
    const again = await live();
    expect(sockets).toHaveLength(2);
    expect(again.said.at(-1)).toMatchObject({ type: 'subscribe', fromVersion: 3 });
    expect(seen).toEqual([3]);
  });

  it('waits longer after each failed attempt', async () => {
    line.watch(watchFrom(0));
    await settle();
    last().breaks();
    await jest.advanceTimersByTimeAsync(500);
    last().breaks();
    await jest.advanceTimersByTimeAsync(499);
    expect(sockets).toHaveLength(2);
    await jest.advanceTimersByTimeAsync(501);
    expect(sockets).toHaveLength(3);
  });

  it('tries at once when the network is back', async () => {
    line.watch(watchFrom(0));
    await settle();
    last().breaks();
    line.hurry();
    await settle();
    expect(sockets).toHaveLength(2);
  });

  it('asks for other credentials once when the server refuses, then gives up', async () => {
    credentials = [{ token: 'old' }, { token: 'new' }];
    line.watch(watchFrom(0));
    await settle();
    last().opened();
    last().breaks(4401);
    await jest.advanceTimersByTimeAsync(500);
    last().opened();
    expect(last().said).toEqual([{ type: 'authenticate', token: 'new' }]);
    expect(asked).toEqual([false, true]);
    last().breaks(4401);
    expect(states.at(-1)).toBe('refused');
  });

  it('tells the server a renewed token without asking for the orders again', async () => {
    credentials = [{ token: 'first' }, { token: 'second' }];
    line.watch(watchFrom(0));
    const socket = await live();
    await jest.advanceTimersByTimeAsync(10_000);
    socket.tells({ type: 'authenticated' });
    expect(socket.said.filter(({ type }) => type === 'authenticate')).toEqual([
      { type: 'authenticate', token: 'first' },
      { type: 'authenticate', token: 'second' },
    ]);
    expect(socket.said.filter(({ type }) => type === 'subscribe')).toHaveLength(1);
  });

  it('notices a line that has gone silent', async () => {
    line.watch(watchFrom(0));
    const socket = await live();
    await jest.advanceTimersByTimeAsync(20_000);
    expect(socket.said.at(-1)).toEqual({ type: 'ping' });
    await jest.advanceTimersByTimeAsync(8_000);
    expect(socket.isClosed).toBe(true);
    expect(states.at(-1)).toBe('down');
  });

  it('keeps a line whose ping is answered', async () => {
    line.watch(watchFrom(0));
    const socket = await live();
    await jest.advanceTimersByTimeAsync(20_000);
    socket.tells({ type: 'pong' });
    await jest.advanceTimersByTimeAsync(8_000);
    expect(socket.isClosed).toBe(false);
  });

  it('ends a watch that the server refuses, and only that one', async () => {
    const mine = watchFrom(0);
    const other = watchFrom(0);
    line.watch(mine);
    line.watch(other);
    const socket = await live();
    socket.tells({ type: 'refused', id: 'w1', problem: { type: '/problems/not-found' } as never });
    expect(mine.refused).toHaveBeenCalledTimes(1);
    expect(other.refused).not.toHaveBeenCalled();
    expect(socket.isClosed).toBe(false);
  });

  it('hangs up when nobody watches any more', async () => {
    const end = line.watch(watchFrom(0));
    const socket = await live();
    end();
    expect(socket.isClosed).toBe(true);
    expect(states.at(-1)).toBe('resting');
    socket.breaks();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(sockets).toHaveLength(1);
  });

  it('ignores what it does not understand: a newer server may say more', async () => {
    line.watch(watchFrom(0));
    const socket = await live();
    expect(() => socket.tells({ type: 'weather' } as never)).not.toThrow();
  });
});
