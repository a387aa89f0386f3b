import type { ProductId, TemplateId } from '../domain/codecs/ids.js';
import type { ProductDetails } from '../domain/product/product.js';
import { type CompileMjml, readEmailContent } from './email-content.js';
import type { Cause } from './event-log.js';
import { editVersion } from './manage-versioned.js';
import type { Repositories } from './repositories.js';

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
      editVersion(products, productId, {
        command: { type: 'ReviseProduct', details },
        cause,
        expectedVersion,
      }),

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
      return editVersion(templates, templateId, {
        command: { type: 'ReviseTemplate', content },
        cause,
        expectedVersion,
      });
    },
  };
};
