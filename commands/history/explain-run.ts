import type { LeadId, RunId } from '../../domain/codecs/ids.js';
import { firstRevision } from '../../domain/codecs/numbers.js';
import type { Recorded } from '../../domain/event.js';
import type { AnyEvent } from '../../domain/events.js';
import type { ConditionTree } from '../../domain/flow/condition-tree.js';
import { isLeadEvent, type LeadStreamEvent } from '../../domain/lead-stream.js';
import type { Evaluation } from '../../domain/run/evaluation.js';
import { readConditions } from '../../rules/read-conditions.js';
import type { Catalogue } from '../catalogue.js';
import type { ReadStream } from '../event-log.js';
import { leadStream, storyIn } from '../lead-story.js';
import { readFunnels } from '../read-funnels.js';
import type { RunPlan } from '../step-definition.js';
import { type Explained, findSources } from './find-sources.js';

export interface ExplainRunPorts {
  readonly readStream: ReadStream;
  readonly catalogue: Pick<Catalogue, 'funnel'>;
}

/** What the history of a lead says about one of its runs. */
export interface RunStory {
  /** The events of the run, in their order. */
  readonly events: readonly Recorded<AnyEvent>[];
  /** An evaluation with the events that its values come from. */
  readonly explain: (
    evaluation: Evaluation,
    tree: ConditionTree | undefined,
    plan: Pick<RunPlan, 'timeZone'>,
  ) => Promise<Omit<Evaluation, 'explanation'> & { readonly explanation: Explained }>;
}

const isOfRun = (event: Recorded<LeadStreamEvent>, runId: RunId): boolean =>
  'runId' in event.data && event.data.runId === runId;

/** Reads the history of a lead to explain one of its runs. Funnels are taken as they are now. */
export const createExplainRun =
  ({ readStream, catalogue }: ExplainRunPorts) =>
  async (leadId: LeadId, runId: RunId): Promise<RunStory> => {
    const events = storyIn(await readStream(leadStream(leadId), firstRevision));
    const ofLead = events.filter(isLeadEvent);
    return {
      events: events.filter((event) => isOfRun(event, runId)),
      explain: async (evaluation, tree, { timeZone }) => {
        const read = tree === undefined ? undefined : readConditions(tree, 'conditions');
        if (tree === undefined || read === undefined || !read.ok) return evaluation;
        const { evaluatedAt: now, leadRevision, explanation } = evaluation;
        const seen = ofLead.filter(({ revision }) => revision <= leadRevision);
        const funnels = await readFunnels(read.references, catalogue);
        return {
          ...evaluation,
          explanation: findSources(tree, explanation, seen, { now, timeZone, funnels }),
        };
      },
    };
  };
