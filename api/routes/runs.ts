import * as t from 'io-ts';
import { loadRunPlan } from '../../commands/step-definition.js';
import { RunId } from '../../domain/codecs/ids.js';
import { closed, open } from '../../domain/codecs/struct.js';
import { DomainError } from '../../domain/errors.js';
import type { RunDocument } from '../../projections/runs.js';
import { leadReaders, senders } from '../access.js';
import type { ApiPorts } from '../ports.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';
import { RunAnswer, showRunWithPlan } from '../run-codecs.js';

const RunPath = closed('RunPath', { runId: RunId });
const Cancelled = open('CancelledRun', {
  runId: RunId,
  /** False when nothing was left to cancel. */
  changed: t.boolean,
});

export const runRoutes = ({ commands, queries }: ApiPorts): readonly Route[] => {
  const planOf = loadRunPlan(commands.repositories);

  const find = async (runId: RunId): Promise<RunDocument> => {
    const run = await queries.run(runId);
    if (run === undefined) throw DomainError.notFound('This run');
    return run;
  };

  return [
    defineRoute({
      id: 'getRun',
      method: 'GET',
      path: '/v1/runs/:runId',
      summary: 'A run of a flow, or of one action, with the explanation of every step',
      access: leadReaders,
      params: RunPath,
      query: nothing,
      body: nothing,
      responses: { 200: RunAnswer },
      handle: async ({ params: { runId } }) => {
        const run = await find(runId);
        return reply(
          200,
          await showRunWithPlan(run, planOf, await commands.explainRun(run.leadId, run.runId)),
        );
      },
    }),
    defineRoute({
      id: 'cancelRun',
      method: 'POST',
      path: '/v1/runs/:runId/cancel',
      summary: 'Cancel every step that has not started',
      access: senders,
      params: RunPath,
      query: nothing,
      body: nothing,
      responses: { 200: Cancelled },
      problems: ['conflict'],
      handle: async ({ params: { runId }, cause }) => {
        const { leadId } = await find(runId);
        const position = await commands.cancelRun(leadId, runId, cause);
        return reply(200, { runId, changed: position !== undefined }, { position });
      },
    }),
  ];
};
