import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';
import { Webhook } from 'standardwebhooks';
import { Agent, request } from 'undici';
import type { Delivery, SendWebhook, WebhookMessage } from '../../commands/message.js';

export interface WebhookGateway {
  readonly sendWebhook: SendWebhook;
  readonly close: () => Promise<void>;
}

export interface WebhookOptions {
  /** Signs the requests: `whsec_…` (Standard Webhooks). */
  readonly secret: string;
  /** Ranges that may be reached although they are not public: `127.0.0.1`, `10.0.0.0/8`. */
  readonly allowedAddresses: readonly string[];
}

const seconds = 10;
const maxAnswer = 64 * 1024;

type Address = ipaddr.IPv4 | ipaddr.IPv6;

const toRange = (text: string): readonly [Address, number] => {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
};

const isPublic = (address: Address): boolean =>
  address.range() === 'unicast' &&
  // Of IPv6 nothing else is in use; ::127.0.0.1 and the like would be taken for public.
  (address instanceof ipaddr.IPv4 || address.match(ipaddr.IPv6.parse('2000::'), 3));

/** Whether an address may be reached: public ones, and those that the configuration allows. */
export const createAddressCheck = (allowed: readonly string[]): ((text: string) => boolean) => {
  const ranges = allowed.map(toRange);
  return (text) => {
    if (!ipaddr.isValid(text)) return false;
    const address = ipaddr.process(text);
    return (
      isPublic(address) ||
      ranges.some(([range, bits]) => range.kind() === address.kind() && address.match(range, bits))
    );
  };
};

class ForbiddenAddress extends Error {}

/** The addresses of a host. `localhost` and what ends in it is this machine, whatever a name server says (RFC 6761). */
const addressesOf = async (host: string): Promise<readonly LookupAddress[]> =>
  /(^|\.)localhost\.?$/i.test(host)
    ? [
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
      ]
    : lookup(host, { all: true });

const failed = (kind: 'transient' | 'permanent', code: string, message: string): Delivery<never> => ({
  kind,
  code,
  message: message.slice(0, 2000),
});

const judge = (status: number): Delivery<{ readonly status: number }> => {
  if (status >= 200 && status < 300) return { kind: 'delivered', receipt: { status } };
  if (status >= 300 && status < 400)
    return failed(
      'permanent',
      'webhook-redirected',
      `The receiver answered ${status}; redirects are not followed.`,
    );
  const again = status >= 500 || status === 408 || status === 425 || status === 429;
  return failed(again ? 'transient' : 'permanent', 'webhook-refused', `The receiver answered ${status}.`);
};

const causeOf = (error: unknown): unknown =>
  error instanceof Error && error.cause !== undefined && !(error instanceof ForbiddenAddress)
    ? causeOf(error.cause)
    : error;

/** Codes for a request that cannot be made, now or later. */
const unusable: ReadonlySet<unknown> = new Set([
  'ERR_INVALID_URL',
  'UND_ERR_INVALID_ARG',
  'UND_ERR_NOT_SUPPORTED',
]);

const failureOf = (error: unknown): Delivery<never> => {
  const cause = causeOf(error);
  const words = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof ForbiddenAddress) return failed('permanent', 'webhook-forbidden', words);
  return cause instanceof Error && 'code' in cause && unusable.has(cause.code)
    ? failed('permanent', 'webhook-unusable', words)
    : failed('transient', 'webhook-unreachable', words);
};

/** Sends signed web requests, and only to addresses that may be reached, whatever a name resolves to. */
export const createWebhookGateway = ({ secret, allowedAddresses }: WebhookOptions): WebhookGateway => {
  const mayReach = createAddressCheck(allowedAddresses);
  const signer = new Webhook(secret);
  const agent = new Agent({
    connect: {
      timeout: seconds * 1000,
      // The address that was checked is the one that is connected to: a second lookup could answer otherwise.
      lookup: (host, _options, done) => {
        addressesOf(host).then(
          (addresses) => {
            const reachable = addresses.filter(({ address }) => mayReach(address));
            if (reachable.length > 0) done(null, reachable);
            else done(new ForbiddenAddress(`The address of ${host} is not public.`), []);
          },
          (error: NodeJS.ErrnoException) => done(error, []),
        );
      },
    },
    headersTimeout: seconds * 1000,
    bodyTimeout: seconds * 1000,
  });

  const send = async ({
    url,
    method,
    headers,
    body,
    webhookId,
  }: WebhookMessage): Promise<Delivery<{ readonly status: number }>> => {
    const { hostname, username, password } = new URL(url);
    const host = hostname.replace(/^\[|\]$/g, '');
    if (username !== '' || password !== '')
      return failed('permanent', 'webhook-forbidden', 'The URL holds a password.');
    if (ipaddr.isValid(host) && !mayReach(host))
      return failed('permanent', 'webhook-forbidden', `The address ${host} is not public.`);
    const payload = JSON.stringify(body);
    const now = new Date();
    const response = await request(url, {
      dispatcher: agent,
      method,
      body: payload,
      headers: {
        'user-agent': 'Leadline',
        ...headers,
        'content-type': 'application/json',
        'webhook-id': webhookId,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': signer.sign(webhookId, now, payload),
      },
      signal: AbortSignal.timeout(3 * seconds * 1000),
    });
    // What the receiver says is of no use to us, but the connection is free only when it has been read.
    await response.body.dump({ limit: maxAnswer });
    return judge(response.statusCode);
  };

  return {
    sendWebhook: async (message) => {
      try {
        return await send(message);
      } catch (error) {
        return failureOf(error);
      }
    },
    close: () => agent.close(),
  };
};
