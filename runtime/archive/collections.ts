/**
 * What becomes of each collection of MongoDB. All but the read models, which have names of their own: every one of them is
 * built again from the log.
 */
export const collections = {
  /** The keys that events are sealed with: nothing else has them. */
  subject_keys: 'keys',
  /** Answers to requests that may be sent again: without them the same request would be carried out twice. */
  idempotency_keys: 'documents',
  /** Reports are asked, and follow from no event. */
  reports: 'documents',
  report_rows: 'documents',
  /** How far each consumer is. Only the reactor's must not be lost, and is told by the id of an event. */
  checkpoints: 'checkpoint',
  /** Which collections are read; made with the read models. */
  read_models: 'made anew',
  /** The alarm clock: at every start it is set again by what the log says is to come. */
  agendaJobs: 'made anew',
  /** Of Agenda’s own, and empty. */
  agenda_logs: 'made anew',
  /** Whether a restore has ended. */
  restores: 'of this server',
} as const;

export const keysCollection = 'subject_keys';
export const reactor = 'reactor';

/** Those whose documents are in an archive, sealed. */
export const documentCollections: readonly string[] = Object.entries(collections).flatMap(([name, fate]) =>
  fate === 'documents' ? [name] : [],
);
