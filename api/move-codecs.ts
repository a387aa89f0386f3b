import * as t from 'io-ts';
import type { RunMoved } from '../commands/move-runs.js';
import { checked } from '../domain/codecs/checked.js';
import { list } from '../domain/codecs/collections.js';
import { FlowId, LeadId, RunId } from '../domain/codecs/ids.js';
import { integer } from '../domain/codecs/numbers.js';
import { closed, open } from '../domain/codecs/struct.js';
import { oneOf } from '../domain/codecs/text.js';
import { Name } from '../domain/codecs/values.js';
import { FlowVersion } from '../domain/flow/events.js';
import { Reason } from '../domain/run/events.js';
import { Cursor, unbounded } from './codecs.js';

/** So many runs are moved by one request. */
const most = 1000;

const selections = ['runIds', 'leadIds', 'all'] as const;

/** Which runs go where: those that are named, those of leads, or all, page by page. */
export const MoveBody = checked(
  closed(
    'MoveRuns',
    { toVersion: FlowVersion },
    {
      /** Only runs on this version; those on any other one unless given. */
      fromVersion: FlowVersion,
      runIds: list(RunId, { min: 1, max: most }),
      leadIds: list(LeadId, { min: 1, max: most }),
      all: t.literal(true),
      /** With `all`: the `next` of the answer before. */
      after: Cursor,
      /** With `all`: how many runs at most; 1,000 unless given. */
      limit: integer('MoveLimit', { min: 1, max: most }),
    },
  ),
  (body) => {
    const [first = 'runIds', second] = selections.filter((selection) => body[selection] !== undefined);
    if (second !== undefined) return { at: [second], message: `cannot stand beside ${first}` };
    if (body[first] === undefined)
      return { at: [first], message: 'is missing: name runIds or leadIds, or say all' };
    if (first === 'all') return undefined;
    if (body.after !== undefined) return { at: ['after'], message: 'goes with all only' };
    return body.limit === undefined ? undefined : { at: ['limit'], message: 'goes with all only' };
  },
);
export type MoveBody = t.TypeOf<typeof MoveBody>;

export const defaultMoveLimit = most;

const MoveOutcome = open(
  'MoveOutcome',
  { status: oneOf('MoveStatus', ['moved', 'not-moved']) },
  {
    runId: RunId,
    leadId: LeadId,
    /** The version that it was on. */
    fromVersion: FlowVersion,
    /** Why it was not moved. */
    reason: Reason,
  },
);
type MoveOutcome = t.TypeOf<typeof MoveOutcome>;

const Count = integer('RunCount', { min: 0, max: Number.MAX_SAFE_INTEGER });

/** `next` is the `after` that goes on where this answer ends, missing when nothing is left. */
export const MoveAnswer = open(
  'RunsMoved',
  { moved: Count, items: list(MoveOutcome, unbounded) },
  { next: t.string },
);

const reasons = {
  over: 'The run is over.',
  'of-another-flow': 'The run is one of another flow, or of none.',
  'being-stopped': 'The run is being stopped: it only waits for a step that is under way.',
  'there-already': 'The run is on this version already.',
  'on-another-version': 'The run is on another version than the one to move from.',
  'no-such-run': 'There is no such run.',
  'not-inside': 'The lead is not in the flow.',
} as const;

/** What is said of a run, or of a lead, that there was nothing to move for. */
export const notMovedBecause = (
  code: keyof typeof reasons,
  about: Pick<MoveOutcome, 'runId' | 'leadId'>,
): MoveOutcome => ({ status: 'not-moved', ...about, reason: { code, message: reasons[code] } });

/** What became of a run that was to be moved. */
export const showMoved = (run: RunMoved): MoveOutcome => {
  const { runId, leadId } = run;
  return run.status === 'moved'
    ? { status: 'moved', runId, leadId, fromVersion: run.fromVersion }
    : notMovedBecause(run.why, { runId, leadId });
};

/** The versions of a flow, the first first, with the runs that are on each of them. */
export const VersionsAnswer = open('FlowVersions', {
  flowId: FlowId,
  items: list(
    open('FlowVersionSummary', {
      version: FlowVersion,
      name: Name,
      /** Whether it is the one that leads enter now. */
      isEntered: t.boolean,
      activeRuns: Count,
    }),
    unbounded,
  ),
});
