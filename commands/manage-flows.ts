import { decodeOrThrow } from '../domain/codecs/decode.js';
import type { FlowId } from '../domain/codecs/ids.js';
import { DomainError, type Fault } from '../domain/errors.js';
import type { Flow } from '../domain/flow/decider.js';
import { FlowDefinition } from '../domain/flow/definition.js';
import type { FlowEvent, FlowVersion } from '../domain/flow/events.js';
import type { Catalogue } from './catalogue.js';
import { activationFaults, draftFaults } from './check-flow.js';
import type { Cause } from './event-log.js';
import type { Repositories } from './repositories.js';
import type { Executed } from './repository.js';

type Changed = Promise<Executed<Flow, FlowEvent>>;

const unusable = (faults: readonly Fault[]): DomainError =>
  DomainError.unusable('This flow would fail when it runs.', faults);

/** Flows as the editor sees them: drafts are checked for what they say, active ones for whether they can run. */
export const createManageFlows = ({ flows }: Pick<Repositories, 'flows'>, catalogue: Catalogue) => {
  const readDefinition = (input: unknown): FlowDefinition => {
    const definition = decodeOrThrow(FlowDefinition, input);
    const faults = draftFaults(definition);
    if (faults.length > 0) throw DomainError.invalid(faults);
    return definition;
  };

  return {
    /** @throws DomainError `invalid` with every fault, `conflict` when the id is taken */
    create: async (flowId: FlowId, input: unknown, cause: Cause): Changed => {
      const definition = readDefinition(input);
      return flows.execute(flowId, [{ command: { type: 'CreateFlow', flowId, definition }, cause }]);
    },

    /**
     * Creates a flow that is active from the start, or nothing.
     * @throws DomainError as `create` and `activate`
     */
    createActive: async (flowId: FlowId, input: unknown, cause: Cause): Changed => {
      const definition = decodeOrThrow(FlowDefinition, input);
      // A flow may stop itself, and is there once this has worked.
      const withIt: Catalogue = {
        ...catalogue,
        flow: async (id) => (id === flowId ? 'active' : catalogue.flow(id)),
      };
      const faults = await activationFaults(definition, withIt);
      if (draftFaults(definition).length > 0) throw DomainError.invalid(faults);
      if (faults.length > 0) throw unusable(faults);
      return flows.execute(flowId, [
        { command: { type: 'CreateFlow', flowId, definition }, cause },
        { command: { type: 'ActivateFlow', version: 1 }, cause },
      ]);
    },

    /** @throws DomainError `invalid`, `notFound`, or `conflict` when the version is not `expectedVersion` */
    revise: async (flowId: FlowId, input: unknown, cause: Cause, expectedVersion?: FlowVersion): Changed => {
      const definition = readDefinition(input);
      const command = {
        type: 'ReviseFlow',
        definition,
        ...(expectedVersion === undefined ? {} : { expectedVersion }),
      } as const;
      return flows.execute(flowId, [{ command, cause }]);
    },

    /**
     * Activates the latest version, which must be `expectedVersion` if one is given.
     * @throws DomainError `unusable` with everything because of which the flow would fail when it runs
     */
    activate: async (flowId: FlowId, cause: Cause, expectedVersion?: FlowVersion): Changed => {
      const { state } = await flows.load(flowId);
      const definition = state.status === 'absent' ? undefined : state.versions.at(-1);
      if (state.status === 'absent' || definition === undefined) throw DomainError.notFound('This flow');
      const faults = await activationFaults(definition, catalogue);
      if (faults.length > 0) throw unusable(faults);
      const version = expectedVersion ?? state.versions.length;
      return flows.execute(flowId, [{ command: { type: 'ActivateFlow', version }, cause }]);
    },

    /** @throws DomainError `notFound`, or `notAllowed` for a draft */
    pause: (flowId: FlowId, cause: Cause): Changed =>
      flows.execute(flowId, [{ command: { type: 'PauseFlow' }, cause }]),
  };
};
