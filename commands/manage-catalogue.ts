import type { ProductId, TemplateId } from '../domain/codecs/ids.js';
import { DomainError } from '../domain/errors.js';
import type { DomainEvent } from '../domain/event.js';
import type { ProductDetails } from '../domain/product/product.js';
import { type CompileMjml, readEmailContent } from './email-content.js';
import type { Cause } from './event-log.js';
import type { Repositories } from './repositories.js';
import type { Executed, Repository } from './repository.js';

interface Edit<Command> {
  readonly command: Command;
  readonly cause: Cause;
  /** The version that the editor saw, if the edit must not go over somebody else's. */
  readonly expectedVersion: number | undefined;
}

/** Executes an edit; every event of these streams is a version, so that revision 0 is version 1. */
const edit = async <State, Command, Event extends DomainEvent>(
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

/** Products and e-mail templates as the editor sees them. */
export const createManageCatalogue = (
  { products, templates }: Pick<Repositories, 'products' | 'templates'>,
  compileMjml: CompileMjml,
) => {
  return {
    /** @throws DomainError `conflict` when the id is taken */
    createProduct: (productId: ProductId, details: ProductDetails, cause: Cause) =>
      products.execute(productId, [{ command: { type: 'CreateProduct', productId, details }, cause }]),

    /** @throws DomainError `notFound`, or `conflict` when the version is not `expectedVersion` */
    reviseProduct: (productId: ProductId, details: ProductDetails, cause: Cause, expectedVersion?: number) =>
      edit(products, productId, { command: { type: 'ReviseProduct', details }, cause, expectedVersion }),

    /** @throws DomainError `invalid` for a text that does not parse, `conflict` when the id is taken */
    createTemplate: async (templateId: TemplateId, input: unknown, cause: Cause) => {
      const content = readEmailContent(input, compileMjml);
      return templates.execute(templateId, [
        { command: { type: 'CreateTemplate', templateId, content }, cause },
      ]);
    },

    /** @throws DomainError `invalid`, `notFound`, or `conflict` when the version is not `expectedVersion` */
    reviseTemplate: async (
      templateId: TemplateId,
      input: unknown,
      cause: Cause,
      expectedVersion?: number,
    ) => {
      const content = readEmailContent(input, compileMjml);
      return edit(templates, templateId, {
        command: { type: 'ReviseTemplate', content },
        cause,
        expectedVersion,
      });
    },
  };
};
