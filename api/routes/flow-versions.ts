import type { RunMoved, RunOfLead } from '../../commands/move-runs.js';
import { FlowId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { DomainError } from '../../domain/errors.js';
import { readers } from '../access.js';
import {
  defaultMoveLimit,
  MoveAnswer,
  MoveBody,
  notMovedBecause,
  showMoved,
  VersionsAnswer,
} from '../move-codecs.js';
import type { ApiPorts } from '../ports.js';
import { PreviewAnswer, showPreview } from '../preview-codecs.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';

const FlowPath = closed('FlowPath', { flowId: FlowId });

type NotMoved = ReturnType<typeof notMovedBecause>;

/** The runs that a body names, and those of its names that stand for none. */
interface Selected {
  readonly runs: readonly RunOfLead[];
  readonly others: readonly NotMoved[];
  readonly next?: string;
}

const lastPosition = (moved: readonly RunMoved[]) =>
  moved
    .flatMap((run) => (run.status === 'moved' && run.position !== undefined ? [run.position] : []))
    .sort((left, right) => left - right)
    .at(-1);

export const flowVersionRoutes = ({ commands, queries }: ApiPorts): readonly Route[] => {
  const { moveRuns, repositories } = commands;

  const select = async (flowId: FlowId, body: MoveBody): Promise<Selected> => {
    const { runIds = [], leadIds = [], all, after, limit = defaultMoveLimit, fromVersion } = body;
    if (all === true) {
      const from = fromVersion === undefined ? {} : { flowVersion: fromVersion };
      const page = { limit, ...(after === undefined ? {} : { after }) };
      const { items, ...next } = await queries.activeRunsOfFlow({ flowId, ...from }, page);
      return { runs: items, others: [], ...next };
    }
    const found = runIds.length === 0 ? [] : await queries.runsById(runIds);
    const known = new Set<string>(found.map(({ runId }) => runId));
    const missing = runIds.filter((runId) => !known.has(runId));
    const ofLeads = await moveRuns.runsInside(flowId, leadIds);
    return {
      runs: [...found, ...ofLeads.flatMap(({ runs }) => runs)],
      others: [
        ...missing.map((runId) => notMovedBecause('no-such-run', { runId })),
        ...ofLeads.flatMap(({ leadId, runs }) =>
          runs.length === 0 ? [notMovedBecause('not-inside', { leadId })] : [],
        ),
      ],
    };
  };

  return [
    defineRoute({
      id: 'previewFlow',
      method: 'GET',
      path: '/v1/flows/:flowId/preview',
      summary: 'How many leads meet each of the conditions of a flow now, in its latest version',
      access: readers,
      params: FlowPath,
      query: nothing,
      body: nothing,
      responses: { 200: PreviewAnswer },
      problems: ['unusable'],
      handle: async ({ params: { flowId } }) => reply(200, showPreview(await commands.previewFlow(flowId))),
    }),
    defineRoute({
      id: 'listFlowVersions',
      method: 'GET',
      path: '/v1/flows/:flowId/versions',
      summary: 'The versions of a flow, each with how many runs are on it',
      access: readers,
      params: FlowPath,
      query: nothing,
      body: nothing,
      responses: { 200: VersionsAnswer },
      handle: async ({ params: { flowId } }) => {
        const { state } = await repositories.flows.load(flowId);
        if (state.status === 'absent') throw DomainError.notFound('This flow');
        const active = await queries.activeRunsByVersion(flowId);
        const items = state.versions.map(({ name }, index) => ({
          version: index + 1,
          name,
          isEntered: state.status === 'active' && state.activeVersion === index + 1,
          activeRuns: active.get(index + 1) ?? 0,
        }));
        return reply(200, { flowId, items });
      },
    }),
    defineRoute({
      id: 'moveRuns',
      method: 'POST',
      path: '/v1/flows/:flowId/move',
      summary:
        'Take runs over to another version: what has ended or been tried stays, the rest is planned anew',
      access: [],
      params: FlowPath,
      query: nothing,
      body: MoveBody,
      example: { fromVersion: 1, toVersion: 2, all: true },
      responses: { 200: MoveAnswer },
      problems: ['conflict', 'unusable'],
      handle: async ({ params: { flowId }, body, cause }) => {
        const { toVersion, fromVersion } = body;
        const { runs, others, ...next } = await select(flowId, body);
        const from = fromVersion === undefined ? {} : { fromVersion };
        const moved = await moveRuns.move({ flowId, toVersion, ...from }, runs, cause);
        const answer = {
          moved: moved.filter(({ status }) => status === 'moved').length,
          items: [...moved.map(showMoved), ...others],
          ...next,
        };
        return reply(200, answer, { position: lastPosition(moved) });
      },
    }),
  ];
};
