import type { ImportPlan } from '../../domain/import/plan.js';
import { decideLead } from '../../domain/lead/decide.js';
import type { Clock } from '../event-log.js';
import type { CheckLine } from './check-line.js';
import { leadCommands } from './lead-commands.js';
import type { DoLine } from './outcome.js';

/** Says what would become of each line by itself, and changes nothing. */
export const createTryLine =
  (checkLine: CheckLine, clock: Clock, { onExisting }: ImportPlan): DoLine =>
  async (line) => {
    const target = await checkLine(line);
    if (target.kind === 'faulty') return target;
    if (target.kind === 'new') return { kind: 'created' };
    if (onExisting === 'skip') return { kind: 'skipped' };
    const { lead, leadId } = target;
    const isChanged = leadCommands(line, leadId, lead).some(
      (command) => decideLead(command, lead, { now: clock() }).length > 0,
    );
    return { kind: isChanged ? 'updated' : 'unchanged' };
  };
