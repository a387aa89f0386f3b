import * as t from 'io-ts';
import { CallPatternContent } from '../../domain/call-pattern/call-pattern.js';
import { under } from '../../domain/codecs/decode.js';
import { CallPatternId, ConnectionId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { line } from '../../domain/codecs/text.js';
import { PhoneNumber } from '../../domain/codecs/values.js';
import type { Fault } from '../../domain/errors.js';
import { VersionNumber } from '../../domain/versioned.js';
import type { Reference } from '../../rules/reference.js';
import { type ActionContext, type ActionDecision, defineAction, fail } from '../action.js';
import type { CallMessage } from '../message.js';
import { personalise, templateFaults } from '../personalise.js';
import { fillScript, scriptFaults } from '../phone/fill-script.js';
import { reach } from '../phone/reach.js';
import { defaultConnection } from './send-email.js';

const settings = closed(
  'MakePhoneCallSettings',
  { type: t.literal('make-phone-call') },
  {
    /** Either a call pattern … */
    patternId: CallPatternId,
    /** The newest unless given. */
    patternVersion: VersionNumber,
    /** … or a script. */
    script: CallPatternContent.required.script,
    /** In place of the pattern's, like what follows. */
    connectionId: ConnectionId,
    /** One of the connection's numbers; its first unless given. */
    from: PhoneNumber,
    record: t.boolean,
    /** Who is called, which may hold variables; the lead's phone unless given. */
    to: line('ToTemplate', 500),
  },
);
type Settings = t.TypeOf<typeof settings>;

const faults = ({ patternId, patternVersion, script, to }: Settings, path: string): readonly Fault[] => [
  ...(patternId === undefined && script === undefined
    ? [{ path: under(path, 'script'), message: 'is missing: give a script, or a patternId' }]
    : []),
  ...(patternId !== undefined && script !== undefined
    ? [{ path: under(path, 'patternId'), message: 'cannot stand beside script: the pattern has the script' }]
    : []),
  ...(patternId === undefined && patternVersion !== undefined
    ? [{ path: under(path, 'patternVersion'), message: 'needs a patternId' }]
    : []),
  ...scriptFaults(script, under(path, 'script')),
  ...templateFaults(to, under(path, 'to')),
];

const references = ({ patternId, patternVersion, connectionId }: Settings): readonly Reference[] => {
  // A pattern may name a connection of its own.
  const named = connectionId ?? (patternId === undefined ? defaultConnection : undefined);
  return [
    ...(patternId === undefined
      ? []
      : [
          {
            kind: 'call-pattern' as const,
            id: patternId,
            ...(patternVersion === undefined
              ? { path: 'patternId' }
              : { version: patternVersion, path: 'patternVersion' }),
          },
        ]),
    ...(named === undefined ? [] : [{ kind: 'twilio' as const, id: named, path: 'connectionId' }]),
  ];
};

type Found = Pick<CallPatternContent, 'script' | 'connectionId' | 'from' | 'record'> &
  Pick<CallMessage, 'pattern'>;

const patternOf = async (
  { patternId, patternVersion, script }: Settings,
  { catalogue }: ActionContext,
): Promise<Found | undefined> => {
  if (patternId === undefined) return script === undefined ? undefined : { script };
  const versions = await catalogue.callPattern(patternId);
  const version = patternVersion ?? versions.length;
  const content = versions[version - 1];
  return content === undefined ? undefined : { ...content, pattern: { patternId, version } };
};

const run = async (action: Settings, context: ActionContext): Promise<ActionDecision> => {
  const { lead, links, idempotencyKey: messageId } = context;
  const found = await patternOf(action, context);
  if (found === undefined)
    return fail('unknown-pattern', `The call pattern “${action.patternId}” has no such version.`);
  const to = action.to === undefined ? undefined : personalise(action.to, await context.variables(), 'plain');
  if (to?.ok === false) return fail('unusable-text', `Who is called cannot be filled in: ${to.message}`);
  const reached = await reach(
    'phone',
    { ...found, ...action },
    to?.text ?? lead.attributes['phone'],
    context,
  );
  if (!reached.ok) return reached.refused;
  const { connectionId, from } = reached;
  const filled = fillScript(found.script, await context.variables(), from);
  if (!filled.ok) return fail(filled.code, filled.message);
  const message: CallMessage = {
    channel: 'phone',
    connectionId,
    messageId,
    from,
    to: reached.to,
    script: filled.script,
    record: action.record ?? found.record ?? false,
    callbackUrl: links.callback({ leadId: lead.leadId, messageId }, connectionId, 'phone'),
    ...(found.pattern === undefined ? {} : { pattern: found.pattern }),
  };
  return { kind: 'send', message };
};

export const makePhoneCall = defineAction<Settings>({
  type: 'make-phone-call',
  label: 'Make phone call',
  settings,
  sentence: ({ patternId }) =>
    patternId === undefined ? 'make a phone call' : `make a phone call after the pattern “${patternId}”`,
  faults,
  references,
  run,
});
