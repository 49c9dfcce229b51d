// JSON Schema as TypeScript: which schemas are sent and which are answered, and what bears decimals.

const PREFIX = "#/components/schemas/";

export class Schemas {
  constructor(document, operations) {
    this.all = document.components.schemas;
    this.sent = this.#reachable(operations.map((operation) => operation.body));
    this.answered = new Set(Object.keys(this.all).filter((name) => !this.sent.has(name)));
    const both = [...this.#reachable([...this.answered].map((name) => this.all[name]))].filter((name) => this.sent.has(name));
    if (both.length > 0) throw new Error(`sent and answered both: ${both.join(", ")}`);
    this.exact = this.#bearers();
  }

  /** The type of a schema. In what is sent a decimal may be a number or text; in answers it is D. */
  type(schema, indent = "") {
    if (schema === undefined || Object.keys(schema).length === 0) return "unknown";
    if (schema.$ref) return this.reference(schema.$ref.slice(PREFIX.length));
    if (schema.anyOf) return union(schema.anyOf.map((one) => this.type(one, indent)));
    if (schema.enum) return union(schema.enum.map((value) => JSON.stringify(value)));
    const types = [schema.type ?? []].flat();
    if (types.length === 0) return "unknown";
    return union(types.map((type) => this.#plain(type, schema, indent)));
  }

  reference(name) {
    return this.exact.has(name) && this.answered.has(name) ? `${name}<D>` : name;
  }

  /** A reference as a user of the resources writes it. */
  bearsDecimals(schema) {
    return Boolean(schema?.$ref) && this.exact.has(schema.$ref.slice(PREFIX.length));
  }

  isPage(schema) {
    const inner = schema?.$ref ? this.all[schema.$ref.slice(PREFIX.length)] : undefined;
    return inner?.properties?.next_cursor ? inner.properties.data.items : undefined;
  }

  #plain(type, schema, indent) {
    if (type === "number" && schema["x-decimals"]) return this.writing ? "DecimalInput" : "D";
    if (type === "integer" || type === "number") return "number";
    if (type === "array") return `Array<${this.type(schema.items, indent)}>`;
    if (type !== "object") return type;
    if (schema.properties) return `{\n${this.fields(schema, `${indent}  `)}${indent}}`;
    return schema.additionalProperties?.type ? `Record<string, ${this.type(schema.additionalProperties)}>` : "Record<string, unknown>";
  }

  fields(schema, indent) {
    const required = new Set(schema.required ?? []);
    return Object.entries(schema.properties ?? {}).map(([name, inner]) => {
      const key = /^[a-zA-Z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
      return `${comment(inner.description, indent)}${indent}${key}${required.has(name) ? "" : "?"}: ${this.type(inner, indent)};\n`;
    }).join("");
  }

  #reachable(roots) {
    const found = new Set();
    const visit = (value) => {
      if (Array.isArray(value)) return value.forEach(visit);
      if (typeof value !== "object" || value === null) return;
      if (typeof value.$ref === "string") {
        const name = value.$ref.slice(PREFIX.length);
        if (!found.has(name)) {
          found.add(name);
          visit(this.all[name]);
        }
      }
      Object.values(value).forEach(visit);
    };
    roots.forEach(visit);
    return found;
  }

  #bearers() {
    const bears = (schema) => JSON.stringify(schema).includes('"x-decimals"');
    return new Set(Object.keys(this.all).filter((name) => bears(this.all[name]) || [...this.#reachable([this.all[name]])].some((inner) => bears(this.all[inner]))));
  }
}

export function comment(text, indent) {
  return text ? `${indent}/** ${text.replaceAll("*/", "*\\/").replaceAll(/\s*\n\s*/g, " ")} */\n` : "";
}

export function union(types) {
  return [...new Set(types)].join(" | ");
}

export function pascal(name) {
  return name.split("_").map((part) => part[0].toUpperCase() + part.slice(1)).join("");
}

export function camel(name) {
  const text = pascal(name);
  return text[0].toLowerCase() + text.slice(1);
}
