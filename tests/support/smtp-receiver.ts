import type { Socket } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly messageId: string | undefined;
  readonly subject: string | undefined;
  readonly text: string | undefined;
  readonly html: string | undefined;
  readonly from: string | undefined;
  readonly to: readonly string[];
  readonly headerLines: readonly string[];
}

/** What the server does to a mail: takes it, answers with a code, or hangs up when it has it. */
export type SmtpBehaviour = 'accept' | 'hang-up' | { readonly at: 'rcpt' | 'data'; readonly code: number };

export interface SmtpReceiver {
  readonly url: string;
  readonly port: number;
  readonly received: readonly ReceivedMail[];
  readonly behave: (next: SmtpBehaviour) => void;
  readonly close: () => Promise<void>;
}

const smtpError = (code: number): Error =>
  Object.assign(new Error(code < 500 ? 'try again later' : 'no such user here'), { responseCode: code });

/** A mail server that notes what it gets, and behaves as it is told. */
export const startSmtpReceiver = async (): Promise<SmtpReceiver> => {
  const received: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  let behaviour: SmtpBehaviour = 'accept';
  const refused = (at: 'rcpt' | 'data'): Error | null =>
    typeof behaviour === 'object' && behaviour.at === at ? smtpError(behaviour.code) : null;

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onAuth: (auth, _session, done) => {
      if (auth.password === 'right') done(null, { user: 'tester' });
      else done(smtpError(535));
    },
    onRcptTo: (_address, _session, done) => done(refused('rcpt')),
    onData: (stream, session, done) => {
      void simpleParser(stream).then((mail) => {
        received.push({
          messageId: mail.messageId,
          subject: mail.subject,
          text: mail.text,
          html: mail.html === false ? undefined : mail.html,
          from: mail.from?.text,
          to: session.envelope.rcptTo.map(({ address }) => address),
          headerLines: mail.headerLines.map(({ line }) => line),
        });
        if (behaviour === 'hang-up') for (const socket of sockets) socket.destroy();
        else done(refused('data'), 'taken');
      });
    },
  });
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    port: address.port,
    received,
    behave: (next) => {
      behaviour = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};
