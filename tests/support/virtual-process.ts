import type { Catalogue } from '../../commands/catalogue.js';
import { createCommands } from '../../commands/create-commands.js';
import type { Append } from '../../commands/event-log.js';
import { createFlowIndex, type FlowIndex } from '../../commands/flow-index.js';
import type { ImportFiles } from '../../commands/imports/import-files.js';
import type { Park } from '../../commands/poison.js';
import { createEndRuns } from '../../commands/reactions/end-runs.js';
import { createReactor } from '../../commands/reactions/reactor.js';
import { createReconcile } from '../../commands/reactions/reconcile.js';
import { createRunBroadcasts } from '../../commands/reactions/run-broadcasts.js';
import { createRunImports } from '../../commands/reactions/run-imports.js';
import { createScheduleSteps, type WakeUp, wakeIdOf } from '../../commands/reactions/schedule-steps.js';
import { createStartRuns } from '../../commands/reactions/start-runs.js';
import { createSuppressAddresses } from '../../commands/reactions/suppress-addresses.js';
import { createSweepLeads } from '../../commands/reactions/sweep-leads.js';
import { createWakeBroadcasts, type WakeBroadcast } from '../../commands/reactions/wake-broadcasts.js';
import { createWakeImports } from '../../commands/reactions/wake-imports.js';
import { createWakeSweeps } from '../../commands/reactions/wake-sweeps.js';
import { createWatchLeads } from '../../commands/reactions/watch-leads.js';
import type { RecordActivitiesPorts } from '../../commands/record-activities.js';
import { createRepositories } from '../../commands/repositories.js';
import type { FindLeads } from '../../commands/segments/find-leads.js';
import type { BroadcastId, FlowId, ImportId, LeadId } from '../../domain/codecs/ids.js';
import type { Instant } from '../../domain/codecs/time.js';
import type { Recorded } from '../../domain/event.js';
import type { AnyEvent } from '../../domain/events.js';
import { sourceEventKey } from '../../projections/source-event-ids.js';
import { createBroadcastRuns, createUnsettledBroadcasts } from '../../runtime/broadcast-runs.js';
import { createFindLeads } from '../../runtime/find-leads.js';
import { broadcastRunIdOf, hash, runIdOf } from '../../runtime/ids.js';
import { compileMjml } from '../../runtime/mjml.js';
import { createOpenSteps } from '../../runtime/open-steps.js';
import { createOpenWatches } from '../../runtime/open-watches.js';
import { sha256 } from '../../runtime/sign.js';
import type { InMemoryLog } from './in-memory-log.js';
import { createTestConnections, testConnection, testLinks } from './messaging.js';
import { neverPark } from './park.js';
import type { RecordingGateways } from './recording-gateways.js';
import { testSigner } from './test-signer.js';
import type { createCountingIds, VirtualClock } from './virtual-clock.js';
import type { VirtualReadModels } from './virtual-read-models.js';

/** What outlives a process: the log, the read models, the jobs, the time, and everybody outside. */
export interface World {
  readonly clock: VirtualClock;
  readonly ids: ReturnType<typeof createCountingIds>;
  readonly log: InMemoryLog;
  readonly models: VirtualReadModels;
  readonly gateways: RecordingGateways;
  readonly importFiles: ImportFiles;
  /** The scheduler's, by step, and by lead and flow that waits. */
  readonly jobs: Map<string, WakeUp>;
  /** The scheduler's, by broadcast. */
  readonly broadcastJobs: Map<BroadcastId, Instant>;
}

export interface VirtualProcess {
  readonly commands: ReturnType<typeof createCommands>;
  readonly flowIndex: FlowIndex;
  readonly findLeads: FindLeads;
  readonly react: (batch: readonly Recorded<AnyEvent>[]) => Promise<void>;
  readonly reconcile: ReturnType<typeof createReconcile>;
  /** The leads that wait to be run, in order; taken out. */
  readonly takeWoken: () => readonly LeadId[];
  readonly wakeBroadcast: WakeBroadcast;
  /** As at a start, and every minute. */
  readonly wakeBroadcasts: () => Promise<void>;
  /** Runs each sweep that was woken; says how many were. */
  readonly moveSweeps: (signal?: AbortSignal) => Promise<number>;
  /** As at a start, and every minute. */
  readonly wakeSweeps: () => void;
  /** Makes a move of each broadcast that was woken; says how many were. */
  readonly moveBroadcasts: () => Promise<number>;
  /** As at a start, and every minute. */
  readonly wakeImports: () => Promise<void>;
  /** Lets each import that was woken go on until it rests; says how many were. */
  readonly moveImports: () => Promise<number>;
}

export interface ProcessPorts {
  readonly append?: Append;
  readonly park?: Park;
  readonly connection?: Catalogue['connection'];
}

/** One process over a world: with caches of its own, as after a start. */
export const startProcess = (
  world: World,
  { append = world.log.append, park = neverPark, connection = testConnection }: ProcessPorts = {},
): VirtualProcess => {
  const { clock, ids, log, models, gateways, importFiles, jobs, broadcastJobs } = world;
  const ports = { readStream: log.readStream, append, clock: clock.now, newId: ids.newId };
  const repositories = createRepositories({
    ...ports,
    snapshot: async (id) => {
      const doc = await models.leads.one(id);
      return doc === undefined
        ? undefined
        : { state: { lead: doc.lead, runs: doc.runs, watches: doc.watches }, revision: doc.revision };
    },
  });
  const seenSourceEventIds: RecordActivitiesPorts['seenSourceEventIds'] = async (leadId, sourceEventIds) => {
    await models.project(log.all());
    const keys = new Map(sourceEventIds.map((id) => [sourceEventKey(leadId, id), id]));
    const found = await models.sourceEventIds.load([...keys.keys()]);
    return new Set(found.flatMap(({ _id }) => keys.get(_id) ?? []));
  };
  const findLeads = createFindLeads(models.leads);
  const commands = createCommands({
    ...ports,
    ...ids,
    repositories,
    gateways,
    hash,
    connection,
    manageConnections: createTestConnections(repositories),
    links: testLinks,
    compileMjml,
    findLeads,
    broadcastRunIdOf,
    defaultRegion: 'US',
    seenSourceEventIds,
    importFiles,
    forgetLead: async () => undefined,
    forgetAddresses: async () => undefined,
    saltOf: async () => () => 'salt',
    sha256,
    signer: testSigner,
  });
  const woken = new Set<LeadId>();
  const scheduleSteps = createScheduleSteps({
    clock: clock.now,
    wake: (leadId) => {
      woken.add(leadId);
    },
    schedule: async (wakeUps) => {
      for (const wakeUp of wakeUps) jobs.set(wakeIdOf(wakeUp), wakeUp);
    },
  });
  const wokenBroadcasts: Parameters<WakeBroadcast>[] = [];
  const wakeBroadcast: WakeBroadcast = (...woken) => {
    wokenBroadcasts.push(woken);
  };
  const unsettled = createUnsettledBroadcasts(models.broadcasts);
  const runBroadcast = createRunBroadcasts({
    repositories,
    matchLeads: commands.matchLeads,
    catalogue: commands.catalogue,
    broadcastRunIdOf,
    runs: createBroadcastRuns(models.runs, models.broadcasts),
    readStream: log.readStream,
    wakeAt: async (broadcastId, at) => {
      broadcastJobs.set(broadcastId, at);
    },
    clock: clock.now,
    park,
  });
  const wokenImports = new Set<ImportId>();
  const runImport = createRunImports({
    ...commands,
    files: importFiles,
    seenSourceEventIds,
    readStream: log.readStream,
    hasRoom: async () => undefined,
    clock: clock.now,
    park,
  });
  const flowIndex = createFlowIndex();
  for (const flow of models.flows.all()) flowIndex.add(flow);
  const segmentPorts = {
    repositories,
    catalogue: commands.catalogue,
    readStream: log.readStream,
    clock: clock.now,
  };
  const wokenSweeps = new Set<FlowId>();
  const sweepLeads = createSweepLeads({
    ...segmentPorts,
    index: flowIndex,
    findLeads,
    hasRoom: async () => undefined,
    park,
  });
  const startRuns = createStartRuns(flowIndex, repositories, runIdOf);
  return {
    commands,
    flowIndex,
    findLeads,
    react: createReactor({
      flowIndex,
      startRuns,
      watchLeads: createWatchLeads(flowIndex, segmentPorts),
      endRuns: createEndRuns(flowIndex, repositories, commands.catalogue, clock.now),
      scheduleSteps,
      suppressAddresses: createSuppressAddresses(commands.manageSuppressions),
      wakeBroadcasts: createWakeBroadcasts(wakeBroadcast),
      wakeImports: createWakeImports((importId) => wokenImports.add(importId)),
      wakeSweeps: createWakeSweeps(flowIndex, (flowId) => wokenSweeps.add(flowId)),
      forgetLead: async () => undefined,
      park: neverPark,
    }),
    reconcile: createReconcile({
      repositories,
      scheduleSteps,
      openSteps: createOpenSteps(models.runs),
      openWatches: createOpenWatches(models.leads),
      isAtWork: commands.runDueSteps.isAtWork,
      park: neverPark,
      clock: clock.now,
    }),
    takeWoken: () => {
      const all = [...woken];
      woken.clear();
      return all;
    },
    wakeBroadcast,
    wakeBroadcasts: async () => {
      for await (const page of unsettled()) for (const id of page) wakeBroadcast(id, { kind: 'time' });
    },
    wakeSweeps: () => {
      for (const { flowId } of flowIndex.active()) wokenSweeps.add(flowId);
    },
    moveSweeps: async (signal = new AbortController().signal) => {
      const moved = [...wokenSweeps];
      wokenSweeps.clear();
      for (const flowId of moved) await sweepLeads(flowId, signal);
      return moved.length;
    },
    moveBroadcasts: async () => {
      const moved = wokenBroadcasts.splice(0);
      for (const [broadcastId, trigger] of moved)
        await runBroadcast(broadcastId, trigger, new AbortController().signal);
      return moved.length;
    },
    wakeImports: async () => {
      for (const importId of await importFiles.list()) wokenImports.add(importId);
    },
    moveImports: async () => {
      const moved = [...wokenImports];
      wokenImports.clear();
      for (const importId of moved) await runImport(importId, new AbortController().signal);
      return moved.length;
    },
  };
};
