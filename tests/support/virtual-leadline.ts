import type { Cause } from '../../commands/event-log.js';
import { aggregates, streamName } from '../../domain/aggregates.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { FlowId, type LeadId, ProductId, TemplateId } from '../../domain/codecs/ids.js';
import type { Instant } from '../../domain/codecs/time.js';
import { Name } from '../../domain/codecs/values.js';
import type { Recorded } from '../../domain/event.js';
import type { AnyEvent } from '../../domain/events.js';
import { EmailContent } from '../../domain/template/template.js';
import type { RunDocument } from '../../projections/runs.js';
import { createInMemoryLog } from './in-memory-log.js';
import { createMemoryImportFiles } from './memory-import-files.js';
import { createRecordingGateways } from './recording-gateways.js';
import { createCountingIds, createVirtualClock, instant, later } from './virtual-clock.js';
import { type ProcessPorts, startProcess, type World } from './virtual-process.js';
import { createVirtualReadModels } from './virtual-read-models.js';

/** A Monday. */
export const startOfTime: Instant = instant('2026-03-02T08:00:00Z');

/** The whole write side and the read models on virtual time, in one process that can be restarted. */
export const createVirtualLeadline = (start: Instant = startOfTime, ports: ProcessPorts = {}) => {
  const clock = createVirtualClock(start);
  const log = createInMemoryLog(clock.now);
  const world: World = {
    clock,
    log,
    ids: createCountingIds(),
    models: createVirtualReadModels(),
    gateways: createRecordingGateways(),
    importFiles: createMemoryImportFiles(),
    jobs: new Map(),
    broadcastJobs: new Map(),
  };
  const { models, jobs, broadcastJobs, gateways } = world;
  let process = startProcess(world, ports);
  let handled = 0;

  const cause = (): Cause => {
    const id = world.ids.newId();
    return { actor: { kind: 'api-key', id: 'tests' }, correlationId: id, causationId: id };
  };

  /** Hands on what is in the log and runs whoever is woken by it, until nothing moves. */
  const quiet = async (): Promise<void> => {
    for (;;) {
      const batch = log.all().slice(handled);
      if (batch.length > 0) {
        await models.project(batch);
        await process.react(batch);
        handled += batch.length;
      }
      const woken = process.takeWoken();
      for (const leadId of woken) await process.commands.runDue(leadId);
      const moved =
        (await process.moveBroadcasts()) + (await process.moveImports()) + (await process.moveSweeps());
      if (batch.length === 0 && woken.length === 0 && moved === 0) return;
    }
  };

  const dueJobs = (to: Instant): { readonly dueAt: Instant; readonly run: () => Promise<void> }[] => {
    const ofLeads = [...jobs].map(([key, { dueAt, leadId }]) => ({
      dueAt,
      run: async () => {
        jobs.delete(key);
        await process.commands.runDue(leadId);
      },
    }));
    const ofBroadcasts = [...broadcastJobs].map(([broadcastId, dueAt]) => ({
      dueAt,
      run: async () => {
        broadcastJobs.delete(broadcastId);
        process.wakeBroadcast(broadcastId, { kind: 'time' });
      },
    }));
    return [...ofLeads, ...ofBroadcasts].filter(({ dueAt }) => dueAt <= to);
  };

  const advanceTo = async (to: Instant): Promise<void> => {
    for (;;) {
      await quiet();
      const [next] = dueJobs(to).sort((left, right) => (left.dueAt < right.dueAt ? -1 : 1));
      if (next === undefined) break;
      if (next.dueAt > clock.now()) clock.set(next.dueAt);
      await next.run();
    }
    clock.set(to);
  };

  const report = async (...items: readonly unknown[]) => {
    const { outcomes } = await process.commands.recordActivities(items, (index) => `[${index}]`, cause());
    return outcomes;
  };

  const history = async (leadId: LeadId): Promise<readonly Recorded<AnyEvent>[]> =>
    log.all().filter(({ stream }) => stream === streamName(aggregates.lead.category, leadId));

  return {
    world,
    clock,
    log,
    models,
    gateways,
    cause,
    quiet,
    advanceTo,
    advance: (duration: string): Promise<void> => advanceTo(later(clock.now(), duration)),
    commands: () => process.commands,
    process: () => process,
    /** A new process over the same world. */
    restart: (ports: Parameters<typeof startProcess>[1] = {}): void => {
      process = startProcess(world, ports);
    },
    /** Records activities and gives their outcomes. */
    report,
    /** Records one activity that must be accepted, hands it on, and gives its lead. */
    happens: async (type: string, lead: object, data: object = {}, more: object = {}): Promise<LeadId> => {
      const [outcome] = await report({ type, lead, data, ...more });
      if (outcome?.status !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(outcome)}`);
      await quiet();
      return outcome.leadId;
    },
    /** Creates a flow and activates it. */
    flow: async (id: string, definition: object): Promise<FlowId> => {
      const flowId = decodeOrThrow(FlowId, id);
      await process.commands.manageFlows.create(flowId, { name: id, ...definition }, cause());
      await process.commands.manageFlows.activate(flowId, cause());
      await quiet();
      return flowId;
    },
    product: async (id: string): Promise<void> => {
      const command = {
        type: 'CreateProduct',
        productId: decodeOrThrow(ProductId, id),
        details: { name: decodeOrThrow(Name, id) },
      } as const;
      await process.commands.repositories.products.execute(id, [{ command, cause: cause() }]);
    },
    template: async (id: string, content: object): Promise<void> => {
      const command = {
        type: 'CreateTemplate',
        templateId: decodeOrThrow(TemplateId, id),
        content: decodeOrThrow(EmailContent, { name: id, ...content }),
      } as const;
      await process.commands.repositories.templates.execute(id, [{ command, cause: cause() }]);
    },
    /** Makes the next version of a template. */
    revise: async (id: string, content: object): Promise<void> => {
      const command = { type: 'ReviseTemplate', content: decodeOrThrow(EmailContent, content) } as const;
      await process.commands.repositories.templates.execute(id, [{ command, cause: cause() }]);
    },
    history,
    typesOf: async (leadId: LeadId): Promise<readonly string[]> =>
      (await history(leadId)).map(({ type }) => type),
    /** In the order in which they began. */
    runsOf: async (leadId: LeadId): Promise<readonly RunDocument[]> => {
      await quiet();
      const runIds = (await history(leadId)).flatMap((event) =>
        event.type === 'FlowEntered' || event.type === 'ActionRequested' ? [event.data.runId] : [],
      );
      return models.runs.load(runIds);
    },
    /** The only run of a lead. */
    runOf: async (leadId: LeadId): Promise<RunDocument> => {
      await quiet();
      const [run, ...others] = models.runs.all().filter((doc) => doc.leadId === leadId);
      if (run === undefined || others.length > 0) throw new Error(`not one run, but ${others.length + 1}`);
      return run;
    },
  };
};

export type VirtualLeadline = ReturnType<typeof createVirtualLeadline>;
