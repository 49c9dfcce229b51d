// The operations of a document with the methods that the table gives them.

const METHODS = ["get", "post", "patch", "put", "delete"];

export function operationsOf(document, table) {
  const { about, ...methods } = table;
  const found = [];
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS.filter((name) => item[name])) found.push(described(document, methods, path, method, item[method]));
  }
  const known = new Set(found.map((operation) => operation.id));
  const gone = Object.keys(methods).filter((id) => !known.has(id));
  if (gone.length > 0) throw new Error(`operations.json names what the document has not: ${gone.join(", ")}`);
  return found;
}

function described(document, methods, path, method, operation) {
  const id = operation.operationId;
  if (!methods[id]) throw new Error(`${method.toUpperCase()} ${path} (${id}) has no method: give it one in operations.json`);
  const [resource, name] = methods[id].split(".");
  const parameters = (operation.parameters ?? []).map((p) => (p.$ref ? document.components.parameters[p.$ref.split("/").pop()] : p));
  const headers = parameters.filter((p) => p.in === "header").map((p) => p.name);
  return {
    id, resource, name, path,
    method: method.toUpperCase(),
    summary: operation.summary,
    scope: /Scope: `([^`]+)`/.exec(operation.description ?? "")?.[1],
    inPath: parameters.filter((p) => p.in === "path").map((p) => p.name),
    query: parameters.filter((p) => p.in === "query"),
    body: operation.requestBody?.content["application/json"]?.schema,
    idempotent: headers.includes("Idempotency-Key"),
    ifMatch: headers.includes("If-Match"),
    ...answers(operation),
  };
}

function answers(operation) {
  const shown = Object.entries(operation.responses).filter(([, r]) => !r.content?.["application/problem+json"] && r.content);
  const contents = shown.map(([, response]) => response.content);
  const media = [...new Set(contents.flatMap((content) => Object.keys(content)))];
  const json = contents.map((content) => content["application/json"]?.schema).find(Boolean);
  return { media, json, alsoStatuses: shown.map(([status]) => Number(status)).filter((status) => status >= 300) };
}
