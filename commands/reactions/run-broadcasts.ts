import { broadcastActor } from '../../domain/broadcast/actor.js';
import type { BroadcastCommand } from '../../domain/broadcast/commands.js';
import { type LeftOut, maxMembers } from '../../domain/broadcast/events.js';
import type { ExistingBroadcast } from '../../domain/broadcast/state.js';
import type { BroadcastId, LeadId, RunId } from '../../domain/codecs/ids.js';
import type { Instant } from '../../domain/codecs/time.js';
import { DomainError } from '../../domain/errors.js';
import type { RunCommand } from '../../domain/run/commands.js';
import type { Reason } from '../../domain/run/events.js';
import { type BroadcastRunIdOf, readMembers } from '../broadcasts/members.js';
import { type Move, nextMove } from '../broadcasts/next-move.js';
import type { Catalogue } from '../catalogue.js';
import type { Cause, Clock, ReadStream } from '../event-log.js';
import { createOneAtATime } from '../one-at-a-time.js';
import { timeZoneOf } from '../plan-steps.js';
import { isPoison, type Park } from '../poison.js';
import type { Repositories } from '../repositories.js';
import type { MatchLeads } from '../segments/match-leads.js';
import { resolveSegment } from '../segments/segment-filter.js';
import type { BroadcastTrigger } from './wake-broadcasts.js';

interface RunOfLead {
  readonly leadId: LeadId;
  readonly runId: RunId;
}

/** What the read models know of the runs of broadcasts. */
export interface BroadcastRuns {
  /** Those of the runs that have begun, also long ago. */
  readonly begun: (runIds: readonly RunId[]) => Promise<ReadonlySet<RunId>>;
  /** The runs of a broadcast without an outcome, in pages. */
  readonly open: (broadcastId: BroadcastId) => AsyncIterable<readonly RunOfLead[]>;
  /** How many members of a broadcast have an outcome. */
  readonly doneCount: (broadcastId: BroadcastId) => Promise<number>;
}

export interface RunBroadcastsPorts {
  readonly repositories: Pick<Repositories, 'broadcasts' | 'leads'>;
  readonly matchLeads: MatchLeads;
  readonly catalogue: Pick<Catalogue, 'segment'>;
  readonly broadcastRunIdOf: BroadcastRunIdOf;
  readonly runs: BroadcastRuns;
  readonly readStream: ReadStream;
  /** Has the broadcast looked at again at an instant. */
  readonly wakeAt: (broadcastId: BroadcastId, at: Instant) => Promise<void>;
  readonly clock: Clock;
  readonly park: Park;
}

/** Makes the next move of a broadcast; ends early, between two appends, when the signal says so. */
export type RunBroadcast = (
  broadcastId: BroadcastId,
  trigger: BroadcastTrigger,
  signal: AbortSignal,
) => Promise<void>;

/** How many leads are asked at the same time. */
const sideBySide = 10;

const cancelled: Reason = { code: 'broadcast-cancelled', message: 'The broadcast was cancelled.' };

const causeOf = ({ broadcastId, correlationId, createdBy }: ExistingBroadcast): Cause => ({
  actor: broadcastActor(broadcastId),
  correlationId,
  causationId: createdBy,
});

const reasonOf = (error: unknown): Reason => ({
  code: error instanceof DomainError && error.kind === 'notFound' ? 'unknown-lead' : 'unusable-lead',
  message: error instanceof Error ? error.message : String(error),
});

/** Does something for all of `items`, some at the same time; the results in their order. */
const forAll = async <A, B>(items: readonly A[], task: (item: A) => Promise<B>): Promise<readonly B[]> => {
  const results: B[] = [];
  for (let from = 0; from < items.length; from += sideBySide)
    results.push(...(await Promise.all(items.slice(from, from + sideBySide).map(task))));
  return results;
};

/**
 * Runs broadcasts: one move at a time, each of which ends with an event that leads to the next move when the read models
 * have it. So a broadcast is never further ahead of the others than one part, and what a crash interrupts is done again:
 * whoever was asked already is not asked twice, because the lead remembers it, or else the read model does.
 */
export const createRunBroadcasts = (ports: RunBroadcastsPorts): RunBroadcast => {
  const { matchLeads, catalogue, broadcastRunIdOf, runs, readStream, wakeAt, clock, park } = ports;
  const { broadcasts, leads } = ports.repositories;
  const membersOf = readMembers(readStream);
  const oneAtATime = createOneAtATime();

  /** Whether the command changed anything: if not, somebody else was here. */
  const execute = async (broadcast: ExistingBroadcast, command: BroadcastCommand): Promise<boolean> => {
    const { position } = await broadcasts.execute(broadcast.broadcastId, [
      { command, cause: causeOf(broadcast) },
    ]);
    return position !== undefined;
  };

  /** Tells a lead; gives the reason why the lead could not be told if telling it again would not help. */
  const tell = async (
    broadcast: ExistingBroadcast,
    leadId: LeadId,
    command: RunCommand,
  ): Promise<Reason | undefined> => {
    try {
      await leads.execute(leadId, [{ command, cause: causeOf(broadcast) }]);
      return undefined;
    } catch (error) {
      if (!isPoison(error)) throw error;
      park(error, { reaction: 'run-broadcasts', broadcastId: broadcast.broadcastId, leadId });
      return reasonOf(error);
    }
  };

  const start = async (broadcast: ExistingBroadcast): Promise<void> => {
    const { segment, version, timeZone } = await resolveSegment(broadcast.plan.segment, catalogue);
    const resolved =
      version === undefined
        ? {}
        : { resolved: { segment, version, ...(timeZone === undefined ? {} : { timeZone }) } };
    await execute(broadcast, { type: 'StartBroadcast', ...resolved });
  };

  const gather = async (broadcast: ExistingBroadcast, signal: AbortSignal): Promise<void> => {
    const { plan, resolved, startedAt = clock(), lastMember } = broadcast;
    const at = { now: startedAt, timeZone: plan.timeZone ?? timeZoneOf(resolved ?? {}) };
    const found: LeadId[] = [];
    const fix = (members: readonly LeadId[]) => execute(broadcast, { type: 'FixMembers', members });
    for await (const page of matchLeads(resolved?.segment ?? plan.segment, at, lastMember)) {
      if (signal.aborted) return;
      found.push(...page.map(({ lead }) => lead.leadId));
      while (found.length >= maxMembers) if (!(await fix(found.splice(0, maxMembers)))) return;
    }
    if (found.length > 0 && !(await fix(found))) return;
    await execute(broadcast, { type: 'CompleteMembership' });
  };

  const request = async (broadcast: ExistingBroadcast, first: number, count: number): Promise<void> => {
    const { broadcastId, plan } = broadcast;
    const members = await membersOf(broadcast, first, count);
    const all = members.map((leadId) => ({ leadId, runId: broadcastRunIdOf(broadcastId, leadId) }));
    const begun = await runs.begun(all.map(({ runId }) => runId));
    const asked = await forAll(
      all.filter(({ runId }) => !begun.has(runId)),
      async ({ leadId, runId }): Promise<readonly LeftOut[]> => {
        const command = { type: 'RequestAction', runId, action: plan.action, broadcastId } as const;
        const reason = await tell(broadcast, leadId, command);
        return reason === undefined ? [] : [{ leadId, reason }];
      },
    );
    await execute(broadcast, { type: 'RecordPart', first, count: members.length, leftOut: asked.flat() });
  };

  const cancelRuns = async (broadcast: ExistingBroadcast, signal: AbortSignal): Promise<void> => {
    for await (const page of runs.open(broadcast.broadcastId)) {
      if (signal.aborted) return;
      await forAll(page, ({ leadId, runId }) =>
        tell(broadcast, leadId, { type: 'CancelRun', runId, reason: cancelled }),
      );
    }
  };

  const make = async (move: Move, broadcast: ExistingBroadcast, signal: AbortSignal): Promise<void> => {
    switch (move.kind) {
      case 'rest':
        return;
      case 'wait':
        return wakeAt(broadcast.broadcastId, move.until);
      case 'start':
        return start(broadcast);
      case 'gather':
        return gather(broadcast, signal);
      case 'request':
        return request(broadcast, move.first, move.count);
      case 'complete':
        if ((await runs.doneCount(broadcast.broadcastId)) === broadcast.memberCount)
          await execute(broadcast, { type: 'CompleteBroadcast' });
        return;
      case 'cancel-runs':
        return cancelRuns(broadcast, signal);
      default:
        move satisfies never;
    }
  };

  const run: RunBroadcast = async (broadcastId, trigger, signal) => {
    const { state, revision } = await broadcasts.load(broadcastId);
    if (state.status === 'absent' || revision === undefined) return;
    // Something newer is in the log, and will come by when the read models have it.
    if (trigger.kind === 'event' && revision > trigger.revision) return;
    const move = nextMove(state, clock());
    if (trigger.kind === 'outcome' && move.kind !== 'complete') return;
    await make(move, state, signal);
  };

  return (broadcastId, trigger, signal) => oneAtATime(broadcastId, () => run(broadcastId, trigger, signal));
};
