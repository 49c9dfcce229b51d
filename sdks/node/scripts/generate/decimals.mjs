// decimals.ts: the names of the fields whose numbers are exact decimals, and of the objects whose inside is the user's own.

export function decimalsFile(document, schemas) {
  const names = new Set();
  const collect = (schema, name) => {
    if (Array.isArray(schema)) return schema.forEach((one) => collect(one, name));
    if (typeof schema !== "object" || schema === null) return;
    if (schema["x-decimals"]) names.add(name);
    for (const [key, inner] of Object.entries(schema)) {
      if (key === "properties") Object.entries(inner).forEach(([property, value]) => collect(value, property));
      else collect(inner, name);
    }
  };
  for (const [name, schema] of Object.entries(document.components.schemas)) collect(schema, name);
  return `/** Fields whose numbers are exact decimals (money, quantities, rates), and objects whose inside is the user's own. */\n\n`
    + `export const DECIMAL_FIELDS: ReadonlySet<string> = new Set([\n${list(names)}]);\n\n`
    + `export const FREE_FIELDS: ReadonlySet<string> = new Set([\n${list(free(schemas))}]);\n`;
}

function free(schemas) {
  const names = new Set();
  for (const name of schemas.sent) {
    for (const [property, schema] of Object.entries(schemas.all[name].properties ?? {})) {
      if ([schema.type].flat().includes("object") && !schema.properties) names.add(property);
    }
  }
  return names;
}

function list(names) {
  return [...names].sort().map((name) => `  ${JSON.stringify(name)},\n`).join("");
}
