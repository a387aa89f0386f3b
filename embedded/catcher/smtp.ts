import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import type { CatcherStore } from './store.js';

const maxSize = 25 * 1024 * 1024;

/** A mail server that takes every message and delivers none. */
export const createSmtpCatcher = (mails: CatcherStore): SMTPServer =>
  new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    size: maxSize,
    // Whoever is still connected then has nothing to say.
    closeTimeout: 1000,
    onAuth: (_auth, _session, done) => done(null, { user: 'anyone' }),
    onData: (stream, session, done) => {
      simpleParser(stream)
        .then(async ({ subject, messageId, text, html, from, to, headerLines }) => {
          await mails.add({
            envelope: {
              from: session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address,
              to: session.envelope.rcptTo.map(({ address }) => address),
            },
            from: from?.text,
            to: Array.isArray(to) ? to.map((one) => one.text).join(', ') : to?.text,
            subject,
            messageId,
            text,
            html: html === false ? undefined : html,
            headers: headerLines.map(({ line }) => line),
          });
          done(null, 'caught');
        })
        .catch((error: unknown) => done(error instanceof Error ? error : new Error(String(error))));
    },
  });
