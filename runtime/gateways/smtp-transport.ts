import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { createTransport, type Transporter } from 'nodemailer';

/** A mail server, and how to sign in there. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** `tls` from the first byte, `starttls` or nothing, `none` in the clear; STARTTLS where it is offered unless given. */
  readonly security?: 'tls' | 'starttls' | 'none';
  readonly user?: string;
  readonly password?: string;
  /** The sender, unless a message names another. */
  readonly from: string;
  readonly replyTo?: string;
  readonly dkim?: { readonly domain: string; readonly selector: string; readonly privateKey: string };
}

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

const tlsOf = ({ security, port }: SmtpServer) => {
  switch (security) {
    case 'tls':
      return { secure: true };
    case 'starttls':
      return { secure: false, requireTLS: true };
    case 'none':
      return { secure: false, ignoreTLS: true };
    default:
      return { secure: port === 465 };
  }
};

const authOf = ({ user, password }: SmtpServer) =>
  user === undefined ? {} : { auth: { user, pass: password ?? '' } };

const dkimOf = ({ dkim }: SmtpServer) =>
  dkim === undefined
    ? {}
    : {
        dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.privateKey },
      };

const limits = { connectionTimeout: connectWithin, greetingTimeout: connectWithin, socketTimeout: 30_000 };

/** Pooled connections to one mail server. */
export const openTransport = (server: SmtpServer) => {
  const { host, port } = server;
  const transport = createTransport({
    host,
    port,
    ...tlsOf(server),
    ...authOf(server),
    ...dkimOf(server),
    ...limits,
    pool: true,
    maxConnections: 5,
    maxMessages: 1000,
    getSocket: openSocket,
  });
  return { transport, server, isHandedOver: watchHandOver(transport) };
};
export type OpenTransport = ReturnType<typeof openTransport>;

/** Connects and signs in, as for a message, and sends none. @throws the error of the connection */
export const signIn = async (server: SmtpServer): Promise<void> => {
  const transport = createTransport({
    host: server.host,
    port: server.port,
    ...tlsOf(server),
    ...authOf(server),
    ...limits,
    getSocket: openSocket,
  });
  try {
    await transport.verify();
  } finally {
    transport.close();
  }
};
