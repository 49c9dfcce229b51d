// answers.ts and requests.ts: an interface for each schema, and one for the query of each operation.
import { comment, pascal } from "./schemas.mjs";

export function answersFile(schemas) {
  schemas.writing = false;
  const written = [...schemas.answered].map((name) => {
    const parameter = schemas.exact.has(name) ? "<D extends Decimal = number>" : "";
    return interfaceOf(schemas, name, name + parameter);
  });
  return `/** What the API answers. D is number, or string for a client made with money: "string". */\n\nimport type { Decimal } from "../json.js";\n\n${written.join("\n")}`;
}

export function requestsFile(schemas, operations) {
  schemas.writing = true;
  const bodies = [...schemas.sent].map((name) => interfaceOf(schemas, name, name));
  const queries = operations.filter((operation) => operation.query.length > 0).map((operation) => queryOf(schemas, operation));
  return `/** What the API takes: bodies, then queries. */\n\nimport type { DecimalInput } from "../json.js";\n\n${[...bodies, ...queries].join("\n")}`;
}

function interfaceOf(schemas, name, head) {
  const schema = schemas.all[name];
  const about = comment(schema.description, "");
  if (schema.type === "object" && schema.properties) return `${about}export interface ${head} {\n${schemas.fields(schema, "  ")}}\n`;
  return `${about}export type ${head} = ${schemas.type(schema)};\n`;
}

/** `created_at[gte]` becomes `created_at: {gte}`, `expand[]` becomes `expand`. */
function queryOf(schemas, operation) {
  const nested = new Map();
  let fields = "";
  for (const parameter of operation.query) {
    const [, name, inner] = /^([^[\]]+)(?:\[([^\]]*)\])?$/.exec(parameter.name);
    if (inner) nested.set(name, [...(nested.get(name) ?? []), `${inner}?: ${when(parameter.schema)}`]);
    else fields += `${about(parameter)}  ${name}${parameter.required ? "" : "?"}: ${optional(parameter, queryType(schemas, parameter.schema))};\n`;
  }
  for (const [name, inner] of nested) fields += `  ${name}?: { ${inner.join("; ")} } | null;\n`;
  return `/** The query of ${operation.method} ${operation.path}. */\nexport interface ${pascal(operation.id)}Params {\n${fields}}\n`;
}

function optional(parameter, type) {
  return parameter.required ? type : `${type} | null`;
}

function about(parameter) {
  return comment(parameter.description ?? parameter.schema.description, "  ");
}

function when(schema) {
  return schema.format === "date-time" ? "string | Date" : "string";
}

function queryType(schemas, schema) {
  return schema.format === "date-time" ? "string | Date" : schemas.type(schema);
}
