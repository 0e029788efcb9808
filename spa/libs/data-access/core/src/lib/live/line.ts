import { backoff } from '@stoa/shared';
import {
  ClientMessage,
  CLOSED_UNAUTHENTICATED,
  LiveCredentials,
  LiveOrder,
  readMessage,
  ServerMessage,
  Topic,
} from './protocol';

/** `resting`: nobody watches; `live`: updates arrive; `down`: being rebuilt; `refused`: the server says no. */
export type LineState = 'resting' | 'connecting' | 'live' | 'down' | 'refused';

/** The part of a WebSocket that a line uses. */
export type Socket = Pick<WebSocket, 'send' | 'close' | 'onopen' | 'onmessage' | 'onclose'>;

export interface LinePorts {
  readonly open: () => Socket;
  /** LiveCredentials for a new connection; `refused` asks for others than the last ones. Null: there are none. */
  readonly credentials: (refused: boolean) => Promise<LiveCredentials | null>;
  readonly state: (state: LineState) => void;
}

export interface Watch {
  /** Built anew at each (re)subscription, so that the server sends what was missed. */
  readonly topic: () => Topic;
  readonly order: (order: LiveOrder) => void;
  readonly refused: () => void;
}

const RECONNECT_BASE_MILLIS = 500;
const RECONNECT_CEILING_MILLIS = 15_000;
const AUTHENTICATION_MILLIS = 8_000;
const PING_MILLIS = 20_000;
const PONG_MILLIS = 8_000;
/** More often than a token is renewed before its end, so that the server learns the new one in time. */
const IDENTITY_MILLIS = 10_000;

/**
 * One connection to the live door, kept up as long as somebody watches. It comes back by itself after every loss,
 * waits longer from time to time, and notices a silent line by a ping that stays unanswered.
 */
export class LiveLine {
  private readonly watches = new Map<string, Watch>();
  private socket: Socket | null = null;
  private authenticated = false;
  private attempt = 0;
  private refusals = 0;
  private nextId = 0;
  private generation = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pulse: ReturnType<typeof setTimeout> | undefined;
  private identity: ReturnType<typeof setInterval> | undefined;
  private told = '';

  constructor(private readonly ports: LinePorts) {}

  /** Starts watching; the returned function ends it. */
  watch(watch: Watch): () => void {
    const id = `w${++this.nextId}`;
    this.watches.set(id, watch);
    if (this.authenticated) this.subscribe(id, watch);
    else if (!this.socket && this.timer === undefined) void this.connect();
    return () => this.unwatch(id);
  }

  /** Tries at once instead of waiting for the next attempt: the network came back, or the page is looked at again. */
  hurry(): void {
    if (this.timer === undefined || this.watches.size === 0) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    void this.connect();
  }

  private unwatch(id: string): void {
    if (!this.watches.delete(id)) return;
    if (this.watches.size === 0) this.rest();
    else if (this.authenticated) this.say({ type: 'unsubscribe', id });
  }

  private rest(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.attempt = 0;
    this.refusals = 0;
    this.drop();
    this.ports.state('resting');
  }

  /** Ends the present connection without coming back; late events of its socket are ignored by generation. */
  private drop(): void {
    this.generation++;
    clearTimeout(this.pulse);
    clearInterval(this.identity);
    this.authenticated = false;
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  private async connect(): Promise<void> {
    const generation = ++this.generation;
    this.ports.state(this.attempt === 0 ? 'connecting' : 'down');
    let credentials: LiveCredentials | null;
    try {
      credentials = await this.ports.credentials(this.refusals > 0);
    } catch {
      if (generation === this.generation) this.later();
      return;
    }
    if (generation !== this.generation || this.watches.size === 0) return;
    if (!credentials) return this.ports.state('refused');
    this.open(generation, credentials);
  }

  private open(generation: number, credentials: LiveCredentials): void {
    const socket = this.ports.open();
    this.socket = socket;
    socket.onopen = () => this.identify(credentials);
    socket.onmessage = (event) => {
      const message = readMessage(event.data);
      if (generation === this.generation && message) this.hear(message);
    };
    socket.onclose = (event) => {
      if (generation === this.generation) this.lost(event.code);
    };
    this.pulse = setTimeout(() => this.lost(), AUTHENTICATION_MILLIS);
  }

  private hear(message: ServerMessage): void {
    if (this.authenticated) this.beat();
    switch (message.type) {
      case 'authenticated':
        if (!this.authenticated) this.begin();
        return;
      case 'order':
        this.watches.get(message.id)?.order(message.order);
        return;
      case 'refused':
        if (message.id) this.refuse(message.id);
        else if (!this.authenticated) this.lost(CLOSED_UNAUTHENTICATED);
        return;
      default:
        return;
    }
  }

  private begin(): void {
    this.authenticated = true;
    this.attempt = 0;
    this.refusals = 0;
    this.beat();
    this.identity = setInterval(() => void this.renewIdentity(), IDENTITY_MILLIS);
    this.ports.state('live');
    this.watches.forEach((watch, id) => this.subscribe(id, watch));
  }

  private identify(credentials: LiveCredentials): void {
    this.told = JSON.stringify(credentials);
    this.say({ type: 'authenticate', ...credentials });
  }

  /** Tells the server a renewed token before the one it knows ends, which would end the connection. */
  private async renewIdentity(): Promise<void> {
    const generation = this.generation;
    const credentials = await this.ports.credentials(false).catch(() => null);
    const isNew = credentials !== null && JSON.stringify(credentials) !== this.told;
    if (isNew && generation === this.generation) this.identify(credentials);
  }

  private refuse(id: string): void {
    const watch = this.watches.get(id);
    this.unwatch(id);
    watch?.refused();
  }

  private subscribe(id: string, watch: Watch): void {
    this.say({ type: 'subscribe', id, ...watch.topic() });
  }

  private say(message: ClientMessage): void {
    this.socket?.send(JSON.stringify(message));
  }

  /** After any word from the server: ask again in a while, and give the line up when even that stays unanswered. */
  private beat(): void {
    clearTimeout(this.pulse);
    this.pulse = setTimeout(() => {
      this.say({ type: 'ping' });
      this.pulse = setTimeout(() => this.lost(), PONG_MILLIS);
    }, PING_MILLIS);
  }

  private lost(code?: number): void {
    this.drop();
    if (code === CLOSED_UNAUTHENTICATED && ++this.refusals > 1) return this.ports.state('refused');
    this.later();
  }

  private later(): void {
    this.ports.state('down');
    const wait = backoff(this.attempt++, RECONNECT_BASE_MILLIS, RECONNECT_CEILING_MILLIS);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.connect();
    }, wait);
  }
}
