import { FileId, PageId } from '../../domain/codecs/ids.js';
import { defineTrigger } from '../trigger.js';

/** The lead downloaded a file (this file; from this page). */
export const fileDownloaded = defineTrigger({
  type: 'file-downloaded',
  label: 'File downloaded',
  required: {},
  optional: { fileId: FileId, pageId: PageId },
  eventTypes: ['FileDownloaded'],
  subjects: { fileId: ({ data }) => [data.fileId], pageId: ({ data }) => [data.pageId] },
});
