import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { createTransport, type Transporter } from 'nodemailer';
import type { Delivery, EmailMessage, SendEmail } from '../../commands/message.js';

export interface SmtpConnection {
  readonly id: string;
  /** `smtp://user:password@host:port` */
  readonly url: string;
  /** The sender, unless a message names another. */
  readonly from: string;
}

export interface EmailGateway {
  readonly sendEmail: SendEmail;
  readonly hasConnection: (id: string) => boolean;
  readonly close: () => void;
}

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
  // A wrong password is answered with 535, but it is not the message that is refused.
  if (code === 'EAUTH') return { kind: 'transient', code: 'mail-server-unreachable', message };
  if (typeof status === 'number' && status >= 500)
    return { kind: 'permanent', code: 'mail-server-refused', message };
  if (typeof status === 'number' && status >= 400)
    return { kind: 'transient', code: 'mail-server-busy', message };
  if (isHandedOver) return { kind: 'unknown', code: 'mail-connection-broken', message };
  if (unreachable.has(code)) return { kind: 'transient', code: 'mail-server-unreachable', message };
  return { kind: 'permanent', code: 'mail-not-sent', message };
};

/** Which messages were handed over, at least in part. Errors of a connection do not tell. */
const watchHandOver = (transport: Transporter): ((messageId: string) => boolean) => {
  const streams = new Map<string, Readable>();
  transport.use('stream', ({ message }, done) => {
    const createReadStream = message.createReadStream.bind(message);
    message.createReadStream = (options) => {
      const stream = createReadStream(options);
      streams.set(message.messageId(), stream);
      return stream;
    };
    done();
  });
  return (messageId) => {
    const stream = streams.get(messageId);
    streams.delete(messageId);
    return stream?.readableDidRead === true;
  };
};

const toMail = (message: EmailMessage, from: string) => ({
  from: message.from ?? from,
  to: message.to,
  subject: message.subject,
  messageId: message.messageId,
  ...(message.replyTo === undefined ? {} : { replyTo: message.replyTo }),
  ...(message.html === undefined ? {} : { html: message.html }),
  ...(message.text === undefined ? {} : { text: message.text }),
  // A template is text: it must not make nodemailer read a file or a URL.
  disableFileAccess: true,
  disableUrlAccess: true,
});

const connectWithin = 10_000;

interface Target {
  readonly host?: string | undefined;
  readonly port?: number | string | undefined;
}

/** Without `noDelay`, the end of a message waits until its beginning is acknowledged: 40 ms on most systems. */
const openSocket = (
  { host = 'localhost', port = 25 }: Target,
  done: (error: Error | null, opened: { readonly connection: Socket } | undefined) => void,
): void => {
  const socket = connect({ host, port: Number(port), noDelay: true, timeout: connectWithin });
  const fail = (error: Error): void => {
    socket.destroy();
    done(error, undefined);
  };
  const tooLong = (): void => fail(Object.assign(new Error('Connection timeout'), { code: 'ETIMEDOUT' }));
  socket.once('timeout', tooLong);
  socket.once('error', fail);
  socket.once('connect', () => {
    socket.off('timeout', tooLong);
    socket.off('error', fail);
    socket.setTimeout(0);
    done(null, { connection: socket });
  });
};

/** Sends e-mail over pooled SMTP connections. */
export const createEmailGateway = (connections: readonly SmtpConnection[]): EmailGateway => {
  const transports = new Map(
    connections.map(({ id, url, from }) => {
      const options = { url, pool: true, maxConnections: 5, maxMessages: 1000 } as const;
      const limits = { greetingTimeout: connectWithin, socketTimeout: 30_000 } as const;
      const transport = createTransport({ ...options, ...limits, getSocket: openSocket });
      return [id, { transport, from, isHandedOver: watchHandOver(transport) }] as const;
    }),
  );
  return {
    hasConnection: (id) => transports.has(id),
    sendEmail: async (message) => {
      const connection = transports.get(message.connectionId);
      if (connection === undefined)
        return {
          kind: 'permanent',
          code: 'unknown-connection',
          message: `There is no connection “${message.connectionId}”.`,
        };
      const { transport, from, isHandedOver } = connection;
      try {
        const { response } = await transport.sendMail(toMail(message, from));
        isHandedOver(message.messageId);
        return { kind: 'delivered', receipt: { response: String(response).slice(0, 2000) } };
      } catch (error) {
        return classify(error, isHandedOver(message.messageId));
      }
    },
    close: () => {
      for (const { transport } of transports.values()) transport.close();
    },
  };
};
