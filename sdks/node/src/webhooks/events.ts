/** The events of webhooks by their type: `switch (event.type)` narrows `event.data`. */

import type { Product } from "../generated/answers.js";
import type { Decimal } from "../json.js";

export interface EventData<D extends Decimal = number> {
  "invoice.created": {
    invoice_no: string;
    grand_total: D;
    /** Masked: +91••••43210. */
    customer_phone: string | null;
    invoice_id: string;
    store_id: string;
    status: "paid" | "partially_paid" | "unpaid";
    items_count: number;
  };
  "invoice.refunded": {
    credit_note_no: string;
    invoice_no: string;
    total: D;
    customer_phone: string | null;
    credit_note_id: string;
    invoice_id: string;
    store_id: string;
    refund_status: "none" | "partial" | "full";
  };
  /** A payment after the sale. */
  "payment.received": { payment_id: string; invoice_id: string; invoice_no: string; mode: string; amount: D; amount_due: D };
  "stock.changed": { product_id: string; sku: string; store_id: string; delta: D; on_hand: D; reason: string };
  "stock.low": { product_id: string; sku: string; name: string; store_id: string; on_hand: D; reorder_level: D };
  "customer.created": { customer_id: string; customer_phone: string | null; name: string | null };
  "product.created": Omit<Product<D>, "stock">;
  "product.updated": Omit<Product<D>, "stock">;
  "product.archived": Omit<Product<D>, "stock">;
  "webhook.disabled": { webhook_id: string; reason: string };
  ping: { webhook_id: string };
}

export type EventType = keyof EventData;

interface Envelope<T extends EventType, D extends Decimal> {
  id: string;
  type: T;
  api_version: string;
  created_at: string;
  livemode: boolean;
  /** Gapless in an account. */
  sequence: number;
  data: EventData<D>[T];
}

export type WebhookEvent<D extends Decimal = number> = { [T in EventType]: Envelope<T, D> }[EventType];
