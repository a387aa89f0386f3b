import { type Change, type ReadModel, toKind } from './read-model.js';
import { evolveRun, isOfRun, type RunFacts } from './run-facts.js';
import { type VersionFigures, versionAdditions } from './version-figures.js';
import { type WeekFigures, weekAdditions } from './week-figures.js';

export type FlowFigures = RunFacts | VersionFigures | WeekFigures;

const isRun = (doc: FlowFigures): doc is RunFacts => doc.kind === 'run';
/** Whether it is the funnel of a version. */
export const isVersion = (doc: FlowFigures): doc is VersionFigures => doc.kind === 'version';
/** Whether it is a week of entry. */
export const isWeek = (doc: FlowFigures): doc is WeekFigures => doc.kind === 'week';

const ofRuns = ({ before, after, event }: Change<FlowFigures>): Change<RunFacts> => ({
  before: before !== undefined && isRun(before) ? before : undefined,
  after: after !== undefined && isRun(after) ? after : undefined,
  event,
});

/**
 * The figures of flows: a row for each run, and what sums the rows up: a funnel for each version, and a document for
 * each version and week of entry.
 */
export const flowFigures: ReadModel<FlowFigures> = {
  name: 'flow_figures',
  version: 1,
  indexes: [{ kind: 1, flowId: 1, _id: 1 }],
  takesRedacted: true,
  key: (event) => (isOfRun(event) ? event.data.runId : undefined),
  evolve: (doc, event) => (isOfRun(event) && (doc === undefined || isRun(doc)) ? evolveRun(doc, event) : doc),
  additions: (change) => {
    const ofRun = ofRuns(change);
    return [
      ...versionAdditions(ofRun).map((addition) => toKind(isVersion, addition)),
      ...weekAdditions(ofRun).map((addition) => toKind(isWeek, addition)),
    ];
  },
};
