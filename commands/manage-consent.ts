import type * as t from 'io-ts';
import type { LeadId } from '../domain/codecs/ids.js';
import { closed } from '../domain/codecs/struct.js';
import { line, oneOf } from '../domain/codecs/text.js';
import { Channel } from '../domain/codecs/values.js';
import type { Cause } from './event-log.js';
import type { Repositories } from './repositories.js';

/** What a lead said about being written to, or called. */
export const ConsentSource = line('ConsentSource', 200);

export const ConsentChange = closed(
  'ConsentChange',
  { channel: Channel, consent: oneOf('Consent', ['given', 'withdrawn']) },
  /** Where it was said, such as `newsletter form` or `phone call on 3 March`. */
  { source: ConsentSource },
);
export type ConsentChange = t.TypeOf<typeof ConsentChange>;

/** Consent, lead by lead and channel by channel. @throws DomainError `notFound` */
export const createManageConsent = ({ leads }: Pick<Repositories, 'leads'>) => ({
  change: (leadId: LeadId, { channel, consent, source }: ConsentChange, cause: Cause) =>
    leads.execute(leadId, [
      {
        command: {
          type: consent === 'given' ? 'GiveConsent' : 'WithdrawConsent',
          channel,
          source: source ?? 'api',
        },
        cause,
      },
    ]),
});

export type ManageConsent = ReturnType<typeof createManageConsent>;
