import { expect } from 'vitest';
import type { ActionContext, ActionDecision } from '../../../commands/action.js';
import { readAction } from '../../../commands/actions/index.js';
import type { PublicConnection } from '../../../commands/catalogue.js';
import type { Variables } from '../../../commands/personalise.js';
import { CallPatternContent } from '../../../domain/call-pattern/call-pattern.js';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { Typed } from '../../../domain/codecs/json.js';
import type { Scalar } from '../../../domain/codecs/values.js';
import { PhoneNumber } from '../../../domain/codecs/values.js';
import type { Fault } from '../../../domain/errors.js';
import type { Reason } from '../../../domain/run/events.js';
import { noRuns } from '../../../domain/run/state.js';
import { SmsContent } from '../../../domain/sms-template/sms-template.js';
import { runId } from '../../domain/samples.js';
import { facts } from '../../rules/facts.js';
import { testLinks } from '../../support/messaging.js';

export const ours = ['+15005550006', '+4930901820'] as const;
export const ourNumbers = ours.map((number) => decodeOrThrow(PhoneNumber, number));

interface Situation {
  /** The lead's. */
  readonly phone?: Scalar;
  readonly variables?: Variables;
  readonly connections?: Readonly<Record<string, Partial<PublicConnection>>>;
  readonly templates?: Readonly<Record<string, readonly object[]>>;
  readonly patterns?: Readonly<Record<string, readonly object[]>>;
  /** Why a number is not written to or called, by channel and number. */
  readonly suppressed?: Readonly<Record<string, Reason>>;
}

const nothingElse = async (): Promise<never> => expect.fail('nothing else is looked up');

const contextOf = (situation: Situation): ActionContext => {
  const { phone, variables = {}, templates = {}, patterns = {}, suppressed = {} } = situation;
  const { connections = { default: { numbers: ourNumbers } } } = situation;
  const { lead, now, timeZone } = facts(phone === undefined ? {} : { attributes: { phone } });
  return {
    lead,
    now,
    timeZone,
    runs: noRuns,
    runId,
    idempotencyKey: 'run.0',
    variables: async () => variables,
    links: testLinks,
    defaultRegion: 'DE',
    catalogue: {
      template: nothingElse,
      product: nothingElse,
      funnel: nothingElse,
      segment: nothingElse,
      hasList: nothingElse,
      flow: nothingElse,
      smsTemplate: async (id) => (templates[id] ?? []).map((content) => decodeOrThrow(SmsContent, content)),
      callPattern: async (id) =>
        (patterns[id] ?? []).map((content) => decodeOrThrow(CallPatternContent, content)),
      connection: async (kind, connectionId) => {
        const connection = kind === 'twilio' ? connections[connectionId] : undefined;
        return connection === undefined ? undefined : { connectionId, kind, numbers: [], ...connection };
      },
      suppression: async (channel, number) => suppressed[`${channel} ${number}`],
    },
  };
};

/** What an action decides in a situation. */
export const decide = async (action: object, situation: Situation): Promise<ActionDecision> => {
  const read = readAction(decodeOrThrow(Typed, action), '');
  return read.ok ? read.action.run(contextOf(situation)) : expect.fail(JSON.stringify(read.faults));
};

/** The faults of settings that are refused. */
export const faultsOf = (action: object): readonly Fault[] => {
  const read = readAction(decodeOrThrow(Typed, action), 'steps[0].action');
  return read.ok ? expect.fail('was not refused') : read.faults;
};

/** What settings name, by kind and id. */
export const referencesOf = (action: object): readonly string[] => {
  const read = readAction(decodeOrThrow(Typed, action), 'a');
  if (!read.ok) return expect.fail(JSON.stringify(read.faults));
  return read.action.references.map(
    ({ kind, id, version, path }) => `${path}: ${kind} ${id}${version === undefined ? '' : ` v${version}`}`,
  );
};
