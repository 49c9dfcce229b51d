/** `client.webhooks`: endpoints and deliveries of the API, and what a receiver needs. */

import { WebhookEndpoints } from "../generated/resources/webhooks.js";
import type { Decimal } from "../json.js";
import { doctor } from "./doctor.js";
import { testHeaders, verify } from "./signature.js";

/** Verifying needs no client and no key: `import { webhooks } from "@saathix/node"`. */
export const webhooks = { verify, constructEvent: verify, testHeaders, doctor } as const;

export class WebhooksResource<D extends Decimal = number> extends WebhookEndpoints<D> {
  readonly verify = verify;
  /** Another name of verify. */
  readonly constructEvent = verify;
  readonly testHeaders = testHeaders;
  readonly doctor = doctor;
}
