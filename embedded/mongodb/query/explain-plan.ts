import type { Doc } from '../bson/value.js';
import type { Plan, Request } from './plan.js';
import type { Scan } from './scan.js';

const scanStage = (scan: Scan): Doc => ({
  stage: 'FETCH',
  inputStage: {
    stage: 'IXSCAN',
    keyPattern: scan.index.definition.key,
    indexName: scan.index.definition.name,
    isMultiKey: scan.index.isMultikey(),
    isUnique: scan.index.definition.unique,
    isSparse: scan.index.definition.sparse,
    isPartial: scan.index.partial !== undefined,
    direction: scan.reverse ? 'backward' : 'forward',
    rangeCount: scan.ranges.length,
    boundedFields: scan.bounded,
  },
});

const sortStage = (request: Request, input: Doc): Doc => ({
  stage: 'SORT',
  sortPattern: Object.fromEntries(request.sort.map(({ name, direction }) => [name, direction])),
  inputStage: input,
});

const sources = ({ scans, order }: Plan, request: Request): Doc => {
  if (scans === 'collection') return { stage: 'COLLSCAN', direction: 'forward' };
  const stages = scans.map((scan) => {
    const stage = scanStage(scan);
    return order === 'merge' && !scan.sorted ? sortStage(request, stage) : stage;
  });
  const [only] = stages;
  if (stages.length === 1 && only !== undefined) return only;
  return { stage: order === 'merge' ? 'SORT_MERGE' : 'OR', inputStages: stages };
};

export const explainPlan = (plan: Plan, request: Request): Doc => {
  const stage = sources(plan, request);
  return plan.order === 'blocking' ? sortStage(request, stage) : stage;
};
