import { Readable } from 'node:stream';
import twilio from 'twilio';
import type RequestClient from 'twilio/lib/base/RequestClient.js';
import { Agent, request } from 'undici';

/** A request without an answer. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';

  constructor(
    /** Whether the provider may have got the request all the same. */
    readonly isHandedOver: boolean,
    message: string,
  ) {
    super(message);
  }
}

export interface TwilioHttpOptions {
  /** For a request with its answer, in milliseconds. */
  readonly timeout: number;
  /** Where an account is, if it is not at Twilio. */
  readonly baseUrlOf: (accountSid: string) => string | undefined;
}

const maxAnswer = 1024 * 1024;
const connections = 20;

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const toForm = (data: unknown): string => {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(data ?? {}))
    for (const item of Array.isArray(value) ? value : [value]) form.append(name, String(item));
  return form.toString();
};

/** As JSON, whatever it is: a proxy may answer with a page. */
const asJson = (text: string, status: number): string => {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify({ message: `HTTP ${status} without a reason` });
  }
};

/**
 * The way to Twilio. Unlike the SDK's own it tells, where there is no answer, whether the request may have got there;
 * and it never repeats a request.
 */
export class TwilioHttp extends twilio.RequestClient {
  private readonly agent: Agent;

  constructor(private readonly options: TwilioHttpOptions) {
    super();
    this.agent = new Agent({
      connections,
      connect: { timeout: options.timeout },
      maxResponseSize: maxAnswer,
      // Kept for less than Twilio keeps it: a connection that is closed meanwhile would leave a message open.
      keepAliveMaxTimeout: 4000,
    });
  }

  /** @throws NoAnswer */
  override async request<Data>({
    method,
    uri,
    username = '',
    password = '',
    headers,
    params,
    data,
  }: RequestClient.RequestOptions<Data>) {
    const { origin, pathname, search } = new URL(uri);
    const query = params === undefined ? search : `?${toForm(params)}`;
    const url = `${this.options.baseUrlOf(username) ?? origin}${pathname}${query}`;
    const body = method === 'get' ? undefined : toForm(data);
    let isHandedOver = false;
    // Asked for when there is a connection, before the first byte is written to it.
    function* handOver() {
      isHandedOver = true;
      yield Buffer.from(body ?? '');
    }
    try {
      const answer = await request(url, {
        dispatcher: this.agent,
        method: method === 'get' ? 'GET' : 'POST',
        headers: {
          ...headers,
          authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
          ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
        },
        body: body === undefined ? null : Readable.from(handOver()),
        signal: AbortSignal.timeout(this.options.timeout),
      });
      const { statusCode } = answer;
      const text = await answer.body.text();
      return { statusCode, headers: answer.headers, body: JSON.parse(asJson(text, statusCode)) };
    } catch (error) {
      throw new NoAnswer(isHandedOver, words(error));
    }
  }

  close(): Promise<void> {
    return this.agent.close();
  }
}
