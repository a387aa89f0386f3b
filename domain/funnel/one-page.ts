/** What is wrong where a page is named by its id and by its URL, or by neither. */
export const onePage = ({ pageId, url }: { readonly pageId?: unknown; readonly url?: unknown }) => {
  if (pageId === undefined && url === undefined)
    return { at: ['pageId'], message: 'is missing: give a pageId or a url' } as const;
  return pageId === undefined || url === undefined
    ? undefined
    : ({ at: ['url'], message: 'cannot stand beside a pageId: give one of them' } as const);
};
