import type * as t from 'io-ts';
import type { RequestedAction } from '../../commands/request-action.js';
import { RunId } from '../../domain/codecs/ids.js';
import { Json } from '../../domain/codecs/json.js';
import { open } from '../../domain/codecs/struct.js';
import { oneOf } from '../../domain/codecs/text.js';
import { Instant } from '../../domain/codecs/time.js';
import { Reason } from '../../domain/run/events.js';
import { senders } from '../access.js';
import { ActionSettings } from '../flow-codecs.js';
import type { ApiPorts } from '../ports.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';
import { LeadPath } from './leads.js';

const CommandAnswer = open(
  'CommandOutcome',
  {
    runId: RunId,
    /** `retrying`: the provider could not take it now; it is tried again at `dueAt`. */
    status: oneOf('CommandStatus', [
      'running',
      'succeeded',
      'skipped',
      'failed',
      'retrying',
      'outcome-unknown',
    ]),
  },
  { result: Json, reason: Reason, dueAt: Instant },
);

const show = ({ runId, outcome }: RequestedAction): t.TypeOf<typeof CommandAnswer> => {
  switch (outcome?.type) {
    case 'StepSucceeded':
      return { runId, status: 'succeeded', result: outcome.data.result };
    case 'StepSkipped':
      return { runId, status: 'skipped', reason: outcome.data.reason };
    case 'StepFailed':
      return { runId, status: 'failed', reason: outcome.data.reason };
    case 'StepRetryScheduled':
      return { runId, status: 'retrying', reason: outcome.data.reason, dueAt: outcome.data.dueAt };
    case 'StepOutcomeUnknown':
      return { runId, status: 'outcome-unknown', reason: outcome.data.reason };
    default:
      return { runId, status: 'running' };
  }
};

export const leadCommandRoutes = ({ commands }: ApiPorts): readonly Route[] => [
  defineRoute({
    id: 'requestAction',
    method: 'POST',
    path: '/v1/leads/:leadId/commands',
    summary: 'Run one action on a lead at once',
    access: senders,
    params: LeadPath,
    query: nothing,
    body: ActionSettings,
    example: { type: 'add-tag', tag: 'vip' },
    responses: { 200: CommandAnswer },
    problems: ['conflict', 'unusable'],
    handle: async ({ params: { leadId }, body, cause }) => {
      const requested = await commands.requestAction(leadId, body, cause);
      const { position, runId } = requested;
      return reply(200, show(requested), { position, location: `/v1/runs/${runId}` });
    },
  }),
];
