import type { Decider } from '../decider.js';
import { DomainError } from '../errors.js';
import { sameJson } from '../same-json.js';
import type {
  CompletePass,
  CreateImport,
  FailImport,
  ImportCommand,
  ReceiveFile,
  RecordPart,
  SteerImport,
} from './commands.js';
import { type ImportEvent, maxFaults } from './events.js';
import {
  absentImport,
  currentPass,
  type ExistingImport,
  evolveImport,
  isOver,
  type LeadImport,
  passOf,
} from './state.js';

type Decided = readonly ImportEvent[];

const create = ({ importId, plan }: CreateImport, leadImport: LeadImport): Decided => {
  if (leadImport.status === 'absent') return [{ type: 'ImportCreated', data: { importId, ...plan } }];
  // The same again is the same request.
  if (sameJson(leadImport.plan, plan)) return [];
  throw DomainError.conflict(`An import with the id ${importId} exists already.`);
};

const over = ({ status }: ExistingImport): DomainError =>
  DomainError.notAllowed(
    status === 'completed'
      ? 'This import is completed.'
      : `This import ${status === 'failed' ? 'has failed' : 'was cancelled'}.`,
  );

const receive = ({ file }: ReceiveFile, leadImport: ExistingImport): Decided => {
  const { status, importId } = leadImport;
  if (isOver(leadImport)) throw over(leadImport);
  // The same file again: it may have been lost on this machine.
  if (sameJson(leadImport.file, file)) return [];
  if (status !== 'created' && status !== 'ready')
    throw DomainError.notAllowed('This import is under way with another file.');
  return [{ type: 'ImportFileReceived', data: { importId, file } }];
};

const start = (type: 'StartDryRun' | 'StartImport', leadImport: ExistingImport): Decided => {
  const { status, importId } = leadImport;
  if (status === 'created')
    throw DomainError.notAllowed(
      'This import has no file yet: PUT it to its address, with /file at the end.',
    );
  if (type === 'StartDryRun') {
    if (status === 'dry-running') return [];
    if (status === 'running') throw DomainError.notAllowed('This import runs already.');
    return [{ type: 'ImportDryRunStarted', data: { importId } }];
  }
  // A dry run that is under way has no more to say.
  return status === 'running' ? [] : [{ type: 'ImportStarted', data: { importId } }];
};

const steer = ({ type }: SteerImport, leadImport: ExistingImport): Decided => {
  const { status, isPaused, importId } = leadImport;
  if (type === 'CancelImport' && status === 'cancelled') return [];
  if (type === 'StartImport' && status === 'completed') return [];
  if (isOver(leadImport)) throw over(leadImport);
  switch (type) {
    case 'StartDryRun':
    case 'StartImport':
      return start(type, leadImport);
    case 'PauseImport':
      if (currentPass(leadImport) === undefined) throw DomainError.notAllowed('Nothing is under way.');
      return isPaused ? [] : [{ type: 'ImportPaused', data: { importId } }];
    case 'ResumeImport':
      return isPaused ? [{ type: 'ImportResumed', data: { importId } }] : [];
    case 'CancelImport':
      return [{ type: 'ImportCancelled', data: { importId } }];
    default:
      return type satisfies never;
  }
};

const recordPart = ({ pass, from, to, counts, faults }: RecordPart, leadImport: ExistingImport): Decided => {
  const { importId, status } = leadImport;
  // What happened to leads is said also of an import that was cancelled while it happened.
  const isOn = currentPass(leadImport) === pass || (status === 'cancelled' && pass === 'import');
  const { done, faultCount } = passOf(leadImport, pass);
  if (!isOn || from.bytes < done.bytes) return [];
  if (from.bytes > done.bytes || to.bytes <= from.bytes || to.bytes > (leadImport.file?.bytes ?? 0))
    throw DomainError.notAllowed(`This import is at byte ${done.bytes}.`);
  const kept = faults.slice(0, maxFaults - faultCount);
  return [{ type: 'ImportPartDone', data: { importId, pass, to, counts, faults: kept } }];
};

const complete = ({ pass }: CompletePass, leadImport: ExistingImport): Decided => {
  const { importId, file } = leadImport;
  if (currentPass(leadImport) !== pass) return [];
  if (passOf(leadImport, pass).done.bytes !== file?.bytes)
    throw DomainError.notAllowed('The end of the file is not reached.');
  return [{ type: pass === 'dry-run' ? 'ImportDryRunCompleted' : 'ImportCompleted', data: { importId } }];
};

const fail = ({ reason }: FailImport, leadImport: ExistingImport): Decided =>
  currentPass(leadImport) === undefined
    ? []
    : [{ type: 'ImportFailed', data: { importId: leadImport.importId, reason } }];

const decide = (command: ImportCommand, leadImport: LeadImport): Decided => {
  if (command.type === 'CreateImport') return create(command, leadImport);
  if (leadImport.status === 'absent') throw DomainError.notFound('This import');
  switch (command.type) {
    case 'ReceiveFile':
      return receive(command, leadImport);
    case 'RecordPart':
      return recordPart(command, leadImport);
    case 'CompletePass':
      return complete(command, leadImport);
    case 'FailImport':
      return fail(command, leadImport);
    default:
      return steer({ type: command.type }, leadImport);
  }
};

/** Leads from a file: looked through in a dry run as often as one likes, then imported once, part by part. */
export const importDecider: Decider<LeadImport, ImportCommand, ImportEvent> = {
  initial: absentImport,
  decide,
  evolve: evolveImport,
};
