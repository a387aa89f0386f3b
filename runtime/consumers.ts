import type { Commands } from '../commands/create-commands.js';
import type { ForgetLead } from '../commands/erase-lead.js';
import type { Clock, ReadStream } from '../commands/event-log.js';
import { createFlowIndex } from '../commands/flow-index.js';
import type { Park } from '../commands/poison.js';
import { createEndRuns } from '../commands/reactions/end-runs.js';
import { createReactor } from '../commands/reactions/reactor.js';
import { createScheduleSteps, type Schedule, type Wake } from '../commands/reactions/schedule-steps.js';
import { createStartRuns } from '../commands/reactions/start-runs.js';
import { createSuppressAddresses } from '../commands/reactions/suppress-addresses.js';
import { createWakeBroadcasts, type WakeBroadcast } from '../commands/reactions/wake-broadcasts.js';
import { createWakeImports, type WakeImport } from '../commands/reactions/wake-imports.js';
import { createWakeSweeps } from '../commands/reactions/wake-sweeps.js';
import { createWatchLeads } from '../commands/reactions/watch-leads.js';
import type { FindLeads } from '../commands/segments/find-leads.js';
import type { Position } from '../domain/codecs/numbers.js';
import { readModels } from '../projections/index.js';
import type { Consumer } from './generations/projectors.js';
import { runIdOf } from './ids.js';
import type { Log } from './log.js';
import { createPipeline, type Pipeline } from './pipeline.js';
import { type Checkpoints, type Collections, collectionOf } from './read-models.js';
import { createSweeps, type Sweeps } from './sweeps.js';

export interface ConsumerPorts {
  readonly collections: Collections;
  /** The read models. */
  readonly projections: readonly Consumer[];
  readonly log: Log;
  readonly park: Park;
  readonly checkpoints: Checkpoints;
  readonly commands: Commands;
  readonly wake: Wake;
  readonly wakeBroadcast: WakeBroadcast;
  readonly wakeImport: WakeImport;
  readonly forgetLead: ForgetLead;
  readonly schedule: Schedule;
  readonly readStream: ReadStream;
  readonly findLeads: FindLeads;
  /** Waits while too many leads wait for their steps. */
  readonly hasRoom: () => Promise<void>;
  readonly clock: Clock;
  readonly onProjected: (position: Position) => void;
}

/** All who follow the log: the read models, and after them the reactor. */
export const createConsumers = async ({
  collections,
  projections,
  log,
  park,
  checkpoints,
  commands,
  wake,
  wakeBroadcast,
  wakeImport,
  forgetLead,
  schedule,
  readStream,
  findLeads,
  hasRoom,
  clock,
  onProjected,
}: ConsumerPorts): Promise<{
  readonly pipeline: Pipeline;
  readonly scheduleSteps: ReturnType<typeof createScheduleSteps>;
  readonly sweeps: Sweeps;
}> => {
  const flowIndex = createFlowIndex();
  for await (const flow of collectionOf(collections, readModels.flows).find()) flowIndex.add(flow);
  const scheduleSteps = createScheduleSteps({ wake, schedule, clock });
  const startRuns = createStartRuns(flowIndex, commands.repositories, runIdOf);
  const segmentPorts = { ...commands, readStream, clock };
  const suppressAddresses = createSuppressAddresses(commands.manageSuppressions);
  const sweeps = createSweeps({ ...segmentPorts, index: flowIndex, findLeads, hasRoom, park, log });
  const reactor = {
    name: 'reactor',
    handle: createReactor({
      flowIndex,
      startRuns,
      watchLeads: createWatchLeads(flowIndex, segmentPorts),
      endRuns: createEndRuns(flowIndex, commands.repositories, commands.catalogue, clock),
      scheduleSteps,
      suppressAddresses,
      wakeBroadcasts: createWakeBroadcasts(wakeBroadcast),
      wakeImports: createWakeImports(wakeImport),
      wakeSweeps: createWakeSweeps(flowIndex, sweeps.wake),
      forgetLead,
      park,
    }),
  };
  const pipeline = await createPipeline(projections, reactor, checkpoints, onProjected);
  return { pipeline, scheduleSteps, sweeps };
};
