import type { Cause } from '../commands/event-log.js';
import type { Method } from './route.js';

/** A request as it came: what browsers, mail programs and providers send has shapes of their own. */
export interface HookRequest {
  /** The parts of the path that its pattern names. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The value of a header; empty where there is none. */
  readonly header: (name: string) => string;
  /** The body as text; empty where there is none. */
  readonly text: string;
  readonly method: string;
  /** As the sender addressed it, with the query: what some providers sign. */
  readonly url: string;
  readonly cause: Cause;
}

export interface HookAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Blob;
}

/**
 * An address for browsers and providers, who have no API key: each proves in its own way that it may call, by a
 * token in the address or by a signature.
 */
export interface Hook {
  readonly id: string;
  readonly methods: readonly (Method | 'HEAD')[];
  readonly path: string;
  /** Of the body, in bytes. */
  readonly bodyLimit: number;
  readonly handle: (request: HookRequest) => Promise<HookAnswer>;
}
