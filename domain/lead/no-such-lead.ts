import { DomainError } from '../errors.js';
import type { UnknownLead } from './state.js';

/** Why a lead that is not known cannot be asked anything: there never was one, or it has been erased. */
export const noSuchLead = ({ erasedAt }: UnknownLead): DomainError =>
  erasedAt === undefined ? DomainError.notFound('This lead') : DomainError.gone('This lead');
