import { DomainError } from '../domain/errors.js';
import type { DomainEvent } from '../domain/event.js';
import type { Versioned, VersionedCommand } from '../domain/versioned.js';
import type { Cause } from './event-log.js';
import type { Executed, Loaded, Repository } from './repository.js';

interface Edit<Command> {
  readonly command: Command;
  readonly cause: Cause;
  /** The version that the editor saw, if the edit must not go over somebody else's. */
  readonly expectedVersion: number | undefined;
}

/**
 * Executes an edit of a stream whose every event is a version, so that revision 0 is version 1.
 * @throws DomainError what the command is refused with, or `conflict` when the version is not `expectedVersion`
 */
export const editVersion = async <State, Command, Event extends DomainEvent>(
  repository: Repository<State, Command, Event>,
  id: string,
  { expectedVersion, ...intent }: Edit<Command>,
): Promise<Executed<State, Event>> => {
  const { revision } = await repository.load(id);
  if (expectedVersion === undefined || revision === undefined) return repository.execute(id, [intent]);
  const executed =
    revision + 1 === expectedVersion ? await repository.executeAt(id, revision, [intent]) : undefined;
  if (executed === undefined) throw DomainError.conflict(`Version ${expectedVersion} is not the latest.`);
  return executed;
};

/** Things of one kind that `defineVersioned` describes, as their editor sees them. */
export interface ManageVersioned<Id extends string, Content> {
  readonly load: (id: string) => Promise<Loaded<Versioned<Id, Content>>>;
  /** @throws DomainError `conflict` when the id is taken by something else */
  readonly create: (
    id: Id,
    content: Content,
    cause: Cause,
  ) => Promise<Executed<Versioned<Id, Content>, DomainEvent>>;
  /** @throws DomainError `notFound`, or `conflict` when the version is not `expectedVersion` */
  readonly revise: (
    id: Id,
    content: Content,
    cause: Cause,
    expectedVersion?: number,
  ) => Promise<Executed<Versioned<Id, Content>, DomainEvent>>;
}

/**
 * @param check throws DomainError `invalid` for a content that the codec lets through and that would fail later,
 * such as a text that is no template
 */
export const createManageVersioned = <Id extends string, Content, Event extends DomainEvent>(
  repository: Repository<Versioned<Id, Content>, VersionedCommand<Id, Content>, Event>,
  check: (content: Content) => Promise<void> | void = () => undefined,
): ManageVersioned<Id, Content> => ({
  load: repository.load,
  create: async (id, content, cause) => {
    await check(content);
    return repository.execute(id, [{ command: { type: 'Create', id, content }, cause }]);
  },
  revise: async (id, content, cause, expectedVersion) => {
    await check(content);
    return editVersion(repository, id, { command: { type: 'Revise', content }, cause, expectedVersion });
  },
});
