import { broadcasts } from './broadcasts.js';
import { callPatterns } from './call-patterns.js';
import { connections } from './connections.js';
import { emailFigures } from './email-figures.js';
import { flowFigures } from './flow-figures.js';
import { flows } from './flows.js';
import { funnels } from './funnels.js';
import { imports } from './imports.js';
import { leads } from './leads.js';
import { lists } from './lists.js';
import { phoneNumbers } from './phone-numbers.js';
import { products } from './products.js';
import { runs } from './runs.js';
import { segments } from './segments.js';
import { smsTemplates } from './sms-templates.js';
import { sourceEventIds } from './source-event-ids.js';
import { suppressions } from './suppressions.js';
import { templates } from './templates.js';
import { unknownReferences } from './unknown-references.js';

/** THE list of read models. */
export const readModels = {
  // Before the leads: a lead's document at a revision promises that the ids up to there are written.
  sourceEventIds,
  leads,
  runs,
  flows,
  templates,
  products,
  lists,
  funnels,
  segments,
  smsTemplates,
  callPatterns,
  phoneNumbers,
  connections,
  suppressions,
  broadcasts,
  imports,
  unknownReferences,
  flowFigures,
  emailFigures,
} as const;
