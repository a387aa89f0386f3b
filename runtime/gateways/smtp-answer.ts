import type { Delivery } from '../../commands/message.js';

type Failure = Exclude<Delivery<never>, { readonly kind: 'delivered' }>;

const property = (error: unknown, name: string): unknown =>
  typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;

/** Codes of nodemailer for a server that could not be reached or did not let us in: an operator can mend that. */
const unreachable: ReadonlySet<unknown> = new Set([
  'ECONNECTION',
  'ECONNREFUSED',
  'ECONNRESET',
  'EDNS',
  'ENOTFOUND',
  'ETIMEDOUT',
  'ESOCKET',
  'ETLS',
  'EPROXY',
]);

/** What a failed delivery means. A connection that breaks after the message was handed over leaves it open. */
export const classify = (error: unknown, isHandedOver: boolean): Failure => {
  const said = property(error, 'response');
  const message = (
    typeof said === 'string' ? said : error instanceof Error ? error.message : String(error)
  ).slice(0, 2000);
  const code = property(error, 'code');
  const status = property(error, 'responseCode');
  // A wrong password is answered with 535, no TLS with 502: it is not the message that is refused.
  if (code === 'EAUTH' || code === 'ETLS')
    return { kind: 'transient', code: 'mail-server-unreachable', message };
  if (typeof status === 'number' && status >= 500)
    return { kind: 'permanent', code: 'mail-server-refused', message };
  if (typeof status === 'number' && status >= 400)
    return { kind: 'transient', code: 'mail-server-busy', message };
  // The connection was changed meanwhile: the next try takes the new one.
  if (error instanceof Error && error.message === 'Connection pool was closed' && !isHandedOver)
    return { kind: 'transient', code: 'mail-connection-changed', message };
  if (isHandedOver) return { kind: 'unknown', code: 'mail-connection-broken', message };
  if (unreachable.has(code)) return { kind: 'transient', code: 'mail-server-unreachable', message };
  return { kind: 'permanent', code: 'mail-not-sent', message };
};
