import type { ListId, ProductId } from '../codecs/ids.js';
import type { Instant } from '../codecs/time.js';
import type { Tag } from '../codecs/values.js';

/** When something that a lead has or has not was last said: what is told late does not undo what is newer. */
interface Said {
  readonly kind: keyof ItemsOf;
  readonly id: string;
  readonly at: Instant;
}

interface Purchase {
  readonly productId: ProductId;
  readonly count: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
}

/** What a lead has or is on, now. */
export interface Holdings {
  readonly tags: readonly Tag[];
  /** Bought or granted. */
  readonly products: readonly ProductId[];
  /** Bought at some time, even if removed since. */
  readonly purchases: readonly Purchase[];
  readonly lists: readonly ListId[];
  /** The Training Jet plans that it is subscribed to. */
  readonly trainingJetPlans: readonly string[];
  readonly said: readonly Said[];
}

export const holdsNothing: Holdings = {
  tags: [],
  products: [],
  purchases: [],
  lists: [],
  trainingJetPlans: [],
  said: [],
};

interface ItemsOf {
  readonly tags: Tag;
  readonly products: ProductId;
  readonly lists: ListId;
  readonly trainingJetPlans: string;
}

/** `item` is said to be there, or not, as of `at`; at the same instant what is told later counts. */
export const say = <T extends Holdings, Kind extends keyof ItemsOf>(
  lead: T,
  kind: Kind,
  item: ItemsOf[Kind],
  isThere: boolean,
  at: Instant,
): T => {
  const known = lead.said.findIndex((saying) => saying.kind === kind && saying.id === item);
  const before = lead.said[known];
  if (before !== undefined && before.at > at) return lead;
  const saying: Said = { kind, id: item, at };
  const items: readonly string[] = lead[kind];
  const withItem = items.includes(item) ? items : [...items, item];
  return {
    ...lead,
    [kind]: isThere ? withItem : items.filter((other) => other !== item),
    said: before === undefined ? [...lead.said, saying] : lead.said.with(known, saying),
  };
};

const addPurchase = (
  purchases: readonly Purchase[],
  productId: ProductId,
  quantity: number,
  at: Instant,
): readonly Purchase[] => {
  const before = purchases.find((purchase) => purchase.productId === productId);
  if (before === undefined) return [...purchases, { productId, count: quantity, firstAt: at, lastAt: at }];
  const after: Purchase = {
    productId,
    count: before.count + quantity,
    firstAt: at < before.firstAt ? at : before.firstAt,
    lastAt: at > before.lastAt ? at : before.lastAt,
  };
  return purchases.map((purchase) => (purchase === before ? after : purchase));
};

interface Bought {
  readonly productId: ProductId;
  readonly quantity?: number;
}

/** An order that was bought at `at`: the lead has its products, unless they were removed later. */
export const purchase = <T extends Holdings>(lead: T, items: readonly Bought[], at: Instant): T => {
  let holding = lead;
  for (const { productId, quantity = 1 } of items) {
    const purchases = addPurchase(holding.purchases, productId, quantity, at);
    holding = say({ ...holding, purchases }, 'products', productId, true, at);
  }
  return holding;
};
