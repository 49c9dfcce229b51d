// The README names every method, and its programs can be read.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const read = (name) => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
const readme = read("README.md");

test("the table of methods is that of operations.json", () => {
  const { about, ...table } = JSON.parse(read("operations.json"));
  const rows = Object.fromEntries([...readme.matchAll(/^\| `(\w+)` \| ([^|]+) \|$/gm)].map(([, resource, methods]) => [resource, methods.split("; here:")[0].match(/\w+/g)]));
  const expected = {};
  for (const method of Object.values(table)) {
    const [resource, name] = method.split(".");
    (expected[resource] ??= []).push(name);
  }

  const sorted = (named) => Object.fromEntries(Object.entries(named).map(([resource, names]) => [resource, [...names].sort()]).sort());
  assert.deepEqual(sorted(rows), sorted(expected));
});

test("every program of the README is JavaScript", () => {
  const programs = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, program]) => program);

  assert.ok(programs.length >= 8);
  for (const program of programs) execFileSync(process.execPath, ["--input-type=module", "--check"], { input: program });
});

test("the changelog has this version", () => {
  assert.match(read("CHANGELOG.md"), new RegExp(`^## ${JSON.parse(read("package.json")).version}$`, "m"));
});
