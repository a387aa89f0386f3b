import type { ImportId } from '../../domain/codecs/ids.js';
import type { ImportCommand } from '../../domain/import/commands.js';
import type { LineFault, Pass, Place } from '../../domain/import/events.js';
import { currentPass, type ExistingImport, isOver, passOf } from '../../domain/import/state.js';
import type { Clock } from '../event-log.js';
import { type CheckLinePorts, createCheckLine } from '../imports/check-line.js';
import { doLines } from '../imports/do-lines.js';
import { importCause } from '../imports/import-cause.js';
import type { ImportFiles } from '../imports/import-files.js';
import { type DoLine, faulty } from '../imports/outcome.js';
import { createReadPart } from '../imports/read-part.js';
import { createTryLine } from '../imports/try-line.js';
import { createWriteLine, type WriteLinePorts } from '../imports/write-line.js';
import { isPoison, type Park } from '../poison.js';
import type { Repositories } from '../repositories.js';

export interface RunImportsPorts
  extends Omit<CheckLinePorts, 'repositories'>,
    Omit<WriteLinePorts, 'repositories'> {
  readonly repositories: Pick<Repositories, 'imports' | 'leads'>;
  readonly files: ImportFiles;
  /** Waits while too many leads wait for their steps: what flows do comes first. */
  readonly hasRoom: () => Promise<void>;
  readonly clock: Clock;
  readonly park: Park;
}

/** Does what is to be done for an import, part by part; ends early, between two parts, when the signal says so. */
export type RunImport = (importId: ImportId, signal: AbortSignal) => Promise<void>;

/** Does lines so that one that would fail again however often it is tried is a fault, and the others go on. */
const parking =
  (doLine: DoLine, importId: ImportId, park: Park): DoLine =>
  async (line, others) => {
    try {
      return await doLine(line, others);
    } catch (error) {
      if (!isPoison(error)) throw error;
      park(error, { reaction: 'run-imports', importId, line: line.line });
      return faulty(line, `cannot be stored: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

const byLine = (left: LineFault, right: LineFault): number => left.line - right.line;

/**
 * Runs imports. What is done is said in the stream of the import after each part, so after a crash it goes on there;
 * the lines of the part that was interrupted are done again, and change nothing where they were done.
 */
export const createRunImports = (ports: RunImportsPorts): RunImport => {
  const { files, hasRoom, clock, park } = ports;
  const { imports } = ports.repositories;
  const readPart = createReadPart(files);
  const checkLine = createCheckLine(ports);

  const execute = async (
    leadImport: ExistingImport,
    ...commands: readonly ImportCommand[]
  ): Promise<void> => {
    const cause = importCause(leadImport);
    await imports.execute(
      leadImport.importId,
      commands.map((command) => ({ command, cause })),
    );
  };

  const doLineOf = (leadImport: ExistingImport, pass: Pass): DoLine => {
    const doLine =
      pass === 'dry-run'
        ? createTryLine(checkLine, clock, leadImport.plan)
        : createWriteLine(ports, checkLine, leadImport);
    return parking(doLine, leadImport.importId, park);
  };

  const doPart = async (leadImport: ExistingImport, pass: Pass, from: Place): Promise<void> => {
    const part = await readPart(leadImport, from);
    if (part === undefined) {
      const reason = { code: 'file-changed', message: 'The file is not the one that was received.' };
      return execute(leadImport, { type: 'FailImport', reason });
    }
    const { counts, faults } = await doLines(part.lines, doLineOf(leadImport, pass));
    const done: ImportCommand = {
      type: 'RecordPart',
      pass,
      from,
      to: part.to,
      counts: { ...counts, faulty: counts.faulty + part.faultyLines },
      faults: [...part.faults, ...faults].sort(byLine),
    };
    const isEnd = part.to.bytes === leadImport.file?.bytes;
    return isEnd ? execute(leadImport, done, { type: 'CompletePass', pass }) : execute(leadImport, done);
  };

  /** Whether there is more to do. */
  const move = async (importId: ImportId): Promise<boolean> => {
    const { state } = await imports.load(importId);
    if (state.status === 'absent') return false;
    if (isOver(state)) {
      await files.remove(importId);
      return false;
    }
    const pass = currentPass(state);
    // Without its file it waits until that is sent again, or is run by whoever has it.
    if (pass === undefined || state.isPaused || !(await files.has(importId))) return false;
    await hasRoom();
    await doPart(state, pass, passOf(state, pass).done);
    return true;
  };

  return async (importId, signal) => {
    while (!signal.aborted && (await move(importId)));
  };
};
