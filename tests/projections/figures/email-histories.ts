import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { Instant } from '../../../domain/codecs/time.js';
import type { Recorded } from '../../../domain/event.js';
import type { AnyEvent } from '../../../domain/events.js';
import { fc } from '../../support/arbitraries.js';
import { type Happened, uuidAt } from '../../support/recorded.js';
import { inLog } from '../events.js';

/** Few messages, of few templates, so that much happens to each; the last is one whose step has a text of its own. */
const messages = [
  { key: `${uuidAt(1, 'a')}.0`, template: { templateId: 'hello', version: 1 } },
  { key: `${uuidAt(2, 'a')}.0`, template: { templateId: 'hello', version: 1 } },
  { key: `${uuidAt(2, 'a')}.1`, template: { templateId: 'hello', version: 2 } },
  { key: `${uuidAt(3, 'a')}.0`, template: { templateId: 'offer', version: 1 } },
  { key: `${uuidAt(4, 'a')}.0` },
] as const;

const link = 'https://example.com/';
const address = 'ann@example.com';

/** An event of a message, and whether it names the template. */
const eventOf = fc
  .record({
    message: fc.constantFrom(...messages),
    type: fc.constantFrom(
      'EmailSent',
      'EmailSent',
      'EmailOpened',
      'EmailLinkClicked',
      'EmailBounced',
      'EmailComplained',
      'ConsentWithdrawn',
    ),
    yes: fc.boolean(),
    channel: fc.constantFrom('email', 'email', 'sms'),
    isElsewhere: fc.integer({ min: 0, max: 4 }).map((no) => no === 0),
  })
  .map(({ message: { key, ...ofTemplate }, type, yes, channel, isElsewhere }): object => {
    const messageId = `<${key}@leadline>`;
    switch (type) {
      case 'EmailSent':
        return { type, data: { messageId, to: address, subject: 'Hi', response: '250', ...ofTemplate } };
      case 'EmailOpened':
        return { type, data: { messageId, machine: yes, ...ofTemplate } };
      case 'EmailLinkClicked':
        return { type, data: { messageId, url: link, machine: yes, ...ofTemplate } };
      case 'EmailBounced':
        return {
          type,
          data: { permanent: yes, address, diagnostic: '550', ...(isElsewhere ? {} : { messageId }) },
        };
      case 'EmailComplained':
        return { type, data: { address, feedbackType: 'abuse', ...(isElsewhere ? {} : { messageId }) } };
      case 'ConsentWithdrawn':
        return {
          type,
          data: { channel, source: isElsewhere ? 'api' : `unsubscribe link of the message ${key}` },
        };
      default:
        return type satisfies never;
    }
  });

const start = Date.UTC(2026, 1, 26, 20);

const happened = (event: object, hours: number): Happened<AnyEvent> =>
  JSON.parse(
    JSON.stringify({
      event,
      occurredAt: decodeOrThrow(Instant, new Date(start + hours * 3_600_000).toISOString()),
    }),
  );

/** A log of e-mails over some days, in which scanners may be faster than mail servers. */
export const emailHistory: fc.Arbitrary<readonly Recorded<AnyEvent>[]> = fc
  .array(fc.tuple(eventOf, fc.constantFrom(0, 0, 1, 13)), { minLength: 5, maxLength: 60 })
  .map((told) => {
    let hours = 0;
    return inLog(
      ...told.map(([event, later]) => {
        hours += later;
        return [`lead-${uuidAt(1, 'd')}`, happened(event, hours)] as const;
      }),
    );
  });
