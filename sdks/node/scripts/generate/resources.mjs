// resources/<name>.ts: a class for each resource with a method for each operation; index.ts: all of them together.
import { camel, pascal } from "./schemas.mjs";

/** Resources whose class is finished by hand: their generated one gets this name, and index.ts takes the other. */
const FINISHED = { webhooks: { base: "WebhookEndpoints", name: "WebhooksResource", from: "../webhooks/resource.js" } };

export function resourceFiles(schemas, operations) {
  schemas.writing = false;
  return resources(operations).map((resource) => [`resources/${snake(resource)}.ts`, fileOf(schemas, resource, operations)]);
}

export function indexFile(operations) {
  const names = resources(operations);
  const imports = names.map((name) => `import { ${finished(name)} } from "${FINISHED[name]?.from ?? `./resources/${snake(name)}.js`}";\n`).join("");
  const fields = names.map((name) => `  readonly ${name}: ${finished(name)}<D>;\n`).join("");
  const made = names.map((name) => `    this.${name} = new ${finished(name)}<D>(caller);\n`).join("");
  return `/** Every resource of the API. */\n\nimport type { Caller, Decimal } from "../caller.js";\n${imports}\n`
    + `export class Resources<D extends Decimal = number> {\n${fields}\n  constructor(caller: Caller) {\n${made}  }\n}\n`;
}

function fileOf(schemas, resource, operations) {
  const own = operations.filter((operation) => operation.resource === resource);
  const used = { answers: new Set(), requests: new Set(), caller: new Set(["Caller", "Decimal", "RequestOptions"]) };
  const methods = own.map((operation) => methodOf(schemas, operation, used)).join("\n");
  const bears = /\bD\b/.test(methods);
  const name = FINISHED[resource]?.base ?? className(resource);
  return `/** ${name}: ${own.map((operation) => operation.id).join(", ")}. */\n\n`
    + importOf(used.caller, "../../caller.js") + (methods.includes("path`") ? `import { path } from "../../query.js";\n` : "") + importOf(used.answers, "../answers.js") + importOf(used.requests, "../requests.js")
    + `\nexport class ${name}<${bears ? "D" : "_D"} extends Decimal = number> {\n  constructor(protected readonly caller: Caller) {}\n\n${methods}}\n`;
}

function methodOf(schemas, operation, used) {
  const parts = operation.inPath.map((name) => `${camel(name)}: string`);
  const spec = [`operation: "${operation.id}"`, `method: "${operation.method}"`, `path: ${pathOf(operation)}`];
  if (operation.body) {
    const type = schemas.type(operation.body);
    used.requests.add(type);
    parts.push(`body: ${type}`);
    spec.push("body");
  }
  if (operation.idempotent) spec.push("idempotent: true");
  if (operation.alsoStatuses.length > 0) spec.push(`accepts: [${operation.alsoStatuses.join(", ")}]`);
  if (operation.query.length > 0) spec.push("query: params");
  const about = `  /** ${operation.summary}. ${operation.method} ${operation.path}${operation.scope ? `, scope ${operation.scope}` : ""}. */\n`;
  return about + signed(schemas, operation, used, parts, spec);
}

function signed(schemas, operation, used, parts, spec) {
  const params = paramsOf(operation, used);
  const options = "options?: RequestOptions";
  const head = (more, type) => `  ${operation.name}(${[...parts, ...more, options].join(", ")}): ${type}`;
  const item = schemas.isPage(operation.json);
  if (item) return `${head(params, `PageCall<${named(schemas, item, used, "PageCall")}>`)} {\n    return this.caller.page(${object(spec)}, options);\n  }\n`;
  if (!operation.json) return `${head(params, "Call<Download>")} {\n    ${need(used, "Call", "Download")}return this.caller.download(${object(spec)}, options);\n  }\n`;
  const type = named(schemas, operation.json, used, "Call");
  const call = `{\n    return this.caller.call(${object(spec)}, options);\n  }\n`;
  if (!operation.media.includes("text/csv")) return `${head(params, `Call<${type}>`)} ${call}`;
  const query = `${pascal(operation.id)}Params`;
  return `${head([`params: ${query} & { format: "csv" }`], "Call<string>")};\n${head([`params: ${query} & { format?: "json" | null }`], `Call<${type}>`)};\n`
    + `${head([`params: ${query}`], `Call<${type}> | Call<string>`)} {\n    const spec = ${object(spec)};\n`
    + `    return params.format === "csv" ? this.caller.text(spec, options) : this.caller.call<${type}>(spec, options);\n  }\n`;
}

function paramsOf(operation, used) {
  if (operation.query.length === 0) return [];
  used.requests.add(`${pascal(operation.id)}Params`);
  return [`params: ${pascal(operation.id)}Params${operation.query.some((parameter) => parameter.required) ? "" : " = {}"}`];
}

function named(schemas, schema, used, kind) {
  used.caller.add(kind);
  const type = schemas.type(schema);
  for (const [name] of type.matchAll(/[A-Z]\w+/g)) used.answers.add(name);
  return type;
}

function need(used, ...names) {
  names.forEach((name) => used.caller.add(name));
  return "";
}

function pathOf(operation) {
  if (operation.inPath.length === 0) return `"${operation.path}"`;
  return `path\`${operation.path.replaceAll(/\{(\w+)\}/g, (_, name) => `\${${camel(name)}}`)}\``;
}

function object(spec) {
  return `{ ${spec.join(", ")} }`;
}

function importOf(names, from) {
  return names.size > 0 ? `import type { ${[...names].sort().join(", ")} } from "${from}";\n` : "";
}

const resources = (operations) => [...new Set(operations.map((operation) => operation.resource))];
const className = (resource) => `${pascal(snake(resource))}Resource`;
const finished = (resource) => FINISHED[resource]?.name ?? className(resource);
const snake = (name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
