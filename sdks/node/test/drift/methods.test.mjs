// Every operation of the OpenAPI document (a file that SAATHIX_OPENAPI names) is called by its method, as the document says.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { SaathiX } from "../../dist/esm/index.js";

const document = JSON.parse(readFileSync(process.env.SAATHIX_OPENAPI, "utf8"));
const { about, ...table } = JSON.parse(readFileSync(new URL("../../operations.json", import.meta.url), "utf8"));
const operations = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })));

test("the table has each operation once, and a method for each", () => {
  assert.deepEqual(Object.keys(table).sort(), operations.map(({ operationId }) => operationId).sort());
  assert.equal(new Set(Object.values(table)).size, operations.length);
});

for (const { path, method, operationId, parameters = [], requestBody, responses } of operations) {
  test(`${operationId} is ${table[operationId]}`, async () => {
    const sent = [];
    const fetch = async (url, init) => {
      sent.push({ url, ...init });
      return new Response('{"data":[],"has_more":false,"next_cursor":null}', { headers: { "Content-Type": "application/json" } });
    };
    const client = new SaathiX("sk_test_x", { baseUrl: "http://api.test", fetch });
    const [resource, name] = table[operationId].split(".");
    const named = parameters.map((parameter) => (parameter.$ref ? document.components.parameters[parameter.$ref.split("/").pop()] : parameter));
    const inPath = named.filter((parameter) => parameter.in === "path").map((parameter) => parameter.name);
    const query = named.filter((parameter) => parameter.in === "query").map((parameter) => parameter.name);
    const body = requestBody ? [{ some: "thing" }] : [];

    await client[resource][name](...inPath.map((_, n) => `id ${n}`), ...body, ...(query.length > 0 ? [paramsFor(query)] : []));

    const [{ url, headers, ...request }] = sent;
    let n = 0;
    const expected = path.replaceAll(/\{\w+\}/g, () => `id%20${n++}`);
    assert.deepEqual([request.method, new URL(url).pathname], [method, expected]);
    assert.deepEqual([...new URL(url).searchParams.keys()].sort(), [...query].sort());
    assert.equal(request.body, requestBody ? '{"some":"thing"}' : undefined);
    assert.equal("Idempotency-Key" in headers, named.some((parameter) => parameter.name === "Idempotency-Key"));
    assert.equal(headers["API-Version"], document.info.version);
    assert.ok(responses);
  });
}

/** Something for every parameter: `created_at[gte]` is {created_at: {gte}}, `expand[]` is {expand: […]}. */
function paramsFor(names) {
  const params = {};
  for (const name of names) {
    const [, outer, inner] = /^([^[]+)(?:\[(.*)\])?$/.exec(name);
    if (inner === undefined) params[outer] = "x";
    else if (inner === "") params[outer] = ["x"];
    else params[outer] = { ...params[outer], [inner]: "x" };
  }
  return params;
}
