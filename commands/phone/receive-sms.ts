import type * as t from 'io-ts';
import * as codec from 'io-ts';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import type { LeadId } from '../../domain/codecs/ids.js';
import { open } from '../../domain/codecs/struct.js';
import { PhoneNumber } from '../../domain/codecs/values.js';
import type { Cause } from '../event-log.js';
import type { ManageSuppressions } from '../manage-suppressions.js';
import type { Repositories } from '../repositories.js';
import { type Wish, wishOf } from './opt-out.js';
import { type Form, MessageSid, sourceEventIdOf } from './provider-reports.js';

const IncomingForm = open(
  'IncomingForm',
  { MessageSid, From: PhoneNumber, To: PhoneNumber },
  { Body: codec.string, OptOutType: codec.string },
);
export type IncomingSms = t.TypeOf<typeof IncomingForm>;

/** Reads a text message as the provider posts it. @throws DomainError `invalid` */
export const readIncomingSms = (form: Form): IncomingSms => decodeOrThrow(IncomingForm, form);

export interface ReceiveSmsPorts {
  readonly repositories: Pick<Repositories, 'leads'>;
  readonly manageSuppressions: ManageSuppressions;
}

/**
 * Takes a text message from a phone: into the story of the lead whose it is, if it is a lead's. Whoever asks for no
 * more gets no more, lead or not.
 */
export const createReceiveSms = ({ repositories: { leads }, manageSuppressions }: ReceiveSmsPorts) => {
  const heed = async (from: PhoneNumber, wish: Wish | undefined, hasOptedOut: boolean, cause: Cause) => {
    const address = { channel: 'sms', address: from } as const;
    if (wish === 'stop') await manageSuppressions.suppress(address, 'opted-out', cause);
    // What others have closed, a text does not open.
    if (wish === 'start' && hasOptedOut) await manageSuppressions.release(address, cause);
  };

  /** @returns whether there is such a lead */
  return async (
    { MessageSid: providerId, From: from, To: to, Body: text = '', OptOutType: optOutType }: IncomingSms,
    leadId: LeadId | undefined,
    cause: Cause,
  ): Promise<boolean> => {
    const hasOptedOut = (await manageSuppressions.reasonFor('sms', from))?.code === 'opted-out';
    const wish = wishOf({ text, hasOptedOut, ...(optOutType === undefined ? {} : { optOutType }) });
    await heed(from, wish, hasOptedOut, cause);
    if (leadId === undefined) return false;
    if ((await leads.load(leadId)).state.lead.status === 'unknown') return false;
    const sourceEventId = sourceEventIdOf(providerId, 'received');
    await leads.execute(leadId, [
      {
        command: {
          type: 'RecordActivity',
          activity: { type: 'SmsReceived', data: { providerId, from, to, text } },
          sourceEventId,
          unknownReferences: [],
        },
        cause: { ...cause, sourceEventId },
      },
      ...(wish === undefined
        ? []
        : [
            {
              command: {
                type: wish === 'stop' ? ('WithdrawConsent' as const) : ('GiveConsent' as const),
                channel: 'sms' as const,
                source: `text message “${text.trim().slice(0, 50)}”`,
              },
              cause,
            },
          ]),
    ]);
    return true;
  };
};
