import { aggregates } from '../domain/aggregates.js';
import type { LeadStream } from '../domain/lead-stream.js';
import { createRepository, type RepositoryPorts } from './repository.js';

/** One repository an aggregate. */
export const createRepositories = ({ snapshot, ...ports }: RepositoryPorts<LeadStream>) => ({
  leads: createRepository(aggregates.lead, snapshot === undefined ? ports : { ...ports, snapshot }),
  flows: createRepository(aggregates.flow, ports),
  templates: createRepository(aggregates.template, ports),
  products: createRepository(aggregates.product, ports),
  smsTemplates: createRepository(aggregates.smsTemplate, ports),
  callPatterns: createRepository(aggregates.callPattern, ports),
  lists: createRepository(aggregates.list, ports),
  funnels: createRepository(aggregates.funnel, ports),
  segments: createRepository(aggregates.segment, ports),
  connections: createRepository(aggregates.connection, ports),
  broadcasts: createRepository(aggregates.broadcast, ports),
  imports: createRepository(aggregates.leadImport, ports),
  policies: createRepository(aggregates.policy, ports),
  suppressions: createRepository(aggregates.suppression, ports),
  identities: createRepository(aggregates.identity, ports),
  apiKeys: createRepository(aggregates.apiKey, ports),
});

export type Repositories = ReturnType<typeof createRepositories>;
