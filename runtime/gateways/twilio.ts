import twilio from 'twilio';
import type { FoundConnection } from '../../commands/find-connections.js';
import type { ConnectionCheck } from '../../commands/manage-connections.js';
import type { CallMessage, Delivery, PlaceCall, SendSms, SmsMessage } from '../../commands/message.js';
import type { Url } from '../../domain/codecs/values.js';
import type { OpenConnectionOf } from '../../domain/connection/open-connection.js';
import { classify } from './twilio-answer.js';
import { TwilioHttp, type TwilioHttpOptions } from './twilio-http.js';
import { toTwiml } from './twiml.js';

type TwilioConnection = OpenConnectionOf<'twilio'>;

export interface TwilioGatewayOptions extends Partial<TwilioHttpOptions> {
  readonly connectionOf: (id: string) => Promise<FoundConnection<'twilio'>>;
}

/** A request that says that it comes from Twilio. */
export interface SignedRequest {
  readonly connectionId: string;
  /** As Twilio addressed it. */
  readonly url: string;
  /** Of its form. */
  readonly params: Readonly<Record<string, string | readonly string[]>>;
  readonly signature: string;
}

export interface TwilioGateway {
  readonly sendSms: SendSms;
  readonly placeCall: PlaceCall;
  readonly check: (connection: TwilioConnection) => Promise<ConnectionCheck>;
  /** Whether a request was signed with the auth token of the connection. */
  readonly verify: (request: SignedRequest) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** What we want to know of a call. */
const callbacksTo = (url: Url) => ({
  statusCallback: url,
  statusCallbackEvent: ['answered', 'completed'],
  recordingStatusCallback: url,
});

/** How many numbers of an account are looked at. */
const numberLimit = 1000;

/** Texts, calls and their callbacks, through Twilio's own SDK. */
export const createTwilioGateway = ({
  connectionOf,
  timeout = 15_000,
  baseUrlOf = () => undefined,
}: TwilioGatewayOptions): TwilioGateway => {
  const httpClient = new TwilioHttp({ timeout, baseUrlOf });
  const clientOf = ({ settings, secrets }: TwilioConnection) =>
    twilio(settings.accountSid, secrets.authToken, { httpClient });

  type Client = ReturnType<typeof clientOf>;

  const deliver = async (
    connectionId: string,
    ask: (client: Client) => Promise<{ readonly sid: unknown }>,
  ): Promise<Delivery<{ readonly providerId: string }>> => {
    const found = await connectionOf(connectionId);
    if (found.kind !== 'found') return found;
    try {
      const { sid } = await ask(clientOf(found.connection));
      return typeof sid === 'string'
        ? { kind: 'delivered', receipt: { providerId: sid } }
        : { kind: 'unknown', code: 'twilio-answer-lost', message: 'The answer names no message.' };
    } catch (error) {
      return classify(error);
    }
  };

  return {
    sendSms: ({ connectionId, from, to, text, callbackUrl }: SmsMessage) =>
      deliver(connectionId, ({ messages }) =>
        messages.create({
          from,
          to,
          body: text,
          ...(callbackUrl === undefined ? {} : { statusCallback: callbackUrl }),
        }),
      ),

    placeCall: ({ connectionId, from, to, script, record, callbackUrl }: CallMessage) =>
      deliver(connectionId, ({ calls }) =>
        calls.create({
          from,
          to,
          twiml: toTwiml(script, from),
          record,
          ...(callbackUrl === undefined ? {} : callbacksTo(callbackUrl)),
        }),
      ),

    check: async (connection) => {
      try {
        const { accountSid, numbers } = connection.settings;
        const client = clientOf(connection);
        const account = await client.api.v2010.accounts(accountSid).fetch();
        if (account.status !== 'active')
          return { ok: false, message: `The account “${account.friendlyName}” is ${account.status}.` };
        const owned = await client.incomingPhoneNumbers.list({ limit: numberLimit, pageSize: numberLimit });
        const known = new Set(owned.map(({ phoneNumber }) => phoneNumber));
        const others = numbers.map(({ number }) => number).filter((number) => !known.has(number));
        const detail = `Signed in to the account “${account.friendlyName}”.`;
        // No fault: calls may come from numbers that are verified only.
        return others.length === 0
          ? { ok: true, detail }
          : { ok: true, detail: `${detail} Not among its numbers: ${others.join(', ')}.` };
      } catch (error) {
        return { ok: false, message: classify(error).message };
      }
    },

    verify: async ({ connectionId, url, params, signature }) => {
      const found = await connectionOf(connectionId);
      if (found.kind !== 'found' || !URL.canParse(url)) return false;
      return twilio.validateRequest(found.connection.secrets.authToken, signature, url, { ...params });
    },

    close: () => httpClient.close(),
  };
};
