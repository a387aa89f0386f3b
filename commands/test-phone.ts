import type * as t from 'io-ts';
import { type CallPatternId, ConnectionId, LeadId, type SmsTemplateId } from '../domain/codecs/ids.js';
import { closed } from '../domain/codecs/struct.js';
import { line } from '../domain/codecs/text.js';
import { PhoneNumber } from '../domain/codecs/values.js';
import { DomainError } from '../domain/errors.js';
import { type Versioned, VersionNumber } from '../domain/versioned.js';
import type { Catalogue } from './catalogue.js';
import type { NewId } from './event-log.js';
import type { Delivery, Gateways } from './message.js';
import { fillScript } from './phone/fill-script.js';
import { fillSms } from './phone/fill-sms.js';
import { reach, type Sender } from './phone/reach.js';
import type { Repositories } from './repositories.js';
import { createSampleVariables, newTestId } from './sample-variables.js';
import type { SmsSize } from './sms-segments.js';

/** Whose values the variables get; without a lead they show what is missing. The newest version unless given. */
const sample = { leadId: LeadId, version: VersionNumber } as const;

export const SmsPreview = closed('SmsPreview', {}, sample);
export const PhoneTest = closed(
  'PhoneTest',
  { to: line('WrittenPhoneNumber', 100) },
  { ...sample, connectionId: ConnectionId, from: PhoneNumber },
);
type PhoneTest = t.TypeOf<typeof PhoneTest>;

export interface TestPhonePorts {
  readonly repositories: Pick<Repositories, 'leads' | 'smsTemplates' | 'callPatterns'>;
  readonly catalogue: Catalogue;
  readonly gateways: Pick<Gateways, 'sendSms' | 'placeCall'>;
  readonly defaultRegion: string;
  readonly newId: NewId;
}

type Sent = Promise<Delivery<{ readonly providerId: string }>>;

/** Which part of a test is to blame. */
const parts: ReadonlyMap<string, string> = new Map([
  ['unknown-connection', 'connectionId'],
  ['unknown-number', 'from'],
]);

const versionOf = <Content>(
  { versions }: Versioned<string, Content>,
  noun: string,
  version = versions.length,
): Content => {
  if (versions.length === 0) throw DomainError.notFound(`This ${noun}`);
  const content = versions[version - 1];
  if (content === undefined) throw DomainError.notFound(`Version ${version} of this ${noun}`);
  return content;
};

const unusable = (path: string, message: string): DomainError =>
  DomainError.unusable('This cannot be sent.', [{ path, message }]);

/** SMS templates and call patterns as they would be, and as they arrive. Nothing about them gets into the log. */
export const createTestPhone = ({
  repositories,
  catalogue,
  gateways,
  defaultRegion,
  newId,
}: TestPhonePorts) => {
  const variablesOf = createSampleVariables(repositories);

  const reachOrThrow = async (channel: 'sms' | 'phone', sender: Sender, to: string) => {
    const reached = await reach(channel, sender, to, { catalogue, defaultRegion });
    if (reached.ok) return reached;
    const { code, message } = reached.refused.reason;
    throw unusable(parts.get(code) ?? 'to', message);
  };

  const preview = async (
    templateId: SmsTemplateId,
    { leadId, version }: t.TypeOf<typeof SmsPreview>,
  ): Promise<{ readonly text: string } & SmsSize> => {
    const { state } = await repositories.smsTemplates.load(templateId);
    const { text } = versionOf(state, 'SMS template', version);
    const filled = fillSms(text, await variablesOf(leadId));
    if (!filled.ok) throw unusable('text', filled.message);
    const { ok: _, ...shown } = filled;
    return shown;
  };

  return {
    /** @throws DomainError `notFound`, `invalid` for an unknown lead, or `unusable` where the text cannot be filled in */
    previewSms: preview,

    /** Sends it now, once. @throws DomainError as `previewSms`, and `unusable` for a number that is not written to */
    sendSms: async (templateId: SmsTemplateId, test: PhoneTest): Sent => {
      const { text, segments } = await preview(templateId, test);
      const { connectionId, from, to } = await reachOrThrow('sms', test, test.to);
      const messageId = newTestId(newId, test.leadId);
      return gateways.sendSms({ channel: 'sms', connectionId, messageId, from, to, text, segments });
    },

    /** Calls now, once. @throws DomainError as `sendSms` */
    placeCall: async (patternId: CallPatternId, test: PhoneTest): Sent => {
      const { state } = await repositories.callPatterns.load(patternId);
      const pattern = versionOf(state, 'call pattern', test.version);
      const variables = await variablesOf(test.leadId);
      const { connectionId, from, to } = await reachOrThrow('phone', { ...pattern, ...test }, test.to);
      const filled = fillScript(pattern.script, variables, from);
      if (!filled.ok) throw unusable('script', filled.message);
      return gateways.placeCall({
        channel: 'phone',
        connectionId,
        messageId: newTestId(newId, test.leadId),
        from,
        to,
        script: filled.script,
        record: pattern.record ?? false,
      });
    },
  };
};
