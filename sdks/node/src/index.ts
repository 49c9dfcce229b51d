/** Official Node SDK of SaathiX Billing. */

export { SaathiX, type RawAnswer, type RawRequest } from "./client.js";
export { SaathiX as default } from "./client.js";
export { Call, type Answer } from "./call.js";
export type { Download } from "./caller.js";
export * from "./errors.js";
export type * from "./generated/answers.js";
export type * from "./generated/requests.js";
export type { CallEvent, FailureEvent, Hooks, ResponseEvent, RetryEvent } from "./hooks.js";
export type { Decimal, DecimalInput } from "./json.js";
export { paise, rupees } from "./money.js";
export type { ClientOptions, MoneyKind, RequestOptions, Signal } from "./options.js";
export { Page, PageCall } from "./pages.js";
export { API_VERSION, VERSION } from "./version.js";
export type { EventData, EventType, WebhookEvent } from "./webhooks/events.js";
export type { WebhookHeaders } from "./webhooks/headers.js";
export type { RawBody, TestHeaderOptions, VerifyOptions } from "./webhooks/signature.js";
export { webhooks } from "./webhooks/resource.js";
