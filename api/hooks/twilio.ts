import { readCallReport, readMessageReport } from '../../commands/phone/provider-reports.js';
import { readIncomingSms } from '../../commands/phone/receive-sms.js';
import { MessageRef } from '../../domain/lead/message-ref.js';
import type { Hook, HookAnswer, HookRequest } from '../hook.js';
import type { ApiPorts } from '../ports.js';
import { RequestRefused } from '../problem.js';

type Posted = Readonly<Record<string, string | readonly string[]>>;

const bodyLimit = 64 * 1024;

const taken: HookAnswer = { status: 204 };

/** Nothing is answered to whoever wrote. */
const noReply: HookAnswer = {
  status: 200,
  headers: { 'content-type': 'text/xml; charset=utf-8' },
  body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
};

const readForm = ({ header, text }: HookRequest): Posted => {
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(header('content-type')))
    throw new RequestRefused('unsupported-media-type', 'The body must be a form.');
  const form = new URLSearchParams(text);
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const [first = '', ...others] = form.getAll(name);
      return [name, others.length === 0 ? first : [first, ...others]];
    }),
  );
};

/** Fields that have one value. */
const fieldsOf = (posted: Posted): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(posted).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
    ),
  );

const readers = { sms: readMessageReport, phone: readCallReport } as const;
const isChannel = (text: string): text is keyof typeof readers => Object.hasOwn(readers, text);

/** What Twilio tells: what became of messages and calls, and who writes to our numbers. */
export const twilioHooks = ({ commands, queries, tokens, verifyTwilio, log }: ApiPorts): readonly Hook[] => {
  /** @throws RequestRefused unless Twilio signed the request, for the account of the connection */
  const readSigned = async (request: HookRequest): Promise<Readonly<Record<string, string>>> => {
    const { params, url, header } = request;
    const posted = readForm(request);
    const isGenuine = await verifyTwilio({
      connectionId: params['connectionId'] ?? '',
      url,
      params: posted,
      signature: header('x-twilio-signature'),
    });
    if (!isGenuine) throw new RequestRefused('forbidden', 'The signature is missing or wrong.');
    return fieldsOf(posted);
  };

  const takeStatus = async (request: HookRequest): Promise<HookAnswer> => {
    const form = await readSigned(request);
    const { channel = '', token = '' } = request.params;
    const message = tokens.read('callback', MessageRef, token);
    if (message === undefined || !isChannel(channel))
      throw new RequestRefused('not-found', 'This address is not one of ours, or it is not whole.');
    const news = readers[channel](message.messageId, form);
    if (news === undefined) return taken;
    await commands.recordReport(message.leadId, news.report, news.sourceEventId, request.cause);
    return taken;
  };

  const takeMessage = async (request: HookRequest): Promise<HookAnswer> => {
    const sms = readIncomingSms(await readSigned(request));
    const leadId = await queries.leadOfPhoneNumber(sms.From, sms.To);
    const isKnown = await commands.receiveSms(sms, leadId, request.cause);
    if (!isKnown)
      log.warn({ messageSid: sms.MessageSid }, 'a text message came from a number that is no lead’s');
    return noReply;
  };

  const shared = { methods: ['POST'], bodyLimit } as const;
  return [
    {
      ...shared,
      id: 'twilioStatus',
      path: '/hooks/twilio/:connectionId/:channel/:token',
      handle: takeStatus,
    },
    { ...shared, id: 'twilioMessage', path: '/hooks/twilio/:connectionId/incoming', handle: takeMessage },
  ];
};
