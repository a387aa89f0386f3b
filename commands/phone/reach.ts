import type { ConnectionId } from '../../domain/codecs/ids.js';
import type { PhoneNumber, Scalar } from '../../domain/codecs/values.js';
import type { Reason } from '../../domain/run/events.js';
import type { ActionContext } from '../action.js';
import { defaultConnection } from '../actions/send-email.js';
import { toPhoneNumber } from '../phone-number.js';

/** Through which connection, and from which of its numbers; the default, and the first, unless given. */
export interface Sender {
  readonly connectionId?: ConnectionId;
  readonly from?: PhoneNumber;
}

export type Reached =
  | {
      readonly ok: true;
      readonly connectionId: ConnectionId;
      readonly from: PhoneNumber;
      readonly to: PhoneNumber;
    }
  | { readonly ok: false; readonly refused: Refused };

/** `skip` is about the lead, `fail` about the settings. */
interface Refused {
  readonly kind: 'skip' | 'fail';
  readonly reason: Reason;
}

const refuse =
  (kind: Refused['kind']) =>
  (code: string, message: string): Reached => ({ ok: false, refused: { kind, reason: { code, message } } });
const skip = refuse('skip');
const fail = refuse('fail');

/** From which number to which; or why that number is not written to, or called. */
export const reach = async (
  channel: 'sms' | 'phone',
  { connectionId = defaultConnection, from }: Sender,
  written: Scalar | undefined,
  { catalogue, defaultRegion }: Pick<ActionContext, 'catalogue' | 'defaultRegion'>,
): Promise<Reached> => {
  const text = String(written ?? '').trim();
  if (text === '') return skip('no-phone-number', 'The lead has no phone number.');
  const connection = await catalogue.connection('twilio', connectionId);
  if (connection === undefined)
    return fail('unknown-connection', `There is no Twilio connection “${connectionId}”.`);
  const { numbers, defaultRegion: region = defaultRegion } = connection;
  const to = toPhoneNumber(text, region);
  if (to === undefined) return skip('wrong-phone-number', `“${text.slice(0, 200)}” is not a phone number.`);
  const sender = from ?? numbers[0];
  if (sender === undefined || !numbers.includes(sender))
    return fail('unknown-number', `The connection “${connectionId}” has no number ${sender ?? 'at all'}.`);
  const suppressed = await catalogue.suppression(channel, to);
  return suppressed === undefined
    ? { ok: true, connectionId, from: sender, to }
    : skip('suppressed', suppressed.message);
};
