import { LRUCache } from 'lru-cache';
import type { Delivery, EmailMessage, SendEmail } from '../../commands/message.js';
import { classify } from './smtp-answer.js';
import { type OpenTransport, openTransport, type SmtpServer, signIn } from './smtp-transport.js';

/**
 * Finds the mail server of a connection (the same object for as long as nothing about it has changed), or says what
 * becomes of a message without one.
 */
export type SmtpServerOf = (
  connectionId: string,
) => Promise<
  | { readonly kind: 'found'; readonly server: SmtpServer }
  | Exclude<Delivery<never>, { readonly kind: 'delivered' }>
>;

export interface EmailGateway {
  readonly sendEmail: SendEmail;
  readonly close: () => void;
}

const toMail = (message: EmailMessage, { from, replyTo }: SmtpServer) => {
  const answerTo = message.replyTo ?? replyTo;
  return {
    from: message.from ?? from,
    to: message.to,
    subject: message.subject,
    messageId: message.messageId,
    headers: { ...message.headers },
    ...(answerTo === undefined ? {} : { replyTo: answerTo }),
    ...(message.html === undefined ? {} : { html: message.html }),
    ...(message.text === undefined ? {} : { text: message.text }),
    // A template is text: it must not make nodemailer read a file or a URL.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
};

const keptTransports = 100;

/** Sends e-mail over pooled SMTP connections. */
export const createEmailGateway = (serverOf: SmtpServerOf): EmailGateway => {
  const transports = new LRUCache<string, OpenTransport>({
    max: keptTransports,
    // Closes when the messages that it has are out.
    dispose: ({ transport }) => transport.close(),
  });

  const transportOf = (id: string, server: SmtpServer): OpenTransport => {
    const known = transports.get(id);
    if (known?.server === server) return known;
    const opened = openTransport(server);
    transports.set(id, opened);
    return opened;
  };

  return {
    sendEmail: async (message) => {
      const { connectionId, messageId } = message;
      const found = await serverOf(connectionId);
      if (found.kind !== 'found') return found;
      const { server } = found;
      const { transport, isHandedOver } = transportOf(connectionId, server);
      try {
        const { response } = await transport.sendMail(toMail(message, server));
        isHandedOver(messageId);
        return { kind: 'delivered', receipt: { response: String(response).slice(0, 2000) } };
      } catch (error) {
        return classify(error, isHandedOver(messageId));
      }
    },
    close: () => transports.clear(),
  };
};

/** Whether a mail server can be reached and lets us in, in its own words where it does not. */
export const checkSmtp = async (
  server: SmtpServer,
): Promise<
  { readonly ok: true; readonly detail: string } | { readonly ok: false; readonly message: string }
> => {
  try {
    await signIn(server);
    const who = server.user === undefined ? 'without signing in' : `as ${server.user}`;
    return { ok: true, detail: `Connected to ${server.host}:${server.port} ${who}.` };
  } catch (error) {
    return { ok: false, message: classify(error, false).message };
  }
};
