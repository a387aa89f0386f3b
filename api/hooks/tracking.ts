import { isMachine } from '../../commands/email/machine-reading.js';
import { TrackedLink } from '../../commands/links.js';
import type { Reader } from '../../commands/record-reading.js';
import { DomainError } from '../../domain/errors.js';
import { MessageRef } from '../../domain/lead/message-ref.js';
import type { Hook, HookAnswer, HookRequest } from '../hook.js';
import type { ApiPorts } from '../ports.js';
import { RequestRefused } from '../problem.js';
import { askPage, donePage } from './unsubscribe-page.js';

/** A picture of one pixel that is not there. */
const pixel = Uint8Array.from(atob('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'), (character) =>
  character.charCodeAt(0),
);
const pixelAnswer: HookAnswer = {
  status: 200,
  headers: { 'content-type': 'image/gif' },
  body: new Blob([pixel]),
};

const unknownLink = (): RequestRefused =>
  new RequestRefused('not-found', 'This link is not one of ours, or it is not whole.');

const bodyLimit = 10_000;

/** What readers of e-mails reach: the picture that is fetched on opening, links that are followed, unsubscribing. */
export const trackingHooks = ({ commands, tokens, clock, log }: ApiPorts): readonly Hook[] => {
  const { recordReading } = commands;

  const readerOf = ({ method, header }: HookRequest, { sentAt }: MessageRef): Reader => ({
    userAgent: header('user-agent'),
    machine: isMachine({
      method,
      userAgent: header('user-agent'),
      purpose: `${header('purpose')} ${header('sec-purpose')} ${header('x-moz')}`,
      secondsSinceSent: sentAt === undefined ? undefined : (Date.parse(clock()) - Date.parse(sentAt)) / 1000,
    }),
  });

  /** Whoever reads the mail gets the picture, and where the link leads, even if it cannot be recorded now. */
  const recorded = async (record: Promise<unknown>, what: string): Promise<void> => {
    try {
      await record;
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'notFound') throw unknownLink();
      log.error({ err: error }, `${what} could not be recorded`);
    }
  };

  return [
    {
      id: 'trackOpen',
      methods: ['GET', 'HEAD'],
      path: '/t/o/:token',
      bodyLimit,
      handle: async (request) => {
        const message = tokens.read('open', MessageRef, request.params['token'] ?? '');
        if (message === undefined) throw unknownLink();
        const reader = readerOf(request, message);
        await recorded(recordReading.opened(message, reader, clock(), request.cause), 'an opened e-mail');
        return pixelAnswer;
      },
    },
    {
      id: 'trackClick',
      methods: ['GET', 'HEAD'],
      path: '/t/c/:token',
      bodyLimit,
      handle: async (request) => {
        const link = tokens.read('click', TrackedLink, request.params['token'] ?? '');
        if (link === undefined) throw unknownLink();
        const { message, url } = link;
        const reader = readerOf(request, message);
        await recorded(
          recordReading.clicked(message, url, reader, clock(), request.cause),
          'a followed link',
        );
        return { status: 302, headers: { location: url, 'referrer-policy': 'no-referrer' } };
      },
    },
    {
      id: 'unsubscribe',
      methods: ['GET', 'HEAD', 'POST'],
      path: '/t/u/:token',
      bodyLimit,
      handle: async ({ method, params, cause }) => {
        const message = tokens.read('unsubscribe', MessageRef, params['token'] ?? '');
        if (message === undefined) throw unknownLink();
        if (method !== 'POST') return askPage;
        await recordReading.unsubscribed(message, cause);
        return donePage;
      },
    },
  ];
};
